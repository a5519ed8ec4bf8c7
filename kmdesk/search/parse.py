"""Query parser; accepts any input and never raises.

Words separated by spaces must all occur in a record. ``"…"`` is one string with its spaces, ``|``
or ``OR`` between spaces joins alternatives, ``-`` after a space and before a letter excludes,
``name:value`` searches a field, ``2565..2568`` a range of years. A backslash escapes a quote, bar,
minus, colon or backslash. Whatever has no special meaning is plain text.
"""

import re
from dataclasses import dataclass, field, replace

from kmdesk.thai.digits import to_arabic
from kmdesk.thai.normal import normal_form

_FIELDS = {
    "title": ("เรื่อง", "ชื่อ", "title", "subject"),
    "number": ("ที่", "เลขที่", "number", "no"),
    "issuer": ("จาก", "ส่วนราชการ", "from", "issuer"),
    "year": ("ปี", "พ.ศ.", "year"),
    "kind": ("ประเภท", "ชนิด", "kind", "type"),
    "place": ("ตู้", "ชั้น", "แฟ้ม", "place", "cupboard"),
    "status": ("สถานะ", "status"),
    "tag": ("ป้าย", "tag"),
}
_FIELD_OF = {normal_form(name): code for code, names in _FIELDS.items() for name in names}
_QUOTES = '"“”\u0093\u0094'
_SPAN = re.compile(r"(\d{4})?\.\.(\d{4})?")
_FIELD = re.compile(r"([^\s:\"\\]{1,12}):")


@dataclass(frozen=True, slots=True)
class Term:
    """A string to find, in normal form; ``field`` limits where."""

    text: str
    quoted: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """All of ``groups`` (any term of each), none of ``excluded``; CE years, inclusive."""

    raw: str
    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    years: tuple[int, int] | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """All required terms without a field."""
        return tuple(term for group in self.groups for term in group if not term.field)

    @property
    def plain(self) -> str:
        """The required words as one string."""
        return " ".join(term.text for term in self.terms)

    @property
    def is_simple(self) -> bool:
        """Whether the query has only plain, required words."""
        single = all(len(group) == 1 and not group[0].field for group in self.groups)
        return single and not self.excluded and self.years is None

    def with_words(self, text: str) -> "Query":
        """Return a query with the same limits and other words."""
        kept = tuple(group for group in self.groups if any(term.field for term in group))
        words = tuple((Term(word),) for word in normal_form(text).split())
        return replace(self, groups=kept + words)


@dataclass(slots=True)
class _Piece:
    text: str
    quoted: bool = False
    literal: bool = False  # it contained an escape: not an operator
    minus: bool = False
    field: str = ""


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    pieces: list[_Piece] = field(default_factory=list)

    def read(self) -> list[_Piece]:
        source = self.source
        while self.at < len(source):
            if source[self.at].isspace():
                self.at += 1
                continue
            self._piece()
        return self.pieces

    def _piece(self) -> None:
        source, begin = self.source, self.at
        minus = (
            source[begin] == "-"
            and begin > 0
            and begin + 1 < len(source)
            and (source[begin + 1].isalnum() or source[begin + 1] in _QUOTES)
        )
        if minus:
            self.at += 1
        name = self._field()
        quoted = self._quoted()
        if quoted is not None:
            piece = _Piece(quoted, quoted=True, minus=minus, field=name)
        else:
            text, literal = self._bare()
            piece = _Piece(text, literal=literal, minus=minus, field=name)
        self.pieces.append(piece)

    def _field(self) -> str:
        match = _FIELD.match(self.source, self.at)
        if match is None:
            return ""
        name = _FIELD_OF.get(normal_form(match[1]), "")
        rest = self.source[match.end() :]
        if not name or not rest.strip():
            return ""
        self.at = match.end() + len(rest) - len(rest.lstrip())
        return name

    def _quoted(self) -> str | None:
        source = self.source
        if source[self.at] not in _QUOTES:
            return None
        out, at = [], self.at + 1
        while at < len(source):
            char = source[at]
            if char == "\\" and at + 1 < len(source) and source[at + 1] in _QUOTES + "\\":
                out.append(source[at + 1])
                at += 2
                continue
            if char in _QUOTES:
                self.at = at + 1
                return "".join(out)
            out.append(char)
            at += 1
        return None

    def _bare(self) -> tuple[str, bool]:
        source, out, literal = self.source, [], False
        while self.at < len(source) and not source[self.at].isspace():
            char = source[self.at]
            follows = source[self.at + 1 : self.at + 2]
            if char == "\\" and follows and follows in _QUOTES + "\\|-:":
                char, literal = follows, True
                self.at += 1
            out.append(char)
            self.at += 1
        return "".join(out), literal


def parse(raw: str) -> Query:
    """Parse ``raw`` into a query."""
    pieces = _Reader(raw).read()
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    years: tuple[int, int] | None = None
    joining = False
    for index, piece in enumerate(pieces):
        bare = not piece.quoted and not piece.literal and not piece.field
        if bare and piece.text in ("|", "OR") and groups and index + 1 < len(pieces):
            joining = True
            continue
        span = None
        if piece.field == "year" or (bare and len(piece.text) > 5):
            span = _years(piece.text, single=piece.field == "year")
        if span is not None:
            years = span
            continue
        text = normal_form(piece.text)
        if not text:
            continue
        term = Term(text, piece.quoted, piece.field if piece.field != "year" else "")
        if piece.minus:
            excluded.append(term)
        elif joining:
            groups[-1].append(term)
        else:
            groups.append([term])
        joining = False
    return Query(raw, tuple(map(tuple, groups)), tuple(excluded), years)


def _years(text: str, *, single: bool) -> tuple[int, int] | None:
    text = to_arabic(text)
    if single and re.fullmatch(r"\d{4}", text):
        return _common(int(text)), _common(int(text))
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    return _common(int(match[1] or 0)), _common(int(match[2] or 9999))


def _common(year: int) -> int:
    return year - 543 if 2300 < year < 9999 else year
