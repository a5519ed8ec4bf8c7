"""Two people changed one field: both texts side by side, and which of them goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.committees.merge import Conflict, both
from kmdesk.i18n import N_, tr
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.fields import Field
from kmdesk.widgets.thai_label import ThaiLabel


class ConflictDialog(QDialog):
    """Calls ``choose(value)`` with the text to go on with; the form itself stays open."""

    def __init__(
        self, parent: QWidget, field: Field, conflict: Conflict, choose: Callable[[object], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Somebody else changed “{field}” meanwhile", field=tr(field.label)))
        self._choose = choose
        sides = QHBoxLayout()
        for words, value in (
            (N_("What you typed"), conflict.mine),
            (N_("What the other person saved"), conflict.theirs),
        ):
            column = QVBoxLayout()
            column.addWidget(ThaiLabel(self, tr(words)))
            text = QPlainTextEdit(_words(field, value), self)
            text.setReadOnly(True)
            text.setAccessibleName(tr(words))
            column.addWidget(text, 1)
            sides.addLayout(column, 1)
        buttons = QHBoxLayout()
        self.mine = self._button(N_("Go on with mine"), conflict.mine)
        self.theirs = self._button(N_("Take the other one"), conflict.theirs)
        together = both(conflict.mine, conflict.theirs)
        self.both = self._button(N_("Put both together"), together)
        self.both.setVisible(field.kind in ("text", "lines"))
        buttons.addStretch(1)
        for button in (self.both, self.mine, self.theirs):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        note = tr("Nothing is stored yet. Choose what goes into the form; then save it again.")
        column.addWidget(ThaiLabel(self, note))
        column.addLayout(sides, 1)
        column.addLayout(buttons)
        self.resize(820, 420)

    def _button(self, words: str, value: object) -> QPushButton:
        button = QPushButton(tr(words), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: self._take(value))
        return button

    def _take(self, value: object) -> None:
        self._choose(value)
        self.accept()


def _words(field: Field, value: object) -> str:
    if field.kind == "choice" and field.choices:
        return tr(field.choices[value]) if field.choices.get(value) else ""
    if field.kind == "date":
        return short_date(str(value)) if value else ""
    if field.kind == "check":
        return tr("Yes") if value else tr("No")
    return "" if value is None else str(value)
