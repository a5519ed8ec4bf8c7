"""Numbers as Thai offices and laws write them: of documents, provisions, shelves and persons.

Documents: กษ ๑๑๐๘/ว ๙๙, ๕/๒๕๕๑. Provisions: ๗๑/๑, ๘๙ ทวิ, ๓๗ ตรี/๑,
which sort otherwise than their text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmdesk.thai.normal import normal_form

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_arabic(text: str) -> str:
    """Convert all Thai digits to Arabic."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Convert all Arabic digits to Thai."""
    return text.translate(_TO_THAI)


# Digits that are part of Latin words stay: COVID-19, A4, an address, a code such as KM-12.
_DIGITS_OF_A_NUMBER = re.compile(r"[A-Za-z@_/:.-]*[A-Za-z@_][0-9A-Za-z@_/:.-]*|[0-9]+")


def to_thai_words(text: str) -> str:
    """Convert Arabic digits to Thai, except where they are part of Latin words."""
    return _DIGITS_OF_A_NUMBER.sub(
        lambda match: to_thai(match[0]) if match[0].isdigit() else match[0], text
    )


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


# Shelves ----------------------------------------------------------------------------------

_SHELVES = re.compile(r"(?:ชั้น)?\s*(\d{1,2})\s*(?:ชั้น|shelf|shelves)?", re.IGNORECASE)


def shelf_count(text: str) -> str:
    """Return a number of shelves in digits, “3” for “๓ ชั้น”; other text in Arabic digits."""
    plain = to_arabic(text).strip()
    match = _SHELVES.fullmatch(plain)
    return match[1] if match else plain


# Of persons: citizen numbers and bank accounts ---------------------------------------------

# Separators of 1-2345-67890-12-3, and between the boxes of a form.
_GAP = r"[ \t\u00a0./|_\-\u2010-\u2015\u2212]{1,3}"
_CITIZEN = re.compile(
    rf"(?<![\d])(?<!\d[-/.])(?:\d(?:{_GAP})?\d{{4}}(?:{_GAP})?\d{{5}}(?:{_GAP})?\d{{2}}(?:{_GAP})?\d"
    rf"|\d(?:{_GAP}\d){{12}})(?![\d])"
)
_ACCOUNT_WORDS = (
    "เลขที่บัญชี", "เลขบัญชี", "หมายเลขบัญชี", "บัญชีเลขที่", "บัญชีธนาคาร", "บัญชีเงินฝาก", "บัญชีออมทรัพย์",
    "บัญชีกระแสรายวัน", "สมุดบัญชี", "ชื่อบัญชี", "โอนเงินเข้าบัญชี", "พร้อมเพย์",
)  # fmt: skip
_ACCOUNT = re.compile(
    # OCR puts blanks between letters that are close together
    "|".join(r"[ \t]?".join(word) for word in _ACCOUNT_WORDS)
    + r"|account\s*(?:no\b|number)|\ba/c\b",
    re.IGNORECASE,
)
_ACCOUNT_NUMBER = re.compile(r"(?<!\d)\d(?:[ \u00a0\-\u2010-\u2015]?\d){9,14}(?!\d)")
_TELEPHONE = re.compile(r"(?:โทร\S*|มือถือ|แฟกซ์|โทรสาร|tel\S*|fax\S*|mobile)[ :.\t]*$", re.IGNORECASE)
_NEAR = 80
_BEFORE = 24


def has_citizen_number(text: str) -> bool:
    """Return whether the text contains a valid 13-digit citizen number.

    Numbers of companies and offices have the same format and check digit; they begin with 0.
    """
    return any(is_citizen_number(found.group()) for found in _CITIZEN.finditer(to_arabic(text)))


def is_citizen_number(written: str) -> bool:
    """Return whether the 13 digits of ``written`` are a citizen number."""
    digits = [int(char) for char in to_arabic(written) if char.isdecimal()]
    if len(digits) != 13 or len(set(digits)) == 1:
        return False
    # 0 is a company, except persons without nationality, whose sixth and seventh digit are 89
    if digits[0] == 9 or (digits[0] == 0 and digits[5:7] != [8, 9]):
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == digits[12]


def has_account_number(text: str) -> bool:
    """Return whether a number of 10 to 15 digits is near words such as เลขที่บัญชี."""
    plain = to_arabic(text)
    for word in _ACCOUNT.finditer(plain):
        start = max(0, word.start() - _NEAR)
        around = plain[start : word.end() + _NEAR]
        for number in _ACCOUNT_NUMBER.finditer(around):
            if not _TELEPHONE.search(around[max(0, number.start() - _BEFORE) : number.start()]):
                return True
    return False
