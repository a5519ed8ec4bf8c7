"""Invitations to a meeting and its attendance: present, absent and substitutes."""

from collections.abc import Mapping, Sequence
from datetime import date

from kmdesk import clock
from kmdesk.committees import queries, queries_attendance, queries_roster
from kmdesk.committees.model import Attendance, CommitteeDetail, MeetingDetail
from kmdesk.committees.orders import CommitteeError, check_day, required
from kmdesk.committees.terms import PRESENCES
from kmdesk.records import Unit
from kmdesk.records.conflicts import FieldConflict, raise_conflicts, three_way
from kmdesk.thai.dates import parse_time, write_time


def check_notice(unit: Unit, committee_id: int | None, values: Mapping[str, object]) -> None:
    """Raise CommitteeError, at the field, when the invitation violates the committee's rule.

    The rule is a setting of the committee (days before the meeting); without one any day is valid.
    """
    noticed_on, held_on = values.get("noticed_on"), values.get("dated")
    check_day(noticed_on, "noticed_on")
    if not noticed_on or not held_on:
        return
    days = (date.fromisoformat(str(held_on)) - date.fromisoformat(str(noticed_on))).days
    if days < 0:
        raise CommitteeError("The invitation is later than the meeting. Check the days.").at(
            "noticed_on"
        )
    rule = unit.session.get(CommitteeDetail, committee_id or 0)
    if rule is not None and rule.notice_days and days < rule.notice_days:
        raise CommitteeError(
            "This committee is invited at least {count} days before. Choose a later day.",
            count=str(rule.notice_days),
        ).at("dated")


def invite(unit: Unit, meeting_id: int) -> None:
    """Set the attendance of a planned meeting to the members on its day.

    Lines that were edited are kept; those of former members are deleted.
    """
    record, detail = unit.record(meeting_id), unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None or record.status != "planned":
        return
    seats = queries_roster.seats(unit.session, detail.committee_id, record.dated or "")
    wanted = [seat.words for seat in seats]
    present = queries_attendance.attendances(unit.session, meeting_id)
    for row in present:
        if row.name not in wanted and _is_untouched(row):
            unit.session.delete(row)
    there = {row.name: row for row in present}
    for position, name in enumerate(wanted):
        if name in there:
            there[name].position = position
        else:
            unit.session.add(Attendance(record_id=meeting_id, position=position, name=name))
    unit.session.flush()


def _is_untouched(row: Attendance) -> bool:
    # invite() itself writes “present”, so that alone is no sign of an edit
    return row.presence == "present" and not (row.note or row.stands_for or row.came_at)


def attend(
    unit: Unit,
    meeting_id: int,
    *,
    name: str,
    presence: str,
    stands_for: str = "",
    came_at: str = "",
    note: str = "",
) -> None:
    """Add one person to the attendance of a meeting."""
    values = {
        "name": required({"name": name}, "name"),
        "presence": presence,
        "stands_for": stands_for,
        "came_at": came_at,
        "note": note,
    }
    check_attendance(values)
    values["came_at"] = typed_time(came_at, "came_at")
    position = len(queries_attendance.attendances(unit.session, meeting_id))
    unit.session.add(Attendance(record_id=meeting_id, position=position, **values))
    unit.session.flush()


def check_attendance(values: Mapping[str, object]) -> None:
    """Raise CommitteeError, at the field, for an invalid attendance."""
    if values.get("presence") not in PRESENCES:
        raise CommitteeError("Choose how the person took part.").at("presence")
    if values.get("presence") == "substitute" and not str(values.get("stands_for") or "").strip():
        raise CommitteeError("Type for whom this person came.").at("stands_for")
    typed_time(values.get("came_at"), "came_at")


def typed_time(time: object, field: str) -> str:
    """Normalise a time to 09.30, or "" for none; raises CommitteeError at ``field``."""
    text = str(time or "").strip()
    moment = parse_time(text)
    if text and moment is None:
        raise CommitteeError("Type the time like 09.30.").at(field)
    return write_time(moment) if moment else ""


def take_attendance(
    unit: Unit,
    meeting_id: int,
    rows: Sequence[tuple[int, Mapping[str, object]]],
    opened: Mapping[int, Mapping[str, object]],
) -> None:
    """Store the whole attendance list: (id, values) of each line, 0 for a new one.

    ``opened`` is what the list showed, by id. Raises EditConflict when another user changed the
    same fields since, CommitteeError that names the line and the field for invalid values; nothing
    is stored then. Attendance stored before the meeting's day is only expected, so the meeting
    stays planned.
    """
    present = {row.id: row for row in queries_attendance.attendances(unit.session, meeting_id)}
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
        values["name"] = required(values, "name")
        check_attendance(values)
        values["came_at"] = typed_time(values.get("came_at"), "came_at")
    except CommitteeError as error:
        error.line = position
        raise
    if row is None:
        row = Attendance(record_id=meeting_id)
        unit.session.add(row)
    for key, value in {**values, "position": position}.items():
        setattr(row, key, value)
