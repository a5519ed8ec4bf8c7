"""Results page: hits record by record as cards, with facets, and their printed pick-list."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.corner.facets import FacetList
from kmdesk.i18n import tr
from kmdesk.places import place_labels
from kmdesk.records import Actor
from kmdesk.records.describe import ENDED
from kmdesk.search import Filters, Hit, SearchResult, Snippet
from kmdesk.search.client import Outdated, SearchClient
from kmdesk.shelf.documents import out_until
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.labels import PlainLabel, RichLabel
from kmdesk.widgets.lights import light_icon, light_of, status_word
from kmdesk.widgets.page import Page
from kmdesk.widgets.printing import print_made, print_path
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
        where = [
            found,
            anchor_words(hit.anchor, hit.label or hit.provision or ""),
            tr("Paper: {place}", place=hit.place) if hit.place else "",
        ]
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


PAGE = 20


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it stands on the page."""

    text: str
    filters: Filters
    sort: str = "relevance"
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A search result. ``out``: borrowed papers among the hits with their due day."""

    result: SearchResult
    places: Mapping[int, str]
    out: dict[int, str]


def search_library(context: Context, client: SearchClient, query: Query) -> Answer:
    """Search, and read what the index does not contain; off the UI thread."""
    actor = context.actor
    result = client.search(
        query.text,
        actor_audiences=actor.audiences,
        filters=query.filters,
        limit=PAGE,
        offset=query.offset,
        sort=query.sort,
        # A newer search on the same channel ends this one: nobody waits for it any longer.
        channel="window",
    )
    cupboards = {int(facet.value) for facet in result.facets.get("place", ())}
    with context.library.reading(actor) as reading:
        # a chosen place without hits has no facet, but its chip still needs a name
        labels = place_labels(reading.session, cupboards | set(query.filters.places))
        out = out_until(reading, [hit.record_id for hit in result.hits])
    return Answer(result, labels, out)


def write_pick_list(context: Context, query: str, filters: Filters, sort: str) -> Path:
    """Repeat the search with the limit of a printed list and print it; off the UI thread."""
    from kmdesk.pdf import pick_list  # loads ReportLab, only needed to print

    assert context.search is not None
    actor = context.actor
    result = context.search.search(
        query,
        actor_audiences=actor.audiences,
        filters=filters,
        limit=pick_list.LIMIT,
        sort=sort,
        facets=False,
        # Apart from the screen's searches: neither may end the other.
        channel="print",
    )
    found = pick_list.Found(
        [hit.record_id for hit in result.hits],
        result.total,
        [anchor_words(hit.anchor, hit.label) if hit.anchor else "" for hit in result.hits],
        query,
    )
    out = print_path("list.pdf")
    title = tr("“{query}”: {count} found", query=query, count=f"{result.total:,}")
    pick_list.write_pick_list(context.library, actor, context.kinds, found, out, title)
    return out


_CARDS_AT_ONCE, _CARDS_A_TURN = 6, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A result on the screen, to be shown again in another language."""

    query: str
    chosen: dict[str, str]
    result: SearchResult | None
    hits: list[Hit]
    places: Mapping[int, str]
    out: dict[int, str]


