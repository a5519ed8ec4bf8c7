"""Queries of the home page and the search page, returning frozen rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select, true

from kmdesk import clock
from kmdesk.corner.lines import BATCH, HomeView, Line, came_in_lines, is_folded
from kmdesk.records import Duty, Session
from kmdesk.records.describe import effective_status_column
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import Change, Place, Record
from kmdesk.records.unit import Reading

_MEETING = "meeting"  # a record kind, and the note on the record's own day
_LINE = (Record.id, Record.kind, Record.title, Record.number)


def home_view(
    reading: Reading, kinds: Kinds, today: date, most_read: Sequence[int], limit: int = 8
) -> HomeView:
    """Return what was added this month, what is due and what is read most."""
    # an instant in UTC like created_at: the month begins at the office's midnight
    month = clock.begins(today.replace(day=1))
    fresh = reading.visible() & (Record.created_at >= month)
    session = reading.session
    came_in = _came_in(session, fresh, limit)
    count = select(func.count()).select_from(Record)
    due = _due(reading, kinds, today)
    meetings = [line for line in due if line.kind == _MEETING and line.day >= today.isoformat()]
    meetings = [line for line in meetings if line.note == _MEETING]
    return HomeView(
        came_in,
        session.scalar(count.where(fresh)) or 0,
        tuple([line for line in due if line not in meetings][:limit]),
        lines(reading, most_read)[:limit],
        session.scalar(count.where(reading.visible())) or 0,
        standing=tuple(_standing(reading, kinds, today)[:limit]),
        meetings=tuple(sorted(meetings, key=lambda line: line.day)[:limit]),
    )


def _came_in(session: Session, fresh: ColumnElement[bool], limit: int) -> tuple[Line, ...]:
    """Return new records, with one line for a table or a large folder imported at once."""
    # the rules of lines.first_look(), which has to show the same list without the ORM
    batch = func.substr(Change.unit, 1, BATCH)
    made = (Change.record_id == Record.id, Change.entity == "record", Change.op == "insert")
    grouped = session.execute(
        select(
            func.max(Record.id),
            func.max(Record.created_at),
            batch,
            Change.label,
            func.count(Record.id.distinct()),
        )
        .join(Change, and_(*made))
        .where(fresh)
        .group_by(batch, Change.label)
    )
    many = [row for row in grouped if is_folded(row[3], row[4])]
    apart = ~exists().where(*made, batch.in_([row[2] for row in many]))
    rows = session.execute(
        select(*_LINE, effective_status_column(), Record.created_at)
        .where(fresh, apart if many else true())
        .order_by(Record.created_at.desc(), Record.id.desc())
        .limit(limit)
    )
    return came_in_lines(
        [Line(row[0], "", row[3], "", clock.wall_day(row[1]), count=row[4]) for row in many],
        [_line(row, clock.wall_day(row[5])) for row in rows],
        limit,
    )


def lines(reading: Reading, record_ids: Sequence[int]) -> tuple[Line, ...]:
    """Return the visible records among ``record_ids``, in that order."""
    rows = reading.session.execute(
        select(*_LINE, effective_status_column(), Record.dated).where(
            Record.id.in_(record_ids), reading.visible()
        )
    )
    found = {row[0]: _line(row, row[5]) for row in rows}
    return tuple(found[record_id] for record_id in record_ids if record_id in found)


def _line(row: Row[*tuple[Any, ...]], day: str | None) -> Line:
    record_id, kind, title, number, status = row[:5]
    return Line(record_id, kind, title, number, day or "", status=status)


def places(reading: Reading, record_ids: Sequence[int]) -> dict[int, str]:
    """Return the place of each visible record's paper."""
    rows = reading.session.execute(
        select(Record.id, Place.label, Place.name)
        .join(Place, Place.id == Record.place_id)
        .where(Record.id.in_(record_ids), reading.visible())
    )
    return {record_id: label or name for record_id, label, name in rows}


def _due(reading: Reading, kinds: Kinds, today: date) -> list[Line]:
    """Return the due dates of all kinds: (record id, ISO day, note) each."""
    asked = [item for kind in kinds for item in kind.due(reading.session, today)]
    known = {line.record_id: line for line in lines(reading, [item[0] for item in asked])}
    due = [
        replace(line, day=day, note=note)
        for record_id, day, note in asked
        if (line := known.get(record_id)) is not None
    ]
    return sorted(due, key=partial(_urgency, today.isoformat()))


def _urgency(today: str, line: Line) -> tuple[int, str]:
    """Sort key: this week first, then overdue (newest first), then later days."""
    week = (date.fromisoformat(today) + timedelta(days=7)).isoformat()
    if today <= line.day <= week:
        return 0, line.day
    if line.day < today:
        late = date.fromisoformat(today) - date.fromisoformat(line.day)
        return 1, f"{late.days:06d}"
    return 2, line.day


def _standing(reading: Reading, kinds: Kinds, today: date) -> list[Line]:
    """Return sets awaiting a step and the progress of plans; empty for visitors."""
    if reading.actor.duty < Duty.CLERK:
        return []
    asked = [item for kind in kinds for item in kind.standing(reading.session, today)]
    known = {line.record_id: line for line in lines(reading, [item[0] for item in asked])}
    return [
        replace(line, day="", note=note)
        for record_id, note in asked
        if (line := known.get(record_id)) is not None
    ]
