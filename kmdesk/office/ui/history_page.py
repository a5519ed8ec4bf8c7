"""The history of the whole office: who did what and when, with before and after."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.records.fields import screen_moment
from kmdesk.records.history import Act, actors, acts, changes_of
from kmdesk.records.unit import Reading
from kmdesk.store.backup_plan import moment
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.context import Context
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

_ACT = Qt.ItemDataRole.UserRole


class HistoryPage(Page):
    """Acts, newest first; the chosen one unfolds into its changes."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.explain = ThaiLabel(
            self, tr("Every change is kept for good. Unfold an act to see what stood there before.")
        )
        self.who = QComboBox(self)
        self.who.setAccessibleName(tr("Who"))
        self.who.activated.connect(self._ask)
        self.since_name = PlainLabel(tr("From"), self)
        self.until_name = PlainLabel(tr("Until"), self)
        self.since = BeDateEdit(self)
        self.since.setAccessibleName(tr("From"))
        self.until = BeDateEdit(self)
        self.until.setAccessibleName(tr("Until"))
        self.look = QPushButton(tr("Show"), self)
        self.open = QPushButton(tr("Open the item"), self)
        self.look.clicked.connect(self._ask)
        self.open.clicked.connect(self._open)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(tr("History"))
        self.tree.setHeaderLabels([tr("When"), tr("Who"), tr("What"), tr("Item")])
        self.tree.setColumnCount(4)
        self.tree.setUniformRowHeights(False)
        self.tree.itemExpanded.connect(self._unfold)
        self.tree.currentItemChanged.connect(self._chosen)
        header = self.tree.header()
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        row = FlowRow(self)
        for widget in (self.who, self.since_name, self.since, self.until_name, self.until):
            row.add(widget)
        row.add(self.look)
        row.add(self.open)
        column_ = QVBoxLayout(self)
        column_.addWidget(self.explain)
        column_.addWidget(row)
        column_.addWidget(self.tree, 1)

    def refresh(self) -> None:
        """Read everybody's name and the newest acts."""
        self._context.read(actors, done=self._set_actors)
        self._ask()

    def left_off(self) -> str:
        """Return whose acts are shown."""
        return self.who.currentData() or ""

    def go_on(self, left: str) -> None:
        """Show the acts for what stands in the fields."""
        self.who.addItem(left or tr("Everybody"), left)
        self._ask()

    def _set_actors(self, names: list[str]) -> None:
        present = self.who.currentData() or ""
        self.who.clear()
        self.who.addItem(tr("Everybody"), "")
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(present)))

    def _ask(self, *_ignored: object) -> None:
        who = str(self.who.currentData() or "")
        since, until = self.since.iso() or "", self.until.iso() or ""

        def work(reading: Reading) -> list[Act]:
            return acts(reading, who=who, since=since, until=until)

        self._context.read(work, done=self._show)

    def _show(self, rows: list[Act]) -> None:
        self.tree.clear()
        for act in rows:
            then = moment(act.at)
            when = screen_moment(then) if then is not None else act.at
            about = act.title
            if act.count > 1:
                about = tr("{title} and {count} more", title=act.title, count=act.count - 1)
            item = QTreeWidgetItem([when, act.actor, tr(act.label), about])
            item.setData(0, _ACT, act)
            item.setToolTip(3, "")
            # Its changes are put into words only when somebody unfolds it: for each of them the
            # rows before and after are compared.
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            self.tree.addTopLevelItem(item)
        self._chosen()

    def _unfold(self, item: QTreeWidgetItem) -> None:
        act = item.data(0, _ACT)
        if isinstance(act, Act) and item.childCount() == 0:
            context = self._context
            filled = partial(self._fill, act.unit)
            context.read(changes_of, context.kinds, act.unit, done=filled)

    def _fill(self, unit: str, lines: list[str]) -> None:
        # By its unit, not by the line that was unfolded: the list may have been
        # read anew meanwhile.
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None and item.data(0, _ACT).unit == unit and item.childCount() == 0:
                for line in lines or [tr("Texts or files only.")]:
                    item.addChild(QTreeWidgetItem([line]))
                    item.child(item.childCount() - 1).setFirstColumnSpanned(True)

    def _act(self) -> Act | None:
        item: QTreeWidgetItem | None = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        act = item.data(0, _ACT) if item is not None else None
        return act if isinstance(act, Act) else None

    def _chosen(self, *_items: object) -> None:
        act = self._act()
        self.open.setEnabled(act is not None and act.record_id is not None)

    def _open(self) -> None:
        act = self._act()
        if act is not None and act.record_id is not None:
            self._context.open_requested.emit(act.record_id, "")
