"""Document builder for all print modules: headings, paragraphs, fields and tables on A4 pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import language, tr
from kmdesk.pdf.fonts import SARABUN, Family
from kmdesk.pdf.sheet import Fonts, OutlineEntry, PageSize, Sheet, write_pdf
from kmdesk.pdf.tables import Band, TableStyle, draw_table
from kmdesk.pdf.typography import CM, Line, Rich, Run, Style, as_runs, plain, set_lines
from kmdesk.records import Library
from kmdesk.records.settings import CREST, OFFICE_NAME, THAI_DIGITS
from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import to_arabic, to_thai

# Footnotes: a superscript number in the text, the note at the foot of the same page ------

_NOTE_STYLE = Style(size=9, leading=1.4, left=18, first=-18, after=0)
_ABOVE_NOTES = 9.0  # points between text and notes, with the short rule in the middle
_TARGET = "#note-"
_STARS = 3


class FootNotes:
    """Footnotes of a document, numbered throughout; those of the current page wait to be drawn.

    A note without room continues at the foot of the next page.
    """

    def __init__(self, fonts: Fonts, width: Callable[[], float], digits: Callable[[str], str]):
        self._fonts, self._width, self._digits = fonts, width, digits
        self._words: list[str] = []
        self._here: list[tuple[int, Line]] = []  # number if the note begins with this line, else 0
        self._later: list[tuple[int, Line]] = []

    def marked(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs with a superscript number after each that has a note."""
        found: list[Run] = []
        for run in runs:
            found.append(run._replace(note=""))
            if run.note:
                self._words.append(run.note)
                number = len(self._words)
                mark = f"[{self._digits(str(number))}]"  # a bare digit would join มาตรา ๑๑
                found.append(Run(mark, superscript=True, link=f"{_TARGET}{number}"))
        return found

    @property
    def height(self) -> float:
        """Height of the notes at the foot of the current page."""
        return len(self._here) * _NOTE_STYLE.line_height + _ABOVE_NOTES if self._here else 0.0

    def needed(self, line: Line) -> float:
        """Return the least height a line adds to its page's foot: the first line of each note."""
        count = sum(1 for _ in _numbers(line))
        return count * _NOTE_STYLE.line_height + (_ABOVE_NOTES if count and not self._here else 0)

    def take(self, line: Line, room: float) -> None:
        """Move the notes of a drawn line to the foot, where ``room`` points are free."""
        for number in _numbers(line):
            lines = self._set(number)
            if not self._here:
                room -= _ABOVE_NOTES
            fitting = max(1, int(room / _NOTE_STYLE.line_height)) if not self._later else 0
            self._here += lines[:fitting]
            self._later += lines[fitting:]
            room -= len(lines[:fitting]) * _NOTE_STYLE.line_height

    def draw(self, sheet: Sheet, left: float, bottom: float) -> None:
        """Draw the notes of a full page."""
        if not self._here:
            return
        y = bottom + len(self._here) * _NOTE_STYLE.line_height
        sheet.rule(left, y + _ABOVE_NOTES / 2, left + 4 * CM, y + _ABOVE_NOTES / 2, 0.5)
        for number, line in self._here:
            if number:
                sheet.bookmark(f"{_TARGET[1:]}{number}", y + 2)
            y -= _NOTE_STYLE.line_height
            sheet.line_of_text(line, left, y + _NOTE_STYLE.size * 0.36)
        self._here = []

    def begin_page(self, height: float) -> None:
        """Move notes left over from earlier pages to this foot, up to half of the page."""
        # No more than half: a note longer than a page would otherwise leave no room for any text.
        most = int(height / 2 / _NOTE_STYLE.line_height)
        self._here, self._later = self._later[:most], self._later[most:]

    @property
    def pending(self) -> bool:
        """Whether a note still waits for a page."""
        return bool(self._later)

    def _set(self, number: int) -> list[tuple[int, Line]]:
        text = [Run(f"[{self._digits(str(number))}]\u00a0"), Run(self._words[number - 1])]
        lines = set_lines(text, _NOTE_STYLE, self._width(), self._fonts.shaper)
        return [(number if at == 0 else 0, line) for at, line in enumerate(lines)]


