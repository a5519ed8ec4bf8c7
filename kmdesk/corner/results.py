"""The results page: what was found, record by record, and ways to narrow it."""

import html
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.corner.pick_list import write_pick_list
from kmdesk.i18n import language, tr
from kmdesk.search.client import Outdated
from kmdesk.search.protocol import Filters, Hit, SearchResult, Snippet
from kmdesk.thai.dates import be_year
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.lights import light_icon, light_of, status_word
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.style import HIT
from kmdesk.widgets.thai_label import ThaiLabel, breakable

PAGE = 20
_VALUE = Qt.ItemDataRole.UserRole


class ResultsPage(Panel):
    """Asks the search process through the parallel lane and shows its answer."""

    back_requested = Signal()
    answered = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.query = ""
        self.result: SearchResult | None = None
        self._hits: list[Hit] = []
        self.cards: list[Card] = []
        self._build()
        context.actor_changed.connect(self._again)
        self.retranslate()

    def search(self, query: str) -> None:
        """Search anew, with no narrowing."""
        self.query = query
        for chooser in (self.kinds, self.years):
            chooser.blockSignals(True)
            chooser.clear()
            chooser.blockSignals(False)
        self._ask(0)

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_requested)
        self.headline = ThaiLabel(self)
        self.headline.setObjectName("recordTitle")
        self.tried = ThaiLabel(self)
        self.order = QComboBox(self)
        self.order.activated.connect(lambda _at: self._ask(0))
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.headline, 1)
        self.print_list = QPushButton(self)
        self.print_list.clicked.connect(self._print)
        head.addWidget(self.order)
        head.addWidget(self.print_list)
        self.kinds, self.years = QListWidget(self), QListWidget(self)
        self.kinds_name, self.years_name = QLabel(self), QLabel(self)
        side = QWidget(self)
        side.setFixedWidth(230)
        narrow = QVBoxLayout(side)
        narrow.setContentsMargins(0, 0, 0, 0)
        for name, chooser, share in (
            (self.kinds_name, self.kinds, 3),
            (self.years_name, self.years, 2),
        ):
            name.setObjectName("boxTitle")
            chooser.itemClicked.connect(lambda _item: self._ask(0))
            chooser.itemActivated.connect(lambda _item: self._ask(0))
            narrow.addWidget(name)
            narrow.addWidget(chooser, share)
        self._content = QWidget(self)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.addStretch(1)
        self.more = QPushButton(self._content)
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
        body.addWidget(side)
        body.addWidget(self.area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self.tried)
        column.addLayout(body, 1)

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.back.setText(tr("← Back"))
        self.back.setToolTip(tr("Back (Esc)"))
        self.print_list.setText(tr("Print this list"))
        self.kinds_name.setText(tr("Kind"))
        self.years_name.setText(tr("Year"))
        self.kinds.setAccessibleName(tr("Kind"))
        self.years.setAccessibleName(tr("Year"))
        chosen = max(0, self.order.currentIndex())
        self.order.clear()
        self.order.addItem(tr("Best match first"), "relevance")
        self.order.addItem(tr("Newest first"), "date")
        self.order.setCurrentIndex(chosen)
        self.more.setText(tr("Show more"))
        if self.result is not None:
            self._tell(self.result)
            self._fill_facets(self.result)
            self._fill_cards()

    # Asking ----------------------------------------------------------------------------

    def _again(self, *_actor: object) -> None:
        # Nothing of the other actor's answer may stay on screen.
        self._hits = []
        self._fill_cards()
        if self.query:
            self._ask(0)

    def _ask(self, offset: int) -> None:
        client = self._context.search
        if not self.query or client is None:
            return
        if not offset:
            self.headline.set_text(tr("Searching for “{query}”…", query=self.query))
        query, audiences = self.query, self._context.actor.audiences
        filters, sort = self._filters(), str(self.order.currentData() or "relevance")

        def work() -> SearchResult:
            return client.search(
                query,
                actor_audiences=audiences,
                filters=filters,
                limit=PAGE,
                offset=offset,
                sort=sort,
                channel="window",
            )

        self._context.lanes.read(
            work, done=lambda result: self._show(result, offset), failed=self._refused
        )

    def _print(self) -> None:
        sort = str(self.order.currentData() or "relevance")
        make = partial(write_pick_list, self._context, self.query, self._filters(), sort)
        print_made(self, self._context, make, self.query)

    def _filters(self) -> Filters:
        kind, year = _chosen(self.kinds), _chosen(self.years)
        years = (int(year), int(year)) if year else None
        return Filters(kinds=(kind,) if kind else (), years=years)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Outdated):
            self.headline.set_text(error_text(error))
            self._hits = []
            self._fill_cards()

    def _show(self, result: SearchResult, offset: int) -> None:
        if result.query != self.query:
            return
        narrowed = bool(_chosen(self.kinds) or _chosen(self.years))
        self.result = result
        self._hits = [*self._hits, *result.hits] if offset else list(result.hits)
        self._tell(result)
        if not narrowed and not offset:
            self._fill_facets(result)
        self._fill_cards(keep=len(self.cards) if offset else 0)
        if not offset:
            self.area.verticalScrollBar().setValue(0)
            if self.cards:
                self.cards[0].setFocus()
        self.answered.emit(result)

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
        lines += [str(step) for step in result.tried]
        if not result.total:
            lines.append(tr("Try fewer or other words, or ask the clerk."))
        if result.unsearchable:
            lines.append(
                tr(
                    "{count} items have pages that cannot be searched yet.",
                    count=f"{result.unsearchable:,}",
                )
            )
        if not result.complete:
            lines.append(tr("The index is still being built; more may be found in a moment."))
        self.tried.set_text("  ".join(lines))
        self.tried.setVisible(bool(lines))

    def _fill_facets(self, result: SearchResult) -> None:
        kinds = self._context.kinds
        rows = [
            (tr(kinds.get(facet.value).label), facet.value, facet.count)
            for facet in result.facets.get("kind", ())
            if facet.value in kinds
        ]
        _fill(self.kinds, rows)
        years = [
            (_year(f.value), f.value, f.count)
            for f in result.facets.get("year", ())
            if f.value.isdigit()
        ]
        _fill(self.years, sorted(years, key=lambda year: year[1], reverse=True))

    def _fill_cards(self, keep: int = 0) -> None:
        for card in self.cards[keep:]:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = self.cards[:keep]
        for hit in self._hits[keep:]:
            card = Card(self._context, hit, self._content)
            card.opened.connect(self._open)
            card.moved.connect(self._move)
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
        total = self.result.total if self.result else 0
        self.more.setVisible(bool(self._hits) and len(self._hits) < total)

    def _open(self, hit: object) -> None:
        if isinstance(hit, Hit):
            self._context.reader_requested.emit(hit.record_id, hit.anchor, self.query)

    def _move(self, card: object, step: int) -> None:
        at = self.cards.index(card) + step if isinstance(card, Card) else 0
        if 0 <= at < len(self.cards):
            self.cards[at].setFocus()
            self.area.ensureWidgetVisible(self.cards[at])
        elif at < 0:
            self.back.setFocus()


