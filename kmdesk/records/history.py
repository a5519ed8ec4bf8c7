"""History of a record, read from the change feed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.records.model import Change
from kmdesk.records.unit import decode


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when (UTC), by whom, in which unit, to which row, from what to what."""

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
        """Return (column, before, after) for the columns that really changed."""
        before, after = self.before or {}, self.after or {}
        skip = {"version", "updated_at", "sort_key"}
        return [
            (key, before.get(key), after.get(key))
            for key in dict.fromkeys((*before, *after))
            if key not in skip and before.get(key) != after.get(key)
        ]


def history(session: Session, record_id: int, limit: int = 500) -> list[ChangeRow]:
    """Return the changes of a record, newest first."""
    query = (
        select(Change).where(Change.record_id == record_id).order_by(Change.seq.desc()).limit(limit)
    )
    return [_row(change) for change in session.scalars(query)]


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
