"""Meetings: called with a number and an agenda, held with minutes, certified in a later one.

Numbers are ``n/พ.ศ.`` from 1 each calendar year, also ``running-n/พ.ศ.`` where a committee
counts on over all years.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.committees import queries
from kmdesk.committees.model import AgendaItem, MeetingDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.participants import check_notice, invite, is_to_come
from kmdesk.committees.terms import SECTIONS, check_day, tidy_time
from kmdesk.i18n import N_, tr
from kmdesk.records import BaseKind, Duty, Unit
from kmdesk.records.describe import effective_status
from kmdesk.records.edit import add_record, check_values
from kmdesk.records.fields import InvalidValue, fields_of, record_field, screen_date, sensible_day
from kmdesk.records.model import Attachment, Link, Record
from kmdesk.records.unit import Reading, require
from kmdesk.thai.numbers import to_arabic, to_thai

# ๒/๒๕๕๑, or ๓๖-๑/๒๕๕๑ with a number that runs over all years
_NUMBER = re.compile(r"^(?:(\d+)\s*-\s*)?(\d+)\s*/\s*(\d{4})$")


@dataclass(frozen=True, slots=True)
class Number:
    """Parts of a meeting number; ``running`` counts over all years, when used."""

    serial: int
    year: int
    running: int | None = None

    def __str__(self) -> str:
        head = "" if self.running is None else f"{self.running}-"
        return to_thai(f"{head}{self.serial}/{self.year}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in the numbers of a calendar year (พ.ศ.)."""

    year: int
    kind: str
    """gap, double, year (the number names another one) or unread."""
    words: str


def parse_number(text: str) -> Number | None:
    """Parse a number in Thai or Arabic digits; None for any other form."""
    match = _NUMBER.match(to_arabic(text).strip())
    if match is None:
        return None
    running, serial, year = match.groups()
    return Number(int(serial), int(year), int(running) if running else None)


def number_after(numbers: Iterable[tuple[str, str]], held_on: str) -> str:
    """Return the number after all (number, day held) in the year of ``held_on`` (ISO)."""
    # The year a meeting was held in counts, not the one its number names: a mistyped year must not
    # make the next number begin at 1 again.
    year = int(held_on[:4]) + 543
    read = [(day, parse_number(text)) for text, day in numbers]
    serials = [n.serial for day, n in read if n and int(day[:4]) + 543 == year]
    runnings = [n.running for _day, n in read if n and n.running is not None]
    running = max(runnings) + 1 if runnings else None
    return str(Number(max(serials, default=0) + 1, year, running))


def number_flaws(numbers: Iterable[tuple[str, str]]) -> list[Flaw]:
    """Find gaps, duplicates and numbers of another year among (number, day held)."""
    flaws: list[Flaw] = []
    by_year: dict[int, list[int]] = defaultdict(list)
    for text, day in numbers:
        year, number = int(day[:4]) + 543, parse_number(text)
        if number is None:
            flaws.append(Flaw(year, "unread", text))
        elif number.year != year:
            flaws.append(Flaw(year, "year", text))
        else:
            by_year[year].append(number.serial)
    for year, serials in by_year.items():
        for serial in range(1, max(serials)):
            if serial not in serials:
                flaws.append(Flaw(year, "gap", str(Number(serial, year))))
        for serial in sorted({s for s in serials if serials.count(s) > 1}):
            flaws.append(Flaw(year, "double", str(Number(serial, year))))
    return sorted(flaws, key=lambda flaw: (flaw.year, flaw.kind, flaw.words))


@dataclass(frozen=True, slots=True)
class Paper:
    """A record attached to a meeting, with its PDF files (hashes)."""

    record_id: int
    kind: str
    title: str
    files: tuple[str, ...]


def meeting_numbers(session: Session, committee_id: int) -> list[tuple[str, str]]:
    """Return (number, day) of the committee's meetings, earliest first."""
    query = (
        select(Record.number, Record.dated)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            MeetingDetail.committee_id == committee_id,
            Record.deleted_at.is_(None),
            Record.dated.is_not(None),
        )
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def meetings(session: Session, committee_id: int) -> list[Record]:
    """Return a committee's meetings, earliest first."""
    query = (
        select(Record)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(MeetingDetail.committee_id == committee_id, Record.deleted_at.is_(None))
        .order_by(Record.dated, Record.id)
    )
    return list(session.scalars(query))


