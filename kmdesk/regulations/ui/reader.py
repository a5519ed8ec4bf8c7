"""The law's text on screen: laid out a stretch at a time, references clickable."""

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from kmdesk.records.citations import Mention, mentions
from kmdesk.records.kinds import IndexPassage
from kmdesk.regulations.queries import ANCHOR, PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.text_lines import head_length
from kmdesk.regulations.view import LawView, Piece, term_at
from kmdesk.widgets.citation_links import (
    LinkBrowser,
    href,
    link_format,
    link_place,
    read_href,
    show_words,
    words_of,
)
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import ZWSP, breakable

_CENTRED = ("heading", "title", "countersignature")
_STRETCH = 4_000  # characters laid out at once
_LINE = 60  # what the layout of one more line costs, in characters
_QUIET = QColor("#3c4751")
_AIMED = QColor("#fff3c9")


class LawReader(LinkBrowser):
    """Parts of a law from some place on; more are laid out as the reader scrolls."""

    place_changed = Signal(str)
    """The anchor of the part on top."""
    record_requested = Signal(int, str)
    """(record, anchor): a reference to another law was clicked."""
    look_requested = Signal(int, str)
    """(record, anchor): show what another law says there; (0, "") nothing any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lawReader")
        self.setOpenLinks(False)
        # Every stretch that is laid out would be kept a second time, to be undone.
        self.setUndoRedoEnabled(False)
        self._view: LawView | None = None
        self._first = self._next = 0  # pieces laid out: from, up to
        self._busy = False
        self._starts: list[tuple[int, str]] = []
        self._place = ""
        self._aim = ""  # what was jumped to stays "the place" while it is in sight
        self.anchorClicked.connect(lambda url: self._follow(url.toString()))
        self.highlighted.connect(lambda url: self._preview(url.toString()))
        self.link_chosen.connect(self._preview)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.rescale(1.0)

    @property
    def place(self) -> str:
        """Anchor of the part being read."""
        return self._place

    def show_law(self, view: LawView, anchor: str = "") -> None:
        """Show ``view`` from ``anchor`` on."""
        self._view = view
        self._lay_out(view.piece_places.get(anchor, 0))

    def go_to(self, anchor: str) -> bool:
        """Bring the part at ``anchor`` to the top; False when there is none."""
        if self._view is None or anchor not in self._view.piece_places:
            return False
        start = next((at for at, name in self._starts if name == anchor), None)
        if start is None:
            self._lay_out(self._view.piece_places[anchor])
        else:
            self._aim = anchor
            self._scroll_to(start)
            self._set_place(anchor)
        return True

    def rescale(self, scale: float) -> None:
        """Reader size, at least 16 points at scale 1."""
        font = self.font()
        font.setPointSizeF(READER_POINTS * scale)
        self.setFont(font)
        self.document().setDefaultFont(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break anew; the place being read stays on top."""
        place, busy = self._place, self._busy
        # Breaking the lines anew scrolls without anybody having read on.
        self._busy = True
        super().resizeEvent(event)
        start = next((at for at, name in self._starts if name == place), None)
        if start is not None and self._aim == place:
            self._scroll_to(start)
        self._busy = busy

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copied text goes without the break marks."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(ZWSP, ""))
        return data

    def _lay_out(self, first: int) -> None:
        """Start again so that piece ``first`` is on top, a little of what precedes above it."""
        assert self._view is not None
        pieces = self._view.pieces
        self._busy = True
        # Without starts a resize inside clear() moves no cursor: Qt puts back the cursors it
        # had before, freed ones too, and crashes later.
        self._starts = []
        self.clear()
        begin, length = first, 0
        # With nothing above it the view could not be scrolled back.
        while begin > 0 and length < _STRETCH // 4:
            begin -= 1
            length += len(pieces[begin].text)
        self._first = self._next = begin
        wanted = pieces[first].row.anchor if pieces else ""
        self._append()
        while self._next <= first and self._next < len(pieces):
            self._append()
        self._aim = wanted
        self._scroll_to(next((at for at, name in self._starts if name == wanted), 0))
        self._busy = False
        self._set_place(wanted)

    def _append(self) -> None:
        assert self._view is not None
        pieces = self._view.pieces
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        length = 0
        while self._next < len(pieces) and length < _STRETCH:
            piece = pieces[self._next]
            # The paragraph that is about to begin takes a character itself.
            at = cursor.position() + (1 if cursor.position() else 0)
            if piece.first or not self._starts:
                self._starts.append((at, piece.row.anchor))
            self._write(cursor, piece)
            length += len(piece.text) + _LINE * piece.text.count("\n")
            self._next += 1
        cursor.endEditBlock()

    def _write(self, cursor: QTextCursor, piece: Piece) -> None:
        row = piece.row
        lines = readable(piece.text).split("\n")
        in_middle = len(lines) if row.kind in _CENTRED else 0
        if row.kind == "preamble":
            in_middle = head_length(lines) if piece.first else 0
        for at, line in enumerate(lines):
            block = QTextBlockFormat()
            block.setTopMargin(10 if at == 0 else 2)
            # A longer line is prose, whatever part it belongs to: in the middle nobody can read it.
            if at < in_middle and len(line) < 80:
                block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            elif line.startswith("("):
                block.setLeftMargin(28)
            cursor.insertBlock(block) if cursor.position() else cursor.setBlockFormat(block)
            bold = len(line) if row.kind == "heading" else 0
            if at == 0 and piece.first:
                bold = max(bold, _label_length(row, line))
            self._write_line(cursor, line, bold, row)
        if row.notes and piece.last:
            self._write_notes(cursor, row.notes)

    def _write_line(self, cursor: QTextCursor, line: str, bold: int, row: PartRow) -> None:
        heavy, plain = QTextCharFormat(), QTextCharFormat()
        heavy.setFontWeight(QFont.Weight.Bold)
        plain.setFontWeight(QFont.Weight.Normal)
        cursor.insertText(breakable(line[:bold]), heavy)
        at = bold
        for start, end, address in self._links(line, bold, row):
            cursor.insertText(breakable(line[at:start]), plain)
            cursor.insertText(breakable(line[start:end]), link_format(address, plain))
            at = end
        cursor.insertText(breakable(line[at:]), plain)

    def _write_notes(self, cursor: QTextCursor, notes: str) -> None:
        quiet = QTextCharFormat()
        quiet.setForeground(_QUIET)
        quiet.setFontPointSize(self.font().pointSizeF() * 0.78)
        for note in notes.split("\n"):
            block = QTextBlockFormat()
            block.setLeftMargin(28)
            cursor.insertBlock(block)
            cursor.insertText(breakable(readable(note)), quiet)

    def _links(self, line: str, after: int, row: PartRow) -> list[tuple[int, int, str]]:
        """Where ``line`` refers to something the library has: (start, end, address)."""
        assert self._view is not None
        found: list[tuple[int, int, str]] = []
        # The number a provision begins with is no reference.
        for mention in mentions([IndexPassage(row.anchor, "", line)], own=True):
            if mention.start >= after:
                address = self._address(mention)
                if address and (not found or mention.start >= found[-1][1]):
                    found.append((mention.start, mention.end, address))
        return found

    def _address(self, mention: Mention) -> str:
        assert self._view is not None
        view = self._view
        target = view.names.find(mention.key) if mention.key else view.record_id
        anchor = f"{ANCHOR}{mention.number}" if mention.number else ""
        if target is None:
            return ""
        if target != view.record_id:
            return href(target, anchor)
        at = view.places.get(anchor)
        return anchor if at is not None and view.rows[at].unit == mention.unit else ""

    def _follow(self, address: str) -> None:
        target = read_href(address)
        if target is not None:
            self.record_requested.emit(*target)
        else:
            self.go_to(address)

    def _preview(self, address: str) -> None:
        target = read_href(address)
        if target is not None:
            self.look_requested.emit(*target)
            return
        self.look_requested.emit(0, "")
        if self._view is None or address not in self._view.places:
            QToolTip.hideText()
            return
        row = self._view.rows[self._view.places[address]]
        text = readable(row.text).removeprefix(row.label).strip()
        show_words(self, link_place(self, address), words_of((row.label, text), address))

    def viewportEvent(self, event: QEvent) -> bool:
        """The meaning of a defined word under a resting mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            meaning = self.meaning_at(event.pos())
            if meaning:
                show_words(self, event.globalPos(), meaning)
            elif not self.anchorAt(event.pos()):
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def meaning_at(self, place: QPoint) -> str:
        """Definition of the word at a point of the viewport, if this law defines it."""
        if self._view is None or self.anchorAt(place):
            return ""
        cursor = self.cursorForPosition(place)
        line = cursor.block().text()
        at = cursor.positionInBlock()
        if at and self.cursorRect(cursor).x() > place.x():
            at -= 1  # the boundary found is the nearest one; the mouse is on the letter before
        plain = line.replace(ZWSP, "")
        terms = self._view.definitions
        term = term_at(plain, at - line[:at].count(ZWSP), terms)
        return readable(words_of((term, terms[term].text), term)) if term else ""

    def _scrolled(self, value: int) -> None:
        if self._view is None or self._busy or not self._starts:
            return
        bar, pieces = self.verticalScrollBar(), self._view.pieces
        if value > bar.maximum() - self.viewport().height() and self._next < len(pieces):
            self._append()
        # A bar without a range stands at 0 as well, while the text is still being laid out.
        elif value == 0 and self._first > 0 and bar.maximum() > 0:
            self._lay_out(self._first)
            return
        box = self.viewport().rect()
        top = self.cursorForPosition(box.topLeft()).position()
        bottom = self.cursorForPosition(box.bottomLeft()).position()
        place = self._starts[0][1]
        for start, anchor in self._starts:
            if anchor == self._aim and top <= start <= bottom:
                place = anchor
                break
            if start <= top:
                place = anchor
        self._set_place(place)

    def _scroll_to(self, position: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, max(0, self.document().characterCount() - 1)))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(self.cursorRect(cursor).top() + bar.value() - 4)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format = QTextCharFormat()
        mark.format.setBackground(_AIMED)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        # A law opens at its beginning by itself: nobody looked for that place.
        self.setExtraSelections([mark] if position else [])

    def _set_place(self, anchor: str) -> None:
        if anchor != self._place:
            self._place = anchor
            self.place_changed.emit(anchor)


def _label_length(row: PartRow, line: str) -> int:
    """How much of a provision's first line is its own number."""
    return len(row.label) if row.number and line.startswith(row.label) else 0
