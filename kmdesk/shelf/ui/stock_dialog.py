"""The stock-take on screen: choose a place, go down the list by key, save or print it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.shelf import documents
from kmdesk.shelf.model import HOLDINGS
from kmdesk.shelf.papers import STOCK_RESULTS, StockLine, StockResult, stock_list, store_stock_take
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, error_text
from kmdesk.widgets.drafts import Draft, FormPlace, this_moment
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.rows_table import WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

_DRAFT = N_("Stock-take")
_KEYS = {
    Qt.Key.Key_1: "found",
    Qt.Key.Key_F: "found",
    Qt.Key.Key_2: "missing",
    Qt.Key.Key_M: "missing",
    Qt.Key.Key_3: "elsewhere",
    Qt.Key.Key_W: "elsewhere",
}


_HEADS = (N_("Number"), N_("Subject"), N_("Place"), N_("Paper"), N_("Result"))


class StockTable(RowsTable):
    """1 found, 2 not found, 3 in the wrong place, Delete nothing yet; then the next line."""

    def __init__(self, owner: "StockDialog") -> None:
        super().__init__(_HEADS, (170, WIDE, 220, 130, 180), owner, one=True)
        self._owner = owner
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key says what was seen of the paper in this line."""
        state = _KEYS.get(Qt.Key(event.key()))
        if state is not None:
            self._owner.mark(self.currentRow(), state)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._owner.mark(self.currentRow(), "")
        else:
            super().keyPressEvent(event)


