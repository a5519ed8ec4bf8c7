"""At a row of the import report: a law or an order is offered to its own tab."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableWidget, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.shelf.documents import STAY, keep_on_shelf
from kmdesk.widgets.context import Context
from kmdesk.widgets.tips import plain_tip

_WORDS = {
    "regulations": N_("This is a law: read it into its tab…"),
    "committees": N_("This is an appointment order: read it into its tab…"),
}


class OfferCell(QWidget):
    """One button that reads the paper in, and one that waves the offer away."""

    def __init__(self, context: Context, record_id: int, room: str, parent: QTableWidget) -> None:
        super().__init__(parent)
        self._context, self._record_id, self.room = context, record_id, room
        self.read_in = QPushButton(tr(_WORDS[room]), self)
        self.wave = QPushButton("✕", self)
        self.read_in.setObjectName("offer")
        self.read_in.clicked.connect(lambda: context.read_in_requested.emit(record_id))
        self.wave.setToolTip(plain_tip(tr(STAY)))
        self.wave.setAccessibleName(tr(STAY))
        self.wave.setFixedWidth(self.wave.fontMetrics().height() * 2)
        self.wave.clicked.connect(self._wave)
        for button in (self.read_in, self.wave):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.ensurePolished()  # or the cell is measured in letters it will not have
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 1, 2, 1)
        row.setSpacing(4)
        row.addWidget(self.read_in, 1)
        row.addWidget(self.wave)

    def _wave(self) -> None:
        self.wave.setEnabled(False)
        self._context.write(STAY, keep_on_shelf, self._record_id)
