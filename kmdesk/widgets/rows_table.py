"""The table of texts that pages and dialogs show: whole lines to read, choose and open."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.widgets.tips import plain_tip

WIDE = 0
"""A column that takes the room that is left."""
FITTING = -1
"""A column as wide as what stands in it."""


class RowsTable(QTableWidget):
    """One line a row, cells of text; ``heads`` are message ids, ``widths`` pixels or the above.

    With ``one``, exactly one line is always chosen. With ``tips``, a cell too narrow for its text
    shows it when pointed at.
    """

    def __init__(
        self,
        heads: Sequence[str],
        widths: Sequence[int],
        parent: QWidget,
        *,
        one: bool = False,
        tips: bool = True,
    ) -> None:
        super().__init__(0, len(heads), parent)
        self._one, self._tips = one, tips
        self.setHorizontalHeaderLabels([tr(head) for head in heads])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        if one:
            self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        modes = QHeaderView.ResizeMode
        for column, width in enumerate(widths):
            if width > 0:
                self.setColumnWidth(column, width)
            else:
                mode = modes.Stretch if width == WIDE else modes.ResizeToContents
                self.horizontalHeader().setSectionResizeMode(column, mode)

    def fill(
        self,
        rows: Sequence[Sequence[str]],
        centred: Collection[int] = (),
        dress: Callable[[int, int, QTableWidgetItem], None] | None = None,
    ) -> None:
        """Show ``rows``; ``dress(row, column, item)`` may colour a cell or give it a tip."""
        at = max(0, self.currentRow())
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            self.set_row(row, cells)
            for column in range(len(cells)):
                item = self.item(row, column)
                assert item is not None
                if column in centred:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                if dress is not None:
                    dress(row, column, item)
        if rows and self._one:
            self.setCurrentCell(min(at, len(rows) - 1), 0)

    def set_row(self, row: int, cells: Sequence[str]) -> None:
        """Show ``cells`` in a line that is there."""
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if self._tips:
                item.setToolTip(plain_tip(text))
            self.setItem(row, column, item)
