"""The trash: what was taken out of the library, and back again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Unit
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.queries import TrashRow, trash_rows
from kmdesk.widgets.thai_label import ThaiLabel

_ROW = Qt.ItemDataRole.UserRole


class TrashPage(Panel):
    """A list and one button."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.explain = ThaiLabel(self)
        self.list = QListWidget(self)
        self.nothing = ThaiLabel(self)
        self.restore = QPushButton(self)
        self.restore.clicked.connect(self._restore)
        row = QHBoxLayout()
        row.addWidget(self.restore)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.nothing)
        column.addStretch()
        self.retranslate()

    def refresh(self) -> None:
        """Read the trash again."""
        self._context.read(trash_rows, done=self._show)

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.explain.set_text(tr("What is in the trash is found nowhere else. Nothing is lost."))
        self.nothing.set_text(tr("The trash is empty."))
        self.restore.setText(tr("Put back"))
        self.list.setAccessibleName(tr("Trash"))

    def _show(self, rows: list[TrashRow]) -> None:
        self.list.clear()
        for row in rows:
            day = short_date(row.deleted_at)
            item = QListWidgetItem(f"{row.title or row.number}   ({day})")
            item.setData(_ROW, row.record_id)
            self.list.addItem(item)
        for part in (self.list, self.restore):
            part.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.list.setCurrentRow(0)

    def _restore(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return
        self._context.write(
            N_("Put back from the trash"),
            _put_back,
            int(item.data(_ROW)),
            done=lambda _result: self.refresh(),
            failed=lambda error: _tell(self, error),
        )


def _tell(parent: QWidget, error: Exception) -> None:
    show_error(parent, error)


def _put_back(unit: Unit, record_id: int) -> None:
    unit.restore(record_id)
