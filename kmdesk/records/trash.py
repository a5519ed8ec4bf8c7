"""Contents of the trash: what was deleted, by whom and when, and merged records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.confirmed import ARRANGED
from kmdesk.records.model import Change, Record
from kmdesk.records.unit import Reading, decode

MERGING = frozenset({N_("Merge entries"), N_("Check a letterhead"), ARRANGED})
"""Labels of units that trash a record only because its contents moved to another."""


@dataclass(frozen=True, slots=True)
class TrashRow:
    """A record in the trash; ``merged_into`` names the record that took over its contents."""

    record_id: int
    kind: str
    number: str
    title: str
    deleted_at: str
    who: str
    unit: str
    """The unit in which it was trashed."""
    merged_into: str = ""


def trash_rows(reading: Reading, limit: int = 500) -> list[TrashRow]:
    """Return the trash as visible to the actor, last deleted first."""
    query = (
        select(Record.id, Record.kind, Record.number, Record.title, Record.deleted_at)
        .where(Record.deleted_at.is_not(None), Record.audience.in_(reading.actor.audiences))
        .order_by(Record.deleted_at.desc(), Record.id.desc())
        .limit(limit)
    )
    rows = reading.session.execute(query).all()
    thrown = _thrown(reading.session, [row[0] for row in rows])
    found = []
    for row in rows:
        act = thrown.get(row[0])
        into = _merged_into(reading.session, act, row[0]) if act is not None else ""
        who, unit = (act.actor, act.unit) if act is not None else ("", "")
        found.append(TrashRow(*row[:4], row[4] or "", who, unit, into))
    return found


def _thrown(session: Session, ids: Sequence[int]) -> Mapping[int, Change]:
    """Return the newest change of each record that moved it to the trash."""
    query = (
        select(Change)
        .where(Change.record_id.in_(ids), Change.entity == Record.__tablename__)
        .order_by(Change.seq)
    )
    found = {}
    for change in session.scalars(query):
        before, after = decode(change.before) or {}, decode(change.after) or {}
        if after.get("deleted_at") and not before.get("deleted_at"):
            found[change.entity_id] = change
    return found


def _merged_into(session: Session, act: Change, record_id: int) -> str:
    """Return the title of the record that took over everything; empty if not merged."""
    if _first_label(session, act) not in MERGING:
        return ""
    query = (
        select(Record)
        .join(Change, Change.record_id == Record.id)
        .where(Change.unit == act.unit, Record.id != record_id, Record.deleted_at.is_(None))
        .where(Change.entity == Record.__tablename__)
        .order_by(Change.seq)
        .limit(1)
    )
    kept = session.scalar(query)
    return (kept.title or kept.number) if kept is not None else ""


def _first_label(session: Session, act: Change) -> str:
    """Return the unit's own label; for a redo, the label of the original unit."""
    label, undoes = act.label, act.undoes
    while undoes is not None:
        query = select(Change.label, Change.undoes).where(Change.unit == undoes).limit(1)
        row = session.execute(query).first()
        if row is None:
            break
        label, undoes = row[0], row[1]
    return label
