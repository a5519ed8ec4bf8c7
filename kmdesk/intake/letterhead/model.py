"""Data types of letterhead extraction: input lines and proposed values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

SURE = 0.9
"""Confidence from which a proposal may be confirmed at a glance."""
LIKELY = 0.6
"""Confidence below which nothing is proposed."""

FIELDS = (
    "number",
    "issuer",
    "dated",
    "title",
    "addressee",
    "refers_to",
    "enclosures",
    "urgency",
    "signer",
    "signer_position",
    "capacity",
    "contact",
    "reply_by",
    "form",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; ``at`` is its index (from 0) among the lines of that page as given."""

    text: str
    at: int
    page: int = 0
    raw: str = ""
    """The original line, where ``text`` was cleaned."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field, its confidence (0…1) and the lines it was read from."""

    value: str
    confidence: float
    source: tuple[Line, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the value needs no second look."""
        return self.confidence >= SURE

    @property
    def page(self) -> int:
        """The page the value is on, from 0."""
        return self.source[0].page if self.source else 0

    @property
    def words(self) -> tuple[str, ...]:
        """The original lines on the page, for highlighting."""
        return tuple(line.raw or line.text for line in self.source)


@dataclass(frozen=True, slots=True)
class Cited:
    """Another paper named in the text: its relation, its number and, if given, its date."""

    relation: str
    number: str
    dated: str | None
    source: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """A reply requested within ``days`` days instead of by a date."""

    days: int
    working: bool
    """วันทำการ: Saturdays and Sundays do not count."""
    from_receipt: bool
    """Whether the days count from the receipt of the letter, else from its own date."""
    is_said: bool
    """Whether the letter gives the starting point; else its own date, the earlier one, is used."""
    source: tuple[Line, ...] = ()

    def end(self, start: date) -> date:
        """Return the last day; the first does not count.

        Source: พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง มาตรา ๖๔.
        """
        if not self.working:
            return start + timedelta(days=self.days)
        day, left = start, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day


@dataclass(frozen=True, slots=True)
class Letterhead:
    """All extracted data; for ``secret`` papers everything else is empty."""

    fields: Mapping[str, Proposal] = field(default_factory=dict)
    cited: tuple[Cited, ...] = ()
    secret: bool = False
    opening: tuple[Line, ...] = ()
    """The first lines of a letter without a subject."""
    within: Within | None = None
    """The reply period, where no date is given for the reply."""

    def value(self, name: str) -> str:
        """Return the proposed value, or an empty string."""
        found = self.fields.get(name)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Known:
    """Knowledge from the office's own records: issuer spellings and their number codes."""

    issuers: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    """``กษ 1108`` → the issuer that uses this code in its letter numbers."""


_DOTS = re.compile(r"[.…_·]{3,}|(?:[.…] ){3,}")


def _without_dots(text: str) -> str:
    """Remove dotted fill-in lines; a line of dots alone is a rule and stays."""
    return _DOTS.sub("  ", text).strip() or text.strip()


_LETTERS = re.compile("[ก-ฮ0-9๐-๙A-Za-z]")
_DRAWN = re.compile(r"[_\-–—=*.…~]{3,}")


def _is_speck(text: str) -> bool:
    """Return whether the line is scanner dirt: hardly a letter, and not a drawn rule."""
    found = _LETTERS.findall(text)
    if not found:
        return not _DRAWN.search(text)
    return len(found) <= 3 and all(char.isascii() and char.isalpha() for char in found)


def lines_of(pages: Iterable[str]) -> list[Line]:
    """Return the non-empty lines, page by page."""
    return [
        Line(_without_dots(text), at, page, text.strip())
        for page, whole in enumerate(pages)
        for at, text in enumerate(whole.splitlines())
        if text.strip() and not _is_speck(text)
    ]
