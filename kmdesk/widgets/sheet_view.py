"""The rows of a sheet on screen, each doubtful cell marked where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from kmdesk.widgets.tips import plain_tip

Tone = Literal["wrong", "remark", "carried"]
_SHADES = {"wrong": QColor("#f7d4d1"), "remark": QColor("#fbeac2"), "carried": QColor("#eceff2")}
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


class SheetModel(QAbstractTableModel):
    """Holds one page; read only."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page = SheetPage((), (), (), {})

    def show_page(self, page: SheetPage) -> None:
        """Replace everything."""
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
        if role == Qt.ItemDataRole.DisplayRole:
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


class SheetView(QTableView):
    """The table; :meth:`go_to` brings a cell into view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.page_model = SheetModel(self)
        self.setModel(self.page_model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_page(self, page: SheetPage) -> None:
        """Show rows; columns as wide as their first rows ask, within reason."""
        self.page_model.show_page(page)
        unit = self.fontMetrics().averageCharWidth()
        for column in range(len(page.heads)):
            longest = max(
                (len(row[column]) for row in page.rows[:60] if column < len(row)), default=4
            )
            asked = max(longest, len(page.heads[column])) + 3
            self.setColumnWidth(column, unit * min(max(asked, 8), 40))

    def go_to(self, row: int, column: int) -> None:
        """Select a cell and scroll to it."""
        index = self.page_model.index(row, max(0, column))
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
