"""Knowledge sets on a board, a column for each step; two versions of a text compared."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
)

from kmdesk.committees import knowledge
from kmdesk.committees.knowledge import Card, compare_texts, plain_text
from kmdesk.committees.terms import STEPS
from kmdesk.committees.view import RowView
from kmdesk.i18n import tr
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import error_text, show_error
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel, breakable

_ID = Qt.ItemDataRole.UserRole
_NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class Board(QDialog):
    """All sets by step; a double click (or Enter) opens one."""

    def __init__(self, tab: ActingTab) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Board of knowledge sets"))
        self._context = tab.context
        self.columns: dict[str, QListWidget] = {}
        self._heads: dict[str, QLabel] = {}
        row = QHBoxLayout()
        for step in STEPS:
            head, cards = PlainLabel(self), QListWidget(self)
            head.setWordWrap(True)
            cards.setWordWrap(True)
            cards.setSpacing(3)
            cards.setHorizontalScrollBarPolicy(_NEVER)
            cards.setAccessibleName(tr(STEPS[step]))
            cards.itemActivated.connect(self._open)
            column = QVBoxLayout()
            column.addWidget(head)
            column.addWidget(cards, 1)
            row.addLayout(column, 1)
            self.columns[step], self._heads[step] = cards, head
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.addLayout(row, 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(1240, 600)
        self._context.read(knowledge.board, done=self._fill, failed=self._refuse)

    def _fill(self, cards: list[Card]) -> None:
        for step, column in self.columns.items():
            found = [card for card in cards if card.step == step]
            self._heads[step].setText(f"{tr(STEPS[step])} ({len(found)})")
            for card in found:
                due = tr("Due: {day}", day=short_date(card.due_on)) if card.due_on else ""
                words = "\n".join(filter(None, (card.title, card.group, due)))
                item = QListWidgetItem(breakable(words), column)
                item.setData(_ID, card.record_id)

    def _open(self, item: QListWidgetItem) -> None:
        self._context.open_requested.emit(item.data(_ID), "")
        self.accept()

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)


class VersionDialog(QDialog):
    """What came is underlined, what went is struck out."""

    def __init__(self, tab: ActingTab, title: str, old: RowView, new: RowView) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QTextBrowser(self)
        before, after = plain_text(str(old.values["text"])), plain_text(str(new.values["text"]))
        # Two long texts are compared word by word: more than the window may wait for.
        tab.context.runner.submit_read(
            lambda: compare_texts(before, after),
            done=self._show,
            failed=lambda error: self.text.setPlainText(error_text(error)),
        )
        legend = ThaiLabel(self, f"{old.words} → {new.words}")
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(legend)
        column.addWidget(self.text, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(820, 560)

    def _show(self, pieces: list[tuple[str, str]]) -> None:
        self.text.setHtml("".join(_piece(mark, text) for mark, text in pieces))


def _piece(mark: str, text: str) -> str:
    words = escape(breakable(text)).replace("\n", "<br/>")
    if mark == "+":
        return f"<span style='color:#1b5e20; text-decoration:underline'>{words}</span>"
    if mark == "-":
        return f"<span style='color:#b3261e; text-decoration:line-through'>{words}</span>"
    return words


def show_board(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the board."""
    Board(tab).open()
