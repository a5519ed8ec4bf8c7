"""Import of a register: which column is what, every row as it would be stored, then one act."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.intake.table import Cells, read_table, text_of
from kmdesk.jobs.lanes import Progress, Task
from kmdesk.records import Unit
from kmdesk.records.settings import REGISTER_COLUMNS
from kmdesk.records.unit import Reading
from kmdesk.shelf.import_register import (
    FIELDS,
    Line,
    Plan,
    apply_register,
    plan_register,
    propose_columns,
    remember,
    remembered,
)
from kmdesk.store.errors import StoreError
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.sheet_view import CellMark, SheetPage, SheetView
from kmdesk.widgets.thai_label import ThaiLabel

_SETTLE_MS = 150
_CELL = Qt.ItemDataRole.UserRole
_MOST_LISTED = 500
_HIDDEN = "•••"


class RegisterDialog(QDialog):
    """Nothing is stored before “Import”; one undo takes the whole batch back."""

    def __init__(self, parent: QWidget, context: Context, path: Path) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import from {name}", name=path.name))
        self._context, self._path = context, path
        self._cells: Cells = []
        self._head = 0
        self._asked = 0
        self._unit = ""
        self._task: Task | None = None
        self.plan: Plan | None = None
        self.choices: dict[int, QComboBox] = {}
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._replan)
        self._build()
        window = parent.window()
        self.resize(max(1000, window.width() - 80), max(580, window.height() - 80))

        def work(reading: Reading) -> tuple[Cells, int, dict[int, str]]:
            cells = read_table(path)
            known = remembered(REGISTER_COLUMNS.read(reading.session))
            return cells, *propose_columns(cells, known)

        context.read(work, done=self._loaded, failed=self._refuse)

    # Reading and planning --------------------------------------------------------------

    def _loaded(self, found: tuple[Cells, int, dict[int, str]]) -> None:
        self._cells, self._head, columns = found
        heads = self._cells[self._head] if self._cells else []
        below = self._cells[self._head + 1 :]
        for at, head in enumerate(heads):
            box = QComboBox(self._columns)
            for name, label in {"": N_("Leave out"), **FIELDS}.items():
                box.addItem(tr(label), name)
            box.setCurrentIndex(box.findData(columns.get(at, "")))
            box.currentIndexChanged.connect(self._settle.start)
            example = next((text_of(row[at]) for row in below if text_of(row[at])), "")
            words = text_of(head) or tr("Column {number}", number=str(at + 1))
            shown = PlainLabel(f"{_short(words, 28)}\n{_short(example, 28)}", self._columns)
            shown.setBuddy(box)
            box.setAccessibleName(words)
            self._rows.addRow(shown, box)
            self.choices[at] = box
        if self.choices:
            next(iter(self.choices.values())).setFocus()
        self._replan()

    def _replan(self) -> None:
        cells, head, carry = self._cells, self._head, self.carry.isChecked()
        columns = self._chosen()
        self._asked += 1
        self.import_button.setEnabled(False)

        def work(reading: Reading) -> Plan:
            return plan_register(reading, cells, head, columns, carry=carry)

        self._context.read(work, done=partial(self._planned, self._asked), failed=self._refuse)

    def _planned(self, asked: int, plan: Plan) -> None:
        if asked != self._asked:
            return  # a later choice is being worked on
        self.plan = plan
        self.sheet.show_page(_page_of(plan))
        self.problems.clear()
        found = [(line, p) for line in plan.lines for p in (*line.problems, *line.remarks)]
        for line, problem in found[:_MOST_LISTED]:
            item = QListWidgetItem(
                tr("Row {row}: {text}", row=str(line.row), text=problem.text), self.problems
            )
            item.setData(_CELL, (line.row - plan.head - 2, problem.column + 1))
        self.problems.setVisible(bool(found))
        added = sum(line.is_new for line in plan.lines)
        there = sum(line.match is not None for line in plan.lines)
        self.summary.set_text(
            tr(
                "{added} new, {there} already in the library, {problems} left out",
                added=f"{added:,}",
                there=f"{there:,}",
                problems=f"{len(plan.lines) - added - there:,}",
            )
        )
        self.import_button.setText(tr("Import {count} rows", count=f"{added:,}"))
        bold = self.import_button.font()
        bold.setBold(True)  # as the style draws it: the width must be reckoned so
        wide = QFontMetrics(bold).horizontalAdvance(self.import_button.text())
        self.import_button.setMinimumWidth(wide + 40)
        self.import_button.setEnabled(added > 0 and not self._unit)

    def _chosen(self) -> dict[int, str]:
        """Column → field; of two columns with one field the first counts."""
        columns: dict[int, str] = {}
        for at, box in self.choices.items():
            name = str(box.currentData())
            if name and name not in columns.values():
                columns[at] = name
        return columns

    # Storing ---------------------------------------------------------------------------

    def store(self) -> None:
        """Store all rows without problems as one unit."""
        plan = self.plan
        if plan is None or self._unit:
            return
        lines = tuple(line for line in plan.lines if line.is_new)
        heads = list(plan.cells[plan.head]) if plan.cells else []
        self.import_button.setEnabled(False)
        self.progress.setRange(0, len(lines))
        self.progress.show()
        self._task = self._context.lanes.write(
            _store, self._context, self._path.name, lines, heads, plan.columns,
            done=self._stored, failed=self._refuse, progressed=self._tell,
        )  # fmt: skip

    def _tell(self, done: int, _total: int) -> None:
        self.progress.setValue(done)

    def _stored(self, stored: tuple[str, int]) -> None:
        self._unit, added = stored
        self.progress.hide()
        self.summary.set_text(tr("{count} letters were added.", count=f"{added:,}"))
        self.import_button.hide()
        self.undo_button.show()
        self.close_button.setText(tr("Close"))
        self.close_button.setFocus()
        self._context.library_changed.emit()

    def undo(self) -> None:
        """Take the whole batch back."""
        self.undo_button.setEnabled(False)
        self._context.lanes.write(
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
        self.progress.hide()
        self.summary.set_text(error_text(error))
        self.import_button.setEnabled(self.plan is not None and not self._unit)

    def done(self, result: int) -> None:
        """Stop what is being stored before the dialog goes."""
        if self._task is not None and not self._unit:
            self._task.cancel()
        super().done(result)

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.summary = ThaiLabel(self, tr("Reading the sheet…"))
        self.summary.setObjectName("boxTitle")
        self._columns = QWidget(self)
        self._rows = QFormLayout(self._columns)
        self._rows.setContentsMargins(4, 4, 8, 4)
        scroll = QScrollArea(self)
        scroll.setWidget(self._columns)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.carry = QCheckBox(tr("Blank cells are as in the row above"), self)
        self.carry.setToolTip(tr("For days, senders, receivers, places and forms only"))
        self.carry.toggled.connect(self._settle.start)
        self.sheet = SheetView(self)
        self.sheet.setAccessibleName(tr("What happens"))
        self.problems = QListWidget(self)
        self.problems.setAccessibleName(tr("What to look at"))
        self.problems.setMaximumHeight(150)
        self.problems.hide()
        self.problems.itemActivated.connect(self._go_to)
        self.problems.currentItemChanged.connect(lambda item, _old: self._go_to(item))
        left, right = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(ThaiLabel(left, tr("Which column is what? It is remembered.")))
        column.addWidget(scroll, 1)
        column.addWidget(self.carry)
        rows = QVBoxLayout(right)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.sheet, 1)
        rows.addWidget(self.problems)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([380, 820])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.addWidget(self.summary)
        whole.addWidget(split, 1)
        whole.addLayout(self._build_foot())

    def _build_foot(self) -> QHBoxLayout:
        self.progress = QProgressBar(self)
        self.progress.hide()
        self.import_button = QPushButton(tr("Import"), self)
        self.import_button.setObjectName("primary")
        self.import_button.setEnabled(False)
        self.import_button.clicked.connect(self.store)
        self.undo_button = QPushButton(tr("Undo the whole import"), self)
        self.undo_button.hide()
        self.undo_button.clicked.connect(self.undo)
        self.close_button = QPushButton(tr("Cancel"), self)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        for button in (self.import_button, self.undo_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot

    def _go_to(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.sheet.go_to(*item.data(_CELL))


def _store(
    context: Context,
    name: str,
    lines: tuple[Line, ...],
    heads: list[object],
    columns: Mapping[int, str],
    *,
    progress: Progress,
) -> tuple[str, int]:
    """Remember the columns, then add all rows in a unit of their own: (its id, how many)."""
    library, actor = context.library, context.actor
    with suppress(StoreError):  # a backup under way: the import can still be undone
        library.keep_point_for(len(lines))
    with library.writing(actor, N_("Remember the columns of a register")) as unit:
        known = REGISTER_COLUMNS.read(unit.session)
        REGISTER_COLUMNS.store(unit, remember(known, heads, columns))
        unit.commit()
    with library.writing(actor, N_("Import a register")) as unit:
        count = _fill(unit, lines, name, progress)
        progress.check()
        unit.commit()
        return unit.id, count


def _fill(unit: Unit, lines: tuple[Line, ...], name: str, progress: Progress) -> int:
    return apply_register(unit, lines, name, lambda done: progress.tell(done, len(lines)))


def _page_of(plan: Plan) -> SheetPage:
    """The rows under the heads, with what happens to each in front."""
    marks: dict[tuple[int, int], CellMark] = {}
    for row, column in plan.carried:
        marks[row - plan.head - 1, column + 1] = CellMark("carried", tr("As in the row above"))
    said: dict[int, str] = {}
    for line in plan.lines:
        at = line.row - plan.head - 2
        for problem in line.remarks:
            marks[at, problem.column + 1] = CellMark("remark", problem.text)
        for problem in line.problems:
            marks[at, problem.column + 1] = CellMark("wrong", problem.text)
            if problem.column >= 0:
                marks.setdefault((at, 0), CellMark("wrong", problem.text))
        said[at] = tr(_WORDS[_what(line)])
    rows = [[text_of(cell) for cell in row] for row in plan.cells[plan.head + 1 :]]
    for line in plan.lines:
        if line.is_secret:
            at = line.row - plan.head - 2
            rows[at] = [_HIDDEN if text else "" for text in rows[at]]
    width = max((len(row) for row in plan.cells), default=0)
    heads = plan.cells[plan.head] if plan.cells else []
    return SheetPage(
        [tr("What happens"), *(text_of(head) for head in heads), *[""] * (width - len(heads))],
        [[said.get(at, ""), *row] for at, row in enumerate(rows)],
        [str(plan.head + 2 + at) for at in range(len(rows))],
        marks,
    )


_WORDS = {"new": N_("To be added"), "there": N_("Already there"), "wrong": N_("Left out")}


def _what(line: Line) -> str:
    if line.problems:
        return "wrong"
    return "new" if line.match is None else "there"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def import_register(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask for a spreadsheet and show what it would do."""
    kinds = "Excel, CSV (*.xlsx *.xlsm *.csv *.tsv)"
    name = ask_file(tab, tr("Import a register…"), "register", kinds)
    if name:
        RegisterDialog(tab, tab.context, Path(name)).open()
