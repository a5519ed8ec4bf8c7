"""The top line: office name, the one search box, size, language, basket, sign-in."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from kmdesk.i18n import N_, language, tr
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.page import Page
from kmdesk.widgets.tips import key_tip, plain_tip

_EDGES = 24
"""Pixels left and right of the line."""


class TopBar(Page):
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
        self._office, self._who = "", ""
        self.office = PlainLabel(self)
        self.office.setObjectName("officeName")
        self.search = ThaiLineEdit(self)
        self.search.setPlaceholderText(tr("Search everything: type a few words (F3)"))
        self.search.setAccessibleName(tr("Search everything"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(220)
        self.search.returnPressed.connect(self._ask)
        self.go = QPushButton(tr("Search"), self)
        self.go.setToolTip(key_tip(N_("Search everything"), "Enter"))
        self.go.setObjectName("primary")
        self.go.clicked.connect(self._ask)
        self.smaller = self._tool(tr("A−"), tr("Smaller letters (Ctrl+−)"))
        self.larger = self._tool(tr("A+"), tr("Larger letters (Ctrl++)"))
        self.smaller.clicked.connect(lambda: self.resize_requested.emit(-1))
        self.larger.clicked.connect(lambda: self.resize_requested.emit(1))
        thai = language() == "th"
        other = tr("The screen in English") if thai else tr("The screen in Thai")
        self.words = self._tool("English" if thai else "ไทย", other)
        self.words.clicked.connect(self.language_requested)
        self.help = self._tool("?", tr("Help (F1)"))
        self.help.setAccessibleName(tr("Help (F1)"))
        self.help.clicked.connect(self.help_requested)
        self.basket = QPushButton(self)
        self.basket.setToolTip(tr("What is to be printed together (Ctrl+B)"))
        self.basket.clicked.connect(self.basket_requested)
        self.office_work = QPushButton(tr("Office work"), self)
        self.office_work.setToolTip(tr("Adding files, backup, settings and what else keeps house"))
        self.office_work.clicked.connect(self.office_requested)
        self.office_work.hide()
        self.sign_in = QPushButton(self)
        self.sign_in.clicked.connect(self.sign_in_requested)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(12, 8, 12, 4)
        self._lines.setSpacing(8)
        row, tail = QHBoxLayout(), QHBoxLayout()
        self._lines.addLayout(row, 1)
        self._lines.addLayout(tail)
        row.addWidget(self.office)
        row.addSpacing(12)
        row.addWidget(self.search, 1)
        row.addWidget(self.go)
        for part in (self.smaller, self.larger, self.words, self.basket):
            tail.addWidget(part)
        for part in (self.office_work, self.sign_in, self.help):
            tail.addWidget(part)
        tail.addStretch(1)
        self._head, self._tail = row, tail
        # As one reads; otherwise Tab goes in the order in which the widgets were made.
        for before, after in pairwise(
            (self.search, self.go, self.smaller, self.larger, self.words, self.basket,
             self.office_work, self.sign_in, self.help)
        ):  # fmt: skip
            self.setTabOrder(before, after)
        self.set_basket(0)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In large letters the buttons go under the search box: nothing is cut."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Other letters or other words: what no longer fits in one line goes into two."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return done

    def fit(self) -> None:
        """Show as much of the names as has room, in one line or in two."""
        self._show_name()
        self._show_who()
        both = self._head.minimumSize().width() + self._tail.sizeHint().width()
        tight = both + self._lines.spacing() > self.width() - _EDGES
        way = QBoxLayout.Direction.TopToBottom if tight else QBoxLayout.Direction.LeftToRight
        if self._lines.direction() != way:
            self._lines.setDirection(way)

    def _tool(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(plain_tip(tip))
        # Pressed by mouse they leave the cursor in the search box.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def set_office(self, name: str) -> None:
        """The office's name; until it is known, the corner's own."""
        self._office = name
        self.fit()

    def left_off(self) -> str:
        """Return the office's name, known before there is a library to ask."""
        return self._office

    def go_on(self, left: str) -> None:
        """Show the office's name again."""
        self.set_office(left)

    def _show_name(self) -> None:
        name = self._office or tr("Knowledge corner")
        room = max(420, int(self.width() * 0.42))
        shown = self.office.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        if self.office.text() != shown:
            self.office.setText(shown)
        self.office.setToolTip(plain_tip(name))

    def _show_who(self) -> None:
        """Who is signed in, as much of the name as a line of its own has room for."""
        whole = tr("Sign out: {name}", name=self._who) if self._who else tr("Clerk")
        shown = whole
        if self._who:
            others = self._tail.sizeHint().width() - self.sign_in.sizeHint().width()
            letters = self.sign_in.fontMetrics()
            words = letters.horizontalAdvance(self.sign_in.text())
            frame = self.sign_in.sizeHint().width() - words
            room = max(self.width() - _EDGES - others - frame, letters.averageCharWidth() * 12)
            shown = letters.elidedText(whole, Qt.TextElideMode.ElideRight, room)
        if self.sign_in.text() != shown:
            self.sign_in.setText(shown)
        self.sign_in.setAccessibleName(whole)
        hint = tr("Sign in or out (Ctrl+L)")
        self.sign_in.setToolTip(plain_tip(hint if shown == whole else f"{whole}\n{hint}"))

    def set_basket(self, count: int) -> None:
        """How many records the basket holds."""
        self.basket.setText(tr("Basket ({count})", count=count))
        self.fit()

    def set_actor(self, name: str) -> None:
        """Who is signed in; ``""`` for a walk-up."""
        self._who = name
        self.office_work.setVisible(bool(name))
        self.fit()

    def _ask(self) -> None:
        text = self.search.text().strip()
        if text:
            self.search_requested.emit(text)
