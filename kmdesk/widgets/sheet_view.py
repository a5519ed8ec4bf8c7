"""The rows of a sheet on screen, each doubtful cell marked where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from kmdesk.widgets.tips import plain_tip

Tone = Literal["wrong", "remark", "carried", "mended", "aside"]
_SHADES = {
    "wrong": QColor("#f7d4d1"),
    "remark": QColor("#fbeac2"),
    "carried": QColor("#eceff2"),
    "mended": QColor("#d9efdc"),
    "aside": QColor("#eceff2"),
}
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CellMark:
    """How a cell is shaded, and the sentence that says why."""

    tone: Tone
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What is shown: heads, rows of text, names of the rows, marks by (row, column)."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: Sequence[str]
    marks: Mapping[tuple[int, int], CellMark]
    locked: frozenset[int] = frozenset()
    """Rows nobody may type in; the first column never takes anything."""

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.rows), len(self.heads)


class SheetModel(QAbstractTableModel):
    """Holds one page; what is typed in it is told by ``edited``, whoever made it shows another."""

    edited = Signal(int, int, str)
    """(row, column, what was typed)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page = SheetPage((), (), (), {})
        self.is_editable = False

    def show_page(self, page: SheetPage) -> None:
        """Replace everything; of the same shape, the cursor stays where it is."""
        if page.shape == self._page.shape and page.rows:
            self._page = page
            last = self.index(len(page.rows) - 1, len(page.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(page.heads) - 1)
            return
        self.beginResetModel()
        self._page = page
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Rows under the heads."""
        return 0 if parent.isValid() else len(self._page.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        """Columns of the sheet."""
        return 0 if parent.isValid() else len(self._page.heads)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, shade and reason of a cell."""
        row, column = index.row(), index.column()
        mark = self._page.marks.get((row, column))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            cells = self._page.rows[row]
            return cells[column] if column < len(cells) else ""
        if mark is None:
            return None
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(_SHADES[mark.tone])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(mark.text) or None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return mark.text or None
        if role == Qt.ItemDataRole.FontRole and mark.tone == "carried":
            font = QFont()
            font.setItalic(True)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Heads of the columns, numbers of the rows as the sheet counts them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = self._page.heads if orientation == Qt.Orientation.Horizontal else self._page.names
        return names[section] if section < len(names) else ""

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Cells of the sheet can be mended where the page allows it."""
        flags = super().flags(index)
        is_open = self.is_editable and index.column() > 0 and index.row() not in self._page.locked
        return flags | Qt.ItemFlag.ItemIsEditable if is_open else flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed."""
        # A cell that was only looked at is no edit, or Ctrl+Z would take back nothing.
        if role != Qt.ItemDataRole.EditRole or str(value) == self.data(index):
            return False
        cells = list(self._page.rows[index.row()])
        cells[index.column()] = str(value)  # at once; what it means comes with the next page
        rows = [*self._page.rows]
        rows[index.row()] = cells
        self._page = replace(self._page, rows=rows)
        self.dataChanged.emit(index, index, [])
        self.edited.emit(index.row(), index.column(), str(value))
        return True


class SheetView(QTableView):
    """The table; :meth:`go_to` brings a cell into view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.page_model = SheetModel(self)
        self._heads: list[str] = []
        self.setModel(self.page_model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def let_edit(self) -> None:
        """Cells are mended in place: by typing, F2 or a double click."""
        self.page_model.is_editable = True
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )

    def show_page(self, page: SheetPage) -> None:
        """Show rows; columns as wide as their first rows ask, within reason."""
        # A page comes after each mended cell: widths somebody has dragged must not jump back.
        is_same = page.heads == self._heads and bool(self._heads)
        self._heads = list(page.heads)
        self.page_model.show_page(page)
        if is_same:
            return
        unit = self.fontMetrics().averageCharWidth()
        shown = [
            row
            # A sheet may have thousands of rows; and a heading across it says nothing of its first
            # column.
            for at, row in enumerate(page.rows[:60])
            if (mark := page.marks.get((at, 0))) is None or mark.tone != "aside"
        ]
        for column in range(len(page.heads)):
            longest = max((len(row[column]) for row in shown if column < len(row)), default=4)
            name = max(page.heads[column].split("\n"), key=len)
            asked = max(longest, len(name)) + 3
            self.setColumnWidth(column, unit * min(max(asked, 8), 40))

    def go_to(self, row: int, column: int) -> None:
        """Select a cell and scroll to it."""
        index = self.page_model.index(row, max(0, column))
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