class ResultsPage(Page):
    """Queries the search process off the UI thread and shows its result."""

    answered = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.query = ""
        self.result: SearchResult | None = None
        self._hits: list[Hit] = []
        self._out: dict[int, str] = {}
        self._places: Mapping[int, str] = {}
        self.cards: list[Card] = []
        self._answer: SearchResult | None = None
        # A screenful immediately, the rest a few at a time: a click never waits for all twenty.
        self._filling = QTimer(self)
        self._filling.setInterval(0)
        self._filling.timeout.connect(partial(self._add_cards, _CARDS_A_TURN))
        self._build()
        context.actor_changed.connect(self._again)

    def search(self, query: str) -> None:
        """Start a search without filters."""
        self.query = query
        self.facets.clear()
        self._ask(0)

    @property
    def is_filled(self) -> bool:
        """Whether all cards of the result are shown."""
        return not self._filling.isActive()

    def start_over(self) -> None:
        """Clear the last search from the screen."""
        self.query, self.result, self._hits = "", None, []
        self.headline.set_text("")
        self.tried.set_text("")
        self.facets.clear()
        self.order.setCurrentIndex(0)
        self._fill_cards()

    def left_off(self) -> Shown | None:
        """Return the search and its result."""
        if not self.query:
            return None
        return Shown(
            self.query, self.facets.chosen, self.result, self._hits, self._places, self._out
        )

    def go_on(self, left: Shown) -> None:
        """Show the result again; what had no answer yet is asked once more."""
        self.query = left.query
        if left.result is None or left.result.query != left.query:
            self.facets.chosen.update(left.chosen)
            self._ask(0)
            return
        self.result, self._hits = left.result, left.hits
        self._places, self._out = left.places, left.out
        self.facets.chosen.update(left.chosen)
        self._tell(left.result)
        self.facets.fill(left.result.facets, left.places)
        self._fill_cards()

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.back = QPushButton(tr("← Back"), self)
        self.back.setToolTip(tr("Back (Esc)"))
        self.back.clicked.connect(self.back_requested)
        self.headline = ThaiLabel(self)
        self.headline.setObjectName("recordTitle")
        self.tried = ThaiLabel(self)
        self.order = QComboBox(self)
        self.order.setAccessibleName(tr("Order of the results"))
        self.order.addItem(tr("Best match first"), "relevance")
        self.order.addItem(tr("Newest first"), "date")
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.order.activated.connect(lambda _at: self._ask(0))
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.headline, 1)
        self.print_list = QPushButton(tr("Print this list"), self)
        self.print_list.clicked.connect(self._print)
        head.addWidget(self.order)
        head.addWidget(self.print_list)
        self.facets = FacetList(self._context.kinds, self)
        self.facets.changed.connect(lambda: self._ask(0))
        self.facets.right.connect(self._to_cards)
        self._content = QWidget(self)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.addStretch(1)
        self.more = QPushButton(tr("Show more"), self._content)
        self.more.clicked.connect(lambda: self._ask(len(self._hits)))
        self._column.addWidget(self.more)
        self.area = QScrollArea(self)
        self.area.setWidget(self._content)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.facets)
        body.addWidget(self.area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self.tried)
        column.addWidget(self.facets.chips)
        column.addLayout(body, 1)

    # Asking ----------------------------------------------------------------------------

    def _again(self, *_actor: object) -> None:
        # The previous actor's result must not stay on screen.
        self._hits = []
        self._fill_cards()
        self.facets.clear()
        if self.query:
            self._ask(0)

    def _ask(self, offset: int) -> None:
        client = self._context.search
        if not self.query or client is None:
            return
        if not offset:
            self.headline.set_text(tr("Searching for “{query}”…", query=self.query))
        sort = str(self.order.currentData() or "relevance")
        query = Query(self.query, self.facets.filters(), sort, offset)
        actor = self._context.actor
        self._context.runner.submit_read(
            partial(search_library, self._context, client, query),
            done=lambda answer: self._show(answer, query, actor),
            failed=self._refused,
        )

    def _print(self) -> None:
        sort = str(self.order.currentData() or "relevance")
        make = partial(write_pick_list, self._context, self.query, self.facets.filters(), sort)
        print_made(self, self._context, make, self.query)

    def _refused(self, error: Exception) -> None:
        # Outdated: a newer search has taken its place and will answer.
        if not isinstance(error, Outdated):
            self.headline.set_text(error_text(error))
            self._hits = []
            self._fill_cards()

    def _show(self, answer: Answer, query: Query, actor: Actor) -> None:
        result, offset = answer.result, query.offset
        if actor != self._context.actor:
            return  # repeated for the current actor
        if result.query != self.query or query.filters != self.facets.filters():
            return  # a late answer to an earlier question
        self.result = result
        self._hits = [*self._hits, *result.hits] if offset else list(result.hits)
        self._out = {**self._out, **answer.out} if offset else answer.out
        self._tell(result)
        if not offset:
            self._places = answer.places
            self.facets.fill(result.facets, answer.places)
        shown = len(self.cards)
        self._fill_cards(keep=shown if offset else 0)
        if not offset:
            self.area.verticalScrollBar().setValue(0)
            # Whoever is choosing facets by key is not taken away from them.
            if not self.facets.list.hasFocus():
                self._to_cards()
        # After “More” by key one goes on with the first of the new ones.
        elif shown < len(self.cards):
            self.cards[shown].setFocus()
        self._answer = result
        self._tell_filled()

    # Showing ---------------------------------------------------------------------------

    def _tell(self, result: SearchResult) -> None:
        self.print_list.setEnabled(bool(result.total))
        if not result.total:
            self.headline.set_text(tr("Nothing was found for “{query}”.", query=self.query))
        else:
            self.headline.set_text(
                tr("“{query}”: {count} found", query=self.query, count=f"{result.total:,}")
            )
        lines = []
        if result.whole_word and result.partial:
            lines.append(
                tr(
                    "Whole word {whole} · part of another word {partial}",
                    whole=f"{result.whole_word:,}",
                    partial=f"{result.partial:,}",
                )
            )
        said = "Nothing was found for {query}."  # already in the headline
        lines += [str(step) for step in result.tried if step.msgid != said]
        if not result.total:
            lines.append(tr("Try fewer or other words, or ask the clerk."))
        if result.unsearchable:
            lines.append(
                tr(
                    "{count} pages in the library cannot be searched yet (pictures without text).",
                    count=f"{result.unsearchable:,}",
                )
            )
        if not result.complete:
            lines.append(tr("The index is still being built; more may be found in a moment."))
        self.tried.set_text("  ".join(lines))
        self.tried.setVisible(bool(lines))

    def _fill_cards(self, keep: int = 0) -> None:
        for card in self.cards[keep:]:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = self.cards[:keep]
        self.more.hide()
        self._answer = None
        self._filling.start()
        self._add_cards(_CARDS_AT_ONCE)

    def _add_cards(self, count: int) -> None:
        there = len(self.cards)
        for hit in self._hits[there : there + count]:
            card = Card(self._context, hit, self._content, self._out.get(hit.record_id))
            card.opened.connect(self._open)
            card.moved.connect(self._move)
            card.left.connect(self.facets.enter)
            self._column.insertWidget(len(self.cards), card)
            card.show()  # hidden widgets cannot take the focus
            self.cards.append(card)
        if len(self.cards) == len(self._hits):
            self._filling.stop()
            total = self.result.total if self.result else 0
            self.more.setVisible(bool(self._hits) and len(self._hits) < total)
            self._tell_filled()

    def _tell_filled(self) -> None:
        if self._answer is not None and not self._filling.isActive():
            answer, self._answer = self._answer, None
            self.answered.emit(answer)

    def _open(self, hit: object) -> None:
        if isinstance(hit, Hit):
            self._context.reader_requested.emit(hit.record_id, hit.anchor, self.query)

    def _move(self, card: object, step: int) -> None:
        index = self.cards.index(card) + step if isinstance(card, Card) else 0
        if 0 <= index < len(self.cards):
            self.cards[index].setFocus()
            self.area.ensureWidgetVisible(self.cards[index])
        elif index >= len(self.cards) and not self.more.isHidden():
            self.more.setFocus()
            self.area.ensureWidgetVisible(self.more)
        elif index < 0:
            self.back.setFocus()

    def _to_cards(self) -> None:
        if self.cards:
            self.cards[0].setFocus()

    # Keys ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Accept Escape while a facet is chosen, so that it does not leave the page."""
        override = event.type() == QEvent.Type.ShortcutOverride and self.facets.chosen
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo the last choice on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.facets.chosen:
            self.facets.drop_last()
        else:
            super().keyPressEvent(event)
