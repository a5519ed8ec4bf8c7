"""Commencement clause of a law: its effective date, with the words it was read from. Pure.

"เมื่อพ้นกำหนดหกสิบวันนับแต่วันประกาศ" counts the Gazette's day as the first, so the law is in force
sixty days after it. The date is only a proposal: a clerk confirms it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kmdesk.regulations.structure import readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.dates import parse_date
from kmdesk.thai.digits import to_arabic

_DAY = r"[๐-๙0-9]{1,2} ?[ก-๎.]{2,10} ?(?:พ\.ศ\. ?|พุทธศักราช ?)?[๐-๙0-9]{4}"
_CLAUSE = re.compile(r"(?:ให้|มีผล)ใช้บังคับ(?:ตั้งแต่|เมื่อ|ใน|นับแต่|ได้)|ให้ใช้(?:พระราช|ประมวล|ระเบียบ|ข้อบังคับ)")
_NEXT = re.compile(r"ถัดจากวัน(?:ที่)?ประกาศ|วันรุ่งขึ้น")
_SAME = re.compile(r"(?:ตั้งแต่|นับแต่)วันประกาศ(?:ใน)?ราชกิจจา|ตั้งแต่วันประกาศ")
_AFTER = re.compile(
    r"พ้นกำหนด(?:เวลา)? ?(?P<count>[ก-๎๐-๙0-9 ]{1,30}?) ?(?P<what>วัน|เดือน|ปี) ?(?:นับแต่|นับจาก|ถัดจาก)วัน"
)
_ON = re.compile(rf"ตั้งแต่วันที่ ?(?P<day>{_DAY})")
_EXCEPT = re.compile(r"เว้นแต่|ยกเว้น")
_ONES = {
    "หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7,
    "แปด": 8, "เก้า": 9,
}  # fmt: skip
_TENS = {"พัน": 1000, "ร้อย": 100, "สิบ": 10}
_WORD = re.compile("|".join((*_ONES, *_TENS)))


@dataclass(frozen=True, slots=True)
class InForce:
    """The date (ISO; None: unknown) and its words; ``partly`` if some provisions start later."""

    day: str | None
    source: str
    partly: bool = False


def in_force(provisions: Iterable[str], gazetted_on: str | None) -> InForce | None:
    """Return the commencement clause found among a law's first provisions."""
    for at, text in enumerate(provisions):
        said = one_line(readable(text))
        if at and _CLAUSE.search(said[:300]):
            return _read(said, gazetted_on)
        if at > 5:
            break
    return None


def day_by(source: str, gazetted_on: str | None) -> str | None:
    """Return the date (ISO) that the words ``source`` give for a Gazette date; None: unknown."""
    return _day(_EXCEPT.split(source, maxsplit=1)[0], gazetted_on)


def _read(said: str, gazetted_on: str | None) -> InForce:
    return InForce(day_by(said, gazetted_on), said, bool(_EXCEPT.search(said)))


def _day(said: str, gazetted_on: str | None) -> str | None:
    named = _ON.search(said)
    if named:
        day = parse_date(named["day"])
        return day.isoformat() if day else None
    if gazetted_on is None:
        return None
    printed = date.fromisoformat(gazetted_on)
    after = _AFTER.search(said)
    if after:
        return _later(printed, count_of(after["count"]), after["what"])
    if _NEXT.search(said):
        return (printed + timedelta(days=1)).isoformat()
    return printed.isoformat() if _SAME.search(said) else None


def _later(day: date, count: int | None, what: str) -> str | None:
    if not count or count > 4000:
        return None
    if what == "วัน":
        return (day + timedelta(days=count)).isoformat()
    months = day.month - 1 + (count if what == "เดือน" else 12 * count)
    year, month = day.year + months // 12, months % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last).isoformat()
        except ValueError:
            continue
    return date(year, month, day.day).isoformat()


def count_of(words: str) -> int | None:
    """Parse หนึ่งร้อยแปดสิบ or ๑๘๐ as a number; None when it is neither."""
    digits = to_arabic(words).replace(" ", "")
    if digits.isdigit():
        return int(digits)
    total = ones = 0
    at = 0
    text = words.replace(" ", "")
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            return None
        at = match.end()
        if match[0] in _ONES:
            ones = _ONES[match[0]]
        else:
            total += (ones or 1) * _TENS[match[0]]
            ones = 0
    return total + ones or None
