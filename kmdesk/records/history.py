"""History and undo: the feed read back, and its compensation written as a new unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.feed import now
from kmdesk.records.model import Attachment, Change, Passage, Record, RecordTag, Tag
from kmdesk.records.stash import NOT_KEPT, bring_texts_back, stash_texts
from kmdesk.records.steps import FINAL
from kmdesk.records.unit import RecordError, Unit, decode
from kmdesk.store.base import Base

_ASKED_AT_ONCE = 5000  # SQLite takes some 32,000 values in one statement
_MOVED_ON = N_(
    "This cannot be undone: the item has been changed since. Open its history and"
    " undo the later change first."
)


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


def undo(unit: Unit, *undone: str) -> None:
    """Write the compensation of the units ``undone``, given in the order they were done.

    Raises RecordError when something they touched has been changed since, or when a
    file that should come back is no longer kept; nothing is undone then.
    """
    together = frozenset(undone)
    rows = {name: _changes(unit.session, name) for name in undone}
    every = [change for changes in rows.values() for change in changes]
    if any(change.entity in FINAL for change in every):
        # Whoever may undo must not give duties back that way.
        raise RecordError("Sign-ins are not undone here. Change them on the page of sign-ins.")
    _refuse_if_pointed_at(unit.session, every)
    written: list[dict[str, object]] = []
    try:
        for name in reversed(undone):
            _refuse_if_moved_on(unit.session, rows[name], together)
            written += _undo_one(unit, name, rows[name])
    except IntegrityError as error:
        raise RecordError(_MOVED_ON) from error
    if written:
        unit.session.connection().execute(insert(Change), written)
    unit.session.expire_all()


def _changes(session: Session, unit: str) -> Sequence[Change]:
    query = select(Change).where(Change.unit == unit).order_by(Change.seq.desc())
    found = session.scalars(query).all()
    if not found:
        raise RecordError("There is nothing to undo.")
    return found


def _undo_one(unit: Unit, undone: str, rows: Sequence[Change]) -> list[dict[str, object]]:
    """Compensate one unit; the rows of the feed that say so."""
    for record_id in _records(rows, "insert"):
        stash_texts(unit, record_id)
    written: list[dict[str, object]] = []
    for change in rows:
        if _is_tag_in_use(unit.session, change):
            continue  # the word is on other records by now
        _compensate(unit, change)
        written.append(
            {
                "unit": unit.id,
                "at": now(),
                "actor": unit.actor.name,
                "label": unit.label,
                "record_id": change.record_id,
                "entity": change.entity,
                "entity_id": change.entity_id,
                "op": {"insert": "delete", "delete": "insert"}.get(change.op, change.op),
                "before": change.after,
                "after": change.before,
                "undoes": undone,
            }
        )
    for record_id in _records(rows, "delete"):
        had_texts = any(c.entity == "passage" and c.record_id == record_id for c in rows)
        bring_texts_back(unit, record_id, undone, had_texts)
    return written


def _records(rows: Sequence[Change], op: str) -> list[int]:
    return [c.entity_id for c in rows if c.entity == Record.__tablename__ and c.op == op]


def _is_tag_in_use(session: Session, change: Change) -> bool:
    if change.entity != Tag.__tablename__ or change.op != "insert":
        return False
    used = select(RecordTag.id).where(RecordTag.tag_id == change.entity_id).limit(1)
    return session.scalar(used) is not None


def _refuse_if_moved_on(session: Session, rows: Sequence[Change], together: frozenset[str]) -> None:
    last = rows[0].seq
    # A later unit that was itself undone has left nothing behind.
    undone: set[str] = set()
    for unit, undoes in _later(session, rows, last):
        if unit in undone or (unit in together and undoes is None):
            continue
        if undoes is not None:
            undone.add(undoes)
            continue
        raise RecordError(_MOVED_ON)
    if rows[0].unit in undone:
        raise RecordError("This was undone already.")


def _later(session: Session, rows: Sequence[Change], last: int) -> list[tuple[str, str | None]]:
    """(unit, what it undoes) of later changes to the same records and rows, newest first."""
    newest: dict[tuple[str, str | None], int] = {}
    records = sorted({change.record_id for change in rows if change.record_id is not None})
    conditions: list[ColumnElement[bool]] = [
        Change.record_id.in_(records[at : at + _ASKED_AT_ONCE])
        for at in range(0, len(records), _ASKED_AT_ONCE)
    ]
    # Places and the like belong to no record: they are compared row by row.
    loose: dict[str, set[int]] = {}
    for change in rows:
        if change.record_id is None and change.entity != Tag.__tablename__:
            loose.setdefault(change.entity, set()).add(change.entity_id)
    conditions += [
        (Change.entity == entity) & Change.entity_id.in_(ids) for entity, ids in loose.items()
    ]
    for condition in conditions:
        query = (
            select(Change.unit, Change.undoes, func.max(Change.seq))
            .where(condition, Change.seq > last)
            .group_by(Change.unit, Change.undoes)
        )
        for unit, undoes, seq in session.execute(query):
            newest[unit, undoes] = max(seq, newest.get((unit, undoes), 0))
    return sorted(newest, key=lambda pair: newest[pair], reverse=True)


def _compensate(unit: Unit, change: Change) -> None:
    if change.op == "touch":
        return
    connection = unit.session.connection()  # plain statements: an import has thousands
    table = Base.metadata.tables[change.entity]
    key = next(iter(table.primary_key.columns))
    before = decode(change.before)
    if change.op == "insert":
        if change.entity == Record.__tablename__:
            connection.execute(delete(Passage).where(Passage.record_id == change.entity_id))
        connection.execute(delete(table).where(key == change.entity_id))
        if change.entity == Attachment.__tablename__:
            unit.files.note_undone()
    elif change.op == "delete" and before is not None:
        _refuse_lost_file(unit, change.entity, before)
        connection.execute(insert(table).values(**before))
    elif change.op == "update" and before is not None:
        if change.entity == Record.__tablename__:
            # A version never goes back: the index and other readers compare it.
            before["version"] = text("version + 1")
            before["updated_at"] = now()
        connection.execute(update(table).where(key == change.entity_id).values(**before))


def _refuse_if_pointed_at(session: Session, changes: Sequence[Change]) -> None:
    """Rows of other records that speak of one that goes would silently go with it."""
    gone = set(_records(changes, "insert"))
    touched = {(change.entity, change.entity_id) for change in changes}
    for table, column in _pointing_columns(len(Base.metadata.tables)):
        key = next(iter(table.primary_key.columns))
        for at in range(0, len(gone), _ASKED_AT_ONCE):
            asked = sorted(gone)[at : at + _ASKED_AT_ONCE]
            query = select(key, table.c.record_id).where(column.in_(asked))
            for row_id, owner in session.execute(query):
                if owner not in gone and (table.name, row_id) not in touched:
                    raise RecordError(_MOVED_ON)


@cache
def _pointing_columns(_tables: int) -> tuple[tuple[Table, ColumnElement[int]], ...]:
    """Columns in which a row of one record names another; anew when a room brings tables."""
    return tuple(
        (table, column)
        for table in Base.metadata.sorted_tables
        if "record_id" in table.columns
        for column in table.columns
        if column.name != "record_id"
        and any(key.column.table is Record.__table__ for key in column.foreign_keys)
    )


def _refuse_lost_file(unit: Unit, entity: str, values: dict[str, object]) -> None:
    if entity != Attachment.__tablename__:
        return
    if not unit.files.path(str(values["sha256"])).is_file():
        raise RecordError(NOT_KEPT, name=str(values["name"]))


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
