"""The basket: what was gathered, in order, printed as one PDF."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.printing import print_records
from kmdesk.widgets.thai_label import ThaiLabel

_ID = Qt.ItemDataRole.UserRole


class BasketPage(Panel):
    """List with up, down, take out; one button prints it all."""

    back_requested = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_requested)
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("recordTitle")
        self.list = QListWidget(self)
        self.list.itemActivated.connect(self._open)
        self.up, self.down, self.out, self.empty, self.print = (QPushButton(self) for _ in range(5))
        self.print.setObjectName("primary")
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.out.clicked.connect(self._take_out)
        self.empty.clicked.connect(context.basket.clear)
        self.print.clicked.connect(self._print)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        head.addWidget(self.print)
        side = QVBoxLayout()
        for button in (self.up, self.down, self.out, self.empty):
            side.addWidget(button)
        side.addStretch(1)
        body = QHBoxLayout()
        body.addWidget(self.list, 1)
        body.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addLayout(body, 1)
        context.basket.changed.connect(self._fill)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.back.setText(tr("← Back"))
        self.up.setText(tr("Move up"))
        self.down.setText(tr("Move down"))
        self.out.setText(tr("Take out"))
        self.empty.setText(tr("Empty the basket"))
        self.print.setText(tr("Print all as one PDF"))
        self.list.setAccessibleName(tr("Basket"))
        self._fill()

    def _fill(self) -> None:
        items = self._context.basket.items
        row = self.list.currentRow()
        self.list.clear()
        for number, item in enumerate(items, 1):
            entry = QListWidgetItem(f"{number}.  {item.title}")
            entry.setData(_ID, item.record_id)
            entry.setToolTip(item.title)
            self.list.addItem(entry)
        self.list.setCurrentRow(min(max(row, 0), len(items) - 1))
        if items:
            self.heading.set_text(tr("Basket: {count} items", count=len(items)))
        else:
            self.heading.set_text(
                tr("The basket is empty. “Put in basket” beside a record fills it.")
            )
        for button in (self.up, self.down, self.out, self.empty, self.print):
            button.setEnabled(bool(items))

    def _chosen(self) -> int:
        item = self.list.currentItem()
        return int(item.data(_ID)) if item is not None else 0

    def _move(self, step: int) -> None:
        row = self.list.currentRow() + step
        if 0 <= row < self.list.count():
            self._context.basket.move(self._chosen(), step)
            self.list.setCurrentRow(row)

    def _take_out(self) -> None:
        self._context.basket.take(self._chosen())

    def _open(self, item: QListWidgetItem) -> None:
        self._context.open_requested.emit(int(item.data(_ID)), "")

    def _print(self) -> None:
        ids = [item.record_id for item in self._context.basket.items]
        if ids:
            print_records(self, self._context, ids, tr("Basket"))
