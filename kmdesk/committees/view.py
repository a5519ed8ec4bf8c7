"""What the screens show of a record and its rows, and listings over all committees.

Everything is frozen, because it is read off the UI thread.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kmdesk import clock
from kmdesk.committees import knowledge, meetings, participants, plan, queries
from kmdesk.committees.model import (
    CommitteeDetail,
    Evidence,
    KnowledgeSetDetail,
    MeetingDetail,
    ProgressReport,
)
from kmdesk.committees.orders import duties_of
from kmdesk.committees.plan import fiscal_span, owners
from kmdesk.committees.plan_figures import Chart, department_parts, plan_chart
from kmdesk.committees.tables import Block, blocks, member_name, reader_tables, staff_tables
from kmdesk.committees.terms import FORMS, ROLES, STEPS, role_shown
from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, Duty, Session
from kmdesk.records.fields import screen_date
from kmdesk.records.model import Record
from kmdesk.records.unit import SETTLED, Reading
from kmdesk.thai.normal import sort_key


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of texts: its query, heads (message ids), rows and relative column widths.

    ``records`` are the records the rows open, 0 for none; ``note`` is a summary.
    """

    asked: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    records: tuple[int, ...] = ()
    note: str = ""

    def but(self, rows: tuple[tuple[str, ...], ...]) -> "Listing":
        """Return a copy with other rows."""
        return replace(self, rows=rows)


def seats_on(reading: Reading, day: str) -> Listing:
    """List the seats on ``day`` (ISO) by person, in dictionary order."""
    seats = queries.every_seat(reading.session, day, reading.visible())
    # in the order of a Thai dictionary, which no collation of SQLite knows
    seats.sort(key=lambda place: (sort_key(place.seat.words), place.committee_id))
    rows = tuple(
        (
            member_name(place.seat),
            role_shown(place.seat),
            place.committee,
            tr(FORMS[place.form]),
            screen_date(place.seat.from_on, "short"),
            place.order,
        )
        for place in seats
    )
    people = len({place.seat.words for place in seats})
    heads = (
        N_("Name"),
        N_("Role"),
        N_("Committee or group"),
        N_("Form of committee"),
        N_("Since"),
        N_("Order"),
    )
    return Listing(
        tr("As at {day}", day=screen_date(day)),
        heads,
        rows,
        (5, 2, 5, 2, 2, 2),
        tuple(place.committee_id for place in seats),
        tr("{people} people in {seats} seats", people=str(people), seats=str(len(rows))),
    )


def training_hours(reading: Reading, year: int) -> Listing:
    """List training hours per person in a fiscal year (พ.ศ.), attended and taught.

    A person's own hours count where recorded, else the training's; trainers are the names the
    training gives, each with all its hours.
    """
    first, last = fiscal_span(year)
    taken: dict[str, float] = defaultdict(float)
    taught: dict[str, float] = defaultdict(float)
    courses: dict[str, int] = defaultdict(int)
    offices: dict[str, str] = {}
    masters: set[str] = set()
    for part in participants.parts_between(reading, first, last):
        taken[part.name] += part.hours
        courses[part.name] += 1
        offices.setdefault(part.name, part.office)
        if part.master_trainer:
            masters.add(part.name)
    for trainers, hours in participants.taught_between(reading, first, last):
        for name in owners(trainers):
            taught[name] += hours
    names = sorted({*taken, *taught}, key=sort_key)
    rows = tuple(
        (
            name,
            offices.get(name, ""),
            str(courses[name]) if courses.get(name) else "",
            f"{taken[name]:g}" if name in taken else "",
            f"{taught[name]:g}" if name in taught else "",
            tr("Master Trainer") if name in masters else "",
        )
        for name in names
    )
    heads = (
        N_("Name"),
        N_("Affiliation"),
        N_("Trainings"),
        N_("Hours taken part in"),
        N_("Hours taught"),
        N_("Remarks"),
    )
    note = tr(
        "{people} people, {taken} hours taken part in, {taught} hours taught",
        people=str(len(taken)),
        taken=f"{sum(taken.values()):g}",
        taught=f"{sum(taught.values()):g}",
    )
    asked = tr("Fiscal year {year}", year=str(year))
    return Listing(asked, heads, rows, (5, 4, 2, 2, 2, 3), (), note)


def statuses_open_to(
    actor: Actor, kind: str, before: str, names: Mapping[str, str]
) -> dict[str, str]:
    """Return the statuses that the actor may set on a record whose status is ``before``."""
    if actor.duty >= Duty.SECRETARY:
        return dict(names)
    # A settled status is the secretary's word: a clerk can neither give nor withdraw it.
    settled = SETTLED.get(kind, frozenset())
    if before in settled:
        return {key: name for key, name in names.items() if key == before}
    return {key: name for key, name in names.items() if key not in settled}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a record: its table (a key of ``queries.ROWS``), label and values."""

    table: str
    id: int
    words: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """Detail values, tables to show, rows to change and the choices of the forms."""

    values: dict[str, object]
    blocks: tuple[Block, ...]
    text: str = ""
    rows: tuple[RowView, ...] = ()
    orders: Mapping[int | None, str] = field(default_factory=dict)
    chart: Chart | None = None
    later: Mapping[int | None, str] = field(default_factory=dict)
    """Meetings that can certify these minutes."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Initial texts of duties, by role."""
    above: tuple[Mapping[int, str], Mapping[int, str]] = ({}, {})
    """Focus areas and desired states of the department that a plan may serve."""

    def rows_of(self, *tables: str) -> tuple[RowView, ...]:
        """Return the rows of some tables."""
        return tuple(row for row in self.rows if row.table in tables)

    def choices(self, table: str, *, but: int = 0) -> dict[int | None, str]:
        """Return the rows of a table as form choices, starting with none."""
        rows: dict[int | None, str] = {
            row.id: row.words for row in self.rows_of(table) if row.id != but
        }
        return {None: "", **rows}


