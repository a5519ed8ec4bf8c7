"""The plain body of a record: its text in reader size, at an anchor, hits marked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.records.citations import Reference
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.citation_links import CitationLinks, LinkBrowser
from kmdesk.widgets.context import Context
from kmdesk.widgets.marking import spans
from kmdesk.widgets.queries import PassageRow, RecordView
from kmdesk.widgets.spec import Body
from kmdesk.widgets.style import HIT, READER_POINTS
from kmdesk.widgets.thai_label import breakable

LONGEST = 60_000  # characters laid out at once; another passage lays out its own stretch


class TextBody(Body):
    """Passages one after the other, each under its label."""

    hits_changed = Signal(int, int)
    """(which hit from 1, or 0; how many)"""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[PassageRow, ...] = ()
        self._needles: Sequence[str] = ()
        self._starts: dict[str, int] = {}
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._references: Sequence[Reference] = ()
        self.text = LinkBrowser(self)
        self.text.setAccessibleName(tr("Text"))
        # Qt's own flags for a browser let nobody choose text by keyboard.
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._links = CitationLinks(self.text, context)
        self.text.setObjectName("reader")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(180)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.text)
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)

    @property
    def hits(self) -> list[str]:
        """The marked pieces of text, in order."""
        plain = self._plain()
        return [plain[start:end] for start, end in self._hits]

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the record's passages from ``anchor`` on."""
        self.show_passages(view.passages, anchor, references=view.references)
        self.setVisible(bool(view.passages))

    def show_passages(
        self,
        rows: tuple[PassageRow, ...],
        anchor: str = "",
        needles: Sequence[str] = (),
        references: Sequence[Reference] = (),
    ) -> None:
        """Fill the text with a stretch that holds ``anchor``; mark ``needles``."""
        self._rows, self._needles, self._references = rows, needles, references
        at = next((i for i, row in enumerate(rows) if row.anchor == anchor), 0)
        self._fill(at)
        if needles and self._hits:
            start = self._starts.get(anchor, 0)
            self._go_to_hit(next((i for i, hit in enumerate(self._hits) if hit[0] >= start), 0))
        else:
            self._scroll_to(self._starts.get(anchor, 0))

    def go_to(self, anchor: str) -> None:
        """Scroll so that the passage at ``anchor`` is on top."""
        if anchor not in self._starts:
            self._fill(next((i for i, row in enumerate(self._rows) if row.anchor == anchor), 0))
        self._scroll_to(self._starts.get(anchor, 0))

    def step_hit(self, step: int) -> None:
        """To the next (+1) or previous (−1) hit, round at the ends."""
        if self._hits:
            self._go_to_hit((self._hit + step) % len(self._hits))

    def _fill(self, first: int) -> None:
        first = self._stretch_start(first)
        self._starts = {}
        self.text.clear()
        cursor = QTextCursor(self.text.document())
        # Laid out once at the end, not after each page.
        cursor.beginEditBlock()
        bold, plain, quiet = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        plain.setFontWeight(QFont.Weight.Normal)
        quiet.setForeground(QColor("#7a2e00"))
        if first:
            cursor.insertText(tr("… earlier pages are in the list.") + "\n\n", quiet)
        length = 0
        for row in self._rows[first:]:
            self._starts[row.anchor] = cursor.position()
            label = anchor_words(row.anchor, row.label)
            if label:
                cursor.insertText(label + "\n", bold)
            if row.problem:
                note = tr("This page cannot be searched yet") + ": " + tr(row.problem)
                cursor.insertText(breakable(note) + "\n", quiet)
            cursor.insertText(breakable(row.text.strip()[:LONGEST]) + "\n\n", plain)
            length += len(row.text)
            if length > LONGEST and row is not self._rows[-1]:
                cursor.insertText(tr("… later pages are in the list."), quiet)
                break
        cursor.endEditBlock()
        self._links.mark(self._references, self._starts)
        self._mark()

    def _stretch_start(self, wanted: int) -> int:
        """The first passage to lay out so that a little before ``wanted`` is there, too."""
        first, length = wanted, 0
        while first > 0 and length < LONGEST // 3:
            first -= 1
            length += len(self._rows[first].text)
        return first

    def _plain(self) -> str:
        # Block ends count as one character in document positions, as they do here.
        return self.text.document().toPlainText()

    def _mark(self) -> None:
        self._hits = spans(self._plain(), list(self._needles)) if self._needles else []
        self._hit = -1
        self._paint_hits()
        self.hits_changed.emit(0, len(self._hits))

    def _paint_hits(self) -> None:
        selections = []
        for at, (start, end) in enumerate(self._hits):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setBackground(QColor("#ffb84d" if at == self._hit else HIT))
            mark.cursor, mark.format = cursor, form
            selections.append(mark)
        self.text.setExtraSelections(selections)

    def _go_to_hit(self, number: int) -> None:
        self._hit = number
        self._paint_hits()
        self._scroll_to(self._hits[number][0], lines_above=4)
        self.hits_changed.emit(number + 1, len(self._hits))

    def _scroll_to(self, position: int, lines_above: int = 0) -> None:
        cursor = QTextCursor(self.text.document())
        # Places were counted in the stretch before, which may have been longer; Qt
        # warns of one beyond.
        cursor.setPosition(min(position, max(0, self.text.document().characterCount() - 1)))
        self.text.setTextCursor(cursor)
        bar = self.text.verticalScrollBar()
        # less the margin: the beginning is the very top, whether or not it can be scrolled yet
        margin = round(self.text.document().documentMargin())
        top = self.text.cursorRect(cursor).top() + bar.value() - margin
        bar.setValue(top - lines_above * self.text.fontMetrics().lineSpacing())

    def _rescale(self, scale: float) -> None:
        font = self.text.font()
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)
