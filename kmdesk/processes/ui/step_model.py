"""The step table as a Qt model: text cells, faults in red, every change undoable."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QUndoCommand, QUndoStack

from kmdesk.i18n import N_, Message, tr
from kmdesk.processes.compare import digits
from kmdesk.processes.flow import Problem, Process, check
from kmdesk.processes.table import (
    COLUMN_LABELS,
    COLUMNS,
    Row,
    fresh_key,
    insert_row,
    paste,
    read_table,
    remove_row,
    with_cell,
)
from kmdesk.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_FAULT, _HINT = QColor("#f8d7d4"), QColor("#fdf1cf")


class StepModel(QAbstractTableModel):
    """Rows of text; ``process`` is what they mean, ``problems`` what is wrong."""

    process_changed = Signal()

    def __init__(self, parent: QObject | None = None, editable: bool = True) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.process = Process(())
        self.problems: list[Problem] = []
        self.places: tuple[str, ...] = ()
        """Names of desks that may be typed."""
        self.undo_stack = QUndoStack(self)
        self._editable = editable
        self._faults: dict[tuple[int, str], list[Problem]] = {}

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show another table; nothing to undo."""
        self._replace(list(rows))
        # Its steps belong to the table before: undone here they would bring that back.
        self.undo_stack.clear()

    # Changing --------------------------------------------------------------------------

    def insert_at(self, row: int) -> None:
        """A blank row."""
        self._change(tr("Insert row"), insert_row(self.rows, row))

    def append(self) -> None:
        """A blank row at the end."""
        self._change(tr("Insert row"), [*self.rows, Row(key=fresh_key(self.rows))])

    def remove_at(self, row: int) -> None:
        """Without that row."""
        if 0 <= row < len(self.rows):
            self._change(tr("Delete row"), remove_row(self.rows, row))

    def paste_at(self, row: int, column: int, text: str) -> None:
        """A block from a spreadsheet at a cell."""
        self._change(tr("Paste"), paste(self.rows, max(row, 0), max(column, 0), text))

    def take_in(self, rows: Sequence[Row]) -> None:
        """The table with the rows of a spreadsheet, as one act."""
        self._change(tr("Import"), list(rows))

    def shift(self, key: int, columns: int, rows: int) -> None:
        """Move the symbol of a step on the chart, by whole cells."""
        moved = [
            replace(row, shift=(row.shift[0] + columns, max(0, row.shift[1] + rows)))
            if row.key == key
            else row
            for row in self.rows
        ]
        self._change(tr("Move symbol"), moved)

    def forget_shifts(self) -> None:
        """Every symbol where the chart would put it."""
        self._change(tr("Automatic layout"), [replace(row, shift=(0, 0)) for row in self.rows])

    def go_on_with(self, rows: Sequence[Row]) -> None:
        """Take rows typed earlier and not saved; one step back leads to what is stored."""
        self._change(tr("Typing"), list(rows))

    def _change(self, label: str, rows: list[Row]) -> None:
        if rows != self.rows:
            self.undo_stack.push(_Change(label, self._replace, self.rows, rows))

    def _replace(self, rows: list[Row]) -> None:
        # A reset would close the editor under somebody's hands and lose the cursor.
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows = rows
        self.process, unread = read_table(rows)
        self.problems = unread + check(self.process) + self._unknown_places()
        self._faults = {}
        for problem in self.problems:
            if problem.key is not None:
                self._faults.setdefault((problem.key, problem.column), []).append(problem)
        if same and rows:
            last = self.index(len(rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
        elif not same:
            self.endResetModel()
        self.process_changed.emit()

    def _unknown_places(self) -> list[Problem]:
        words = N_("There is no desk or place called “{name}”. Choose one from the list.")
        return [
            Problem(row.key, "place", Message(words, {"name": row.place}))
            for row in self.rows
            if row.place and row.place_id is None and row.place not in self.places
        ]

    # What the view asks ----------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Rows of the table."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, colour and fault of a cell."""
        if not index.isValid():
            return None
        row, name = self.rows[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return getattr(row, name)
        faults = self._faults.get((row.key, name))
        if faults and role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(_FAULT if any(fault.blocks for fault in faults) else _HINT)
        if faults and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(str(fault.message) for fault in faults))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(getattr(row, name) or "")  # a narrow column shows only the beginning
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        rows = list(self.rows)
        row = index.row()
        rows[row] = with_cell(rows[row], COLUMNS[index.column()], str(value))
        self._change(tr("Typing"), rows)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column names; row numbers in the digits of the screen."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return tr(COLUMN_LABELS[COLUMNS[section]])
        return digits(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells are editable for a clerk."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._editable else flags

    def messages_at(self, row: int) -> list[str]:
        """Sentences about one row."""
        if not 0 <= row < len(self.rows):
            return []
        key = self.rows[row].key
        return [str(problem.message) for problem in self.problems if problem.key == key]


class _Change(QUndoCommand):
    """One change of the whole table: tables are small, so both states are kept."""

    def __init__(
        self, label: str, show: Callable[[list[Row]], None], before: list[Row], after: list[Row]
    ) -> None:
        super().__init__(label)
        self._show, self._before, self._after = show, before, after

    def undo(self) -> None:
        """Back to the table before."""
        self._show(self._before)

    def redo(self) -> None:
        """On to the table after."""
        self._show(self._after)
