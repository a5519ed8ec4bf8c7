"""The top line: office name, the one search box, size, language, basket, sign-in."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from kmdesk.i18n import language, tr
from kmdesk.widgets.panel import Panel


class TopBar(Panel):
    """Only asks; the window acts."""

    search_requested = Signal(str)
    resize_requested = Signal(int)
    language_requested = Signal()
    basket_requested = Signal()
    sign_in_requested = Signal()
    help_requested = Signal()
    office_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._office, self._basket, self._who = "", 0, ""
        self.office = QLabel(self)
        self.office.setObjectName("officeName")
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(220)
        self.search.returnPressed.connect(self._ask)
        self.go = QPushButton(self)
        self.go.setObjectName("primary")
        self.go.clicked.connect(self._ask)
        self.smaller, self.larger = self._tool(), self._tool()
        self.smaller.clicked.connect(lambda: self.resize_requested.emit(-1))
        self.larger.clicked.connect(lambda: self.resize_requested.emit(1))
        self.words = self._tool()
        self.words.clicked.connect(self.language_requested)
        self.help = self._tool()
        self.help.clicked.connect(self.help_requested)
        self.basket = QPushButton(self)
        self.basket.clicked.connect(self.basket_requested)
        self.office_work = QPushButton(self)
        self.office_work.clicked.connect(self.office_requested)
        self.office_work.hide()
        self.sign_in = QPushButton(self)
        self.sign_in.clicked.connect(self.sign_in_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.office)
        row.addSpacing(12)
        row.addWidget(self.search, 1)
        row.addWidget(self.go)
        row.addSpacing(12)
        for part in (self.smaller, self.larger, self.words, self.basket):
            row.addWidget(part)
        for part in (self.office_work, self.sign_in, self.help):
            row.addWidget(part)
        for before, after in pairwise(
            (self.search, self.go, self.smaller, self.larger, self.words, self.basket,
             self.office_work, self.sign_in, self.help)
        ):  # fmt: skip
            self.setTabOrder(before, after)
        self.retranslate()

    def _tool(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def set_office(self, name: str) -> None:
        """The office's name; until it is known, the corner's own."""
        self._office = name
        self.retranslate()

    def set_basket(self, count: int) -> None:
        """How many records the basket holds."""
        self._basket = count
        self.retranslate()

    def set_actor(self, name: str) -> None:
        """Who is signed in; ``""`` for a walk-up."""
        self._who = name
        self.office_work.setVisible(bool(name))
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        name = self._office or tr("Knowledge corner")
        shown = self.office.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 420)
        self.office.setText(shown)
        self.office.setToolTip(name)
        self.search.setPlaceholderText(tr("Search everything: type a few words (F3)"))
        self.search.setAccessibleName(tr("Search everything"))
        self.go.setText(tr("Search"))
        self.smaller.setText(tr("A−"))
        self.smaller.setToolTip(tr("Smaller letters (Ctrl+−)"))
        self.larger.setText(tr("A+"))
        self.larger.setToolTip(tr("Larger letters (Ctrl++)"))
        self.words.setText("English" if language() == "th" else "ไทย")
        self.words.setToolTip("English" if language() == "th" else "ภาษาไทย")
        self.basket.setText(tr("Basket ({count})", count=self._basket))
        self.sign_in.setText(tr("Sign out: {name}", name=self._who) if self._who else tr("Clerk"))
        self.office_work.setText(tr("Office work"))
        self.help.setText("?")
        self.help.setToolTip(tr("Help (F1)"))
        self.help.setAccessibleName(tr("Help (F1)"))

    def _ask(self) -> None:
        text = self.search.text().strip()
        if text:
            self.search_requested.emit(text)