def noted_cell(cell: Rich, below: list[Run]) -> Rich:
    """Mark the notes of a table cell and add them to ``below``; its page is not known yet."""
    if isinstance(cell, str) or not any(run.note for run in as_runs(cell)):
        return cell
    runs: list[Run] = []
    for run in as_runs(cell):
        runs.append(run._replace(note=""))
        if run.note:
            # Stars, not numbers: those would interrupt the numbering of the notes in the text.
            mark = "*" * (len(below) + 1) if len(below) < _STARS else f"*{len(below) + 1}"
            runs.append(Run(mark, superscript=True))
            below.append(Run(f"{mark} {run.note}"))
    return runs


def _numbers(line: Line) -> Iterator[int]:
    """Yield the notes whose marks are on a line."""
    for span in line.spans:
        if span.run.superscript and span.run.link.startswith(_TARGET):
            yield int(span.run.link.removeprefix(_TARGET))


# The document ----------------------------------------------------------------------------

BODY = Style(align="justify", after=5)
STYLES: dict[str, Style] = {
    "body": BODY,
    "left": BODY.but(align="left"),
    "center": BODY.but(align="center"),
    "right": BODY.but(align="right"),
    "first": BODY.but(first=70.9),  # 2.5 cm, the paragraph indent of official letters
    "quote": BODY.but(left=28, right=14),
    "note": BODY.but(size=9.5, align="left", color="#444444"),
    "bold": BODY.but(bold=True, align="left"),
}
_HEADINGS = (
    Style(size=18, leading=1.4, bold=True, before=0, after=6),
    Style(size=14, leading=1.4, bold=True, before=10, after=4),
    Style(size=12, leading=1.4, bold=True, before=7, after=3),
    Style(size=11, leading=1.4, bold=True, before=5, after=2),
)
_GREY = "#555555"
_bare: ContextVar[bool] = ContextVar("bare", default=False)
_thai: ContextVar[bool] = ContextVar("thai", default=True)


@contextmanager
def without_feet() -> Iterator[None]:
    """Start documents without header and footer: they become parts of a pack."""
    token = _bare.set(True)
    try:
        yield
    finally:
        _bare.reset(token)


