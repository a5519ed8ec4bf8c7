"""Who takes part: attendance and quorum of a meeting, trainings with their participants.

The quorum is half of the seats of the day, each counted once: member and substitute share a seat.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.committees import queries
from kmdesk.committees.model import (
    Attendance,
    CommitteeDetail,
    MeetingDetail,
    Trainee,
    TrainingDetail,
)
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.terms import TRAINING_STATUSES, check_span, tidy_time
from kmdesk.i18n import N_
from kmdesk.records import BaseKind, Unit
from kmdesk.records.edit import FieldConflict, add_record, check_values, raise_conflicts, three_way
from kmdesk.records.fields import InvalidValue, fields_of, inserted, record_field, sensible_day
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_arabic, to_thai

ATTENDANCE_LINE = fields_of(Attendance)


@dataclass(frozen=True, slots=True)
class Present:
    """A line of an attendance list."""

    name: str
    presence: str
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt about a line, counted from 0; ``words`` is a message id."""

    line: int
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Number of seats, seats taken and seats needed."""

    members: int
    came: int
    questions: tuple[Question, ...] = ()

    @property
    def needed(self) -> int:
        """Half, rounded up."""
        return (self.members + 1) // 2

    @property
    def is_met(self) -> bool:
        """Whether the meeting can decide; never without members."""
        return self.members > 0 and self.came >= self.needed


TWICE = N_("Somebody else came instead of {name} too. One seat counts once; please check.")
CAME_TOO = N_("{name} came too. Member and substitute are one seat; please check.")
ONE_FOR_TWO = N_("{name} takes two seats. One person counts once; please check.")
NO_SEAT = N_("{name} is not a member on this day, so this line is not counted; please check.")


def count_quorum(lines: Sequence[Present], seats: Iterable[Sequence[str]] = ()) -> Quorum:
    """Compute the quorum of an attendance list; member and substitute share one seat.

    ``seats`` are the members of the day by the names they may be listed under (name, post). Other
    people who represent nobody are not counted. A list that lacks some of the seats is counted by
    itself.
    """
    known = _QuorumSeats(lines, [tuple(filter(None, names)) for names in seats])
    taken: dict[int, str] = {}
    people: dict[str, int] = {}
    questions = list[Question]()
    # members first: if both came, the doubt is reported at the substitute
    for index in sorted(range(len(lines)), key=lambda i: lines[i].presence == "substitute"):
        line = lines[index]
        if line.presence not in ("present", "substitute"):
            continue
        sent = line.presence == "substitute"
        seat = known.find(line.stands_for if sent else line.name)
        if seat is None:
            if sent and line.stands_for.strip():
                questions.append(Question(index, NO_SEAT, line.stands_for.strip()))
            continue
        who = without_spaces(line.name)
        if seat in taken:
            name = line.stands_for.strip() if sent else line.name
            questions.append(
                Question(index, TWICE if taken[seat] == "substitute" else CAME_TOO, name)
            )
        elif who and people.get(who, seat) != seat:
            questions.append(Question(index, ONE_FOR_TWO, line.name.strip()))
        else:
            taken[seat] = line.presence
            people[who] = seat
    return Quorum(known.count, len(taken), tuple(sorted(questions, key=lambda q: q.line)))


def represented(lines: Iterable[Present]) -> set[str]:
    """Return the names, without spaces, of members with a substitute."""
    return {without_spaces(line.stands_for) for line in lines if line.presence == "substitute"}


def without_spaces(name: str) -> str:
    """Return a name without spaces and in lower case: people space a name in several ways."""
    return re.sub(r"\s+", "", name).casefold()


class _QuorumSeats:
    """Seats of a meeting, looked up by a name or post as typed."""

    def __init__(self, lines: Sequence[Present], seats: list[tuple[str, ...]]) -> None:
        # The roster of the day is the measure only if the list names every seat of it. A list typed
        # in another way (a former roster, other names) would else lack a quorum by its spelling.
        listed = {without_spaces(line.name) for line in lines}
        listed |= {without_spaces(line.stands_for) for line in lines}
        whole = bool(seats) and all(listed & {without_spaces(n) for n in names} for names in seats)
        if not whole:
            own = [line.name for line in lines if line.presence in ("present", "absent")]
            sent = [line.stands_for for line in lines if line.presence == "substitute"]
            named = dict.fromkeys(without_spaces(name) for name in own if name.strip())
            # A substitute may have been typed over the member's own line: that is a seat too.
            for name in sent:
                if name.strip() and _fitting(list(named), without_spaces(name)) is None:
                    named[without_spaces(name)] = None
            seats = [(name,) for name in named]
        self._numbers: dict[str, int] = {}
        for number, names in enumerate(seats):
            for name in names:
                self._numbers.setdefault(without_spaces(name), number)
        self.count = len(seats)

    def find(self, typed: str) -> int | None:
        """Return the seat of a name, or of an unambiguous part of it."""
        name = _fitting(list(self._numbers), without_spaces(typed))
        return self._numbers[name] if name is not None else None


def _fitting(names: list[str], typed: str) -> str | None:
    if not typed or typed in names:
        return typed or None
    # shorter fragments would fit some name by chance
    fitting = [name for name in names if len(typed) > 3 and typed in name]
    return fitting[0] if len(fitting) == 1 else None


def attendances(session: Session, meeting_id: int) -> list[Attendance]:
    """Return the attendance of a meeting, in order."""
    return list(
        session.scalars(
            select(Attendance)
            .where(Attendance.record_id == meeting_id)
            .order_by(Attendance.position, Attendance.id)
        )
    )


def check_notice(unit: Unit, values: Mapping[str, object]) -> None:
    """Raise InvalidValue, at the field, when the invitation violates the committee's rule.

    The rule is a setting of the committee (days before the meeting); without one any day is valid.
    """
    noticed_on, held_on = values.get("noticed_on"), values.get("dated")
    if not noticed_on or not held_on:
        return
    days = (date.fromisoformat(str(held_on)) - date.fromisoformat(str(noticed_on))).days
    if days < 0:
        raise InvalidValue(
            "The invitation is later than the meeting. Check the days.", "noticed_on"
        )
    rule = unit.session.get(CommitteeDetail, values.get("committee_id") or 0)
    if rule is not None and rule.notice_days and days < rule.notice_days:
        raise InvalidValue(
            "This committee is invited at least {count} days before. Choose a later day.",
            "dated",
            count=str(rule.notice_days),
        )


def invite(unit: Unit, meeting_id: int) -> None:
    """Set the attendance of a planned meeting to the members on its day.

    Lines that were edited are kept; those of former members are deleted.
    """
    record, detail = unit.record(meeting_id), unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None or record.status != "planned":
        return
    seats = queries.seats(unit.session, detail.committee_id, record.dated or "")
    members = [seat.words for seat in seats]
    present = attendances(unit.session, meeting_id)
    for row in present:
        if row.name not in members and _is_untouched(row):
            unit.session.delete(row)
    there = {row.name: row for row in present}
    for position, name in enumerate(members):
        if name in there:
            there[name].position = position
        else:
            unit.session.add(Attendance(record_id=meeting_id, position=position, name=name))
    unit.session.flush()


def _is_untouched(row: Attendance) -> bool:
    # invite() itself writes “present”, so that alone is no sign of an edit
    return row.presence == "present" and not (row.note or row.stands_for or row.came_at)


def check_attendance(values: Mapping[str, object]) -> None:
    """Raise InvalidValue, at the field, for an invalid attendance."""
    check_values(ATTENDANCE_LINE, values, new=True)
    if values.get("presence") == "substitute" and not str(values.get("stands_for") or "").strip():
        raise InvalidValue("Type for whom this person came.", "stands_for")


def take_attendance(
    unit: Unit,
    meeting_id: int,
    rows: Sequence[tuple[int, Mapping[str, object]]],
    opened: Mapping[int, Mapping[str, object]],
) -> None:
    """Store the whole attendance list: (id, values) of each line, 0 for a new one.

    ``opened`` is what the list showed, by id. Raises EditConflict when another user changed the
    same fields since, InvalidValue that names the line and the field for invalid values; nothing
    is stored then. Attendance stored before the meeting's day is only expected, so the meeting
    stays planned.
    """
    present = {row.id: row for row in attendances(unit.session, meeting_id)}
    lines, clashes = list[tuple[Attendance | None, dict[str, object]]](), list[FieldConflict]()
    for position, (row_id, typed) in enumerate(rows):
        row = present.get(row_id)
        stored = queries.row_values(row) if row is not None else {}
        values, asked = three_way(opened.get(row_id, {}), stored, typed, position)
        lines.append((row, {**stored, **values}))
        clashes += asked
    # before anything is written, so that the conflicts of all lines are reported together
    raise_conflicts(unit, meeting_id, clashes)
    for position, (row, values) in enumerate(lines):
        _write_line(unit, meeting_id, position, row, values)
    record = unit.record(meeting_id)
    # attendance typed in advance once made a future meeting count as held
    if record.status == "planned" and not is_to_come(record.dated):
        record.status = "draft"
    unit.session.flush()


def is_to_come(held_on: str | None) -> bool:
    """Return whether a meeting's day is in the future; whatever is recorded, it was not held."""
    return (held_on or "") > clock.today_iso()


