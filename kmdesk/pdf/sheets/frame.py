"""Shared parts of the forms: dotted blanks, dates, form number, signature blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import language, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Style
from kmdesk.records import Library
from kmdesk.records.settings import CREST, OFFICE_NAME, THAI_DIGITS
from kmdesk.thai.dates import format_date

NARROW = PageSize(left=45, right=40, top=48, bottom=52)
TITLE = Style(size=16, leading=1.4, bold=True, align="center", after=2)
SUBTITLE = Style(size=11, leading=1.4, align="center", after=3)
_ABOVE, _LINE = 22.0, 18.0


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
    height = _ABOVE + 4 * _LINE
    if document.room < height:
        document.new_page()
    top, wide = document.y - _ABOVE, document.width / max(len(signers), 1)
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
            y = top - row * _LINE
            document.sheet.text(middle, y, line, size=11, align="center")
    document.y -= height