class StockDialog(QDialog):
    """What was marked is kept as a draft until the results are saved."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self.lines: list[StockLine] = []
        self.results: dict[int, StockResult] = {}
        self._labels: dict[int, str] = {}
        self.is_read = False
        self._saver = ""  # whose results are just being saved
        self.setWindowTitle(tr(_DRAFT))
        self._build()
        context.read(_places, done=self._set_places)

    @property
    def place_id(self) -> int | None:
        """The place that is gone through; None for everywhere."""
        chosen = self.where.currentData()
        return int(chosen) if chosen is not None else None

    def mark(self, row: int, state: str) -> None:
        """Note what was seen of the paper in ``row`` (0 the first); then the next line."""
        if not 0 <= row < len(self.lines):
            return
        record_id = self.lines[row].record_id
        if state == "elsewhere":
            self._ask_place(row)
            return
        self.results.pop(record_id, None)
        if state:
            self.results[record_id] = StockResult(state)
        self._marked(row)

    def save(self) -> None:
        """Write the results into the library as one act."""
        self.save_button.setEnabled(False)
        self._saver = self._context.actor.name
        self._context.write(
            N_("Stock-take"),
            store_stock_take,
            dict(self.results),
            done=self._saved,
            failed=self._refuse,
        )

    def reject(self) -> None:
        """Close; what was marked is kept as a draft unless it is just being saved."""
        if self._saver:
            # It stays, hidden, to drop the draft once that is done.
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        super().reject()

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.where = QComboBox(self)
        self.where.setAccessibleName(tr("Where"))
        self.where.currentIndexChanged.connect(lambda _at: self._read())
        name = PlainLabel(tr("Where"), self)
        name.setBuddy(self.where)
        self.help = ThaiLabel(
            self, tr("1 found · 2 not found · 3 in the wrong place · Delete takes it back")
        )
        self.table = StockTable(self)
        self.state = ThaiLabel(self)
        self.print_button = QPushButton(tr("Print the checklist"), self)
        self.save_button = QPushButton(tr("Save the results"), self)
        self.close_button = QPushButton(tr("Close"), self)
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.addWidget(name)
        head.addWidget(self.where)
        head.addWidget(self.help, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        for button in (self.print_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(1080, 600)

    def _set_places(self, places: list[tuple[int, str]]) -> None:
        self._labels = dict(places)
        self.where.blockSignals(True)
        self.where.addItem(tr("Everywhere"), None)
        for place_id, label in places:
            self.where.addItem(label, place_id)
        self.where.blockSignals(False)
        self._read()

    # Reading and marking ---------------------------------------------------------------

    def _read(self) -> None:
        self.is_read = False
        place_id = self.place_id
        self._context.read(stock_list, place_id, done=partial(self._show, place_id))

    def _show(self, place_id: int | None, lines: list[StockLine]) -> None:
        # Another place was chosen while this list was read.
        if place_id != self.place_id:
            return
        self.lines, self.is_read = lines, True
        known = {line.record_id for line in lines}
        self.results = {r: result for r, result in self._kept().items() if r in known}
        self.table.fill(
            [
                (
                    line.number,
                    line.title,
                    line.place,
                    tr(HOLDINGS.get(line.holding, line.holding)),
                    "",
                )
                for line in lines
            ]
        )
        for row in range(len(lines)):
            self._show_result(row)
        if lines:
            self.table.selectRow(0)
        self.table.setFocus()
        self._count()

    def _show_result(self, row: int) -> None:
        result = self.results.get(self.lines[row].record_id)
        words = tr(STOCK_RESULTS[result.state]) if result else ""
        if result is not None and result.place_id is not None:
            words += f": {self._labels.get(result.place_id, '')}"
        item = self.table.item(row, 4)
        if item is not None:
            item.setText(words)
            item.setToolTip(plain_tip(words))

    def _marked(self, row: int) -> None:
        self._show_result(row)
        self._keep()
        self._count()
        if row + 1 < len(self.lines):
            self.table.selectRow(row + 1)

    def _ask_place(self, row: int) -> None:
        choices: dict[Any, str] = {**self._labels}
        record_id = self.lines[row].record_id

        def take(values: dict[str, Any], form: FormDialog) -> None:
            form.accept()
            self.results[record_id] = StockResult("elsewhere", values["place_id"])
            self._marked(row)
            self.table.setFocus()

        ask_form(
            self, N_("In the wrong place"),
            [Field("place_id", N_("It lies in"), "choice", choices=choices, required=True)],
            {}, take, button=N_("Continue"),
        )  # fmt: skip

    def _count(self) -> None:
        self.save_button.setEnabled(bool(self.results))
        self.print_button.setEnabled(bool(self.lines))
        self.state.set_text(
            tr(
                "{done} of {count} gone through",
                done=f"{len(self.results):,}",
                count=f"{len(self.lines):,}",
            )
        )

    # Draft -----------------------------------------------------------------------------

    def _place(self) -> FormPlace:
        return FormPlace(record=self.place_id or 0, title=self.where.currentText(), mark="stock")

    def _keep(self) -> None:
        actor, store = self._context.actor.name, self._context.draft_store
        if not self.results:
            store.drop(actor, _DRAFT, self._place())
            return
        said = {str(r): [result.state, result.place_id] for r, result in self.results.items()}
        store.keep(Draft(actor, _DRAFT, self._place(), this_moment(), said))

    def _kept(self) -> dict[int, StockResult]:
        draft = self._context.draft_store.find(self._context.actor.name, _DRAFT, self._place())
        return _results(draft.values) if draft is not None else {}

    def _saved(self, changed: int) -> None:
        self._context.draft_store.drop(self._saver, _DRAFT, self._place())
        self._saver = ""
        if not self.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):
            self.deleteLater()
            return
        self._context.message_posted.emit(
            tr("The stock-take is saved; {count} papers changed.", count=changed)
        )
        self._read()

    def _refuse(self, error: Exception) -> None:
        self._saver = ""
        self.save_button.setEnabled(True)
        self.state.set_text(error_text(error))

    def _print(self) -> None:
        library, actor, place_id = self._context.library, self._context.actor, self.place_id
        where = self.where.currentText()

        def make() -> Path:
            from kmdesk.shelf.print import print_stock_take  # reportlab only when printing

            out = print_path("sheet.pdf")
            return print_stock_take(library, actor, place_id, where, out)

        print_made(self, self._context, make, tr("Stock-take"))


def _results(values: Mapping[str, Any]) -> dict[int, StockResult]:
    found = {}
    for key, said in values.items():
        if key.isdigit() and isinstance(said, list) and len(said) == 2 and said[0] in STOCK_RESULTS:
            found[int(key)] = StockResult(said[0], said[1] if isinstance(said[1], int) else None)
    return found


def _places(reading: Any) -> list[tuple[int, str]]:
    return list(documents.places(reading.session))


def take_stock(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the stock-take."""
    StockDialog(tab, tab.context).open()
