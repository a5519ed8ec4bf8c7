"""Results page: hits record by record, with facets to narrow them."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.corner.card import Card
from kmdesk.corner.facets import FacetList
from kmdesk.corner.found import Found, Wanted, look
from kmdesk.corner.pick_list import write_pick_list
from kmdesk.i18n import tr
from kmdesk.records import Actor
from kmdesk.search.client import Outdated
from kmdesk.search.protocol import Hit, SearchResult
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.thai_label import ThaiLabel

_CARDS_AT_ONCE, _CARDS_A_TURN = 6, 2


class ResultsPage(Panel):
    """Queries the search process off the UI thread and shows its result."""

    back_requested = Signal()
    answered = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.query = ""
        self.result: SearchResult | None = None
        self._hits: list[Hit] = []
        self._out: dict[int, str] = {}
        self.cards: list[Card] = []
        self._answer: SearchResult | None = None
        # A screenful immediately, the rest a few at a time: a click never waits for all twenty.
        self._filling = QTimer(self)
        self._filling.setInterval(0)
        self._filling.timeout.connect(partial(self._add_cards, _CARDS_A_TURN))
        self._build()
        context.actor_changed.connect(self._again)
        self.retranslate()

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

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_requested)
        self.headline = ThaiLabel(self)
        self.headline.setObjectName("recordTitle")
        self.tried = ThaiLabel(self)
        self.order = QComboBox(self)
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.order.activated.connect(lambda _at: self._ask(0))
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.headline, 1)
        self.print_list = QPushButton(self)
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
        body.addWidget(self.facets)
        body.addWidget(self.area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self.tried)
        column.addWidget(self.facets.chips)
        column.addLayout(body, 1)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.back.setText(tr("← Back"))
        self.back.setToolTip(tr("Back (Esc)"))
        self.print_list.setText(tr("Print this list"))
        self.order.setAccessibleName(tr("Order of the results"))
        chosen = max(0, self.order.currentIndex())
        self.order.clear()
        self.order.addItem(tr("Best match first"), "relevance")
        self.order.addItem(tr("Newest first"), "date")
        self.order.setCurrentIndex(chosen)
        self.more.setText(tr("Show more"))
        if self.result is not None:
            self._tell(self.result)
            self._fill_cards()

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
        wanted = Wanted(self.query, self.facets.filters(), sort, offset)
        actor = self._context.actor
        self._context.runner.submit_read(
            partial(look, self._context, client, wanted),
            done=lambda found: self._show(found, wanted, actor),
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

    def _show(self, found: Found, wanted: Wanted, actor: Actor) -> None:
        result, offset = found.result, wanted.offset
        if actor != self._context.actor:
            return  # repeated for the current actor
        if result.query != self.query or wanted.filters != self.facets.filters():
            return  # a late answer to an earlier question
        self.result = result
        self._hits = [*self._hits, *result.hits] if offset else list(result.hits)
        self._out = {**self._out, **found.out} if offset else found.out
        self._tell(result)
        if not offset:
            self.facets.fill(result.facets, found.places)
        shown = len(self.cards)
        self._fill_cards(keep=shown if offset else 0)
        if not offset:
            self.area.verticalScrollBar().setValue(0)
            # Whoever narrows by key is not taken away from there.
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
        at = self.cards.index(card) + step if isinstance(card, Card) else 0
        if 0 <= at < len(self.cards):
            self.cards[at].setFocus()
            self.area.ensureWidgetVisible(self.cards[at])
        elif at >= len(self.cards) and not self.more.isHidden():
            self.more.setFocus()
            self.area.ensureWidgetVisible(self.more)
        elif at < 0:
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
