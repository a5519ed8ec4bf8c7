"""Parsing of document numbers (กษ ๑๑๐๘/ว ๙๙, ๕/๒๕๕๑) and provision numbers (๗๑/๑, ๘๙ ทวิ)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmdesk.thai.digits import to_arabic, to_thai
from kmdesk.thai.normal import normal_form

_BUDDHIST_YEARS = range(2400, 2700)

_NUMBER = re.compile(
    r"(?:ที่ ?)?/?(?:(?P<prefix>(?!ว\.? ?\d)[ก-ฮ][ก-ฮ.]*(?: ?\([ก-ฮ. ]+\))?)"
    r" ?(?P<office>\d[\d.]*(?:-\d+)?(?: ?[ก-ฮ]{2,3})?)? ?/ ?)?"
    r"(?:(?P<circular>ว\.? ?)|(?<=/)(?P<tight>[ก-ฮ]{1,2})\.? ?|(?<=/ )(?P<loose>[ก-ฮ]{1,2})\.? ?)?"
    r"(?P<serial>\d+)(?: ?/ ?(?P<year>\d{4}))?"
)
_OFFICE_ONLY = re.compile(r"(?:ที่ ?)?(?P<office>\d[\d.]*) ?/ ?(?P<circular>ว\.? ?)?(?P<serial>\d+)")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a letter, circular or order."""

    prefix: str
    office: str
    circular: bool
    serial: int
    year: int | None = None
    series: str = ""
    """Letters before the serial: พ in นน ๐๐๑๐/พ ๒๓๑, a number series of its own."""

    def format(self, thai_digits: bool = True) -> str:
        """Format the number the official way."""
        source = " ".join(part for part in (self.prefix, self.office) if part)
        series = "ว" if self.circular else self.series
        written = f"{series} {self.serial}".strip()
        if source:
            written = f"{source}/{written}"
        if self.year is not None:
            written = f"{written}/{self.year}"
        return to_thai(written) if thai_digits else written

    def __str__(self) -> str:
        return self.format(thai_digits=False)


def parse_number(text: str) -> DocumentNumber | None:
    """Parse the number of a letter, circular or order; None if it is not one."""
    text = normal_form(text)
    match = _NUMBER.fullmatch(text)
    if match and (match["year"] is None or int(match["year"]) in _BUDDHIST_YEARS):
        year = int(match["year"]) if match["year"] else None
    else:
        match, year = _OFFICE_ONLY.fullmatch(text), None
    if not match:
        return None
    parts = match.groupdict()
    return DocumentNumber(
        prefix=parts.get("prefix") or "",
        office=parts["office"] or "",
        circular=bool(parts["circular"]),
        serial=int(parts["serial"]),
        year=year,
        series=parts.get("tight") or parts.get("loose") or "",
    )


def canonical_number(text: str) -> str:
    """Return the canonical form shared by all spellings of a document number."""
    number = parse_number(text)
    return str(number) if number else normal_form(text)


# Suffixes of section numbers in Thai law, by rank.
_SUFFIXES = {
    suffix: rank
    for rank, suffix in enumerate(
        [
            "ทวิ",
            "ตรี",
            "จัตวา",
            "เบญจ",
            "ฉ",
            "สัตต",
            "อัฏฐ",
            "นว",
            "ทศ",
            "เอกาทศ",
            "ทวาทศ",
            "เตรส",
            "จตุทศ",
            "ปัณรส",
            "โสฬส",
            "สัตตรส",
            "อัฏฐารส",
            "เอกูนวีสติ",
            "วีสติ",
        ],
        start=2,
    )
}
_SECTION = re.compile(
    r"(?:มาตรา|ม\.|ข้อ|section|sec\.|s\.)? ?(?P<number>\d+)"
    rf"(?: ?(?P<suffix>{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))}))?"
    r"(?: ?/ ?(?P<slash>\d+))?(?: ?/ ?(?P<second>\d+))?(?: ?\[\d+\])*"
)
_LAST = 10**9


def canonical_section(text: str) -> str:
    """Return a provision number as 22, 71/1 or 89 ทวิ, whatever digits, spaces or words it had."""
    written = normal_form(text)
    match = _SECTION.fullmatch(written)
    if not match:
        return written
    parts = [str(int(match["number"])), f" {match['suffix']}" if match["suffix"] else ""]
    parts += [f"/{int(match[name])}" for name in ("slash", "second") if match[name]]
    return "".join(parts)


_SHELVES = re.compile(r"(?:ชั้น)?\s*(\d{1,2})\s*(?:ชั้น|shelf|shelves)?", re.IGNORECASE)


def shelves_told(text: str) -> str:
    """Return a number of shelves in digits, “3” for “๓ ชั้น”; other text in Arabic digits."""
    plain = to_arabic(text).strip()
    match = _SHELVES.fullmatch(plain)
    return match[1] if match else plain