def _write_line(
    unit: Unit, meeting_id: int, position: int, row: Attendance | None, values: dict[str, object]
) -> None:
    try:
        check_attendance(values)
    except InvalidValue as error:
        error.line = position
        raise
    values["name"] = str(values["name"]).strip()
    values["came_at"] = tidy_time(values.get("came_at"))
    if row is None:
        row = Attendance(record_id=meeting_id)
        unit.session.add(row)
    for key, value in {**values, "position": position}.items():
        setattr(row, key, value)


def trainees(session: Session, training_id: int) -> list[Trainee]:
    """Return the participants, in order."""
    query = select(Trainee).where(Trainee.record_id == training_id)
    return list(session.scalars(query.order_by(Trainee.position, Trainee.id)))


def last_certificate(session: Session, year: str) -> int:
    """Return the highest certificate number of a year (พ.ศ. in Thai digits), or 0."""
    query = select(Trainee.certificate).where(Trainee.certificate.endswith(f"/{year}"))
    numbers = (to_arabic(text).split("/")[0] for text in session.scalars(query))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def held_until(last: str) -> str:
    """Return the earlier of ``last`` (ISO) and today: a future training was not held."""
    return min(last, clock.today_iso())


@dataclass(frozen=True, slots=True)
class Part:
    """A participant of a training, with the hours that count."""

    name: str
    office: str
    hours: float
    master_trainer: bool
    training_id: int


