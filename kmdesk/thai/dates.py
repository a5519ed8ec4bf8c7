"""Dates and times as Thai offices write them: parsed and formatted, in Buddhist or Christian years.

The year began on 1 April until the end of 2482, so January to March of a Buddhist year up to 2482
are one Christian year later than usual, and January to March 2483 never existed.
"""

from __future__ import annotations

import re
from datetime import date, time
from itertools import pairwise

from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic, to_thai

THAI_MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
THAI_MONTHS_SHORT = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
THAI_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
THAI_WEEKDAYS_SHORT = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
ENGLISH_WEEKDAYS_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

_LAST_YEAR_FROM_APRIL = 2482
_FIRST_BUDDHIST, _LAST_BUDDHIST = 2300, 2800  # a four-digit year outside is a Christian one
_FIRST_CHRISTIAN, _LAST_CHRISTIAN = 1700, 2299


def _month_names() -> dict[str, int]:
    """Return all spellings of the months, without dots and spaces, with their numbers."""
    names: dict[str, int] = {"sept": 9}
    for number in range(1, 13):
        thai, short = THAI_MONTHS[number - 1], THAI_MONTHS_SHORT[number - 1]
        english = ENGLISH_MONTHS[number - 1].lower()
        names |= {thai: number, short.replace(".", ""): number}
        names |= {english: number, english[:3]: number}
        if thai.endswith(("คม", "ยน")):
            names[thai[:-2]] = number  # as spoken: มีนา, เมษา
    names["กุมภา"] = 2
    return names


_MONTHS = _month_names()
_ERA = r"(?P<era>พ\.? ?ศ\.?|พุทธศักราช|ค\.? ?ศ\.?|คริสต์ศักราช|b\.?e\.?|a\.?d\.?|c\.?e\.?)"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_YEAR_AND_ERA = rf"(?:{_ERA} ?)?{_YEAR}(?: ?{_ERA.replace('era', 'era_after')})?"
_LEAD = (
    r"(?:(?:ให้ไว้|สั่ง|ประกาศ)? ?ณ )?(?:ลง)?(?:วัน)? ?"
    r"(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|[a-z]+day,?)? ?(?:ที่)? ?"
)
_NAMED = re.compile(
    rf"{_LEAD}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:เดือน)? ?"
    rf"(?P<month>[ก-๙a-z][ก-๙a-z. ]*?)[ ,-]*(?:ปี)? ?{_YEAR_AND_ERA}"
)
_ENGLISH = re.compile(rf"{_LEAD}(?P<month>[a-z]+)\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}")
_NUMERIC = re.compile(
    rf"{_LEAD}(?P<day>\d{{1,2}}) ?(?P<sep>[/.-]) ?(?P<month>\d{{1,2}}) ?(?P=sep) ?{_YEAR_AND_ERA}"
)
_ISO = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})")


def from_be(year: int, month: int, day: int) -> date:
    """Return the date of a day in a Buddhist year; raises ValueError if it never existed."""
    early = month <= 3 and year <= _LAST_YEAR_FROM_APRIL
    if month <= 3 and year == _LAST_YEAR_FROM_APRIL + 1:
        raise ValueError(f"January to March {year} never existed")
    return date(year - (542 if early else 543), month, day)


def be_year(day: date) -> int:
    """Return the Buddhist year of a day."""
    early = day.month <= 3 and day.year + 542 <= _LAST_YEAR_FROM_APRIL
    return day.year + (542 if early else 543)


def fiscal_year(day: date) -> int:
    """Return the budget year, 1 October to 30 September, named by the Buddhist year it ends in."""
    return day.year + 543 + (day.month >= 10)


def parse_date(text: str) -> date | None:
    """Parse a date in any form an office writes; None if it is none or never existed."""
    text = normal_form(text).strip(" .,")
    for pattern in (_ISO, _NUMERIC, _NAMED, _ENGLISH):
        match = pattern.fullmatch(text)
        if match:
            return _from_match(match)
    return None


def _from_match(match: re.Match[str]) -> date | None:
    """Build the date from the named groups of a match."""
    parts = match.groupdict()
    month = _month_number(parts["month"])
    if month is None:
        return None
    era = (parts.get("era") or parts.get("era_after") or "").replace(".", "").replace(" ", "")
    try:
        return _from_parts(parts["year"], era, month, int(parts["day"]))
    except ValueError:
        return None