@contextmanager
def digits_in_print(thai: bool) -> Iterator[None]:
    """Start documents with numbers in the digits the office has set."""
    token = _thai.set(thai)
    try:
        yield
    finally:
        _thai.reset(token)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the finished document."""

    page: int  # from 1
    y: float


class Document:
    """A PDF written from top to bottom; ``save`` writes the whole file or none.

    ``thai_digits`` (by default as set by ``digits_in_print``) applies to page numbers and dates set
    here; Arabic digits also to fields and table cells. Paragraphs are printed as passed in.
    """

    def __init__(
        self,
        out: Path | str,
        *,
        title: str,
        office: str = "",
        landscape: bool = False,
        thai_digits: bool | None = None,
        printed_on: date | None = None,
        size: PageSize | None = None,
        running_head: str = "",
        footer: bool = True,
        family: Family = SARABUN,
    ) -> None:
        self.out = Path(out)
        self.title = title
        self.office = office
        self.thai_digits = _thai.get() if thai_digits is None else thai_digits
        self.printed_on = printed_on or clock.today()
        size = size or PageSize()
        self.size = size.turned() if landscape else size
        self.running_head = "" if _bare.get() else running_head
        self.footer = footer and not _bare.get()
        self.fonts = Fonts(family)
        self.notes = FootNotes(self.fonts, lambda: self.width, self.digits)
        self.outline: list[OutlineEntry] = []
        self.sheets: list[Sheet] = []
        self.sheet: Sheet
        self.y = 0.0
        self.new_page()

    # Content

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading, level 1 to 4, and an outline entry; it is never last on a page."""
        style = _HEADINGS[min(max(level, 1), 4) - 1]
        lines = set_lines(text, style, self.width, self.fonts.shaper)
        before = 0 if self._at_top() else style.before
        # Three lines of text have to follow on the same page.
        self._need(before + len(lines) * style.line_height + 3 * BODY.line_height)
        name = f"h{len(self.outline) + 1}"
        self.outline.append(OutlineEntry(text, name, level - 1))
        self.y -= 0 if self._at_top() else style.before
        self.sheet.bookmark(name, min(self.y + 6, self.size.height))
        self._draw_lines(lines, style)
        self.y -= style.after

    def paragraph(self, text: Rich, style: Style | str = "body") -> None:
        """Add a paragraph in a style of ``STYLES`` or a custom one.

        The ``note`` of a run goes to the foot of the page where the run ends.
        """
        style = STYLES[style] if isinstance(style, str) else style
        text = self.notes.marked(as_runs(text))
        lines = set_lines(text, style, self.width, self.fonts.shaper)
        if not self._at_top():
            self.y -= style.before
        needed = len(lines) if len(lines) <= 3 else 2  # no orphan line at the foot of the page
        self._need(
            needed * style.line_height + (2 * style.line_height if style.keep_with_next else 0)
        )
        self._draw_lines(lines, style)
        self.y -= style.after

    def item(self, label: str, text: Rich, *, level: int = 0, style: Style = BODY) -> None:
        """Add a list item whose label (๑. ก. (๑) •) hangs before the text."""
        hang = max(self.fonts.shaper().width(label) * style.size + 6, 18.0)
        left = style.left + 18.0 * level
        first = Style(size=style.size, leading=style.leading)
        self._need(style.line_height * 2)
        baseline = self._baseline(style)
        self.sheet.text(self.left + left, baseline, label, size=first.size)
        self.paragraph(text, style.but(left=left + hang, first=0, before=0))

    def fields(self, pairs: Sequence[tuple[str, Rich]], label_width: float | None = None) -> None:
        """Add bold labels with their values beside them, skipping empty values."""
        shown = [(label, self._cell(value)) for label, value in pairs if plain(value).strip()]
        if not shown:
            return
        bold, size = self.fonts.shaper(True), BODY.size
        widest = max(bold.width(label) for label, _ in shown) * size + 12
        indent = label_width or min(max(widest, 60), self.width * 0.4)
        label_style = Style(size=size, bold=True, after=0)
        value_style = Style(size=size, after=0)
        for label, value in shown:
            labels = set_lines(label, label_style, indent - 8, self.fonts.shaper)
            values = set_lines(value, value_style, self.width - indent, self.fonts.shaper)
            self._pair(labels, values, indent)
        self.y -= BODY.after

    def table(
        self,
        headers: Sequence[Rich],
        rows: Sequence[Sequence[Rich]],
        widths: Sequence[float] | None = None,
        style: TableStyle | None = None,
        drawn: Callable[[int], None] | None = None,
    ) -> None:
        """Add a ruled table; ``widths`` are shares of the line. The header repeats on each page.

        ``drawn`` is called with each row's number once it is drawn; it may raise to stop.
        """
        below: list[Run] = []
        rows = [
            row if isinstance(row, Band) else [noted_cell(self._cell(c), below) for c in row]
            for row in rows
        ]
        draw_table(self, headers, rows, widths, style or TableStyle(), drawn)
        for note in below:
            self.paragraph(note, "note")
        self.y -= BODY.after + 3

    def rule(self, color: str = "#808080") -> None:
        """Add a thin line across the page."""
        self._need(8)
        self.y -= 4
        self.sheet.rule(self.left, self.y, self.left + self.width, self.y, 0.5, color)
        self.y -= 4

    def space(self, points: float) -> None:
        """Leave vertical space, in points."""
        self.y -= points

    def page_break(self) -> None:
        """Continue at the top of a new page, unless already there."""
        if not self._at_top():
            self.new_page()

    def bookmark(self, name: str, title: str = "", level: int = 0) -> None:
        """Name this place for links ("#name"); with a title, also add an outline entry."""
        self.sheet.bookmark(name, self.y)
        if title:
            self.outline.append(OutlineEntry(title, name, level))

    # Page frame

    @property
    def left(self) -> float:
        return self.size.left

    @property
    def width(self) -> float:
        return self.size.text_width

    @property
    def room(self) -> float:
        """Height left on this page above its footnotes."""
        return self.y - self.size.bottom - self.notes.height

    @property
    def place(self) -> Place:
        return Place(len(self.sheets), self.y)

    def new_page(self) -> None:
        """Start a page, even after an empty one."""
        if self.sheets:
            self.notes.draw(self.sheet, self.left, self.size.bottom)
        self.sheet = Sheet(self.fonts, self.size)
        self.sheets.append(self.sheet)
        self.sheet.head = self.running_head
        self.y = self.size.height - self.size.top
        self.notes.begin_page(self.y - self.size.bottom)

    def digits(self, text: str) -> str:
        """Return a number or date in the digits chosen for this document."""
        return to_thai(text) if self.thai_digits and language() == "th" else text

    def save(self) -> Path:
        """Number the pages and write the file. Raises PdfError and leaves no partial file."""
        while self.notes.pending:
            self.new_page()
        self.notes.draw(self.sheet, self.left, self.size.bottom)
        for number, sheet in enumerate(self.sheets, 1):
            if self.footer:
                self._foot(sheet, number, len(self.sheets))
            if sheet.head and number > 1:
                self._head(sheet, sheet.head)
        write_pdf(
            self.out,
            self.sheets,
            self.fonts,
            title=self.title,
            author=self.office,
            outline=self.outline,
        )
        return self.out

    def printed(self) -> str:
        """Return the print date in words, in the Buddhist era for Thai."""
        thai = self.thai_digits and language() == "th"
        return format_date(self.printed_on, "long", thai, language())

    def stamp(self, sheet: Sheet, number: int, total: int, head: str = "") -> None:
        """Draw the footer of a page as part of a larger document, with a running head if given."""
        self._foot(sheet, number, total)
        if head:
            self._head(sheet, head)

    def _foot(self, sheet: Sheet, number: int, total: int) -> None:
        y = self.size.bottom - 26
        left, right = self.left, self.left + self.width
        sheet.rule(left, y + 13, right, y + 13, 0.4, "#999999")
        pages = tr("Page {number}/{total}", number=number, total=total)
        printed = tr("Printed on {date}", date=self.printed())
        sheet.text((left + right) / 2, y, self.digits(pages), size=9, align="center", color=_GREY)
        side = self.width / 2 - 50
        office = _shortened(sheet, self.office, side, 9)
        sheet.text(left, y, office, size=9, color=_GREY)
        sheet.text(right, y, printed, size=9, align="right", color=_GREY)

    def _head(self, sheet: Sheet, head: str) -> None:
        y = self.size.height - self.size.top + 18
        text = _shortened(sheet, head, self.width, 9)
        sheet.text(self.left, y, text, size=9, color=_GREY)
        sheet.rule(self.left, y - 5, self.left + self.width, y - 5, 0.4, "#999999")

    # Helpers

    def _cell(self, text: Rich) -> Rich:
        """Convert a field or cell to Arabic digits if the office has chosen them."""
        if self.thai_digits or language() != "th":
            return text
        if isinstance(text, str):
            return to_arabic(text)
        return [run._replace(text=to_arabic(run.text)) for run in as_runs(text)]

    def _at_top(self) -> bool:
        return self.y >= self.size.height - self.size.top - 0.01

    def _need(self, height: float) -> None:
        page = self.size.height - self.size.top - self.size.bottom
        if self.room < min(height, page) - 0.01 and not self._at_top():
            self.new_page()

    def _baseline(self, style: Style) -> float:
        return self.y - style.line_height + style.size * 0.36

    def _draw_lines(self, lines: Sequence[Line], style: Style) -> None:
        for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
            # The last two lines move to the next page together.
            wanted = 2 if left == 2 and len(lines) > 3 else 1
            self._need(wanted * style.line_height + self.notes.needed(line))
            self.sheet.line_of_text(line, self.left, self._baseline(style))
            self.y -= style.line_height
            self.notes.take(line, self.room)

    def _pair(self, labels: Sequence[Line], values: Sequence[Line], indent: float) -> None:
        """Draw label lines on the left and value lines on the right, across pages if needed."""
        self._need(min(len(values), 2) * BODY.line_height)
        for i in range(max(len(labels), len(values))):
            self._need(BODY.line_height)
            baseline = self._baseline(BODY)
            if i < len(labels):
                self.sheet.line_of_text(labels[i], self.left, baseline)
            if i < len(values):
                self.sheet.line_of_text(values[i], self.left + indent, baseline)
            self.y -= BODY.line_height


