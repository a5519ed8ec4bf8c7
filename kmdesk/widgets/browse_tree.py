"""The tree on the left of a tab: what to browse by, and which line is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.breaking import TreeDelegate
from kmdesk.widgets.spec import Node, TabSpec
from kmdesk.widgets.tips import plain_tip

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading

_NODE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Branches:
    """Nodes as they were read, and what tells them from others."""

    nodes: Sequence[Node]
    plain: tuple[object, ...]


def read_branches(reading: "Reading", spec: TabSpec) -> Branches:
    """The room's nodes; off the UI thread, where conditions are put into words too."""
    nodes = spec.nodes(reading)
    return Branches(nodes, tuple(_plain(node) for node in nodes))


class BrowseTree(QTreeWidget):
    """Keeps the chosen line where it was when the nodes are read again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._branches = Branches((), ())
        self.setHeaderHidden(True)
        self.setItemDelegate(TreeDelegate(self))

    @property
    def node(self) -> Node | None:
        """What is chosen."""
        item = self.currentItem()
        found = item.data(0, _NODE) if item is not None else None
        return found if isinstance(found, Node) else None

    @property
    def is_at_top(self) -> bool:
        """Whether the first line is chosen, which lists everything."""
        return self.path() in ([], [0])

    def show_branches(self, branches: Branches) -> None:
        """Show nodes that were read; equal ones change nothing."""
        if branches.plain != self._branches.plain:
            self._branches = branches
            self.fill()

    def fill(self) -> None:
        """Put the nodes into the tree, in the present language."""
        present = self.path()
        # While lines come and go Qt makes one after the other current; each would read the list.
        self.blockSignals(True)
        self.clear()
        for node in self._branches.nodes:
            self.addTopLevelItem(_item(node))
        self.expandToDepth(0)
        self.select(present or [0])
        self.blockSignals(False)

    def path(self) -> list[int]:
        """The chosen line as rows from the root."""
        index = self.currentIndex()
        path: list[int] = []
        while index.isValid():
            path.insert(0, index.row())
            index = index.parent()
        return path

    def labels(self) -> tuple[str, ...]:
        """The chosen line as labels (message ids) from the root."""
        found: list[str] = []
        item: QTreeWidgetItem | None = self.currentItem()
        while item is not None:
            node = item.data(0, _NODE)
            found.insert(0, node.label if isinstance(node, Node) else "")
            item = item.parent()
        return tuple(found)

    def select(self, path: Sequence[int]) -> None:
        """Choose a line by rows from the root, as far down as there are any."""
        model, index = self.model(), QModelIndex()
        for row in path:
            inner = model.index(row, 0, index)
            if not inner.isValid():
                break
            index = inner
        if index.isValid():
            self.setCurrentIndex(index)

    def select_labels(self, labels: Sequence[str]) -> None:
        """Choose a line by labels from the root; the first one when it is gone."""
        nodes = self._branches.nodes
        path: list[int] = []
        for label in labels:
            at = next((n for n, node in enumerate(nodes) if node.label == label), None)
            if at is None:
                path = []
                break
            path.append(at)
            nodes = nodes[at].children
        self.select(path or [0])


def _plain(node: Node) -> tuple[object, ...]:
    # As text: comparing two SQLAlchemy conditions with == gives a condition, never a bool.
    return (node.label, node.count, str(node.where), tuple(_plain(n) for n in node.children))


def _item(node: Node) -> QTreeWidgetItem:
    text = tr(node.label) if node.label else ""
    item = QTreeWidgetItem([text if node.count is None else f"{text}  ({node.count:,})"])
    item.setData(0, _NODE, node)
    item.setToolTip(0, plain_tip(text))
    for child in node.children:
        item.addChild(_item(child))
    return item
