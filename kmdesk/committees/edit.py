"""Change existing records of the committees and their rows."""

from collections.abc import Mapping

from kmdesk.committees import plan, queries
from kmdesk.committees.attendance import check_attendance, check_notice, invite, typed_time
from kmdesk.committees.meetings import begin_minutes, bring_back, bring_back_all, check_owner
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    Attendance,
    DesiredState,
    MeetingDetail,
    Membership,
)
from kmdesk.committees.orders import (
    CommitteeError,
    check_day,
    check_single,
    check_span,
    known,
    required,
)
from kmdesk.committees.plan import check_activity, check_state, fiscal_number
from kmdesk.committees.tables import headings_of
from kmdesk.committees.terms import SECTIONS
from kmdesk.committees.trainings import check_training
from kmdesk.i18n import tr
from kmdesk.records import Unit
from kmdesk.records.actor import require_for_status
from kmdesk.records.conflicts import merge

_RECORD_VALUES = ("number", "dated", "issuer", "status")
_ROW_DAYS = ("due_on", "done_on")


def change_record(
    unit: Unit,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Change an order, committee, meeting or plan; return its id.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed
    the same fields since.
    """
    record = unit.record(record_id)
    detail = queries.detail(unit.session, record.kind, record_id)
    if detail is None:
        raise CommitteeError("This record is not there any more.")
    present = {key: getattr(record, key) for key in ("title", *_RECORD_VALUES)}
    present |= {c.key: getattr(detail, c.key) for c in detail.__table__.columns}
    if isinstance(detail, MeetingDetail):
        words = [tr(heading) for heading in headings_of(unit.session, record_id).values()]
        present["headings"] = "\n".join(words)
    values = merge(unit, record_id, opened or {}, present, typed)
    if values.get("headings") == "\n".join(tr(words) for words in SECTIONS.values()):
        values["headings"] = ""  # the default headings follow the language, so they are not stored
    if record.kind == "training":
        check_training({**present, **values})
    if isinstance(detail, MeetingDetail):
        check_notice(unit, detail.committee_id, {**present, **values})
    for field in ("opened_at", "closed_at"):
        if field in values:
            values[field] = typed_time(values[field], field)
    for field in ("dated", "effective_on"):
        check_day(values.get(field), field)
    if "title" in values:
        title = required(values, "title")
        if title != record.title:
            unit.retitle(record, title)
    require_for_status(
        unit.actor, record.kind, record.status, str(values.get("status", record.status))
    )
    for key in _RECORD_VALUES:
        if key in values:
            setattr(record, key, values[key])
    if "fiscal_year" in values:
        record.number = fiscal_number(values["fiscal_year"])
    for key, value in known(type(detail), values, keep_none=True).items():
        setattr(detail, key, value)
    unit.session.flush()
    if record.kind == "meeting":
        if values.get("closed_at"):
            begin_minutes(unit, record_id)
        invite(unit, record_id)
        bring_back(unit, record_id)
        bring_back_all(unit, record_id)
    return record_id


def change_row(
    unit: Unit,
    table: str,
    row_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> None:
    """Change one row of a record; ``table`` is a key of ``queries.ROWS``.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed
    the same fields since.
    """
    row = _row(unit, table, row_id)
    values = merge(unit, row.record_id, opened or {}, queries.row_values(row), typed)
    if isinstance(row, Attendance):
        check_attendance({**queries.row_values(row), **values})
    if isinstance(row, AgendaItem) and values.get("owner"):
        check_owner(unit, row.record_id, str(values["owner"]))
    for key in _ROW_DAYS:
        check_day(values.get(key), key)
    for key in ("title", "text"):
        if key in values:
            required(values, key)
    _check_plan_row(unit, row, values)
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


def _check_plan_row(unit: Unit, row: queries.Row, values: Mapping[str, object]) -> None:
    whole = {**queries.row_values(row), **values}
    if isinstance(row, DesiredState):
        focus, _states, _activities = plan.plan_parts(unit.session, row.record_id)
        check_state(whole, {area.id for area in focus})
    elif isinstance(row, Activity):
        _focus, states, activities = plan.plan_parts(unit.session, row.record_id)
        check_activity(whole, {state.id for state in states}, activities, row.id)


def _check_member(unit: Unit, member: Membership) -> None:
    if not ((member.name or "").strip() or (member.post or "").strip()):
        raise CommitteeError("Type the name or the post of the member.").at("name")
    check_span(member.from_on, member.to_on)
    # Not flushed yet: the check would find this very row as another holder of the role.
    with unit.session.no_autoflush:
        others = [m for m in queries.roster(unit.session, member.record_id) if m is not member]
    check_single(others, member.role, member.from_on, member.to_on)
