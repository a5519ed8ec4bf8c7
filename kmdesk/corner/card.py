"""Search result as a card: title, status light, facts, best passage, place of the paper."""

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.records.describe import ENDED
from kmdesk.search.protocol import Hit, Snippet
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.labels import PlainLabel, RichLabel
from kmdesk.widgets.lights import light_icon, light_of, status_word
from kmdesk.widgets.style import HIT
from kmdesk.widgets.thai_label import ThaiLabel, breakable


class Card(QFrame):
    """One search result; Enter or a click opens it at the hit."""

    opened = Signal(object)
    moved = Signal(object, int)
    left = Signal()
    """Emitted by the left arrow key: move to the facets."""

    def __init__(
        self, context: Context, hit: Hit, parent: QWidget, out_until: str | None = None
    ) -> None:
        """``out_until``: None unless on loan, else the due day or ``""``."""
        super().__init__(parent)
        self.hit = hit
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        kinds = context.kinds
        self.title = ThaiLabel(self, hit.title or hit.number)
        self.title.setObjectName("cardTitle")
        word = status_word(kinds, hit.kind, hit.status)
        kind = tr(kinds.get(hit.kind).label) if hit.kind in kinds else ""
        facts = [kind, hit.number, short_date(hit.dated)]
        self.facts = PlainLabel("  ·  ".join(fact for fact in facts if fact), self)
        self.facts.setObjectName("quiet")
        self.snippet = RichLabel(self, snippet_html(hit.snippet))
        self.snippet.setWordWrap(True)
        self.snippet.setVisible(bool(hit.snippet.text))
        found = tr("found {count} times", count=f"{hit.hit_count:,}") if hit.hit_count > 1 else ""
        where = [found, _where(hit), tr("Paper: {place}", place=hit.place) if hit.place else ""]
        self.on_loan = out_until is not None
        if out_until:
            where.append(tr("On loan until {day}", day=short_date(out_until)))
        elif self.on_loan:
            where.append(tr("On loan"))
        self.where = PlainLabel("  ·  ".join(part for part in where if part), self)
        self.where.setObjectName("place")
        self.where.setVisible(bool(self.where.text()))
        light = PlainLabel(self)
        light.setFixedWidth(20)
        light.setPixmap(light_icon(light_of(kinds, hit.kind, hit.status)).pixmap(18, 18))
        light.setVisible(bool(word))
        status = PlainLabel(tr(word) if word else "", self)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(light)
        line.addWidget(status)
        line.addWidget(self.facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.title)
        self.banner = EndedBanner(self)
        if hit.status in ENDED:
            self.banner.warn(tr("{status}: do not use", status=tr(word)))
        self.banner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column.addWidget(self.banner)
        column.addLayout(line)
        column.addWidget(self.snippet)
        column.addWidget(self.where)
        for label in (self.title, self.facts, self.snippet, self.where, status):
            # A click on the words is a click on the card.
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(hit.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; move between cards on up and down."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.hit)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Left:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.hit)


def _where(hit: Hit) -> str:
    """Describe the page or provision of the hit."""
    return anchor_words(hit.anchor, hit.label or hit.provision or "")


def snippet_html(snippet: Snippet) -> str:
    """Return the snippet as rich text with marked hits, breakable between Thai words."""
    pieces, last = [], 0
    for start, end in snippet.marks:
        pieces.append(_escaped(snippet.text[last:start]))
        marked = _escaped(snippet.text[start:end])
        pieces.append(f'<span style="background-color:{HIT}">{marked}</span>')
        last = end
    pieces.append(_escaped(snippet.text[last:]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    return html.escape(breakable(" ".join(text.split("\n"))))
