"""The contents of a law as a tree, following the place that is read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.view import LawView

_ANCHOR = Qt.ItemDataRole.UserRole
_FIRST_WORDS = 42


class LawContents(QTreeWidget):
    """Headings with what stands under them; a click or Enter chooses the place."""

    place_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setHeaderHidden(True)
        # A code has thousands of lines; each would be measured by itself.
        self.setUniformRowHeights(True)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_law(self, law: LawView) -> None:
        """Fill the tree with the parts of ``law``."""
        self.clear()
        self._items = {}
        stack: list[tuple[int, QTreeWidgetItem]] = []
        roots: list[QTreeWidgetItem] = []
        for row in law.rows:
            if not row.text or row.kind in ("footnote", "editorial"):
                continue
            item = QTreeWidgetItem([_label(row)])
            item.setData(0, _ANCHOR, row.anchor)
            self._items[row.anchor] = item
            if row.kind == "heading":
                while stack and stack[-1][0] >= row.level:
                    stack.pop()
            # A schedule or the signature stands in no chapter.
            elif row.kind != "provision":
                stack.clear()
            (stack[-1][1].addChild if stack else roots.append)(item)
            if row.kind in ("heading", "title"):
                stack.append((row.level, item))
        # At the end and all at once: a tree in sight makes room for each line that comes.
        self.addTopLevelItems(roots)

    def mark(self, anchor: str) -> None:
        """Select the line of ``anchor``, where the reader is."""
        item = self._items.get(anchor)
        if item is not None and self.currentItem() is not item:
            self.setCurrentItem(item)

    def _choose(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        self.place_chosen.emit(str(item.data(0, _ANCHOR)))


def _label(row: PartRow) -> str:
    if not row.number:
        return readable(row.heading or row.text.split("\n")[0][:_FIRST_WORDS])
    words = row.text.removeprefix(row.label).strip().split("\n")[0][:_FIRST_WORDS]
    return readable(f"{row.label}  {words}".strip())
