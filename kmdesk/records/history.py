"""History and undo: the feed read back, and its compensation written as a new unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from kmdesk.records.feed import now
from kmdesk.records.model import Change, Passage, Record
from kmdesk.records.unit import RecordError, Unit, decode
from kmdesk.store.base import Base


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when (UTC), who, under which act, to which row, from what to what."""

    seq: int
    unit: str
    at: str
    actor: str
    label: str
    record_id: int | None
    entity: str
    op: str
    before: dict[str, object] | None
    after: dict[str, object] | None

    def differences(self) -> list[tuple[str, object, object]]:
        """(column, before, after) of what really changed."""
        before, after = self.before or {}, self.after or {}
        skip = {"version", "updated_at", "sort_key"}
        return [
            (key, before.get(key), after.get(key))
            for key in dict.fromkeys((*before, *after))
            if key not in skip and before.get(key) != after.get(key)
        ]


def history(session: Session, record_id: int, limit: int = 500) -> list[ChangeRow]:
    """Changes of a record, newest first."""
    query = (
        select(Change).where(Change.record_id == record_id).order_by(Change.seq.desc()).limit(limit)
    )
    return [_row(change) for change in session.scalars(query)]


def undo(unit: Unit, undone: str) -> None:
    """Write the compensation of the unit ``undone``.

    Raises RecordError when something it touched has been changed since.
    """
    session = unit.session
    rows = session.scalars(
        select(Change).where(Change.unit == undone).order_by(Change.seq.desc())
    ).all()
    if not rows:
        raise RecordError("There is nothing to undo.")
    _refuse_if_moved_on(session, rows)
    for change in rows:
        if change.entity == "tag":
            continue  # the word may be on other records by now; unused it does no harm
        _compensate(session, change)
        session.execute(
            insert(Change).values(
                unit=unit.id,
                at=now(),
                actor=unit.actor.name,
                label=unit.label,
                record_id=change.record_id,
                entity=change.entity,
                entity_id=change.entity_id,
                op={"insert": "delete", "delete": "insert"}.get(change.op, change.op),
                before=change.after,
                after=change.before,
                undoes=undone,
            )
        )
    session.expire_all()


def _refuse_if_moved_on(session: Session, rows: Sequence[Change]) -> None:
    records = {change.record_id for change in rows if change.record_id is not None}
    last = rows[0].seq
    later = session.execute(
        select(Change.unit, Change.undoes)
        .where(Change.record_id.in_(records), Change.seq > last)
        .group_by(Change.unit, Change.undoes)
        .order_by(func.max(Change.seq).desc())
    )
    # A later unit that was itself undone has left nothing behind.
    undone: set[str] = set()
    for unit, undoes in later:
        if unit in undone:
            continue
        if undoes is not None:
            undone.add(undoes)
            continue
        raise RecordError(
            "This cannot be undone: the item has been changed since. Open its history and"
            " undo the later change first."
        )
    if rows[0].unit in undone:
        raise RecordError("This was undone already.")


def _compensate(session: Session, change: Change) -> None:
    if change.op == "touch":
        return
    table = Base.metadata.tables[change.entity]
    key = next(iter(table.primary_key.columns))
    before = decode(change.before)
    if change.op == "insert":
        if change.entity == Record.__tablename__:
            session.execute(delete(Passage).where(Passage.record_id == change.entity_id))
        session.execute(delete(table).where(key == change.entity_id))
    elif change.op == "delete" and before is not None:
        session.execute(insert(table).values(**before))
    elif change.op == "update" and before is not None:
        if change.entity == Record.__tablename__:
            # A version never goes back: the index and other readers compare it.
            before["version"] = text("version + 1")
            before["updated_at"] = now()
        session.execute(update(table).where(key == change.entity_id).values(**before))


def _row(change: Change) -> ChangeRow:
    return ChangeRow(
        change.seq,
        change.unit,
        change.at,
        change.actor,
        change.label,
        change.record_id,
        change.entity,
        change.op,
        decode(change.before),
        decode(change.after),
    )
