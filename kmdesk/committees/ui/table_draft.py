"""A window of its own keeps what was typed as a draft, as the forms do."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QTableWidget

from kmdesk.widgets.fields import Editor, Field


class TableEditor(Editor):
    """A table as one field of a draft: ``add(cells)`` makes a line, choices included."""

    def __init__(self, field: Field, table: QTableWidget, add: Callable[[list[Any]], None]) -> None:
        self.field, self.widget = field, table
        self._table, self._add = table, add

    def value(self) -> Any:
        return self.typed()

    def typed(self) -> Any:
        """The cells of each line: words, or the key of a choice."""
        table = self._table
        return [
            [self._cell(line, column) for column in range(table.columnCount())]
            for line in range(table.rowCount())
        ]

    def retype(self, typed: Any) -> None:
        """Put the lines of a draft in place of those shown."""
        if not isinstance(typed, list):
            return
        self._table.setRowCount(0)
        for cells in typed:
            self._add(list(cells))

    def on_change(self, slot: Callable[[], object]) -> None:
        self._table.itemChanged.connect(lambda _item: slot())
        # Taking a line out changes no item, so itemChanged does not tell of it.
        self._table.model().rowsRemoved.connect(lambda *_where: slot())

    def _cell(self, line: int, column: int) -> Any:
        box = self._table.cellWidget(line, column)
        if isinstance(box, QComboBox):
            return box.currentData()
        item = self._table.item(line, column)
        return item.text() if item is not None else ""
