"""Two people changed one long text: both side by side, and which of them goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.widgets.thai_label import ThaiLabel


class BothTexts(QDialog):
    """Calls ``choose(text)`` with the text to go on with; the form itself stays open."""

    def __init__(
        self,
        parent: QWidget,
        field: str,
        texts: tuple[str, str, str],
        choose: Callable[[str], object],
    ) -> None:
        """``texts``: mine, theirs and both together."""
        # The window's, not the caller's: the buttons below a field go with the next save.
        super().__init__(parent.window())
        self.setWindowTitle(tr("Somebody else changed “{field}” meanwhile", field=tr(field)))
        self._choose = choose
        mine, theirs, together = texts
        sides = QHBoxLayout()
        for words, text in (
            (N_("What you typed"), mine),
            (N_("What the other person saved"), theirs),
        ):
            sides.addLayout(self._side(tr(words), text), 1)
        self.mine = self._button(N_("Go on with mine"), mine)
        self.theirs = self._button(N_("Take the other one"), theirs)
        self.both = self._button(N_("Put both together"), together)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.both, self.mine, self.theirs):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        note = tr("Nothing is stored yet. Choose what goes into the form; then save it again.")
        column.addWidget(ThaiLabel(self, note))
        column.addLayout(sides, 1)
        column.addLayout(buttons)
        self.resize(820, 420)

    def _side(self, words: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(ThaiLabel(self, words))
        box = QPlainTextEdit(text, self)
        box.setReadOnly(True)
        box.setAccessibleName(words)
        column.addWidget(box, 1)
        return column

    def _button(self, words: str, text: str) -> QPushButton:
        button = QPushButton(tr(words), self)
        # Qt gives Enter to the first button that allows it; a stray Enter must not decide which
        # text is kept.
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: self._take(text))
        return button

    def _take(self, text: str) -> None:
        self._choose(text)
        self.accept()