def committee_view(reading: Reading, record_id: int) -> CommitteeView | None:
    """Return the view of a visible record, or None for a kind of another room."""
    record = reading.record(record_id)
    values = queries.detail_values(reading, record_id)
    if values is None:
        return None
    session = reading.session
    detail = session.get(KnowledgeSetDetail, record_id) if record.kind == "knowledge_set" else None
    shown = blocks(session, record.kind, record_id)
    if reading.actor.duty >= Duty.CLERK:
        shown += staff_tables(session, record.kind, record_id)
    if record.kind == "km_plan":
        shown += reader_tables(reading, record_id)
    orders: dict[int | None, str] = {None: ""}
    if record.kind == "committee":
        orders.update((key, _short(words)) for key, words in queries.orders(reading))
    if record.kind == "meeting":
        values |= _meeting_values(session, record_id)
    return CommitteeView(
        {**values, "number": record.number, "dated": record.dated, "issuer": record.issuer},
        shown,
        detail.text if detail is not None else "",
        tuple(_rows(reading, record.kind, record_id)),
        orders,
        plan_chart(session, record_id, clock.today_iso()) if record.kind == "km_plan" else None,
        _later(session, record) if record.kind == "meeting" else {},
        {role: duties_of(session, role) for role in ROLES} if record.kind == "committee" else {},
        department_parts(reading) if record.kind == "km_plan" else ({}, {}),
    )


def _meeting_values(session: Session, meeting_id: int) -> dict[str, object]:
    """Return printed headings, whether a quorum is needed, and the seats of the day."""
    detail = session.get(MeetingDetail, meeting_id)
    committee_id = detail.committee_id if detail is not None else None
    committee = session.get(CommitteeDetail, committee_id or 0)
    held_on = queries.dated_of(session, meeting_id)
    return {
        "headings": meetings.heading_words(session, meeting_id),
        "has_quorum": bool(committee and committee.has_quorum),
        "seats": queries.seat_names(session, committee_id, held_on),
    }


def _later(session: Session, record: Record) -> dict[int | None, str]:
    detail = session.get(MeetingDetail, record.id)
    meetings_after: dict[int | None, str] = {None: ""}
    if detail is not None and detail.committee_id is not None:
        for other in meetings.meetings(session, detail.committee_id):
            if other.id != record.id and (other.dated or "") >= (record.dated or ""):
                meetings_after[other.id] = f"{other.number} {screen_date(other.dated, 'short')}"
    return meetings_after


def _rows(reading: Reading, kind: str, record_id: int) -> Iterable[RowView]:
    session = reading.session
    if kind == "committee":
        for member in queries.roster(session, record_id):
            words = f"{member_name(member)} · {role_shown(member)}"
            yield _row("member", member, words)
        for duty in queries.duties(session, record_id):
            yield _row("duty", duty, tr(ROLES[duty.role]))
    elif kind == "knowledge_set" and reading.actor.duty >= Duty.CLERK:
        for comment in knowledge.comments(session, record_id):
            yield _row("comment", comment, comment.text)
        # numbered, as a set may go through the same step twice on one day
        for number, step in enumerate(knowledge.steps(session, record_id), start=1):
            words = f"{number}. {tr(STEPS[step.step])} {screen_date(step.taken_on, 'short')}"
            yield RowView("step", step.id, words, {"text": step.text})
    elif kind == "training":
        for trainee in participants.trainees(session, record_id):
            yield _row("trainee", trainee, trainee.name)
    elif kind == "order":
        for title, member in queries.appointed_by(session, record_id):
            words = f"{role_shown(member)} · {member.post or title}"
            yield _row("member", member, words)
    elif kind == "meeting":
        for person in participants.attendances(session, record_id):
            yield _row("attendance", person, person.name)
        for item in meetings.agenda(session, record_id):
            yield _row("item", item, item.resolution or item.text)
        if reading.actor.duty >= Duty.CLERK:
            yield from _proofs(session, record_id)
    elif kind == "km_plan":
        focus, states, activities = plan.plan_parts(session, record_id)
        for area in focus:
            yield _row("focus", area, area.title)
        for state in states:
            yield _row("state", state, state.title)
        for activity in activities:
            yield _row("activity", activity, activity.title)
        if reading.actor.duty >= Duty.CLERK:
            yield from _reports(session, record_id)


def _reports(session: Session, plan_id: int) -> Iterable[RowView]:
    for line in plan.progress_reports(session, plan_id):
        report = session.get(ProgressReport, line.report_id)
        if report is not None:
            yield _row("report", report, f"{line.owner} · {line.activity} · {line.round}")
    for asked in plan.report_rounds(session, plan_id):
        yield _row("round", asked, asked.title)
    yield from _proofs(session, plan_id)


def _proofs(session: Session, record_id: int) -> Iterable[RowView]:
    for found in plan.evidence_of(session, record_id):
        proof = session.get(Evidence, found.evidence_id)
        if proof is not None:
            yield _row("evidence", proof, f"{found.name} {found.proves}")


def _row(table: str, row: queries.Row, words: str) -> RowView:
    return RowView(table, row.id, _short(words), queries.row_values(row))


def _short(words: str) -> str:
    # A long choice would make the form wider than the screen.
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