def _month_number(written: str) -> int | None:
    """Return the number of a month written in digits or by name."""
    if written.isdecimal():
        return int(written)
    return _MONTHS.get(written.replace(".", "").replace(" ", ""))


def _from_parts(written: str, era: str, month: int, day: int) -> date:
    """Determine the era of a written year and return the date; raises ValueError."""
    year = int(written)
    christian = era in ("คศ", "คริสต์ศักราช", "ad", "ce")
    if len(written) == 2:
        year += 2000 if christian else 2500
    elif not era:
        christian = year < _FIRST_BUDDHIST
    low, high = (
        (_FIRST_CHRISTIAN, _LAST_CHRISTIAN) if christian else (_FIRST_BUDDHIST, _LAST_BUDDHIST)
    )
    if not low <= year <= high:
        raise ValueError(f"no such year: {written}")
    return date(year, month, day) if christian else from_be(year, month, day)


def format_date(day: date, style: str = "long", thai_digits: bool = True, lang: str = "th") -> str:
    """Format a date: ๑๒ มีนาคม ๒๕๕๑ or ๑๒ มี.ค. ๕๑; in English 12 March 2008 or 12 Mar 2008."""
    if style not in ("long", "short"):
        raise ValueError(f"unknown date style: {style}")
    if lang == "en":
        month = ENGLISH_MONTHS[day.month - 1]
        return f"{day.day} {month if style == 'long' else month[:3]} {day.year}"
    year = be_year(day)
    if style == "long":
        written = f"{day.day} {THAI_MONTHS[day.month - 1]} {year}"
    else:
        written = f"{day.day} {THAI_MONTHS_SHORT[day.month - 1]} {_short_year(year)}"
    return to_thai(written) if thai_digits else written


def with_weekday(day: date) -> str:
    """Format a day as in invitations: วันศุกร์ที่ ๑๔ มีนาคม ๒๕๖๘."""
    return f"วัน{THAI_WEEKDAYS[day.weekday()]}ที่ {format_date(day)}"


def with_era(day: date) -> str:
    """Format a day as in announcements: ๑๔ มีนาคม พ.ศ. ๒๕๖๘."""
    head, _, year = format_date(day).rpartition(" ")
    return f"{head} พ.ศ. {year}"


def _short_year(year: int) -> str:
    """Return the last two digits if they can only mean the 2500s, else the whole year."""
    return f"{year % 100:02}" if 2500 <= year <= 2599 else str(year)


# Times of day and office hours -------------------------------------------------------------

Hours = tuple[tuple[time, time], ...]
"""Time spans of one day in order, none touching the next."""

_TIME = r"(\d{1,2})[.:](\d{2})\s*(?:น\.)?"
_SPAN = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}")


_TYPED = re.compile(
    r"(?:เวลา\s*)?(\d{1,2})\s*(?:[.:,;]\s*(\d{2})|(?<=\d)(\d{2}))\s*(?:น\.?|นาฬิกา)?"
)


def parse_time(text: str) -> time | None:
    """Parse a time of day as people type it (9.30, 09:30 น., ๐๙๓๐); None if invalid."""
    match = _TYPED.fullmatch(to_arabic(text).strip())
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2] or match[3]))
    except ValueError:
        return None


def write_time(moment: time) -> str:
    """Format a time as 09.30, in Arabic digits."""
    return f"{moment:%H.%M}"


def parse_hours(text: str) -> Hours | None:
    """Parse time spans in Thai or Arabic digits; None if the text is not a list of spans."""
    plain = to_arabic(text)
    if not _SPAN.search(plain) or _SPAN.sub("", plain).strip(" ,;\n"):
        return None
    found = [tuple(int(part) for part in match) for match in _SPAN.findall(plain)]
    try:
        spans = tuple((time(a, b), time(c, d)) for a, b, c, d in found)
    except ValueError:
        return None
    ends = [moment for span in spans for moment in span]
    return spans if all(earlier < later for earlier, later in pairwise(ends)) else None


def write_hours(hours: Hours) -> str:
    """Format the spans in Arabic digits."""
    return ", ".join(f"{start:%H.%M}–{end:%H.%M}" for start, end in hours)
