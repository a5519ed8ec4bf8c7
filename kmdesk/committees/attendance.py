"""Attendance of a meeting: invitations, who came, who came instead of whom, and the quorum.

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
from kmdesk.committees.model import Attendance, CommitteeDetail, MeetingDetail
from kmdesk.committees.terms import tidy_time
from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.records.edit import FieldConflict, check_values, raise_conflicts, three_way
from kmdesk.records.fields import InvalidValue, fields_of

LINE = fields_of(Attendance)


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
    known = _Seats(lines, [tuple(filter(None, names)) for names in seats])
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
            said = line.stands_for.strip() if sent else line.name
            questions.append(
                Question(index, TWICE if taken[seat] == "substitute" else CAME_TOO, said)
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


class _Seats:
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
    check_values(LINE, values, new=True)
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
