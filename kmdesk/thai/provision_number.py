"""Provision numbers and their order: ๗๑/๑, ๘๙ ทวิ, ๓๗ ตรี/๑."""

import re
from dataclasses import dataclass

from kmdesk.thai.digits import to_arabic, to_thai

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
# Not followed by a Thai letter: ฉ of ฉบับ and นว of นวัตกรรม are not ordinals.
_MARK = rf"(?:\s?\[\s?{DIGIT}{{1,4}}\s?\])?"  # มาตรา ๑๖๐[๖๗]จัตวา
NUMBER = rf"{DIGIT}+(?:\s?/\s?{DIGIT}+)?(?:{_MARK}\s*(?:{_WORDS})(?![ก-๎])(?:\s?/\s?{DIGIT}+)?)?"
_SHAPE = re.compile(
    rf"\s*(?P<number>{DIGIT}+)(?:\s?/\s?(?P<sub>{DIGIT}+))?"
    rf"(?:{_MARK}\s*(?P<word>{_WORDS})(?![ก-๎])(?:\s?/\s?(?P<after>{DIGIT}+))?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class ProvisionNumber:
    """A sortable number: 71/1 is (71, 1), ๙๐/๔๒ ตรี (90, 42, 1003), ๓๗ ตรี/๑ (37, 1003, 1)."""

    main: int
    second: int = 0
    third: int = 0

    def follows(self, other: "ProvisionNumber") -> bool:
        """Return whether this number is expected directly after ``other``."""
        if self.main == other.main + 1:
            return not self.second
        if self.main != other.main or not self.second:
            return False
        return self > other or (self.second < _AFTER_SLASHES < other.second)


def read_number(text: str) -> ProvisionNumber | None:
    """Parse the number at the start of ``text``; None if there is none."""
    match = _SHAPE.match(text)
    if match is None:
        return None
    inner = [
        int(to_arabic(match["sub"])) if match["sub"] else 0,
        _AFTER_SLASHES + _ORDINALS[match["word"]] if match["word"] else 0,
        int(to_arabic(match["after"])) if match["after"] else 0,
    ]
    second, third, *_ = [*(value for value in inner if value), 0, 0]
    return ProvisionNumber(int(to_arabic(match["number"])), second, third)


def canonical(text: str) -> str:
    """Return a number in stored form: Arabic digits, ``71/1``, ``89 ทวิ``, ``37 ตรี/1``."""
    match = _SHAPE.match(text)
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


def label(unit: str, number: str, thai_digits: bool = True) -> str:
    """Return the display form: ``มาตรา ๗๑/๑``."""
    return f"{unit} {to_thai(number) if thai_digits else number}".strip()
