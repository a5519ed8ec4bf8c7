"""Undo: the compensation of units of work, written as a unit of its own.

An import has thousands of changes, so inserted rows are deleted one table at a time and the feed is
queried once for all units.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kmdesk.records.actor import require_for_change
from kmdesk.records.feed import now
from kmdesk.records.model import Attachment, Change, Passage, Record, RecordTag, Tag
from kmdesk.records.stash import NOT_KEPT, bring_texts_back, stash_texts
from kmdesk.records.steps import ERASED, FINAL
from kmdesk.records.undo_check import (
    MOVED_ON,
    ChangeOf,
    in_parts,
    records_of,
    refuse_if_moved_on,
    refuse_if_pointed_at,
)
from kmdesk.records.unit import RecordError, Unit, decode
from kmdesk.store.engine import Base

_CAME = frozenset({"insert", "touch"})
_OPPOSITE = {"insert": "delete", "delete": "insert"}


def undo(unit: Unit, *undone: str) -> None:
    """Write the compensation of the units ``undone``, given in the order they were done.

    Raises RecordError when something they touched was changed since, or when a file to be restored
    is no longer kept; NotAllowed when it would set or clear a status reserved to the secretary. In
    each case nothing is undone.
    """
    rows = _changes(unit.session, undone)
    every = [change for changes in rows.values() for change in changes]
    _refuse_erased(unit.session, every)
    if any(change.entity in FINAL for change in every):
        # Permission to undo must not become a way to give duties back.
        raise RecordError("Sign-ins are not undone here. Change them on the page of sign-ins.")
    for change in every:
        if change.entity == Record.__tablename__:
            require_for_change(unit.actor, decode(change.before), decode(change.after))
    refuse_if_pointed_at(unit.session, every)
    refuse_if_moved_on(unit.session, rows)
    kept: set[int] = set()
    try:
        for only_came, names in groupby(
            reversed(undone), lambda name: all(change.op in _CAME for change in rows[name])
        ):
            if only_came:
                kept |= _take_units_away(unit, [rows[name] for name in names])
            else:
                for name in names:
                    kept |= _undo_one(unit, name, rows[name])
    except IntegrityError as error:
        raise RecordError(MOVED_ON) from error
    _write(unit, [change for name in reversed(undone) for change in rows[name]], kept)
    # The plain statements above bypassed the session, which would show stale rows.
    unit.session.expire_all()


def _refuse_erased(session: Session, changes: Sequence[ChangeOf]) -> None:
    """Raise RecordError if anything was permanently deleted: its values no longer exist."""
    met = {change.record_id for change in changes if change.record_id is not None}
    for ids in in_parts(sorted(met)):
        query = select(Change.seq).where(Change.entity == ERASED, Change.record_id.in_(ids))
        if session.scalar(query.limit(1)) is not None:
            raise RecordError(
                "This cannot be undone: an item of it was deleted for good, and nothing of it is"
                " kept."
            )


def _changes(session: Session, units: Sequence[str]) -> dict[str, list[ChangeOf]]:
    """Return the changes of each unit, newest first."""
    found: dict[str, list[ChangeOf]] = {unit: [] for unit in units}
    table = Change.__table__
    for at in range(0, len(units), 500):
        asked = list(units[at : at + 500])
        query = select(table).where(table.c.unit.in_(asked)).order_by(table.c.seq.desc())
        for row in session.execute(query):
            found[row.unit].append(row)
    if not units or not all(found.values()):
        raise RecordError("There is nothing to undo.")
    return found


def _write(unit: Unit, changes: Iterable[ChangeOf], kept: set[int]) -> None:
    """Write the feed entries of the undo, skipping the entries ``kept``."""
    moment = now()
    written = [
        {
            "unit": unit.id,
            "at": moment,
            "actor": unit.actor.name,
            "label": unit.label,
            "record_id": change.record_id,
            "entity": change.entity,
            "entity_id": change.entity_id,
            "op": _OPPOSITE.get(change.op, change.op),
            "before": change.after,
            "after": change.before,
            "undoes": change.unit,
        }
        for change in changes
        if change.seq not in kept
    ]
    if written:
        unit.session.connection().execute(insert(Change), written)


def _take_units_away(unit: Unit, units: Sequence[Sequence[ChangeOf]]) -> set[int]:
    """Undo units that only inserted rows; return the entries of rows that stay."""
    changes = [change for rows in units for change in rows]
    stash_texts(unit, records_of(changes, "insert"))
    return _take_away(unit, changes)


def _undo_one(unit: Unit, undone: str, rows: Sequence[ChangeOf]) -> set[int]:
    """Compensate one unit, step by step; return the entries of rows that stay."""
    stash_texts(unit, records_of(rows, "insert"))
    kept: set[int] = set()
    for came, changes in groupby(rows, lambda change: change.op in _CAME):
        if came:
            kept |= _take_away(unit, list(changes))
        else:
            for change in changes:
                _put_back(unit, change)
    for record_id in records_of(rows, "delete"):
        had_texts = any(c.entity == "passage" and c.record_id == record_id for c in rows)
        bring_texts_back(unit, record_id, undone, had_texts)
    return kept


def _take_away(unit: Unit, changes: Sequence[ChangeOf]) -> set[int]:
    """Delete inserted rows, children first; return the entries of tags used elsewhere."""
    connection = unit.session.connection()  # plain statements: an import has thousands
    came: dict[str, list[int]] = {}
    for change in changes:
        if change.op == "insert":
            came.setdefault(change.entity, []).append(change.entity_id)
    used: set[int] = set()
    for table in reversed(Base.metadata.sorted_tables):
        for ids in in_parts(came.get(table.name, ())):
            gone = set(ids)
            if table.name == Record.__tablename__:
                # Passages have no feed entries of their own (op "touch"), so they go with their
                # record.
                connection.execute(delete(Passage).where(Passage.record_id.in_(ids)))
            elif table.name == Tag.__tablename__:
                pairs = select(RecordTag.tag_id).where(RecordTag.tag_id.in_(ids))
                used |= set(connection.execute(pairs).scalars())  # other records have the tag
                gone -= used
            key = next(iter(table.primary_key.columns))
            connection.execute(delete(table).where(key.in_(gone)))
    if Attachment.__tablename__ in came:
        unit.files.note_undone()
    return {
        change.seq
        for change in changes
        if change.entity == Tag.__tablename__ and change.op == "insert" and change.entity_id in used
    }


def _put_back(unit: Unit, change: ChangeOf) -> None:
    connection = unit.session.connection()
    table = Base.metadata.tables[change.entity]
    key = next(iter(table.primary_key.columns))
    before = decode(change.before)
    if change.op == "delete" and before is not None:
        _refuse_lost_file(unit, change.entity, before)
        connection.execute(insert(table).values(**before))
    elif change.op == "update" and before is not None:
        if change.entity == Record.__tablename__:
            # A version never decreases: the index and other readers compare it.
            before["version"] = text("version + 1")
            before["updated_at"] = now()
        connection.execute(update(table).where(key == change.entity_id).values(**before))


def _refuse_lost_file(unit: Unit, entity: str, values: dict[str, object]) -> None:
    if entity != Attachment.__tablename__:
        return
    if not unit.files.path(str(values["sha256"])).is_file():
        raise RecordError(NOT_KEPT, name=str(values["name"]))
