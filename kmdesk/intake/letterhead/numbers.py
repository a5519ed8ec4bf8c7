"""Parse letter numbers and dates inside a line, as typed or as scanned."""

import re
from dataclasses import dataclass
from datetime import date

from kmdesk.intake.letterhead.skeleton import distance, skeleton
from kmdesk.thai.dates import THAI_MONTHS, from_be, parse_date
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import parse_number

_PREFIX = r"[ก-ฮ](?:\.?[ก-ฮ]){0,4}\.?(?:\s?\([ก-ฮ. ]{1,12}\))?"
_DIGIT = r"[0-9oOlI|]"
_OFFICE = r"[0-9oOlI][0-9oOlI.\-]*(?:\s?[ก-ฮ]{2,3})?"
_NUMBER = re.compile(
    rf"(?P<number>(?P<prefix>{_PREFIX})\s*(?P<office>{_OFFICE})\s*/\s*"
    rf"(?:(?P<circular>ว\.?\s*)|[ก-ฮ]{{1,2}}\.?\s*)?(?P<serial>{_DIGIT}+))"
)
_ORDER = re.compile(r"(?P<number>(?P<serial>[0-9oOlI]{1,5})\s*/\s*(?P<year>2\s?5\s?\d\s?\d))")
_LOOKS = str.maketrans("oOlI|", "00111")
_STAMP = re.compile(
    r"(เลข(ที่)?\s*ทะเบียน\s*)?"
    r"(เลข\s*(?:ที่?\s*)?ร\s?ั?\s?บ(?=\s*[0-9๐-๙oOlI])|เลขที่\s*รับ|รับ\s*เลขที่|ลงรับ|รับที่)"
)
_NOT_A_DAY = re.compile(r"(\d)\s+(\d)$")
_DATE = re.compile(
    r"(?<![\d/.oOlI])(?P<day>[0-3]?\d)\s*(?:เดือน)?\s*(?P<month>[ก-๙][ก-๙.\s]{2,13}?)\s*"
    r"(?:พ\.?\s?ศ\.?|พุทธศักราช)?\s*(?P<year>2\s?[45]\s?\d\s?\d|\d\d)(?!\d|\s?/)"
)
_NUMERIC = re.compile(r"(?<![\d/.\-])\d{1,2}\s?[/\-]\s?\d{1,2}\s?[/\-]\s?(?:25\d\d|\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 2500, 2620
_MONTHS = {skeleton(name): number for number, name in enumerate(THAI_MONTHS, 1)}


@dataclass(frozen=True, slots=True)
class Found:
    """A value found inside a line: the value, its position and its confidence."""

    value: str
    start: int
    end: int
    confidence: float


def without_stamp(text: str) -> str:
    """Return the line up to a receipt stamp scanned into it."""
    match = _STAMP.search(text)
    return text[: match.start()].rstrip() if match else text


def letter_number(text: str, start: int = 0) -> Found | None:
    """Return the first letter number in ``text``, its value in canonical notation."""
    plain = to_arabic(text)
    match = _NUMBER.search(plain, start)
    return _number(plain, match) if match else None


def order_number(text: str) -> Found | None:
    """Return the first order number such as ๕/๒๕๕๑ in ``text``."""
    plain = to_arabic(text)
    match = _ORDER.search(plain)
    return _number(plain, match) if match else None


def _number(plain: str, match: re.Match[str]) -> Found | None:
    written = match["number"]
    fixed = re.sub(
        r"(?<=[\d/ .])[oOlI|]|[oOlI|](?=[\d./])", lambda m: m[0].translate(_LOOKS), written
    )
    fixed = re.sub(r"(?<=/)\s+|\s+(?=/)", "", fixed)
    if "year" in match.groupdict():
        fixed = re.sub(r"\s", "", fixed)
    confidence = 0.97 if fixed == re.sub(r"(?<=/)\s+|\s+(?=/)", "", written) else 0.75
    rest = plain[match.end() :]
    # a serial split by the scanner cannot be told from the text next to it
    torn = re.match(r"[0-9oOlI|/]|[ก-ฮA-Za-z](?:\s|$)", rest)
    if torn or (re.match(r"\s[0-9]{1,4}(?:\s|$)", rest) and not _DATE.match(rest.lstrip())):
        return None
    number = parse_number(fixed)
    if number is None or not number.serial:
        return None
    return Found(str(number), match.start("number"), match.end("number"), confidence)


def dates_in(text: str) -> list[Found]:
    """Return every date in ``text`` (as ISO values), in order."""
    plain = to_arabic(text)
    found = []
    for match in _DATE.finditer(plain):
        day = _date(match)
        if day is not None:
            found.append(Found(day[0].isoformat(), match.start(), match.end(), day[1]))
    for match in _NUMERIC.finditer(plain):
        parsed = parse_date(match[0])
        if parsed is not None and _FIRST_YEAR <= parsed.year + 543 <= _LAST_YEAR:
            found.append(Found(parsed.isoformat(), match.start(), match.end(), 0.9))
    return sorted(found, key=lambda item: item.start)


def _date(match: re.Match[str]) -> tuple[date, float] | None:
    written = re.sub(r"\s", "", match["year"])
    year = int(written) + (2500 if len(written) == 2 else 0)
    exact = parse_date(f"{match['day']} {match['month'].strip()} {year}")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    whole = 0.97 if len(written) == 4 else 0.8
    if exact is not None:
        return exact, whole
    month = _month(match["month"])
    try:
        return (from_be(year, month, int(match["day"])), whole - 0.1) if month else None
    except ValueError:
        return None


def _month(written: str) -> int | None:
    """Return the month meant by a misread name, when only one is possible."""
    bones = skeleton(written)
    if len(bones) < 4:
        return None
    near = [number for name, number in _MONTHS.items() if distance(bones, name, 1) <= 1]
    exact = _MONTHS.get(bones)
    return exact or (near[0] if len(near) == 1 else None)
