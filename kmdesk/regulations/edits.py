"""Edits of laws and answer cards: a law's metadata and status, a card's question and grounds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import BaseKind, Unit
from kmdesk.records.edit import add_record, change_record
from kmdesk.records.fields import (
    AUDIENCES,
    InvalidValue,
    fields_of,
    inserted,
    record_field,
    screen_date,
)
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.model import (
    CARD_STATUSES,
    STATUSES,
    UNCHECKED,
    AnswerCard,
    InstrumentDetail,
    RegulationError,
)
from kmdesk.regulations.queries import CARD
from kmdesk.regulations.structure import LawText, PartKind, readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.citations import has_year, law_key
from kmdesk.thai.dates import parse_date
from kmdesk.thai.numbers import to_arabic

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
    # Before the next two: its นับแต่วันประกาศ would read as the day of the Gazette itself.
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
    # Clauses often cite a law without its year; two different years are two laws.
    undated = not (has_year(first) and has_year(second))
    return undated and undated_name(one) == undated_name(two) != ""


Ground = tuple[int, str]
"""(record id of the law, anchor of the provision or "")."""
_LONGEST = 600  # characters of a provision used as a draft answer


class CardForm(BaseKind):
    """How the values of an answer card's form are stored; its question is the record's title."""

    code = CARD
    detail = AnswerCard
    initial: Mapping[str, object] = {"status": UNCHECKED}
    fields = (
        record_field("title", N_("Question"), "title", required=True),
        *inserted(
            fields_of(AnswerCard),
            "answered_on",
            record_field(
                "status", N_("Status"), "choice", choices=CARD_STATUSES, default=UNCHECKED
            ),
        ),
    )  # fmt: skip

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for a card said to be right without who checked it, and when."""
        if values.get("status") == "current" and not _is_checked(values):
            raise InvalidValue("Say who checked the answer, and on which day.", "checked_by")


class LawForm(BaseKind):
    """How the values of a law's form are stored."""

    code = "regulation"
    detail = InstrumentDetail
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        *inserted(
            fields_of(InstrumentDetail),
            "rank",
            record_field("issuer", N_("Issued by")),
            record_field("status", N_("Status"), "choice", choices=STATUSES),
        ),
        record_field("audience", N_("Who may read it"), "choice", choices=AUDIENCES),
    )

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with a tidy title."""
        stored = dict(values)
        if "title" in stored:
            stored["title"] = tidy_title(str(stored["title"]))
        return stored

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for a status other than “not checked” that nobody checked."""
        if values.get("status") != UNCHECKED and not _is_checked(values):
            raise InvalidValue("Say who checked the status, and on which day.", "checked_by")

    def stored(
        self,
        unit: Unit,
        record: Record,
        values: Mapping[str, object],
        present: Mapping[str, object],
    ) -> None:
        """Flag the answer cards that rest on a law whose status has changed."""
        before = present.get("status")
        # A status that nobody had checked was no ground for an answer, so none is in doubt.
        if record.status != before and before != UNCHECKED:
            flag_cards(unit, record.id, [""])


def _is_checked(values: Mapping[str, object]) -> bool:
    return bool(values.get("checked_by") and values.get("checked_on"))


CARD_FORM, LAW_FORM = CardForm(), LawForm()


def add_card(
    unit: Unit,
    question: str,
    answer: str,
    grounds: Sequence[Ground] = (),
    values: Mapping[str, object] | None = None,
    **columns: object,
) -> Record:
    """Create a card linked to the provisions it is based on."""
    asked = {**(values or {}), **columns, "title": question, "answer": answer}
    record = add_record(unit, CARD_FORM, asked)
    for law, anchor in grounds:
        unit.link(record.id, law, "legal_basis", to_anchor=anchor)
    return record