def _shortened(sheet: Sheet, text: str, room: float, size: float) -> str:
    """Cut a text to one line of a width, with an ellipsis if it was longer."""
    style = Style(size=size)
    lines = set_lines(text.replace("\n", " "), style, room, sheet.fonts.shaper)
    if len(lines) <= 1:
        return text.replace("\n", " ")
    first = set_lines(text.replace("\n", " "), style, room - size, sheet.fonts.shaper)[0]
    return f"{first.text.rstrip()}…"


NARROW = PageSize(left=45, right=40, top=48, bottom=52)
TITLE = Style(size=16, leading=1.4, bold=True, align="center", after=2)
SUBTITLE = Style(size=11, leading=1.4, align="center", after=3)
_ABOVE_SIGNATURE, _SIGNATURE_LINE = 22.0, 18.0


@dataclass(frozen=True, slots=True)
class Paper:
    """Data of the office that every form carries."""

    office: str = ""
    thai_digits: bool = True
    printed_on: date = field(default_factory=clock.today)
    crest: Path | None = None
    """The office's picture of the garuda; without one its space is left free."""


def paper_of(library: Library) -> Paper:
    """Return the office's name, its choice of digits and its picture of the garuda."""
    stored = CREST.of(library)
    crest = library.files.path(stored) if stored else None
    return Paper(
        OFFICE_NAME.of(library),
        THAI_DIGITS.of(library),
        crest=crest if crest and crest.is_file() else None,
    )


