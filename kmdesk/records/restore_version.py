"""Restoring a record to its state after any feed entry, written as a new unit.

Apart from undo, since it takes one record's entries of any time, not the units of one session; and
apart from the history that shows them, which asks the kinds for words.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kmdesk.records.model import Attachment, Change, Passage, Record, Tag, decode, encode, now
from kmdesk.records.unit import RecordError, Unit, require_for_change
from kmdesk.store.engine import Base

Row = dict[str, Any] | None
# The feed has no extracted text to restore, and a tag belongs to other records, too.
_DERIVED = frozenset({Passage.__tablename__, Tag.__tablename__})
_MOVES_ON = frozenset({"version", "updated_at"})


def restore_state(unit: Unit, record_id: int, seq: int) -> int:
    """Restore a record, its details, tags and links to after entry ``seq``; return rows written.

    Nothing is removed from the feed: the restoration is written as changes of this unit and can be
    undone like any other. Raises RecordError when nothing differs, when files were added or removed
    since (undo those units instead, they also restore the texts), or when something it referred to
    no longer exists; NotAllowed when it would change a status only the secretary may set.
    """
    session = unit.session
    unit.record(record_id)
    changes = session.scalars(
        select(Change).where(Change.record_id == record_id).order_by(Change.seq)
    ).all()
    if not any(change.seq <= seq for change in changes):
        raise RecordError("The record did not exist yet at that time.")
    wanted = _states(changes, seq)
    steps = []
    for (entity, entity_id), state in wanted.items():
        table = Base.metadata.tables[entity]
        present = _present(session, table, entity_id)
        if _plain(state) != _plain(present):
            steps.append((table, entity_id, present, state))
    if not steps:
        raise RecordError("The record is as it was at that time; nothing has to be changed.")
    for table, _entity_id, present, state in steps:
        if table.name == Record.__tablename__:
            require_for_change(unit.actor, present, state)
        if table.name == Attachment.__tablename__ and (present is None) != (state is None):
            raise RecordError(
                "Files were added or taken away since. Undo those changes in the history first."
            )
    try:
        for step in _in_order(steps):
            _apply(unit, record_id, *step)
    except IntegrityError as error:
        raise RecordError(
            "The earlier state refers to something that is not in the library any more."
        ) from error
    session.expire_all()
    return len(steps)


def _states(changes: Iterable[Change], seq: int) -> dict[tuple[str, int], Row]:
    """Return each row of the record as of entry ``seq``; None where it did not exist."""
    states: dict[tuple[str, int], Row] = {}
    for change in changes:
        if change.op == "touch" or change.entity in _DERIVED:
            continue
        key = (change.entity, change.entity_id)
        if change.seq <= seq:
            states[key] = decode(change.after)
        elif key not in states:
            states[key] = decode(change.before)
    return states


def _present(session: Session, table: Table, entity_id: int) -> Row:
    key = next(iter(table.primary_key.columns))
    row = session.execute(select(table).where(key == entity_id)).mappings().first()
    return dict(row) if row is not None else None


def _plain(row: Row) -> Row:
    """Drop the columns that do not count as differences."""
    if row is None:
        return None
    return {key: value for key, value in row.items() if key not in _MOVES_ON}


def _in_order(steps: list[tuple[Table, int, Row, Row]]) -> list[tuple[Table, int, Row, Row]]:
    """Sort: deletions, then updates, then insertions; parents before children."""
    order = {table.name: at for at, table in enumerate(Base.metadata.sorted_tables)}

    def place(step: tuple[Table, int, Row, Row]) -> tuple[int, int]:
        table, _key, present, state = step
        if state is None:
            return 0, -order[table.name]
        return (1 if present is not None else 2), order[table.name]

    return sorted(steps, key=place)


def _apply(
    unit: Unit, record_id: int, table: Table, entity_id: int, present: Row, state: Row
) -> None:
    session = unit.session
    key = next(iter(table.primary_key.columns))
    if state is None:
        op = "delete"
        session.execute(delete(table).where(key == entity_id))
    elif present is None:
        op = "insert"
        session.execute(insert(table).values(**state))
    else:
        op = "update"
        values: dict[str, Any] = dict(state)
        if table.name == Record.__tablename__:
            values["version"] = text("version + 1")
            values["updated_at"] = now()
        session.execute(update(table).where(key == entity_id).values(**values))
    # Core statements bypass the flush events that write the feed.
    session.execute(
        insert(Change).values(
            unit=unit.id,
            at=now(),
            actor=unit.actor.name,
            label=unit.label,
            record_id=record_id,
            entity=table.name,
            entity_id=entity_id,
            op=op,
            before=encode(present),
            after=encode(state),
        )
    )