def papers(reading: Reading, meeting_id: int) -> list[Paper]:
    """Return visible records attached to a meeting, in order of attachment."""
    query = (
        select(Record.id, Record.kind, Record.title)
        .join(Link, Link.to_id == Record.id)
        .where(Link.record_id == meeting_id, Link.relation == "attaches", reading.visible())
        .order_by(Link.id)
    )
    return [
        Paper(row[0], row[1], row[2], pdf_files(reading.session, row[0]))
        for row in reading.session.execute(query)
    ]


def pdf_files(session: Session, record_id: int) -> tuple[str, ...]:
    """Return the hashes of a record's PDF files, in order."""
    query = (
        select(Attachment.sha256)
        .where(
            Attachment.record_id == record_id,
            Attachment.media_type == "application/pdf",
            Attachment.role != "evidence",  # for the staff only
        )
        .order_by(Attachment.position, Attachment.id)
    )
    return tuple(session.scalars(query))


@dataclass(frozen=True, slots=True)
class OpenAction:
    """A resolution still to be carried out."""

    item_id: int
    meeting_id: int
    meeting: str
    resolution: str
    owner: str
    due_on: str | None


def agenda(session: Session, meeting_id: int) -> list[AgendaItem]:
    """Return agenda items of a meeting, by section and order."""
    return list(
        session.scalars(
            select(AgendaItem)
            .where(AgendaItem.record_id == meeting_id)
            .order_by(AgendaItem.section, AgendaItem.position, AgendaItem.id)
        )
    )


def in_charge(session: Session, item: AgendaItem) -> tuple[str, str | None, str | None]:
    """Return (owner, due on, done on) of an agenda item.

    An item carried over from an earlier meeting has those of the original resolution: stored twice,
    each would count as an action of its own.
    """
    seen: set[int] = set()  # guards against a cycle of carried-over items
    while not item.owner and item.from_item_id is not None and item.id not in seen:
        seen.add(item.id)
        origin = session.get(AgendaItem, item.from_item_id)
        if origin is None:
            break
        item = origin
    return item.owner, item.due_on, item.done_on


def open_actions(session: Session, committee_id: int, before: str) -> list[OpenAction]:
    """Return open resolutions of meetings held before a day."""
    query = (
        select(
            AgendaItem.id,
            Record.id,
            Record.number,
            AgendaItem.resolution,
            AgendaItem.owner,
            AgendaItem.due_on,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            MeetingDetail.committee_id == committee_id,
            Record.deleted_at.is_(None),
            Record.dated < before,
            AgendaItem.owner != "",
            AgendaItem.done_on.is_(None),
        )
        .order_by(AgendaItem.due_on, AgendaItem.id)
    )
    return [OpenAction(*row) for row in session.execute(query)]