def parts_between(reading: Reading, first: str, last: str) -> list[Part]:
    """Return participants of visible trainings begun within a period (ISO), none in the future."""
    query = (
        select(
            Trainee.name,
            Trainee.office,
            Trainee.hours,
            TrainingDetail.hours,
            Trainee.master_trainer,
            Record.id,
        )
        .join(TrainingDetail, TrainingDetail.record_id == Trainee.record_id)
        .join(Record, Record.id == Trainee.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= held_until(last))
        .order_by(Record.dated, Trainee.id)
    )
    return [
        Part(name, office, own if own is not None else whole or 0.0, master, record_id)
        for name, office, own, whole, master, record_id in reading.session.execute(query)
    ]


def taught_between(reading: Reading, first: str, last: str) -> list[tuple[str, float]]:
    """Return (trainers as typed, hours) of visible trainings begun within a period (ISO)."""
    query = (
        select(TrainingDetail.trainers, TrainingDetail.hours)
        .join(Record, Record.id == TrainingDetail.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= held_until(last))
    )
    return [(row[0], row[1] or 0.0) for row in reading.session.execute(query)]


class TrainingForm(BaseKind):
    """How the values of a training's form are stored."""

    code = "training"
    detail = TrainingDetail
    initial: Mapping[str, object] = {"status": "planned"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        record_field("dated", N_("From (first day)"), "date", required=True, check=sensible_day),
        *inserted(fields_of(TrainingDetail), "held_at", record_field("issuer", N_("Held by"))),
        record_field("status", N_("Status"), "choice", choices=TRAINING_STATUSES),
    )

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for an end before the beginning."""
        if values.get("to_on") and values.get("dated"):
            check_span(str(values["dated"]), str(values["to_on"]))


TRAINING = TrainingForm()
TRAINEE = fields_of(Trainee)


def add_training(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a training; its first day is the record's date."""
    return add_record(unit, TRAINING, values)


def add_trainee(unit: Unit, training_id: int, values: Mapping[str, object]) -> Trainee:
    """Add a participant; raises InvalidValue for a name already listed."""
    check_values(TRAINEE, values, new=True)
    name = str(values["name"]).strip()
    present = trainees(unit.session, training_id)
    if any(other.name == name for other in present):
        raise InvalidValue("{name} is in the list already.", "name", name=name)
    trainee = Trainee(record_id=training_id, position=len(present), **{**values, "name": name})
    unit.session.add(trainee)
    unit.session.flush()
    return trainee


def add_members(unit: Unit, training_id: int, names: str) -> int:
    """Add several participants, one per line, skipping those already listed."""
    present = {t.name for t in trainees(unit.session, training_id)}
    typed = [" ".join(line.split()) for line in names.splitlines() if line.strip()]
    fresh = [name for name in dict.fromkeys(typed) if name not in present]
    if not typed:
        raise InvalidValue("Type the names, a line each.", "names")
    for name in fresh:
        add_trainee(unit, training_id, {"name": name})
    return len(fresh)


def number_certificates(unit: Unit, training_id: int) -> int:
    """Assign certificate numbers to participants without one; return how many."""
    detail = queries.detail(unit.session, "training", training_id)
    record = unit.record(training_id)
    if detail is None or not record.dated:
        raise CommitteeError("This is not a training.")
    year = int(record.dated[:4]) + 543
    last = last_certificate(unit.session, to_thai(str(year)))
    count = 0
    for trainee in trainees(unit.session, training_id):
        if not trainee.certificate:
            count += 1
            trainee.certificate = to_thai(f"{last + count}/{year}")
    record.status = "held"
    unit.session.flush()
    return count
