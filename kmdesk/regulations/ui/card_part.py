"""An answer card on the right: the answer and the provisions it stands on."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kmdesk.regulations.queries import ProvisionRef
from kmdesk.regulations.structure import readable
from kmdesk.regulations.view import CardView
from kmdesk.widgets.context import Context
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip


class CardPart(QWidget):
    """Each ground is a button that opens the law at its provision."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.answer = ThaiLabel(self)
        self.answer.setObjectName("recordTitle")
        self.grounds = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.answer)
        column.addLayout(self.grounds)
        column.addStretch(1)

    def show_card(self, card: CardView | None) -> None:
        """Fill in what ``card`` says."""
        empty_layout(self.grounds)
        if card is None:
            return
        self.answer.set_text(readable(str(card.values.get("answer", ""))))
        for ground in card.grounds:
            self.grounds.addWidget(self._button(ground))

    def _button(self, ground: ProvisionRef) -> QPushButton:
        text = readable(f"{ground.label} {ground.title}".strip())
        button = QPushButton(self)
        button.setObjectName("link")
        button.setToolTip(plain_tip(text))
        button.setText(button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 460))
        button.clicked.connect(partial(self._open, ground.record_id, ground.anchor))
        return button

    def _open(self, record_id: int, anchor: str, _on: bool = False) -> None:
        self._context.open_requested.emit(record_id, anchor)