class Card(QFrame):
    """One record found; Enter or a click opens it at the hit."""

    opened = Signal(object)
    moved = Signal(object, int)

    def __init__(self, context: Context, hit: Hit, parent: QWidget) -> None:
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
        self.facts = QLabel("  ·  ".join(fact for fact in facts if fact), self)
        self.facts.setObjectName("quiet")
        self.snippet = QLabel(self)
        self.snippet.setWordWrap(True)
        self.snippet.setTextFormat(Qt.TextFormat.RichText)
        self.snippet.setText(snippet_html(hit.snippet))
        self.snippet.setVisible(bool(hit.snippet.text))
        where = [_where(hit), tr("Paper: {place}", place=hit.place) if hit.place else ""]
        self.where = QLabel("  ·  ".join(part for part in where if part), self)
        self.where.setObjectName("place")
        self.where.setVisible(bool(self.where.text()))
        light = QLabel(self)
        light.setFixedWidth(20)
        light.setPixmap(light_icon(light_of(kinds, hit.kind, hit.status)).pixmap(18, 18))
        light.setVisible(bool(word))
        status = QLabel(tr(word) if word else "", self)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(light)
        line.addWidget(status)
        line.addWidget(self.facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addLayout(line)
        column.addWidget(self.snippet)
        column.addWidget(self.where)
        for label in (self.title, self.facts, self.snippet, self.where, status):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(hit.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, up and down go from card to card."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.hit)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.hit)


def _where(hit: Hit) -> str:
    """The page or provision in words."""
    return anchor_words(hit.anchor, hit.label or hit.provision or "")


def snippet_html(snippet: Snippet) -> str:
    """The snippet as rich text, hits marked, breakable between Thai words."""
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


def _chosen(chooser: QListWidget) -> str:
    item = chooser.currentItem()
    return str(item.data(_VALUE) or "") if item is not None else ""


def _fill(chooser: QListWidget, rows: list[tuple[str, str, int]]) -> None:
    before = _chosen(chooser)
    chooser.blockSignals(True)
    chooser.clear()
    for name, value, count in [(tr("All"), "", -1), *rows]:
        item = QListWidgetItem(name if count < 0 else f"{name}  ({count:,})")
        item.setData(_VALUE, value)
        chooser.addItem(item)
        if value == before:
            chooser.setCurrentItem(item)
    chooser.blockSignals(False)


def _year(value: str) -> str:
    year = int(value)
    return str(year) if language() == "en" else str(be_year(date(year, 7, 1)))