def actions_due(session: Session, day: str) -> list[tuple[int, str]]:
    """Return (meeting id, day) of open resolutions due by ``day`` (ISO)."""
    query = select(AgendaItem.record_id, AgendaItem.due_on).where(
        AgendaItem.owner != "", AgendaItem.done_on.is_(None), AgendaItem.due_on <= day
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def headings_of(session: Session, meeting_id: int) -> dict[int, str]:
    """Return the six headings of a meeting's วาระ, its own or the defaults (ids or texts)."""
    meeting = session.get(MeetingDetail, meeting_id)
    own = meeting.headings.split("\n") if meeting is not None else []
    return {
        section: own[section - 1].strip() or usual if len(own) >= section else usual
        for section, usual in SECTIONS.items()
    }


def heading_words(session: Session, meeting_id: int) -> str:
    """Return the six headings as the form shows them, a line each."""
    return "\n".join(tr(words) for words in headings_of(session, meeting_id).values())


class MeetingForm(BaseKind):
    """How the values of a meeting's form are stored."""

    code = "meeting"
    detail = MeetingDetail
    initial: Mapping[str, object] = {"status": "planned"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        record_field("number", N_("Meeting no."), required=True),
        record_field("dated", N_("Day of the meeting"), "date", required=True, check=sensible_day),
        *fields_of(MeetingDetail),
    )

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with times like 09.30 and headings only where they differ."""
        stored = dict(values)
        for name in ("opened_at", "closed_at"):
            if name in stored:
                stored[name] = tidy_time(stored[name])
        if stored.get("headings") == "\n".join(tr(words) for words in SECTIONS.values()):
            stored["headings"] = ""  # the default headings follow the language
        return stored

    def shown(
        self, unit: Unit, record: Record, values: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Return all six headings, in the language of the screen."""
        return {"headings": heading_words(unit.session, record.id)}

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for an invitation later than the committee's rule allows."""
        check_notice(unit, values)

    def stored(
        self,
        unit: Unit,
        record: Record,
        values: Mapping[str, object],
        present: Mapping[str, object],
    ) -> None:
        """Set who is invited and what is brought back, in the later meetings as well."""
        # a time of closing says that the meeting was held
        if present and values.get("closed_at"):
            begin_minutes(unit, record.id)
        invite(unit, record.id)
        bring_back(unit, record.id)
        if present:
            bring_back_all(unit, record.id)


MEETING = MeetingForm()
MATTER = fields_of(AgendaItem)


def call_meeting(unit: Unit, committee_id: int, values: Mapping[str, object]) -> Record:
    """Create a meeting with the members of its day and open resolutions under วาระ ๓.

    The number defaults to the next one of the calendar year. Raises InvalidValue, at the field,
    for invalid values.
    """
    held_on = str(values.get("dated") or "")
    if not held_on:
        raise InvalidValue("Type the day of the meeting.", "dated")
    # before the number, which is counted within the year of this day
    check_day(held_on, "dated")
    name = unit.record(committee_id).title
    first = {
        "title": values.get("title") or tr("Meeting of {name}", name=name),
        "number": values.get("number") or next_number(unit, committee_id, held_on),
        "committee_id": committee_id,
    }
    record = add_record(unit, MEETING, {**values, **first})
    unit.link(record.id, committee_id, "about")
    unit.session.flush()
    return record


def begin_minutes(unit: Unit, meeting_id: int) -> None:
    """Turn a planned meeting into one with draft minutes.

    Does nothing before its day, whatever was written in advance.
    """
    record = unit.record(meeting_id)
    if record.kind == "meeting" and record.status == "planned" and not is_to_come(record.dated):
        record.status = "draft"


def next_number(unit: Unit, committee_id: int, held_on: str) -> str:
    """Return the next ``n/พ.ศ.`` of the committee in that calendar year, in its usual form."""
    return number_after(meeting_numbers(unit.session, committee_id), held_on)


def bring_back(unit: Unit, meeting_id: int) -> None:
    """Set วาระ ๒ and ๓ of a planned meeting to the minutes and resolutions open before its day.

    A line with a resolution is kept, even when its origin is closed.
    """
    record, detail = unit.record(meeting_id), unit.session.get(MeetingDetail, meeting_id)
    # Once the minutes are begun (a resolution or the time of closing, not before the meeting's day)
    # the text is the secretary's: nothing changes by itself any more.
    if detail is None or detail.committee_id is None or record.status != "planned":
        return
    held_on = record.dated or ""
    still_open = open_actions(unit.session, detail.committee_id, held_on)
    present = {
        item.from_item_id: item
        for item in agenda(unit.session, meeting_id)
        if item.from_item_id is not None
    }
    # A resolution closed meanwhile is no matter of this meeting unless it decided something on it.
    for item_id, item in present.items():
        if item_id not in {action.item_id for action in still_open} and not item.resolution:
            unit.session.delete(item)
    for action in still_open:
        if action.item_id not in present:
            words = f"{tr('Meeting no.')} {action.meeting}: {action.resolution}"
            _carried(unit, meeting_id, 3, words, action.item_id)
    _bring_minutes(unit, meeting_id, detail.committee_id, held_on)
    unit.session.flush()


def bring_back_all(unit: Unit, meeting_id: int) -> None:
    """Bring back open matters anew in the committee's other planned meetings."""
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None:
        return
    unit.session.flush()
    for record in meetings(unit.session, detail.committee_id):
        if record.id != meeting_id:
            bring_back(unit, record.id)


def _bring_minutes(unit: Unit, meeting_id: int, committee_id: int, held_on: str) -> None:
    items = [i for i in agenda(unit.session, meeting_id) if i.section == 2]
    # known by their words, as minutes that wait have no agenda item to refer to
    present = {item.text: item for item in items}
    uncertified = [
        tr("Minutes of meeting no. {number}", number=record.number)
        for record in meetings(unit.session, committee_id)
        if record.id != meeting_id and record.status == "draft" and (record.dated or "") < held_on
    ]
    for text in uncertified:
        if text not in present:
            _carried(unit, meeting_id, 2, text, None)


def _carried(unit: Unit, meeting_id: int, section: int, text: str, from_id: int | None) -> None:
    unit.session.add(
        AgendaItem(
            record_id=meeting_id,
            section=section,
            position=len(agenda(unit.session, meeting_id)),
            text=text,
            from_item_id=from_id,
        )
    )
    # the next position is counted from the rows in the database
    unit.session.flush()


def add_item(
    unit: Unit,
    meeting_id: int,
    *,
    section: int,
    text: str,
    resolution: str = "",
    owner: str = "",
    due_on: str | None = None,
) -> AgendaItem:
    """Add a matter under a วาระ (1–6), with its resolution, owner and due day."""
    check_values(MATTER, {"section": section, "text": text, "due_on": due_on})
    check_owner(unit, meeting_id, owner)
    item = AgendaItem(
        record_id=meeting_id,
        section=section,
        position=len(agenda(unit.session, meeting_id)),
        text=text,
        resolution=resolution,
        owner=owner,
        due_on=due_on,
    )
    unit.session.add(item)
    if resolution.strip():
        begin_minutes(unit, meeting_id)
    bring_back_all(unit, meeting_id)
    return item


def check_owner(unit: Unit, meeting_id: int, owner: str) -> None:
    """Raise InvalidValue, at the field, when the owner is a member who has left."""
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None or not owner.strip():
        return
    day = unit.record(meeting_id).dated or ""
    ever = [m for m in queries.roster(unit.session, detail.committee_id) if m.name == owner.strip()]
    last = max((m.to_on or "9999" for m in ever), default="9999")
    now = {s.name for s in queries.seats(unit.session, detail.committee_id, day)}
    # Anybody may be in charge, also who never was a member; one who has left is a slip.
    if owner.strip() not in now and last < day:
        raise InvalidValue(
            "{name} left the committee on {day}. Name somebody else.",
            "owner",
            name=owner.strip(),
            day=screen_date(last),
        )


def finish_action(unit: Unit, item_id: int, done_on: str) -> None:
    """Record that a resolution was carried out."""
    item = unit.session.get(AgendaItem, item_id)
    if item is None:
        raise CommitteeError("This resolution is not there any more.")
    check_day(done_on, "done_on")
    item.done_on = done_on
    bring_back_all(unit, item.record_id)


def note_progress(unit: Unit, item_id: int, progress: str) -> None:
    """Record the progress of a resolution."""
    item = unit.session.get(AgendaItem, item_id)
    if item is None:
        raise CommitteeError("This resolution is not there any more.")
    item.progress = progress.strip()
    unit.session.flush()


def attach_papers(unit: Unit, meeting_id: int, record_ids: Iterable[int]) -> None:
    """Attach records of the library to a meeting."""
    for record_id in record_ids:
        if record_id != meeting_id:
            unit.link(meeting_id, unit.record(record_id).id, "attaches")


def certify(
    unit: Unit, meeting_id: int, certified_in: str, certified_by: int | None = None
) -> None:
    """Certify the minutes in the meeting ``certified_by``, or the one named ``certified_in``.

    Raises NotAllowed below the secretary, InvalidValue for a missing or earlier certifying
    meeting and for a meeting without minutes.
    """
    # Certified minutes are the secretary's word: a clerk can neither give nor change it.
    require(unit.actor, Duty.SECRETARY)
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None:
        raise CommitteeError("This is not a meeting.")
    record = unit.record(meeting_id)
    if certified_by is not None:
        later = unit.record(certified_by)
        if certified_by == meeting_id or (later.dated or "") < (record.dated or ""):
            raise InvalidValue(
                "Minutes are certified in a later meeting. Choose that one.", "certified_by"
            )
        certified_in = later.number
    if not certified_in.strip():
        raise InvalidValue(
            "Choose the meeting that certified these minutes, or type which one it was.",
            "certified_in",
        )
    # the effective status, as a draft dated in the future is still planned
    if effective_status(unit.session, record) == "planned":
        raise InvalidValue("There are no minutes yet. Write the resolutions first.", "certified_by")
    detail.certified_in, detail.certified_by = certified_in, certified_by
    record.status = "certified"
    if certified_by is not None:
        _note_certified(unit, certified_by, record.number)
    unit.session.flush()


def _note_certified(unit: Unit, later_id: int, number: str) -> None:
    """Record in the later meeting's วาระ ๒ that it certified these minutes."""
    words = tr("Minutes of meeting no. {number}", number=number)
    items = [i for i in agenda(unit.session, later_id) if i.section == 2]
    if not any(item.text == words for item in items):
        _carried(unit, later_id, 2, words, None)
    for item in agenda(unit.session, later_id):
        if item.section == 2 and item.text == words and not item.resolution:
            item.resolution = tr("The meeting certified these minutes.")
    begin_minutes(unit, later_id)
