"""Who refers to the provision being read: a button with the count, and the list it opens."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.regulations.queries import ANCHOR
from kmdesk.search import Backlink
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.citation_links import ReferenceButton
from kmdesk.widgets.context import Context
from kmdesk.widgets.thai_label import ThaiLabel

# Each line is a widget; a definition may be referred to from hundreds of places.
_SHOWN = 60
# Scrolling passes many provisions; only the one it rests at is asked about.
_SETTLE_MS = 200
_HEIGHT = 150


class BacklinksBox(QWidget):
    """Asks the search process once the reader has come to rest."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._place: tuple[int, str] = (0, "")
        self.links: list[Backlink] = []
        self.button = QPushButton(parent)
        self.button.setCheckable(True)
        self.button.toggled.connect(self.setVisible)
        self.button.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._rest.timeout.connect(self._ask)
        self._scroll = QScrollArea(self)
        self._scroll.setAccessibleName(tr("Referred to by"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.hide()
        self._fill()

    def show_place(self, record_id: int, anchor: str) -> None:
        """The reader is at ``anchor`` of a law."""
        if (record_id, anchor) != self._place:
            self._place = (record_id, anchor)
            self._rest.start()

    def refresh(self) -> None:
        """The library has changed."""
        self._rest.start()

    def _ask(self) -> None:
        client, place = self._context.search, self._place
        if client is None or not place[0]:
            return
        number = number_of(place[1])
        audiences = self._context.actor.audiences
        self._context.runner.submit_read(
            lambda: client.backlinks(place[0], number, actor_audiences=audiences),
            done=lambda links: self._show(place, links),
            failed=lambda _error: self._show(place, []),
        )

    def _show(self, place: tuple[int, str], links: list[Backlink]) -> None:
        if place == self._place:
            own = place[0]
            # Others first: that a law refers to itself is what one expects.
            self.links = sorted(links, key=lambda link: (link.record_id == own, link.title))
            self.button.setVisible(bool(links))
            if not links:
                self.button.setChecked(False)
            self._fill()

    def _fill(self) -> None:
        self.button.setText(tr("Referred to by ({count})", count=f"{len(self.links):,}"))
        inner = QWidget(self._scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for link in self.links[:_SHOWN]:
            target = (link.record_id, link.anchor)
            line = ReferenceButton(self._words(link), target, self._context, inner)
            line.clicked.connect(partial(self._open, *target))
            column.addWidget(line)
        if len(self.links) > _SHOWN:
            words = tr("… and {count} more", count=f"{len(self.links) - _SHOWN:,}")
            column.addWidget(ThaiLabel(inner, words))
        column.addStretch(1)
        self._scroll.setWidget(inner)
        lines = min(len(self.links) + 1, _SHOWN + 1)
        self._scroll.setFixedHeight(min(_HEIGHT, lines * (self.fontMetrics().height() + 10)))

    def _words(self, link: Backlink) -> str:
        """มาตรา ๔๔ for the law's own; kind, title and page for everything else."""
        place = anchor_words(link.anchor, link.label)
        if link.record_id == self._place[0]:
            return to_thai(place)
        kinds = self._context.kinds
        kind = tr(kinds.get(link.kind).label) if link.kind in kinds else ""
        words = f"{kind}: {link.title}" if kind else link.title
        return to_thai(f"{words} · {place}" if place else words)

    def _open(self, record_id: int, anchor: str, _on: bool = False) -> None:
        self._context.open_requested.emit(record_id, anchor)


def number_of(anchor: str) -> str | None:
    """The number of a provision's anchor; None for any other place: the law as a whole."""
    if not anchor.startswith(ANCHOR):
        return None
    return anchor.removeprefix(ANCHOR).partition("~")[0]
