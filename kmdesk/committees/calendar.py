"""Calendar of the committees: dated entries, open resolutions, and the calendar file (RFC 5545)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kmdesk import clock
from kmdesk.committees.knowledge import WAITING
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    DesiredState,
    KnowledgeSetDetail,
    MeetingDetail,
    ProgressReport,
    ReportRound,
)
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.plan_figures import Bar, Chart, share_of_year
from kmdesk.i18n import N_, tr
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.thai.dates import fiscal_year
from kmdesk.thai.normal import clean_text

WHAT = {
    "meeting": N_("Meeting"),
    "action": N_("Resolution"),
    "training": N_("Training"),
    "set": N_("Knowledge set"),
    "report": N_("Report"),
    "activity": N_("Activity"),
    "state": N_("Desired state"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated entry (ISO); ``open`` while it is not completed."""

    day: str
    what: str
    words: str
    record_id: int
    open: bool = False
    place: str = ""
    at: str = ""


def dated_entries(reading: Reading, first: str, last: str) -> list[Dated]:
    """Return all entries visible to a reader from ``first`` to ``last`` (ISO)."""
    return [
        *_held_meetings(reading, first, last),
        *_begun_trainings(reading, first, last),
        *_due_actions(reading, first, last),
        *_due_sets(reading, first, last),
        *_due_parts(reading, first, last),
    ]


def _held_meetings(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(
            Record.dated,
            Record.title,
            Record.number,
            Record.id,
            Record.status,
            MeetingDetail.held_at,
            MeetingDetail.opened_at,
        )
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= last)
    )
    return [
        Dated(r[0] or "", "meeting", f"{r[1]} {r[2]}".strip(), r[3], False, r[5], r[6])
        for r in reading.session.execute(query)
    ]


def _begun_trainings(reading: Reading, first: str, last: str) -> list[Dated]:
    query = select(Record.dated, Record.title, Record.id).where(
        reading.visible(), Record.kind == "training", Record.dated >= first, Record.dated <= last
    )
    return [Dated(r[0] or "", "training", r[1], r[2]) for r in reading.session.execute(query)]


def _due_actions(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(AgendaItem.due_on, AgendaItem.owner, AgendaItem.resolution, Record.id)
        .join(Record, Record.id == AgendaItem.record_id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            AgendaItem.done_on.is_(None),
            AgendaItem.due_on >= first,
            AgendaItem.due_on <= last,
        )
    )
    return [
        Dated(r[0] or "", "action", f"{r[1]}: {r[2]}", r[3], True)
        for r in reading.session.execute(query)
    ]


def _due_sets(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(KnowledgeSetDetail.due_on, Record.title, Record.id)
        .join(Record, Record.id == KnowledgeSetDetail.record_id)
        .where(
            reading.visible(),
            Record.status.in_(WAITING),
            KnowledgeSetDetail.due_on >= first,
            KnowledgeSetDetail.due_on <= last,
        )
    )
    return [Dated(r[0] or "", "set", r[1], r[2], True) for r in reading.session.execute(query)]


def _due_parts(reading: Reading, first: str, last: str) -> list[Dated]:
    entries = []
    # nobody has to keep the days of a draft
    live = (reading.visible(), Record.status == "approved")
    activities = (
        select(Activity.to_on, Activity.title, Record.id)
        .join(Record, Record.id == Activity.record_id)
        .where(
            *live,
            Activity.status.in_(("planned", "running")),
            Activity.to_on >= first,
            Activity.to_on <= last,
        )
    )
    for day, title, record_id in reading.session.execute(activities):
        entries.append(Dated(day or "", "activity", title, record_id, True))
    states = (
        select(DesiredState.due_on, DesiredState.title, Record.id)
        .join(Record, Record.id == DesiredState.record_id)
        .where(*live, DesiredState.due_on >= first, DesiredState.due_on <= last)
    )
    for day, title, record_id in reading.session.execute(states):
        entries.append(Dated(day or "", "state", title, record_id))
    awaited = (
        select(ReportRound.due_on, ReportRound.title, Record.id)
        .join(Record, Record.id == ReportRound.record_id)
        .join(ProgressReport, ProgressReport.round_id == ReportRound.id)
        .where(
            reading.visible(),
            ProgressReport.reported_on.is_(None),
            ReportRound.due_on >= first,
            ReportRound.due_on <= last,
        )
        .distinct()
    )
    for day, title, record_id in reading.session.execute(awaited):
        entries.append(Dated(day, "report", title, record_id, True))
    return entries


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Entry on a day (ISO); ``late`` means it is overdue."""

    day: str
    what: str
    words: str
    record_id: int
    late: bool = False
    place: str = ""
    at: str = ""


def days_between(reading: Reading, first: str, last: str, today: str) -> list[DayEntry]:
    """Return all entries from ``first`` to ``last`` (ISO), in order."""
    entries = [
        DayEntry(r.day, r.what, r.words, r.record_id, r.open and r.day < today, r.place, r.at)
        for r in dated_entries(reading, first, last)
    ]
    return sorted(entries, key=lambda e: (e.day, list(WHAT).index(e.what), e.words))


def month_sheet(first: date) -> list[list[date]]:
    """Return the weeks (from Monday) that cover the month of ``first``."""
    day = first.replace(day=1)
    day -= timedelta(days=day.weekday())
    weeks: list[list[date]] = []
    while not weeks or (day.year, day.month) <= (first.year, first.month):
        weeks.append([day + timedelta(days=n) for n in range(7)])
        day += timedelta(days=7)
    return weeks


def span_of(weeks: Sequence[Sequence[date]]) -> tuple[str, str]:
    """Return the first and last day (ISO) of a month sheet."""
    return weeks[0][0].isoformat(), weeks[-1][-1].isoformat()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution with an owner, and the day of its meeting (ISO)."""

    item_id: int
    held_on: str | None
    owner: str
    resolution: str
    due_on: str | None
    done_on: str | None
    committee_id: int | None


