"""Change existing records of the committees and their rows."""

from collections.abc import Mapping

from kmdesk.committees import plan, queries
from kmdesk.committees.attendance import check_attendance
from kmdesk.committees.knowledge import SET
from kmdesk.committees.meetings import MEETING, begin_minutes, bring_back_all, check_owner
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    Attendance,
    DesiredState,
    Membership,
)
from kmdesk.committees.orders import COMMITTEE, ORDER, CommitteeError, check_single
from kmdesk.committees.plan import PLAN, check_activity, check_state
from kmdesk.committees.terms import check_span, tidy_time
from kmdesk.committees.trainings import TRAINING
from kmdesk.records import BaseKind, Unit, edit
from kmdesk.records.conflicts import merge
from kmdesk.records.edit import check_values
from kmdesk.records.fields import InvalidValue, fields_of

_FORMS: dict[str, BaseKind] = {
    form.code: form for form in (ORDER, COMMITTEE, MEETING, SET, PLAN, TRAINING)
}


def change_record(
    unit: Unit,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Change an order, committee, meeting, set, plan or training; return its id.

    See :func:`kmdesk.records.edit.change_record`.
    """
    form = _FORMS.get(unit.record(record_id).kind)
    if form is None:
        raise CommitteeError("This record is not there any more.")
    return edit.change_record(unit, form, record_id, typed, opened)


def change_row(
    unit: Unit,
    table: str,
    row_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> None:
    """Change one row of a record; ``table`` is a key of ``queries.ROWS``.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed
    the same fields since, InvalidValue at the field for a value that cannot be.
    """
    row = _row(unit, table, row_id)
    values = merge(unit, row.record_id, opened or {}, queries.row_values(row), typed)
    check_values(fields_of(type(row)), values)
    _check_row(unit, row, values)
    if isinstance(row, Attendance) and "came_at" in values:
        values = {**values, "came_at": tidy_time(values["came_at"])}
    if isinstance(row, Membership) and values.get("role", row.role) != row.role:
        values = {"role_words": "", **values}  # the order's words name the former role
    for key, value in values.items():
        setattr(row, key, value)
    if isinstance(row, Membership):
        _check_member(unit, row)
    unit.session.flush()
    if isinstance(row, AgendaItem):
        if row.resolution.strip():
            begin_minutes(unit, row.record_id)
        bring_back_all(unit, row.record_id)


def remove_row(unit: Unit, table: str, row_id: int) -> None:
    """Delete a row that was entered by mistake; it remains in the history."""
    unit.session.delete(_row(unit, table, row_id))
    unit.session.flush()


def _row(unit: Unit, table: str, row_id: int) -> queries.Row:
    row: queries.Row | None = unit.session.get(queries.ROWS[table], row_id)  # type: ignore[assignment]
    if row is None:
        raise CommitteeError("This line is not there any more. Open the record again.")
    return row


def _check_row(unit: Unit, row: queries.Row, values: Mapping[str, object]) -> None:
    """Raise InvalidValue, at the field, for values that do not go together."""
    whole = {**queries.row_values(row), **values}
    if isinstance(row, Attendance):
        check_attendance(whole)
    elif isinstance(row, AgendaItem) and values.get("owner"):
        check_owner(unit, row.record_id, str(values["owner"]))
    elif isinstance(row, DesiredState):
        focus, _states, _activities = plan.plan_parts(unit.session, row.record_id)
        check_state(whole, {area.id for area in focus})
    elif isinstance(row, Activity):
        _focus, states, activities = plan.plan_parts(unit.session, row.record_id)
        check_activity(whole, {state.id for state in states}, activities, row.id)


def _check_member(unit: Unit, member: Membership) -> None:
    if not ((member.name or "").strip() or (member.post or "").strip()):
        raise InvalidValue("Type the name or the post of the member.", "name")
    check_span(member.from_on, member.to_on)
    # Not flushed yet: the check would find this very row as another holder of the role.
    with unit.session.no_autoflush:
        others = [m for m in queries.roster(unit.session, member.record_id) if m is not member]
    check_single(others, member.role, member.from_on, member.to_on)
