"""Import of a sheet: which column is what, every row as it would be stored, then one act."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QListWidgetItem, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.intake.rows import (
    Heads,
    Line,
    Table,
    find_heads,
    heads_at,
    remember,
    remembered,
    sheets_of,
)
from kmdesk.intake.rows.plan import Plan, plan_rows, refused_lines, write_refused
from kmdesk.intake.table import Sheet, text_of
from kmdesk.jobs.executor import Progress, Task
from kmdesk.records.settings import REGISTER_COLUMNS
from kmdesk.records.unit import Reading
from kmdesk.store.errors import StoreError
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import ask_file, ask_target
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.table_import_frame import CELL, ImportFrame
from kmdesk.widgets.table_import_page import counts_words, page_of, row_of

# Columns are assigned several in a row, and each plan reads the library.
_SETTLE_MS = 150
_SLOW_MS = 400
# The sheet marks them all; a list widget makes an item of each on the UI thread.
_MOST_LISTED = 500
# Above the heads stand title, office, year and empty rows: a few, never a screenful.
_HEAD_ROWS = 20

Taker = Callable[[Sequence[Line], Sequence[int]], None]
"""Is given the good rows, and the numbers of all rows of the table."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A file as it was read: its sheets, what the office remembers, the table it fits."""

    sheets: list[Sheet]
    known: dict[str, dict[str, str]]
    """By table: heads that were assigned by hand before."""
    table: Table
    heads: Heads