def resolutions(reading: Reading, first: str, last: str) -> list[Resolution]:
    """Return resolutions with an owner from visible meetings in a period (ISO), by day."""
    query = (
        select(
            AgendaItem.id,
            Record.dated,
            AgendaItem.owner,
            AgendaItem.resolution,
            AgendaItem.due_on,
            AgendaItem.done_on,
            MeetingDetail.committee_id,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            # a carried-over item is the same resolution once more
            AgendaItem.from_item_id.is_(None),
            Record.dated >= first,
            Record.dated <= last,
        )
        .order_by(AgendaItem.due_on.is_(None), AgendaItem.due_on, AgendaItem.id)
    )
    return [Resolution(*row) for row in reading.session.execute(query)]


def meeting_days(reading: Reading) -> list[str]:
    """Return the days (ISO) of visible meetings."""
    query = select(Record.dated).where(
        reading.visible(), Record.kind == "meeting", Record.dated.is_not(None)
    )
    return [day for day in reading.session.scalars(query) if day]


def timeline(reading: Reading, year: int, today: str) -> Chart | None:
    """Return resolutions of a fiscal year (พ.ศ.) as bars from their meeting to their due day.

    Returns None when the year has none.
    """
    span = fiscal_span(year)
    bars = []
    for line in resolutions(reading, *span):
        held_on = line.held_on or span[0]
        end = line.done_on or line.due_on or held_on
        # without a due day nothing is overdue
        state = "done" if line.done_on else "late" if end < today and line.due_on else "running"
        words = f"{line.owner}: {line.resolution}"
        done = 1.0 if line.done_on else 0.0
        bars.append(
            Bar(
                words,
                share_of_year(held_on, span),
                share_of_year(max(end, held_on), span, 1),
                done,
                state,
            )
        )
    now = share_of_year(today, span) if span[0] <= today <= span[1] else None
    return Chart(year, tuple(bars), now) if bars else None


