"""The grid in which steps are typed: as quick as a spreadsheet, paste from Excel."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.processes.flow import KIND_LABELS
from kmdesk.processes.table import COLUMNS
from kmdesk.processes.ui.step_model import StepModel

Index = QModelIndex | QPersistentModelIndex

_WIDTHS = {
    "kind": 90,
    "name": 260,
    "role": 150,
    "work": 150,
    "wait": 140,
    "next": 210,
    "detail": 220,
    "quality": 180,
    "forms": 160,
    "basis": 190,
    "place": 130,
}


class StepGrid(QTableView):
    """Cells of a :class:`StepModel`; ``row_chosen`` follows the cursor."""

    row_chosen = Signal(int)

    def __init__(self, model: StepModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = model
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(model, self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )
        # A block: spreadsheets take nothing else from the clipboard.
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(True)
        self.setWordWrap(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.verticalHeader().setDefaultSectionSize(34)
        for column, name in enumerate(COLUMNS):
            self.setColumnWidth(column, _WIDTHS[name])

    def read_only(self) -> None:
        """For readers: no editing, whole rows chosen."""
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)

    def choose_row(self, row: int) -> None:
        """Put the cursor on a row, in the present column."""
        if 0 <= row < self.steps.rowCount():
            column = max(0, self.currentIndex().column())
            self.setCurrentIndex(self.steps.index(row, column))

    def insert_row(self) -> None:
        """A blank row above the cursor."""
        row = max(0, self.currentIndex().row())
        self.steps.insert_at(row)
        self.setCurrentIndex(self.steps.index(row, 1))

    def append_row(self) -> None:
        """A blank row at the end."""
        self.steps.append()
        self.setCurrentIndex(self.steps.index(self.steps.rowCount() - 1, 1))

    def delete_row(self) -> None:
        """The row of the cursor goes."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.steps.remove_at(row)
        last = self.steps.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.steps.index(min(max(row, 0), last), max(column, 0)))

    def paste(self) -> None:
        """What was copied in a spreadsheet, from the cursor on."""
        text = QGuiApplication.clipboard().text()
        if text:
            index = self.currentIndex()
            row, column = max(0, index.row()), max(0, index.column())
            self.steps.paste_at(row, column, text)
            self.setCurrentIndex(self.steps.index(row, column))

    def copy(self) -> None:
        """The chosen cells, for a spreadsheet."""
        indexes = sorted(self.selectedIndexes(), key=lambda i: (i.row(), i.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Enter takes the cell and goes on below, as in a spreadsheet."""
        super().closeEditor(editor, hint)
        # Qt's hint for Enter alone; Tab and Escape come with others.
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the cursor is on."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.row_chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, insert and delete rows, next row by Enter, blank by Delete."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if self.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers:
            super().keyPressEvent(event)
            return
        work = self._work_for(event)
        if work is None:
            super().keyPressEvent(event)
        else:
            work()

    def _work_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Paste):
            return self.paste
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.steps.undo_stack.undo
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.steps.undo_stack.redo
        if key == Qt.Key.Key_Insert:
            return self.insert_row
        if key == Qt.Key.Key_Delete:
            return self.delete_row if control else self._blank
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._down
        return None

    def _down(self) -> None:
        """To the row below; a new one after the last."""
        index = self.currentIndex()
        if index.row() + 1 >= self.steps.rowCount():
            self.append_row()
        else:
            self.setCurrentIndex(self.steps.index(index.row() + 1, max(0, index.column())))

    def _blank(self) -> None:
        for index in self.selectedIndexes():
            self.steps.setData(index, "")


class _CellDelegate(QStyledItemDelegate):
    """A line of text; kinds and roles are completed from what is known."""

    def __init__(self, model: StepModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = model

    def createEditor(
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> QWidget:
        """The editor of a cell."""
        editor = QLineEdit(parent)
        # The window's sheet makes line edits higher than a row of the grid.
        editor.setStyleSheet("padding: 0 4px; min-height: 0; border-radius: 0;")
        name = COLUMNS[index.column()]
        words: list[str] = []
        if name == "kind":
            words = [tr(label) for label in KIND_LABELS.values()]
        elif name in ("role", "forms", "basis", "work", "wait"):
            words = list(dict.fromkeys(getattr(row, name) for row in self._steps.rows))
        elif name == "place":
            words = list(self._steps.places)
        known = [word for word in words if word]
        if known:
            completer = QCompleter(known, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            editor.setCompleter(completer)
        return editor
