"""Facts stated in a law's own text: date of signature and Gazette reference. Pure.

Nothing is inferred: each fact comes with the words it was read from, or not at all.
"""

import re
from dataclasses import dataclass

from kmdesk.regulations.structure import LawText, PartKind, Role
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.dates import parse_date
from kmdesk.thai.digits import to_arabic

_DAY = r"[๐-๙0-9]{1,2} ?(?:[ก-๎.]{2,10}) ?(?:พ\.ศ\. ?|พุทธศักราช ?|พระพุทธศักราช ?)?[๐-๙0-9]{4}"
_SIGNED = re.compile(rf"(?:ให้ไว้|ประกาศ|สั่ง) ?(?:มา )?ณ (?:วันที่ )?(?P<day>{_DAY})")
_GAZETTE = re.compile(
    r"ราชกิจจานุเบกษา เล่ม(?:ที่)? ?(?P<volume>[๐-๙0-9]+) ?/ ?(?:ตอน(?:ที่)?)?"
    r" ?(?P<part>[^/]{0,40}(?:/ ?(?:ฉบับ|ตอน)พิเศษ)?[^/]{0,8}?) ?/? ?"
    rf"หน้า ?(?P<page>[๐-๙0-9]+) ?/ ?(?P<day>{_DAY})"
)
_RUNNING_HEAD = re.compile(
    r"(?:หน้า ?(?P<page>[๐-๙0-9]+)\s+)?เล่ม ?(?P<volume>[๐-๙0-9]+) ?ตอน(?:ที่)? ?(?P<part>.{1,24}?)"
    rf" ?ราชกิจจานุเบกษา ?(?P<day>{_DAY})"
)
_ABOVE = re.compile(
    r"ราชกิจจานุเบกษา\s+เล่ม ?(?P<volume>[๐-๙0-9]+) ?ตอน(?:ที่)? ?(?P<part>.{1,24}?) ?"
    rf"(?:/? ?หน้า ?(?P<page>[๐-๙0-9]+) ?)?(?:วันที่ ?)?(?P<day>{_DAY})"
)
_YEAR = re.compile(r"(?:พ\.ศ\.|พุทธศักราช|พระพุทธศักราช) ?([๐-๙0-9]{4})")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date (ISO) and the words it was read from."""

    day: str
    source: str


@dataclass(frozen=True, slots=True)
class Gazette:
    """Reference to the Royal Gazette: date, volume, part and page."""

    day: str
    volume: str
    part: str
    page: str
    source: str


def signed(law: LawText) -> Dated | None:
    """Return the date in ให้ไว้ ณ วันที่… (above the law) or ประกาศ ณ วันที่… (below it)."""
    for part in law.parts:
        if part.kind in (PartKind.PREAMBLE, PartKind.COUNTERSIGNATURE):
            match = _SIGNED.search(one_line(law.text(part)))
            day = parse_date(_era(match["day"])) if match else None
            if match and day:
                return Dated(day.isoformat(), match[0])
    return None


def gazette(law: LawText) -> Gazette | None:
    """Return the Gazette reference from the first footnote, running head, or above the title."""
    for part in law.parts:
        if part.kind is PartKind.FOOTNOTE:
            found = _gazette(_GAZETTE.search(one_line(law.text(part))))
            if found is not None:
                return found
            break
    above = law.text(law.parts[0]) if law.parts else ""
    return _gazette(_RUNNING_HEAD.search(law.source)) or _gazette(_ABOVE.search(above))


def _gazette(match: re.Match[str] | None) -> Gazette | None:
    day = parse_date(_era(match["day"])) if match else None
    if match is None or day is None:
        return None
    return Gazette(
        day.isoformat(),
        to_arabic(match["volume"]),
        to_arabic(match["part"]).strip(" -"),
        to_arabic(match["page"] or ""),
        one_line(match[0]),
    )


def title_year(title: str) -> int | None:
    """Return the Buddhist year at the end of a title."""
    years = _YEAR.findall(title)
    return int(to_arabic(years[-1])) if years else None


def stamped(law: LawText) -> Dated | None:
    """Return the latest date among the publisher's editorial stamps."""
    days = [
        Dated(day.isoformat(), match)
        for part in law.parts
        if part.kind is PartKind.EDITORIAL
        for match in re.findall(_DAY, one_line(law.text(part)))
        if (day := parse_date(_era(match)))
    ]
    return max(days, key=lambda dated: dated.day, default=None)


def merged(law: LawText) -> list[str]:
    """Return titles of the amending acts whose own sections follow the law."""
    return [section.title for section in law.sections if section.role is Role.AMENDING]


def _era(text: str) -> str:
    """Normalise the era word to พ.ศ., which the date parser accepts with a four-digit year."""
    return re.sub(r"(?:พระ)?พุทธศักราช ?", "พ.ศ. ", text)
