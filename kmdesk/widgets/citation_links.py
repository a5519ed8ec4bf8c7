"""References in a text on screen: links that show their target before one goes there."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QToolTip, QWidget

from kmdesk.i18n import tr
from kmdesk.records.citations import Reference, preview
from kmdesk.widgets.context import Context
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.thai_label import ZWSP, breakable

LINK_COLOUR = QColor("#0b4a86")
_LONGEST = 420
_SCHEME = "record:"


def href(record_id: int, anchor: str) -> str:
    """The address of a place in a record, for a link in a text."""
    return f"{_SCHEME}{record_id}#{anchor}"


def read_href(address: str) -> tuple[int, str] | None:
    """(record, anchor) of an address; None for anything else."""
    number, _, anchor = address.removeprefix(_SCHEME).partition("#")
    is_ours = address.startswith(_SCHEME) and number.isdigit()
    return (int(number), anchor) if is_ours else None


def link_format(address: str, plain: QTextCharFormat | None = None) -> QTextCharFormat:
    """How a link looks."""
    form = QTextCharFormat(plain) if plain is not None else QTextCharFormat()
    form.setAnchor(True)
    form.setAnchorHref(address)
    form.setForeground(LINK_COLOUR)
    form.setFontUnderline(True)
    return form


class LinkBrowser(QTextBrowser):
    """A browser that tells which link the keyboard has come to; Qt tells only of the mouse."""

    link_chosen = Signal(str)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from link to link, then on to the next widget."""
        moved = super().focusNextPrevChild(next)
        cursor = self.textCursor()
        # What is chosen is the link's words; its address is that of its last character.
        self.link_chosen.emit(cursor.charFormat().anchorHref() if cursor.hasSelection() else "")
        return moved


class Preview(QObject):
    """Shows what a link leads to, beside the link: under the mouse, or at the chosen one."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget
        self._wanted: tuple[int, str] | None = None

    def ask(self, record_id: int, anchor: str, place: Callable[[], QPoint]) -> None:
        """Read the target, then show it at ``place()`` unless something else is wanted by then."""
        self._wanted = wanted = (record_id, anchor)

        def show(found: tuple[str, str] | None) -> None:
            if wanted == self._wanted and self._widget.isVisible():
                show_words(self._widget, place(), words_of(found, anchor))

        self._context.read(
            preview, self._context.kinds, record_id, anchor, done=show, failed=self._miss
        )

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        QToolTip.hideText()

    def _miss(self, _error: Exception) -> None:
        self.forget()


class CitationLinks(QObject):
    """Makes the references of a record links in a browser that shows its text."""

    def __init__(self, browser: LinkBrowser, context: Context) -> None:
        super().__init__(browser)
        self._browser, self._context = browser, context
        self._preview = Preview(context, browser)
        # Left to itself Qt would load the address as a document, and show an empty one.
        browser.setOpenLinks(False)
        browser.anchorClicked.connect(lambda url: self._follow(url.toString()))
        browser.highlighted.connect(lambda url: self._look(url.toString()))
        browser.link_chosen.connect(self._look)

    def mark(self, references: Sequence[Reference], starts: Mapping[str, int] | None = None) -> int:
        """Turn the words of ``references`` into links, in their order; how many were found.

        With ``starts`` only passages that are laid out count: anchor → position in the text.
        """
        wanted = [r for r in references if starts is None or r.anchor in starts]
        if not wanted:
            return 0
        document = self._browser.document()
        # On screen there are breaks inside words, and the lines end elsewhere than where a
        # reference was read: both sides are compared without any.
        text, places = _squeezed(document.toRawText())
        cursor = QTextCursor(document)
        at = found = 0
        for reference in wanted:
            if starts is not None:
                at = max(at, _first_at(places, starts[reference.anchor]))
            words = _squeezed(reference.said)[0]
            start = text.find(words, at)
            if start < 0 or not words:
                continue
            at = start + len(words)
            cursor.setPosition(places[start])
            cursor.setPosition(places[at - 1] + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(link_format(href(reference.record_id, reference.to_anchor)))
            found += 1
        return found

    def _follow(self, address: str) -> None:
        target = read_href(address)
        if target is not None:
            self._preview.forget()
            self._context.open_requested.emit(*target)

    def _look(self, address: str) -> None:
        target = read_href(address)
        if target is None:
            self._preview.forget()
        else:
            self._preview.ask(*target, place=partial(link_place, self._browser, address))


class ReferenceButton(LineButton):
    """A line that leads to a place in a record, and shows it when pointed at or focused."""

    def __init__(self, text: str, target: tuple[int, str], context: Context, parent: QWidget):
        super().__init__(text, parent)
        self._target, self._peek = target, Preview(context, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        """A look at the target under the mouse or at the keyboard's focus."""
        if event.type() in (QEvent.Type.ToolTip, QEvent.Type.FocusIn):
            self._peek.ask(*self._target, place=self._below)
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self._peek.forget()
        return super().event(event)

    def _below(self) -> QPoint:
        return self.mapToGlobal(QPoint(12, self.height()))


def link_place(browser: QTextBrowser, address: str) -> QPoint:
    """Where to show something about a link: at the mouse if it is there, else below the link."""
    mouse = QCursor.pos()
    if browser.anchorAt(browser.viewport().mapFromGlobal(mouse)) == address:
        return mouse
    return browser.viewport().mapToGlobal(browser.cursorRect().bottomLeft())


def words_of(found: tuple[str, str] | None, anchor: str) -> str:
    """Title and beginning of a target, or that the place is not there."""
    if found is None:
        return ""
    title, text = found
    if anchor and not text:
        return title + "\n" + tr("There is no such number in this law.")
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    return f"{title}\n{text}".strip()


def show_words(widget: QWidget, place: QPoint, words: str) -> None:
    """Show words in a tool tip that wraps; rich text does, plain text runs off the screen."""
    if not words:
        QToolTip.hideText()
        return
    head, _, rest = words.partition("\n")
    lines = [f"<b>{_rich(head)}</b>", *(_rich(line) for line in rest.split("\n") if line)]
    QToolTip.showText(place, f"<div>{'<br>'.join(lines)}</div>", widget)


def _rich(text: str) -> str:
    return breakable(text).replace("&", "&amp;").replace("<", "&lt;")


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Text without spaces and break marks, and where each character stood."""
    places = [at for at, char in enumerate(text) if char != ZWSP and not char.isspace()]
    return "".join(text[at] for at in places), places


def _first_at(places: Sequence[int], position: int) -> int:
    return bisect_left(places, position)
