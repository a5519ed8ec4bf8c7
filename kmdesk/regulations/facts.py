"""Facts stated in a law's own text: title, signature, Gazette reference, commencement. Pure.

Nothing is inferred: each fact comes with the words it was read from, or not at all.

Commencement: "เมื่อพ้นกำหนดหกสิบวันนับแต่วันประกาศ" counts the Gazette's day as the first, so the law is
in force sixty days after it. The date is only a proposal: a clerk confirms it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kmdesk.regulations.structure import LawText, PartKind, readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.citations import has_year, law_key
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
            result = _gazette(_GAZETTE.search(one_line(law.text(part))))
            if result is not None:
                return result
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


def _era(text: str) -> str:
    """Normalise the era word to พ.ศ., which the date parser accepts with a four-digit year."""
    return re.sub(r"(?:พระ)?พุทธศักราช ?", "พ.ศ. ", text)


_COMMENCEMENT_DAY = r"[๐-๙0-9]{1,2} ?[ก-๎.]{2,10} ?(?:พ\.ศ\. ?|พุทธศักราช ?)?[๐-๙0-9]{4}"
_CLAUSE = re.compile(r"(?:ให้|มีผล)ใช้บังคับ(?:ตั้งแต่|เมื่อ|ใน|นับแต่|ได้)|ให้ใช้(?:พระราช|ประมวล|ระเบียบ|ข้อบังคับ)")
_NEXT = re.compile(r"ถัดจากวัน(?:ที่)?ประกาศ|วันรุ่งขึ้น")
_SAME = re.compile(r"(?:ตั้งแต่|นับแต่)วันประกาศ(?:ใน)?ราชกิจจา|ตั้งแต่วันประกาศ")
_AFTER = re.compile(
    r"พ้นกำหนด(?:เวลา)? ?(?P<count>[ก-๎๐-๙0-9 ]{1,30}?) ?(?P<what>วัน|เดือน|ปี) ?(?:นับแต่|นับจาก|ถัดจาก)วัน"
)
_ON = re.compile(rf"ตั้งแต่วันที่ ?(?P<day>{_COMMENCEMENT_DAY})")
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
    # The first provision is the name of the law; commencement follows within a few.
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
    # More than ten years in days is a misread number, not a period.
    if not count or count > 4000:
        return None
    if what == "วัน":
        return (day + timedelta(days=count)).isoformat()
    months = day.month - 1 + (count if what == "เดือน" else 12 * count)
    year, month = day.year + months // 12, months % 12 + 1
    # A period of months from the 31st ends on the last day of a shorter month.
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


_NUMBERED = re.compile(r"\(ฉะ?บับที่(\d+)\)")
_KEY_YEAR = re.compile(r"(?:พ\.ศ\.|ร\.ศ\.)\d{2,4}")
_KIND_APART = re.compile(
    r"^(พระราชบัญญัติ(?:ประกอบรัฐธรรมนูญ)?|พระราชกำหนด|พระราชกฤษฎีกา|พระธรรมนูญ|ประมวลกฎหมาย|กฎกระทรวง|กฎ"
    r"|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง)\s+(?=[ก-ฮเ-ไ])(?!ฉบับ|เรื่อง|ว่าด้วย|ที่\s|พ\.ศ|พุทธศักราช|ณ\s)"
)
_ASIDE = re.compile(r"\((?:ฉบับ\s*Update|และที่|แก้ไข|รวม|ฉบับรวม|ปรับปรุง)[^)]*\)?.*$", re.IGNORECASE)


def tidy_title(title: str) -> str:
    """Return a title on one line, with the kind and the name of the law joined.

    The Gazette prints พระราชบัญญัติ and สหกรณ์ on separate lines; that line break is not a space.
    """
    return _KIND_APART.sub(r"\1", one_line(title))


def stem(title: str) -> str:
    """Return the key of a title up to its (first) year, without number and remarks in brackets."""
    key = law_key(_ASIDE.sub("", title))
    year = _KEY_YEAR.search(key)
    return _NUMBERED.sub("", key[: year.end()] if year else key)


def undated_name(title: str) -> str:
    """Return the stem without its year: the part an amending law's title shares with it."""
    return _KEY_YEAR.sub("", stem(title))


def serial(title: str) -> str:
    """Return 3 for (ฉบับที่ ๓); "" without a number."""
    found = _NUMBERED.findall(law_key(title))
    return found[-1] if found else ""


def same_law(one: str, two: str) -> bool:
    """Return whether both titles name one law; a title without a year matches any year."""
    first, second = stem(one), stem(two)
    if first == second:
        return True
    undated = not (has_year(first) and has_year(second))
    return undated and undated_name(one) == undated_name(two) != ""
