"""A table of facts to read and choose from: whole lines, one at a time, nothing to type."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from kmdesk.widgets.tips import plain_tip


class LineTable(QTableWidget):
    """``columns`` columns, of which ``wide`` share the room that is left."""

    def __init__(self, columns: int, wide: Collection[int], parent: QWidget) -> None:
        super().__init__(0, columns, parent)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in wide:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def fill(self, rows: Sequence[Sequence[str]], centred: Collection[int] = ()) -> None:
        """Show ``rows``; the line chosen stays where it was."""
        at = max(0, self.currentRow())
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                if column in centred:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(row, column, item)
        if rows:
            self.setCurrentCell(min(at, len(rows) - 1), 0)