class TableDialog(ImportFrame):
    """Nothing is stored before “Import”; one undo takes the whole batch back.

    ``tables`` are those the sheet may be for; the one its heads fit best is proposed. With
    ``taker`` the good rows are handed to it instead of being stored.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        path: Path,
        tables: Sequence[Table],
        taker: Taker | None = None,
    ) -> None:
        super().__init__(parent, tr("Import from {name}", name=path.name))
        self._context, self._path, self._tables, self._taker = context, path, tables, taker
        self._found: _Found | None = None
        self._sheet = Sheet("", [])
        self._heads: Heads | None = None
        self._edits: dict[tuple[int, int], object] = {}
        self._before: list[tuple[tuple[int, int], object | None]] = []
        self._by_hand: dict[int, str] = {}
        self._asked = 0
        self._unit = ""
        self._task: Task | None = None
        self.table = tables[0]
        self.plan: Plan | None = None
        self.choices: dict[int, QComboBox] = {}
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._replan)
        self._is_closing = Event()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._show_reading)
        self._connect()
        self._read_task = context.runner.submit_read(
            sheets_of, path, self._is_closing.is_set, done=self._read, failed=self._refuse
        )
        self._slow.start()

    def _connect(self) -> None:
        self.carry.toggled.connect(self._settle.start)
        self.sheet.page_model.edited.connect(self._edited)
        self.problems.itemActivated.connect(self._mend)
        self.problems.currentItemChanged.connect(lambda item, _old: self._go_to(item))
        self.import_button.clicked.connect(self.store)
        self.undo_button.clicked.connect(self.undo)
        self.refused_button.clicked.connect(self._ask_where)
        self.close_button.clicked.connect(self.reject)
        self.tables_box.activated.connect(self._choose_table)
        self.sheets_box.activated.connect(self._choose_sheet)
        self.heads_box.activated.connect(self._choose_heads)
        back = QShortcut(QKeySequence.StandardKey.Undo, self)
        back.activated.connect(self.take_back_edit)

    # Reading and planning --------------------------------------------------------------

    def _show_reading(self) -> None:
        """A large file takes seconds: something moves meanwhile, and closing stops it."""
        self.progress.setRange(0, 0)
        self.progress.show()

    def _read(self, sheets: list[Sheet]) -> None:
        work = partial(_fitting, sheets, self._tables)
        self._context.read(work, done=self._loaded, failed=self._refuse)

    def _loaded(self, found: _Found) -> None:
        self._slow.stop()
        self.progress.hide()
        self._found, self.table = found, found.table
        for table in self._tables:
            self.tables_box.addItem(tr(table.label), table.name)
        self.tables_box.setCurrentIndex(self._tables.index(found.table))
        self.show_choice(self.tables_box, len(self._tables) > 1)
        for sheet in found.sheets:
            self.sheets_box.addItem(sheet.name or self._path.stem)
        self.show_choice(self.sheets_box, len(found.sheets) > 1)
        self._show_sheet(found.sheets[0] if found.sheets else Sheet("", []), found.heads)

    def _show_sheet(self, sheet: Sheet, heads: Heads) -> None:
        self._sheet, self._edits, self._before = sheet, {}, []
        self.heads_box.clear()
        self.heads_box.addItem(tr("None: the sheet has no heads"), None)
        for at in range(min(_HEAD_ROWS, len(sheet.cells))):
            words = [text for cell in sheet.cells[at] if (text := text_of(cell))]
            if words:
                shown = " · ".join(dict.fromkeys(words))[:30]
                said = tr("Row {row}: {text}", row=str(at + 1), text=shown)
                self.heads_box.addItem(said, at)
        self._show_heads(heads)

    def _show_heads(self, heads: Heads) -> None:
        """One choice a column; what was assigned by hand under other heads is forgotten."""
        self._heads, self._by_hand = heads, {}
        self.heads_box.setCurrentIndex(self.heads_box.findData(heads.first) if heads.rows else 0)
        self.clear_columns()
        self.choices = {}
        for at, head in enumerate(heads.names):
            example = self._example(heads, at)
            if not head and not example:
                continue
            self.choices[at] = self._choice(at, head, example)
        if self.choices:
            next(iter(self.choices.values())).setFocus()
        self._replan()

    def _example(self, heads: Heads, at: int) -> str:
        """The first text of a column, rather from a row of the table than from a heading."""
        below = self._sheet.cells[heads.below :]
        full = [row for row in below[:200] if len(set(map(text_of, row)) - {""}) > 2]
        return next((text for row in (*full, *below) if (text := text_of(row[at]))), "")

    def _choice(self, at: int, head: str, example: str) -> QComboBox:
        box = QComboBox(self.columns_body)
        for name, label in (
            ("", N_("Leave out")),
            *((c.name, c.label) for c in self.table.columns),
        ):
            box.addItem(tr(label), name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        assert self._heads is not None
        box.setCurrentIndex(box.findData(self._heads.columns.get(at, "")))
        words = head or tr("Column {number}", number=str(at + 1))
        box.currentIndexChanged.connect(partial(self._assigned, at))
        shown = PlainLabel(f"{_short(words, 28)}\n{_short(example, 28)}", self.columns_body)
        shown.setBuddy(box)
        box.setAccessibleName(words)
        self.rows.addRow(shown, box)
        return box

    def _assigned(self, at: int, _index: int) -> None:
        """The latest choice counts: another column that had the same field is left out."""
        name = str(self.choices[at].currentData())
        self._by_hand[at] = name
        for other, box in self.choices.items():
            if other != at and name and box.currentData() == name:
                # It would count as the latest choice itself, and take the field back.
                box.blockSignals(True)
                box.setCurrentIndex(box.findData(""))
                box.blockSignals(False)
                self._by_hand[other] = ""
        self._settle.start()

    def _choose_heads(self, _index: int) -> None:
        self._show_heads(
            heads_at(self._cells(), self.heads_box.currentData(), self.table.columns, self._known())
        )

    def _choose_sheet(self, index: int) -> None:
        assert self._found is not None
        sheet = self._found.sheets[index]
        self._show_sheet(sheet, find_heads(sheet.cells, self.table.columns, self._known()))

    def _choose_table(self, index: int) -> None:
        self.table = self._tables[index]
        self._show_heads(find_heads(self._cells(), self.table.columns, self._known()))

    def _cells(self) -> list[list[object]]:
        return self._sheet.cells

    def _known(self) -> dict[str, str]:
        return self._found.known[self.table.name] if self._found else {}

    def _chosen(self) -> dict[int, str]:
        return {at: name for at, box in self.choices.items() if (name := str(box.currentData()))}

    def _replan(self) -> None:
        if self._heads is None:
            return
        table, cells, heads, carry = self.table, self._cells(), self._heads, self.carry.isChecked()
        columns, edits = self._chosen(), dict(self._edits)
        self._asked += 1
        self.import_button.setEnabled(False)

        def work(reading: Reading) -> Plan:
            return plan_rows(table, reading, cells, heads, columns, carry=carry, edits=edits)

        self._context.read(work, done=partial(self._planned, self._asked), failed=self._refuse)

    def _planned(self, asked: int, plan: Plan) -> None:
        if asked != self._asked:
            return  # a later choice is being worked on
        self.plan = plan
        self.sheet.show_page(page_of(self.table, plan, self._edits))
        self._list_problems(plan)
        count = sum(self.table.will_store(line) for line in plan.lines)
        self.summary.set_text(counts_words(self.table, plan, bool(self._sheet.cells)))
        self.show_notes(plan, self._sheet.notes)
        self.refused_button.setVisible(bool(refused_lines(plan)) and not self._unit)
        self.import_button.setText(tr("Import {count} rows", count=f"{count:,}"))
        bold = self.import_button.font()
        bold.setBold(True)  # as the style draws it: the width must be reckoned so
        wide = QFontMetrics(bold).horizontalAdvance(self.import_button.text())
        self.import_button.setMinimumWidth(wide + 40)
        self.import_button.setEnabled(count > 0 and not self._unit)

    def _list_problems(self, plan: Plan) -> None:
        current = self.problems.currentRow()
        self.problems.blockSignals(True)
        self.problems.clear()
        found = [(line, p) for line in plan.lines for p in line.problems]
        found += [(line, p) for line in plan.lines for p in line.remarks]
        for line, problem in found[:_MOST_LISTED]:
            said = tr("Row {row}: {text}", row=str(line.row), text=problem.text)
            item = QListWidgetItem(said, self.problems)
            item.setData(CELL, (row_of(plan, line), problem.column + 1))
        self.problems.setCurrentRow(min(current, self.problems.count() - 1))
        self.problems.blockSignals(False)
        self.problems.setVisible(bool(found))

    # Mending ---------------------------------------------------------------------------

    def _edited(self, row: int, column: int, text: str) -> None:
        if self.plan is None or self._unit:
            return
        key = (row + self.plan.heads.below, column - 1)
        self._before.append((key, self._edits.get(key)))
        self._edits[key] = text
        self._replan()

    def take_back_edit(self) -> None:
        """The cell mended last is again as it was."""
        if not self._before or self._unit:
            return
        key, value = self._before.pop()
        if value is None:
            del self._edits[key]
        else:
            self._edits[key] = value
        self._replan()

    def _go_to(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.sheet.go_to(*item.data(CELL))

    def _mend(self, item: QListWidgetItem) -> None:
        """Enter or a double click on a problem opens its cell."""
        self._go_to(item)
        self.sheet.setFocus()
        if item.data(CELL)[1] > 0:
            self.sheet.edit(self.sheet.currentIndex())

    def _ask_where(self) -> None:
        proposed = tr("{name} – rows left out", name=self._path.stem) + ".xlsx"
        title, folder = tr("Save the rows left out…"), str(self._path.parent)
        name = ask_target(self, title, "sheet", proposed, "Excel (*.xlsx)", folder)
        if name:
            self.save_refused(Path(name))

    def save_refused(self, out: Path) -> None:
        """Write the rows that cannot be taken, with the reasons, to a sheet of their own."""
        plan, table = self.plan, self.table
        if plan is None:
            return
        out = out if out.suffix.lower() == ".xlsx" else out.with_name(f"{out.name}.xlsx")

        def done(count: int) -> None:
            said = tr(
                "{count} rows are in {name}. Mend them there and bring that sheet in again.",
                count=str(count), name=out.name,
            )  # fmt: skip
            self.summary.set_text(said)

        self._context.runner.submit_read(
            partial(write_refused, table, plan, out), done=done, failed=self._refuse
        )

    # Storing ---------------------------------------------------------------------------

    def store(self) -> None:
        """Store all rows without problems as one unit, or hand them over."""
        plan = self.plan
        if plan is None or self._unit or not self.import_button.isEnabled():
            return
        lines = tuple(line for line in plan.lines if self.table.will_store(line))
        self.import_button.setEnabled(False)
        if self._taker is not None:
            self._taker(lines, [line.row for line in plan.lines if not line.left_out])
            self.accept()
            return
        self.progress.setRange(0, len(lines))
        self.progress.show()
        names = plan.heads.names
        chosen = {names[at]: name for at, name in self._by_hand.items() if at < len(names)}
        self._task = self._context.runner.submit_write(
            _store, self._context, self.table, self._path.name, lines, chosen,
            done=self._stored, failed=self._refuse, progressed=self._tell,
        )  # fmt: skip

    def _tell(self, done: int, _total: int) -> None:
        self.progress.setValue(done)

    def _stored(self, stored: tuple[str, int]) -> None:
        self._unit, count = stored
        self.progress.hide()
        self.summary.set_text(tr("{count} rows were taken in.", count=f"{count:,}"))
        self.import_button.hide()
        self.undo_button.show()
        self.close_button.setText(tr("Close"))
        self.close_button.setFocus()
        self._context.library_changed.emit()

    def undo(self) -> None:
        """Take the whole batch back."""
        self.undo_button.setEnabled(False)
        self._context.runner.submit_write(
            self._context.library.undo, self._context.actor, self._unit,
            done=self._undone, failed=self._refuse,
        )  # fmt: skip

    def _undone(self, _unit: str) -> None:
        self._unit = ""
        self.undo_button.setEnabled(True)
        self.undo_button.hide()
        self.import_button.show()
        self._context.library_changed.emit()
        self._replan()

    def _refuse(self, error: Exception) -> None:
        self._slow.stop()
        self.progress.hide()
        self.summary.set_text(error_text(error))
        self.undo_button.setEnabled(True)
        self.import_button.setEnabled(self.plan is not None and not self._unit)

    def done(self, result: int) -> None:
        """Stop what is being read or stored before the dialog goes."""
        self._is_closing.set()
        self._read_task.cancel()
        if self._task is not None and not self._unit:
            self._task.cancel()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the cells, not to a button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _fitting(sheets: list[Sheet], tables: Sequence[Table], reading: Reading) -> _Found:
    value = REGISTER_COLUMNS.read(reading.session)
    known = {table.name: remembered(value, table.columns, table.name) for table in tables}
    fits = [
        (find_heads(sheet.cells, table.columns, known[table.name]), table, sheet)
        for sheet in sheets or [Sheet("", [])]
        for table in tables
    ]
    # A hidden sheet may come first or fit better; nobody means one that they cannot see.
    heads, table, best = max(
        fits, key=lambda fit: (not fit[2].is_hidden, len(fit[0].columns), fit[0].sure)
    )
    return _Found(sorted(sheets, key=lambda sheet: sheet is not best), known, table, heads)


def _store(
    context: Context,
    table: Table,
    name: str,
    lines: tuple[Line, ...],
    chosen: dict[str, str],
    *,
    progress: Progress,
) -> tuple[str, int]:
    """Remember the columns, then take all rows in a unit of their own: (its id, how many)."""
    library, actor = context.library, context.actor
    with suppress(StoreError):  # a backup under way: the import can still be undone
        library.keep_point_for(len(lines))
    if chosen:
        # Apart from the rows: undoing the import must not forget what was assigned by hand.
        with library.writing(actor, N_("Remember the columns of a register")) as unit:
            known = REGISTER_COLUMNS.read(unit.session)
            REGISTER_COLUMNS.store(unit, remember(known, chosen, table.name))
            unit.commit()
    assert table.store is not None
    with library.writing(actor, table.act) as unit:
        table.store(unit, lines, name, lambda done: progress.tell(done, len(lines)))
        # Stopped during the last rows: past the commit it would be too late.
        progress.check()
        unit.commit()
        return unit.id, len(lines)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def ask_sheet(parent: QWidget, title: str) -> Path | None:
    """The spreadsheet somebody chooses; None when nobody does."""
    name = ask_file(parent, tr(title), "sheet", "Excel, CSV (*.xlsx *.xlsm *.csv *.tsv)")
    return Path(name) if name else None
