"""The trash: what lies in it, and permanent deletion, the only operation that blanks history.

A record in the trash is deleted for good together with its dependent rows. The feed keeps that it
existed: its number, who did what and when, who deleted it and why, but none of its values, before
or after.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import (
    Attachment,
    Change,
    Link,
    Passage,
    Record,
    RecordTag,
    decode,
    encode,
    now,
)
from kmdesk.records.undo import ARRANGED, ERASED
from kmdesk.records.unit import Duty, Reading, RecordError, Unit, require
from kmdesk.store.engine import Base

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
    if _original_label(session, act) not in MERGING:
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


def _original_label(session: Session, act: Change) -> str:
    """Return the unit's own label; for a redo, the label of the original unit."""
    # A redo is called just that; what counts is the label of what was redone.
    label, undoes = act.label, act.undoes
    while undoes is not None:
        query = select(Change.label, Change.undoes).where(Change.unit == undoes).limit(1)
        row = session.execute(query).first()
        if row is None:
            break
        label, undoes = row[0], row[1]
    return label


_DERIVED = ("sketch", "unchecked")
"""Tables derived from a record, and the review queue."""


def columns_naming_records() -> Sequence[tuple[type[Any], Any]]:
    """Return (class, column) of all references to a record, except files, texts, links and tags."""
    own = (Attachment, Passage, Link, RecordTag)
    return [
        (mapper.class_, column)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if mapper.class_ not in own
        and mapper.local_table.name not in _DERIVED  # type: ignore[attr-defined]
        and not column.primary_key
        and any(key.column.table is Record.__table__ for key in column.foreign_keys)
    ]


def erase(unit: Unit, record_id: int, why: str) -> None:
    """Delete a record in the trash permanently and blank its values in the feed.

    Raises NotAllowed below the administrator, RecordError for a record that is not in the trash or
    when no reason is given. It cannot be undone.
    """
    require(unit.actor, Duty.ADMINISTRATOR)
    record = unit.session.get(Record, record_id)
    if record is None or record.deleted_at is None:
        raise RecordError("Only what lies in the trash can be deleted for good.")
    if not why.strip():
        raise RecordError("Type why it is deleted for good. The reason stays in the history.")
    connection = unit.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # deleted pages are overwritten
    number, kind = record.number, record.kind
    hashes = list(
        unit.session.scalars(select(Attachment.sha256).where(Attachment.record_id == record_id))
    )
    tags = list(
        unit.session.scalars(select(RecordTag.tag_id).where(RecordTag.record_id == record_id))
    )
    people = _people_of(unit, record)
    _let_others_go(unit, record_id)
    unit.session.flush()
    # The plain statements below bypass the session, which must not flush these rows again.
    unit.session.expunge_all()
    # Before the rows go: what this transaction logs of them on a server must stay.
    unit.forget_rows(record_id)
    connection.execute(delete(Record).where(Record.id == record_id))
    blank_history(unit, record_id)
    _drop_unused(unit, "tag", [tag for tag in tags if not _is_used(unit, tag)])
    # Of a person whom nothing else names, the name itself is personal data.
    _drop_unused(unit, "person", [one for one in people if not _is_named(unit, one)])
    said = {"number": number, "kind": kind, "why": why.strip()}
    connection.execute(
        insert(Change).values(
            unit=unit.id, at=now(), actor=unit.actor.name, label=unit.label, record_id=record_id,
            entity=ERASED, entity_id=record_id, op="erase", before=None,
            after=encode(said),
        )
    )  # fmt: skip
    unit.release(hashes)
    unit.files.drop_stashed(record_id)


def blank_history(unit: Unit, record_id: int) -> None:
    """Blank a record's values in the feed, leaving only that it changed, when and by whom."""
    connection = unit.session.connection()
    connection.execute(
        update(Change).where(Change.record_id == record_id).values(before=None, after=None)
    )


def _let_others_go(unit: Unit, record_id: int) -> None:
    """Remove links to the record and references in other records, as changes of those records."""
    for link in unit.session.scalars(select(Link).where(Link.to_id == record_id)).all():
        if link.record_id != record_id:
            unit.session.delete(link)
    for row_class, column in columns_naming_records():
        if column.key == "record_id":
            continue
        for row in unit.session.scalars(select(row_class).where(column == record_id)).all():
            if row.record_id != record_id:
                setattr(row, column.key, None)


def _people_of(unit: Unit, record: Record) -> list[int]:
    """Return the ids of the people referenced by rows of the record."""
    found: set[int] = set()
    for table in Base.metadata.sorted_tables:
        if "person_id" in table.columns and "record_id" in table.columns:
            query = select(table.c.person_id).where(table.c.record_id == record.id)
            found.update(one for one in unit.session.scalars(query) if one is not None)
    return sorted(found)


def _is_used(unit: Unit, tag_id: int) -> bool:
    return bool(unit.session.scalar(select(exists().where(RecordTag.tag_id == tag_id))))


def _is_named(unit: Unit, person_id: int) -> bool:
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]
    return bool(
        unit.session.scalar(select(or_(*(exists().where(c == person_id) for c in columns))))
    )


def _drop_unused(unit: Unit, entity: str, ids: Iterable[int]) -> None:
    """Delete rows that only this record used, and blank their values in the feed."""
    table, connection = Base.metadata.tables[entity], unit.session.connection()
    for row_id in ids:
        told = (Change.entity == entity) & (Change.entity_id == row_id)
        connection.execute(update(Change).where(told).values(before=None, after=None))
        connection.execute(delete(table).where(table.c.id == row_id))


CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
"""Moves overwritten pages from the write-ahead log into the database and empties the log."""