@dataclass(frozen=True, slots=True)
class Signer:
    """A signatory: role (such as ผู้ทบทวน), and name and post if known."""

    role: str
    name: str = ""
    post: str = ""


def dotted(value: str, length: int = 16) -> str:
    """Return a value, or a dotted line to write on."""
    return value.strip() or "." * length


def begin(
    out: Path, paper: Paper, title: str, *, landscape: bool = False, size: PageSize = NARROW
) -> Document:
    """Start a document with the office's name and digits."""
    return Document(
        out,
        title=title,
        office=paper.office,
        landscape=landscape,
        thai_digits=paper.thai_digits,
        printed_on=paper.printed_on,
        size=size,
    )


def form_mark(document: Document, number: int) -> None:
    """Draw the number of the official form at the upper right."""
    words = document.digits(tr("Form {number}", number=number))
    y = document.size.height - document.size.top + 12
    document.sheet.text(document.left + document.width, y, words, size=10, align="right")


def day(document: Document, stored: str | None, style: str = "short", blank: int = 12) -> str:
    """Return a stored date, or a timestamp's date, in the document's digits; dots without one."""
    if not stored:
        return "." * blank
    try:
        at = date.fromisoformat(clock.wall_day(stored))
    except ValueError:
        return stored
    return format_date(at, style, document.thai_digits, language())


def signatures(document: Document, signers: Sequence[Signer]) -> None:
    """Draw signature blocks side by side, never split across pages."""
    height = _ABOVE_SIGNATURE + 4 * _SIGNATURE_LINE
    if document.room < height:
        document.new_page()
    top, wide = document.y - _ABOVE_SIGNATURE, document.width / max(len(signers), 1)
    for at, signer in enumerate(signers):
        middle = document.left + (at + 0.5) * wide
        dots = "." * 36
        lines = (
            f"{tr('Signature:')} {dots} {signer.role}",
            f"({signer.name.strip() or dots})",
            f"{tr('Position')} {dotted(signer.post, 32)}",
            f"{tr('Day')} {'.' * 32}",
        )
        for row, line in enumerate(lines):
            y = top - row * _SIGNATURE_LINE
            document.sheet.text(middle, y, line, size=11, align="center")
    document.y -= height