def years_of(reading: Reading) -> list[int]:
    """Return fiscal years (พ.ศ.) with meetings, newest first, always including the current one."""
    days = meeting_days(reading)
    return sorted(
        {fiscal_year(date.fromisoformat(d)) for d in days} | {fiscal_year(clock.today())}
    )[::-1]


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A resolution to be carried out, with its meeting."""

    item_id: int
    meeting_id: int
    meeting: str
    committee: str
    resolution: str
    owner: str
    due_on: str | None
    progress: str


def every_action(reading: Reading) -> list[ActionLine]:
    """Return the open resolutions of all visible meetings, earliest due first."""
    committee = aliased(Record)
    query = (
        select(
            AgendaItem.id,
            Record.id,
            Record.number,
            committee.title,
            AgendaItem.resolution,
            AgendaItem.text,
            AgendaItem.owner,
            AgendaItem.due_on,
            AgendaItem.progress,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .outerjoin(committee, committee.id == MeetingDetail.committee_id)
        .where(reading.visible(), AgendaItem.owner != "", AgendaItem.done_on.is_(None))
        .order_by(AgendaItem.due_on.is_(None), AgendaItem.due_on, AgendaItem.id)
    )
    return [
        ActionLine(r[0], r[1], r[2], r[3] or "", r[4] or r[5], r[6], r[7], r[8])
        for r in reading.session.execute(query)
    ]


def coming(reading: Reading, day: str) -> list[tuple[Record, MeetingDetail]]:
    """Return visible meetings on ``day`` (ISO) or later, soonest first."""
    query = (
        select(Record, MeetingDetail)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(reading.visible(), Record.dated >= day)
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1]) for row in reading.session.execute(query)]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All open resolutions as of a day."""

    lines: tuple[ActionLine, ...]
    today: str

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone in charge of a resolution."""
        return tuple(sorted({line.owner for line in self.lines}))

    @property
    def committees(self) -> tuple[str, ...]:
        """Committees with an open resolution."""
        return tuple(sorted({line.committee for line in self.lines}))

    def tally(self, *, person: str = "", committee: str = "") -> tuple[int, int]:
        """Count the open and the overdue resolutions of a person or committee."""
        return (
            len(self.narrowed(person, committee)),
            len(self.narrowed(person, committee, late=True)),
        )

    def late_by(self, line: ActionLine) -> int:
        """Return the days a resolution is overdue, or 0."""
        if not line.due_on:
            return 0
        days = date.fromisoformat(self.today) - date.fromisoformat(line.due_on)
        return max(0, days.days)

    def narrowed(
        self, person: str = "", committee: str = "", *, late: bool = False
    ) -> tuple[ActionLine, ...]:
        """Filter by person and committee ("": all), optionally only overdue lines."""
        return tuple(
            line
            for line in self.lines
            if (not person or line.owner == person)
            and (not committee or line.committee == committee)
            and (not late or self.late_by(line) > 0)
        )


def follow_up(reading: Reading, today: str) -> FollowUp:
    """Return the open resolutions of all visible meetings."""
    return FollowUp(tuple(every_action(reading)), today)


@dataclass(frozen=True, slots=True)
class Entry:
    """One calendar day; a stable ``key`` lets a second import replace the entry."""

    key: str
    day: str
    title: str
    notes: str = ""
    place: str = ""
    at: str = ""
    """HH:MM, local time; empty for the whole day."""


def icalendar(entries: Iterable[Entry], name: str, stamp: datetime) -> bytes:
    """Return the bytes of the file; ``stamp`` (UTC) is its time of creation."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kmdesk//kmdesk//TH"]
    # X-WR-CALNAME is not in the RFC, but programs show it as the name of the calendar.
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@kmdesk",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            *_event_times(entry),
            f"SUMMARY:{_escaped(entry.title)}",
        ]
        if entry.notes:
            lines.append(f"DESCRIPTION:{_escaped(entry.notes)}")
        if entry.place:
            lines.append(f"LOCATION:{_escaped(entry.place)}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    # The RFC asks for CR LF and short lines; stricter programs refuse anything else.
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8")


def _event_times(entry: Entry) -> list[str]:
    day = date.fromisoformat(entry.day)
    hours, _, minutes = entry.at.replace(".", ":").partition(":")
    if hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
        # Without a zone, programs take it as local time wherever it is read.
        return [f"DTSTART:{day:%Y%m%d}T{int(hours):02d}{int(minutes):02d}00"]
    after = day + timedelta(days=1)  # the end of a whole-day event is exclusive
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _escaped(text: str) -> str:
    # control characters typed or pasted into a title would make the file invalid
    text = clean_text(text)
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Fold a line to at most 75 bytes, never inside a character."""
    parts: list[str] = []
    part = ""
    for letter in line:
        # the space that begins a continuation line counts as one of its 75 bytes
        if len((part + letter).encode("utf-8")) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])


def calendar_of(entries: Sequence[DayEntry]) -> bytes:
    """Return the entries as an iCalendar file."""
    return icalendar(_entries_of(entries), tr("Calendar of the committees"), clock.now())


def _entries_of(entries: Iterable[DayEntry]) -> Iterable[Entry]:
    for number, entry in enumerate(entries):
        # A record may have several entries on one day; the number keeps their keys apart.
        key = f"{entry.what}-{entry.record_id}-{entry.day}-{number}"
        title = f"{tr(WHAT[entry.what])}: {entry.words}"
        yield Entry(key, entry.day, title, place=entry.place, at=entry.at)


def calendar_file(reading: Reading, lines: Iterable[ActionLine], today: str) -> bytes:
    """Return future meetings and these resolutions as an iCalendar file."""
    entries = [
        Entry(
            f"meeting-{record.id}",
            record.dated or today,
            f"{record.title} {record.number}".strip(),
            place=detail.held_at,
            at=detail.opened_at,
        )
        for record, detail in coming(reading, today)
    ]
    entries += [
        Entry(
            f"action-{line.item_id}",
            line.due_on,
            f"{line.owner}: {line.resolution}",
            notes="\n".join(filter(None, (f"{line.committee} {line.meeting}", line.progress))),
        )
        for line in lines
        if line.due_on
    ]
    return icalendar(entries, tr("Meetings and resolutions"), clock.now())
