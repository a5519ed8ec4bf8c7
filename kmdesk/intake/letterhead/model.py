"""Lines in, proposals out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

SURE = 0.9
"""From here a proposal may be confirmed at a glance."""
LIKELY = 0.6
"""Below this nothing is proposed."""

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
    """A line of a page; ``at`` counts from 0 over the lines of that page as it was given."""

    text: str
    at: int
    page: int = 0
    raw: str = ""
    """As it stands on the page, where ``text`` was cleaned."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field, how sure it is (0…1) and the lines it was read from."""

    value: str
    confidence: float
    source: tuple[Line, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it needs no second look."""
        return self.confidence >= SURE

    @property
    def page(self) -> int:
        """The page it stands on, from 0."""
        return self.source[0].page if self.source else 0

    @property
    def words(self) -> tuple[str, ...]:
        """The lines as they stand on the page, to be marked there."""
        return tuple(line.raw or line.text for line in self.source)


@dataclass(frozen=True, slots=True)
class Cited:
    """Another paper named in the text: how it is related, its number and, if given, its day."""

    relation: str
    number: str
    dated: str | None
    source: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """An answer asked for within ``days`` days instead of by a day."""

    days: int
    working: bool
    """วันทำการ: Saturdays and Sundays do not count."""
    from_receipt: bool
    """Counted from the day the letter was received, else from the day it bears."""
    is_said: bool
    """Whether the letter says from when; else its own day, the earlier one, is taken."""
    source: tuple[Line, ...] = ()

    def end(self, start: date) -> date:
        """The last day; the first is not counted (พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง มาตรา ๖๔)."""
        if not self.working:
            return start + timedelta(days=self.days)
        day, left = start, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day


@dataclass(frozen=True, slots=True)
class Letterhead:
    """All that was read; ``secret`` papers give nothing else."""

    fields: Mapping[str, Proposal] = field(default_factory=dict)
    cited: tuple[Cited, ...] = ()
    secret: bool = False
    opening: tuple[Line, ...] = ()
    """How the text of a letter without a subject begins."""
    within: Within | None = None
    """The days an answer may take, where no day is named for it."""

    def value(self, name: str) -> str:
        """The proposed value, or empty."""
        found = self.fields.get(name)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the office's own records teach: issuers as it spells them, and their codes."""

    issuers: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    """``กษ 1108`` → the issuer that numbers its letters so."""


_DOTS = re.compile(r"[.…_·]{3,}|(?:[.…] ){3,}")


def _without_dots(text: str) -> str:
    """The line without the dots one writes on; a line of dots alone is a rule and stays."""
    return _DOTS.sub("  ", text).strip() or text.strip()


_LETTERS = re.compile("[ก-ฮ0-9๐-๙A-Za-z]")
_DRAWN = re.compile(r"[_\-–—=*.…~]{3,}")


def _is_speck(text: str) -> bool:
    """Whether a scanner made the line of dirt: hardly a letter, and not a drawn rule."""
    found = _LETTERS.findall(text)
    if not found:
        return not _DRAWN.search(text)
    return len(found) <= 3 and all(char.isascii() and char.isalpha() for char in found)


def lines_of(pages: Iterable[str]) -> list[Line]:
    """The lines that say something, page by page."""
    return [
        Line(_without_dots(text), at, page, text.strip())
        for page, whole in enumerate(pages)
        for at, text in enumerate(whole.splitlines())
        if text.strip() and not _is_speck(text)
    ]