def draft_card(reading: Reading, law: int, anchor: str, day: date | None = None) -> dict[str, str]:
    """Return a new card's initial values: the provision's text to shorten, author, and today."""
    part = queries.part_at(reading.session, law, anchor) if anchor else None
    today, name = (day or clock.today()).isoformat(), reading.actor.name
    words = readable(part.text).removeprefix(part.label).strip() if part is not None else ""
    return {
        "answer": words[:_LONGEST],
        "numbers": part.number if part is not None else "",
        "answered_by": name,
        "answered_on": today,
        "checked_by": name,
        "checked_on": today,
        "status": "current",
    }


def add_card_on(unit: Unit, law: int, values: Mapping[str, object]) -> int:
    """Create a card on provisions of one law; return its record id.

    ``numbers`` are as typed (43, ๔๔/๑). Raises RegulationError naming a number the law does not
    have.
    """
    grounds: list[Ground] = []
    for typed in re.split(r"[,;\n]", str(values.get("numbers") or "")):
        if typed.strip():
            anchor = queries.number_at(unit.session, law, typed)
            if anchor is None:
                raise RegulationError("There is no number {number}.", number=typed.strip())
            grounds.append((law, anchor))
    rest = {k: v for k, v in values.items() if k not in ("title", "answer", "numbers")}
    question, answer = str(values.get("title") or ""), str(values.get("answer") or "")
    return add_card(unit, question, answer, grounds or [(law, "")], rest).id


def change_card(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values of a card and return its record id; see :func:`change_record`."""
    return change_record(unit, CARD_FORM, record_id, values, opened)


def flag_cards(unit: Unit, law: int, anchors: Iterable[str]) -> int:
    """Mark cards based on changed provisions for review; return how many."""
    flagged: set[int] = set()
    for anchor in anchors:
        flagged |= set(queries.cards_on(unit.session, law, anchor))
    for record_id in flagged:
        record = unit.session.get(Record, record_id)
        if record is not None:
            record.status = "review"
    unit.session.flush()
    return len(flagged)


def change_law(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values of a law and return its record id; see :func:`change_record`.

    A status other than "not checked" needs the name of the person who checked it and the date.
    """
    return change_record(unit, LAW_FORM, record_id, values, opened)


def confirm_status(unit: Unit, record_id: int, status: str = "", day: date | None = None) -> int:
    """Record that the actor has checked the status today; return the record id.

    Raises RegulationError while no status has been set yet.
    """
    record = unit.record(record_id)
    if not status and record.status == UNCHECKED:
        raise RegulationError("Choose the status that you found.")
    today = (day or clock.today()).isoformat()
    values = {"status": status or record.status, "checked_by": unit.actor.name}
    return change_law(unit, record_id, {**values, "checked_on": today})


def conflicts(detail: InstrumentDetail, status: str, today: date | None = None) -> list[str]:
    """Return messages about inconsistent dates; they are reported, not corrected."""
    now = (today or clock.today()).isoformat()
    result: list[str] = []
    # The day it takes effect may lie before the Gazette’s, so it is not in this order.
    order = (
        (N_("Signed"), detail.signed_on),
        (N_("Gazetted"), detail.gazetted_on),
        (N_("In force until"), detail.ended_on),
    )
    known = [(label, day) for label, day in order if day]
    for (first, early), (second, late) in pairwise(known):
        if early > late:
            result.append(
                tr(
                    "{first} {early} is after {second} {late}.",
                    first=tr(first),
                    early=screen_date(early),
                    second=tr(second),
                    late=screen_date(late),
                )
            )
    if status in ("in_force", "amended") and detail.ended_on and detail.ended_on <= now:
        result.append(
            tr(
                "The status says in force, but the law ended on {day}.",
                day=screen_date(detail.ended_on),
            )
        )
    if status in ("in_force", "amended") and detail.effective_on and detail.effective_on > now:
        result.append(
            tr(
                "The status says in force, but the law begins on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    if status == "not_yet" and detail.effective_on and detail.effective_on <= now:
        result.append(
            tr(
                "The status says not yet in force, but the law began on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    return result
