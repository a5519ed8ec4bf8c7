"""Numbers as Thai offices and laws write them: of documents, of provisions, of shelves.

Documents: กษ ๑๑๐๘/ว ๙๙, ๕/๒๕๕๑. Provisions: ๗๑/๑, ๘๙ ทวิ, ๓๗ ตรี/๑,
which sort otherwise than their text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmdesk.thai.digits import to_arabic, to_thai
from kmdesk.thai.normal import normal_form

# Documents --------------------------------------------------------------------------------

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


# Provisions -------------------------------------------------------------------------------

# Inserted sections have Pali-Sanskrit ordinals, from "twice" up.
_ORDINALS: dict[str, int] = {
    "ทวิ": 2,
    "ตรี": 3,
    "จัตวา": 4,
    "เบญจ": 5,
    "ฉ": 6,
    "สัตต": 7,
    "สัปต": 7,
    "อัฏฐ": 8,
    "อัฎฐ": 8,
    "นว": 9,
    "ทศ": 10,
    "เอกาทศ": 11,
    "ทวาทศ": 12,
    "เตรส": 13,
    "จตุทศ": 14,
    "จตุททส": 14,
    "ปัณรส": 15,
    "ปัญจทศ": 15,
    "โสฬส": 16,
    "สัตตรส": 17,
    "อัฏฐารส": 18,
    "อัฎฐารส": 18,
    "เอกูนวีสติ": 19,
    "วีสติ": 20,
    "เอกวีสติ": 21,
    "ทวาวีสติ": 22,
    "เตวีสติ": 23,
    "จตุวีสติ": 24,
    "ปัญจวีสติ": 25,
    "ฉัพพีสติ": 26,
    "สัตตวีสติ": 27,
    "อัฏฐวีสติ": 28,
    "เอกูนติงสติ": 29,
    "ติงสติ": 30,
}
_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))
# Added to an ordinal's value, so that ๖๐ จัตวา does not sort among ๖๐/๑ to ๖๐/๔๖.
_AFTER_SLASHES = 1000
DIGIT = "[๐-๙0-9]"
_FOOTNOTE = rf"(?:\s?\[\s?{DIGIT}{{1,4}}\s?\])?"  # มาตรา ๑๖๐[๖๗]จัตวา
# An ordinal is not followed by a Thai letter: ฉ of ฉบับ and นว of นวัตกรรม are none.
PROVISION = (
    rf"{DIGIT}+(?:\s?/\s?{DIGIT}+)?(?:{_FOOTNOTE}\s*(?:{_WORDS})(?![ก-๎])(?:\s?/\s?{DIGIT}+)?)?"
)
_PROVISION = re.compile(
    rf"\s*(?P<number>{DIGIT}+)(?:\s?/\s?(?P<sub>{DIGIT}+))?"
    rf"(?:{_FOOTNOTE}\s*(?P<word>{_WORDS})(?![ก-๎])(?:\s?/\s?(?P<after>{DIGIT}+))?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class ProvisionNumber:
    """A sortable number: 71/1 is (71, 1), ๙๐/๔๒ ตรี (90, 42, 1003), ๓๗ ตรี/๑ (37, 1003, 1)."""

    main: int
    second: int = 0
    third: int = 0

    def follows(self, other: ProvisionNumber) -> bool:
        """Return whether this number is expected directly after ``other``."""
        if self.main == other.main + 1:
            return not self.second
        if self.main != other.main or not self.second:
            return False
        return self > other or (self.second < _AFTER_SLASHES < other.second)


def read_provision(text: str) -> ProvisionNumber | None:
    """Parse the number at the start of ``text``; None if there is none."""
    match = _PROVISION.match(text)
    if match is None:
        return None
    inner = [
        int(to_arabic(match["sub"])) if match["sub"] else 0,
        _AFTER_SLASHES + _ORDINALS[match["word"]] if match["word"] else 0,
        int(to_arabic(match["after"])) if match["after"] else 0,
    ]
    second, third, *_ = [*(value for value in inner if value), 0, 0]
    return ProvisionNumber(int(to_arabic(match["number"])), second, third)


def canonical_provision(text: str) -> str:
    """Return a number in stored form: Arabic digits, ``71/1``, ``89 ทวิ``, ``37 ตรี/1``."""
    match = _PROVISION.match(text)
    if match is None:
        return " ".join(to_arabic(text).split())
    number = to_arabic(match["number"])
    if match["sub"]:
        number += "/" + to_arabic(match["sub"])
    if match["word"]:
        number += " " + match["word"]
        if match["after"]:
            number += "/" + to_arabic(match["after"])
    return number


def provision_label(unit: str, number: str, thai_digits: bool = True) -> str:
    """Return the display form: ``มาตรา ๗๑/๑``."""
    return f"{unit} {to_thai(number) if thai_digits else number}".strip()


_SECTION = re.compile(
    r"(?:มาตรา|ม\.|ข้อ|section|sec\.|s\.)? ?(?P<number>\d+)"
    rf"(?: ?(?P<suffix>{_WORDS}))?"
    r"(?: ?/ ?(?P<slash>\d+))?(?: ?/ ?(?P<second>\d+))?(?: ?\[\d+\])*"
)


def canonical_section(text: str) -> str:
    """Return a provision number as 22, 71/1 or 89 ทวิ, whatever digits, spaces or words it had."""
    written = normal_form(text)
    match = _SECTION.fullmatch(written)
    if not match:
        return written
    parts = [str(int(match["number"])), f" {match['suffix']}" if match["suffix"] else ""]
    parts += [f"/{int(match[name])}" for name in ("slash", "second") if match[name]]
    return "".join(parts)


# Shelves ----------------------------------------------------------------------------------

_SHELVES = re.compile(r"(?:ชั้น)?\s*(\d{1,2})\s*(?:ชั้น|shelf|shelves)?", re.IGNORECASE)


def shelf_count(text: str) -> str:
    """Return a number of shelves in digits, “3” for “๓ ชั้น”; other text in Arabic digits."""
    plain = to_arabic(text).strip()
    match = _SHELVES.fullmatch(plain)
    return match[1] if match else plain
