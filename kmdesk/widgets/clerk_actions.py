"""What a clerk can do with every record, whatever its kind: history with undo, trash."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import screen_moment
from kmdesk.records.history import ChangeRow, record_history
from kmdesk.records.unit import Unit
from kmdesk.store.backup_plan import moment
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.confirm_links import ConfirmLinksDialog
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import confirm, error_text
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Action
from kmdesk.widgets.thai_label import ThaiLabel

_TO_CONTENTS = QHeaderView.ResizeMode.ResizeToContents
_UNIT = Qt.ItemDataRole.UserRole


class HistoryDialog(QDialog):
    """Units of work on one record, newest first; the chosen one can be undone."""

    def __init__(self, parent: QWidget, context: Context, view: RecordView) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._view = context, view
        self.setWindowTitle(tr("History: {title}", title=view.title))
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([tr("When"), tr("Who"), tr("What")])
        self.tree.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        # As wide as the moments and names are: a time cut in half says nothing.
        for place in (0, 1):
            self.tree.header().setSectionResizeMode(place, _TO_CONTENTS)
        self.state = ThaiLabel(self)
        self.back = QPushButton(tr("As it was after this change"), self)
        self.back.clicked.connect(self._restore)
        self.undo = QPushButton(tr("Undo the chosen change"), self)
        self.undo.clicked.connect(self._undo)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.accept)
        for button in (self.back, self.undo):
            button.setAutoDefault(False)  # Enter does not change the library by accident
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.undo)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.tree, 1)
        column.addWidget(self.state)
        column.addLayout(buttons)
        self.resize(900, 520)
        self._read()

    def _read(self) -> None:
        context = self._context
        context.read(
            record_history,
            context.kinds,
            self._view.id,
            done=self._show,
            failed=self._refuse,
        )

    def _show(self, rows: list[tuple[ChangeRow, list[str]]]) -> None:
        self.tree.clear()
        units: dict[str, QTreeWidgetItem] = {}
        self._last: dict[str, int] = {}
        for row, lines in rows:
            item = units.get(row.unit)
            if item is None:
                then = moment(row.at)
                when = screen_moment(then) if then is not None else row.at
                item = QTreeWidgetItem([when, row.actor, tr(row.label)])
                item.setData(0, _UNIT, row.unit)
                self.tree.addTopLevelItem(item)
                units[row.unit] = item
                self._last[row.unit] = row.seq  # newest first: the last entry of the unit
            for words in lines:
                item.addChild(QTreeWidgetItem(["", "", words]))
        self.undo.setEnabled(bool(rows))
        newest = self.tree.topLevelItem(0)
        if newest is not None:
            self.tree.setCurrentItem(newest)

    @property
    def _chosen(self) -> str | None:
        """The unit of work whose line, or one of whose fields, is chosen."""
        item: QTreeWidgetItem | None = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        return None if item is None else str(item.data(0, _UNIT))

    def _restore(self) -> None:
        unit = self._chosen
        if unit is not None:
            words = tr("The earlier state is back; this too can be undone.")
            self._write(words, self._context.library.restore_state, self._view.id, self._last[unit])

    def _undo(self) -> None:
        unit = self._chosen
        if unit is not None:
            self._write(tr("Undone."), self._context.library.undo, unit)

    def _write(self, words: str, work: Callable[..., str], *args: object) -> None:
        """Run ``work(actor, *args)``, then say so and read the history again."""

        def done(_unit: str) -> None:
            self.state.set_text(words)
            self._context.library_changed.emit()
            self._read()

        context = self._context
        # Not context.write: undo and restore begin and commit a unit of work themselves.
        context.runner.submit_write(work, context.actor, *args, done=done, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.state.set_text(error_text(error))


def _history(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        HistoryDialog(tab, tab.context, view).open()


def _trash(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        text = tr("Move “{title}” to the trash? It can be put back.", title=view.title)
        yes = N_("Move to the trash")
        confirm(tab, text, yes, partial(tab.save, N_("Move to the trash"), _throw, view.id))


def _throw(unit: Unit, record_id: int) -> None:
    unit.trash(record_id)


def _confirm_references(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        ConfirmLinksDialog(tab, view).open()


CLERK_ACTIONS = (
    Action(N_("Confirm references…"), _confirm_references, rare=True),
    Action(N_("History…"), _history, rare=True),
    Action(N_("Move to the trash…"), _trash, rare=True),
)
