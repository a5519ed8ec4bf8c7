"""Undo: the compensation of units of work, written as a unit of its own.

The undo and redo stacks of a session are derived from the feed. An import has thousands of changes,
so inserted rows are deleted one table at a time and the feed is queried once for all units. The
feed does not hold extracted text (it is derived and may be large or personal): texts of records
that an undo removes are kept beside the files until the next session, where a redo reads them.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import Attachment, Change, Passage, Record, RecordTag, Tag, decode, now
from kmdesk.records.unit import BATCH_LENGTH, RecordError, Unit, require_for_change
from kmdesk.store.engine import Base

ERASED = "erased"
"""Entity name in the feed of a permanently deleted record."""
ERASURE = N_("Delete for good")
_FINAL = frozenset({"account", ERASED})
"""Tables whose changes are never undone and never block the undo of others."""

TAKEN_IN = N_("Add documents")
"""Label of the unit that adds files: the values were extracted by the program."""
ARRANGED = N_("Arrange pages")
"""Label of the unit that splits scans into documents: those values are extracted, too."""
READ_TEXT = N_("Read text from pictures")
_DERIVED = frozenset({READ_TEXT})
"""Labels of units that only derive data: not an undo step, and never blocking one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Units undone together, in the order they were done, and the label they are shown under."""

    units: tuple[str, ...]
    label: str


def feed_end(session: Session) -> int:
    """Return the number of the newest feed entry; 0 when the feed is empty."""
    return session.scalar(select(func.max(Change.seq))) or 0


def steps(session: Session, actor: str, since: int) -> tuple[list[Step], list[Step]]:
    """Return (undo stack, redo stack) of ``actor`` after feed entry ``since``.

    Both have the newest last. A new action clears the redo stack.
    """
    query = (
        select(Change.unit, Change.label, Change.undoes)
        .where(Change.seq > since, Change.actor == actor, Change.entity.not_in(_FINAL))
        .where(Change.label.not_in({*_DERIVED, ERASURE}))
        .group_by(Change.unit, Change.undoes)
        .order_by(func.min(Change.seq))
    )
    undone: dict[str, tuple[str, set[str]]] = {}
    order: list[tuple[str, str]] = []
    for unit, label, undoes in session.execute(query):
        if undoes is None:
            order.append((unit, label))
        elif unit not in undone:
            order.append((unit, label))
            undone[unit] = (label, {undoes})
        else:
            undone[unit][1].add(undoes)
    done: list[Step] = []
    again: list[tuple[Step, Step]] = []
    for unit, label in order:
        if unit not in undone:
            again.clear()
            _push(done, unit, label)
        else:
            _turn(done, again, unit, undone[unit][1])
    return done, [Step(back.units, gone.label) for back, gone in again]


def _push(done: list[Step], unit: str, label: str) -> None:
    last = done[-1] if done else None
    if last is not None and last.units[-1][:BATCH_LENGTH] == unit[:BATCH_LENGTH]:
        done[-1] = Step((*last.units, unit), last.label)
    else:
        done.append(Step((unit,), label))


def _turn(done: list[Step], again: list[tuple[Step, Step]], unit: str, targets: set[str]) -> None:
    """Apply an undo unit: move its targets to the redo stack, or back if they were undos."""
    for back, gone in again:
        if targets & set(back.units):
            again.remove((back, gone))
            done.append(gone)
            return
    for step in done:
        if targets & set(step.units):
            done.remove(step)
            again.append((Step((unit,), step.label), step))
            return


_MOVED_ON = N_(
    "This cannot be undone: the item has been changed since. Open its history and"
    " undo the later change first."
)
_FeedRow = Row[Any]
"""One row of the feed."""
_ASKED_AT_ONCE = 5000  # SQLite allows some 32,000 parameters per statement
_Subject = tuple[str, int]  # ("", record id), or (table, row id) for rows that belong to no record


def _in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ``ids`` in order, in chunks small enough for one statement."""
    every = list(ids)
    for at in range(0, len(every), _ASKED_AT_ONCE):
        yield every[at : at + _ASKED_AT_ONCE]


def _records_of(rows: Iterable[_FeedRow], op: str) -> list[int]:
    """Return the records inserted (``insert``) or deleted (``delete``) by these changes."""
    return [c.entity_id for c in rows if c.entity == Record.__tablename__ and c.op == op]


def _refuse_if_moved_on(session: Session, rows: Mapping[str, Sequence[_FeedRow]]) -> None:
    """Raise RecordError if a later unit, neither in ``rows`` nor undone, touched the same subjects.

    ``rows``: the changes of each unit, newest first.
    """
    touched = {unit: _subjects(changes) for unit, changes in rows.items()}
    first = min(changes[0].seq for changes in rows.values())
    later = _later(session, set().union(*touched.values()), first)
    for unit, changes in rows.items():
        newest: dict[tuple[str, str | None], int] = {}
        for subject in touched[unit]:
            for act, seq in later.get(subject, {}).items():
                if seq > changes[0].seq:
                    newest[act] = max(seq, newest.get(act, 0))
        _judge(unit, sorted(newest, key=lambda act: newest[act], reverse=True), rows.keys())


def _judge(unit: str, later: Sequence[tuple[str, str | None]], together: Collection[str]) -> None:
    # A later unit that was itself undone left no effect.
    undone: set[str] = set()
    for act, undoes in later:
        if act in undone or (act in together and undoes is None):
            continue
        if undoes is None:
            raise RecordError(_MOVED_ON)
        undone.add(undoes)
    if unit in undone:
        raise RecordError("This was undone already.")


def _subjects(rows: Iterable[_FeedRow]) -> set[_Subject]:
    """Return what the rows touched; rows of no record (such as places) count one by one."""
    found: set[_Subject] = set()
    for change in rows:
        if change.record_id is not None:
            found.add(("", change.record_id))
        elif change.entity != Tag.__tablename__:
            found.add((change.entity, change.entity_id))
    return found


def _later(
    session: Session, subjects: set[_Subject], first: int
) -> dict[_Subject, dict[tuple[str, str | None], int]]:
    """Return, per subject, (unit, what it undoes) → its newest change after entry ``first``."""
    found: dict[_Subject, dict[tuple[str, str | None], int]] = {}
    by_entity: dict[str, list[int]] = {}
    for entity, key in subjects:
        by_entity.setdefault(entity, []).append(key)
    for entity, keys in by_entity.items():
        table = Change.__table__
        column = table.c.entity_id if entity else table.c.record_id
        query = select(Change.unit, Change.undoes, column, func.max(Change.seq))
        query = query.where(Change.seq > first, Change.label.not_in(_DERIVED))
        query = query.group_by(Change.unit, Change.undoes, column)
        if entity:
            query = query.where(Change.entity == entity)
        for part in _in_parts(sorted(keys)):
            for unit, undoes, key, seq in session.execute(query.where(column.in_(part))):
                found.setdefault((entity, key), {})[unit, undoes] = seq
    return found


def _refuse_if_pointed_at(session: Session, changes: Sequence[_FeedRow]) -> None:
    """Raise RecordError if deleting a record would silently delete a row of another record."""
    gone = set(_records_of(changes, "insert"))
    touched = {(change.entity, change.entity_id) for change in changes}
    for table, column in _pointing_columns(len(Base.metadata.tables)):
        key = next(iter(table.primary_key.columns))
        for asked in _in_parts(sorted(gone)):
            query = select(key, table.c.record_id).where(column.in_(asked))
            for row_id, owner in session.execute(query):
                if owner not in gone and (table.name, row_id) not in touched:
                    raise RecordError(_MOVED_ON)


@cache
def _pointing_columns(_tables: int) -> tuple[tuple[Table, ColumnElement[int]], ...]:
    """Return columns in which one record's row refers to another; cached per number of tables."""
    return tuple(
        (table, column)
        for table in Base.metadata.sorted_tables
        if "record_id" in table.columns
        for column in table.columns
        if column.name != "record_id"
        and any(key.column.table is Record.__table__ for key in column.foreign_keys)
    )


_TEXTS_AT_ONCE = 50  # a law has a megabyte of text
_NOT_KEPT = N_("This cannot be done again: the file {name} is no longer kept. Add it once more.")


def _stash_texts(unit: Unit, records: Sequence[int]) -> None:
    """Save all passages of the records that ``unit`` is about to delete."""
    table = Passage.__table__
    for at in range(0, len(records), _TEXTS_AT_ONCE):
        query = select(table).where(table.c.record_id.in_(records[at : at + _TEXTS_AT_ONCE]))
        texts: dict[int, list[dict[str, object]]] = {}
        for row in unit.session.execute(query).mappings():
            texts.setdefault(row["record_id"], []).append(dict(row))
        for record_id, kept in texts.items():
            unit.files.stash(f"{unit.id}-{record_id}", json.dumps(kept, ensure_ascii=False))


def _bring_texts_back(unit: Unit, record_id: int, undone: str, had_texts: bool) -> None:
    """Restore the passages the unit ``undone`` deleted; raises RecordError if they are lost."""
    kept = unit.files.stashed(f"{undone}-{record_id}")
    if kept is not None:
        # passages that had only been moved here are already restored by their own feed rows
        query = select(Passage.id).where(Passage.record_id == record_id)
        there = set(unit.session.scalars(query))
        lost = [row for row in json.loads(kept) if row["id"] not in there]
        if lost:
            unit.session.execute(insert(Passage), lost)
    elif had_texts:
        # The undo wrote past the session: what it has loaded is stale.
        record = unit.session.get(Record, record_id, populate_existing=True)
        raise RecordError(_NOT_KEPT, name=record.title if record else "")


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
    if any(change.entity in _FINAL for change in every):
        # Permission to undo must not become a way to give duties back.
        raise RecordError("Sign-ins are not undone here. Change them on the page of sign-ins.")
    for change in every:
        if change.entity == Record.__tablename__:
            require_for_change(unit.actor, decode(change.before), decode(change.after))
    _refuse_if_pointed_at(unit.session, every)
    _refuse_if_moved_on(unit.session, rows)
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
        raise RecordError(_MOVED_ON) from error
    _write(unit, [change for name in reversed(undone) for change in rows[name]], kept)
    # The plain statements above bypassed the session, which would show stale rows.
    unit.session.expire_all()


def _refuse_erased(session: Session, changes: Sequence[_FeedRow]) -> None:
    """Raise RecordError if anything was permanently deleted: its values no longer exist."""
    met = {change.record_id for change in changes if change.record_id is not None}
    for ids in _in_parts(sorted(met)):
        query = select(Change.seq).where(Change.entity == ERASED, Change.record_id.in_(ids))
        if session.scalar(query.limit(1)) is not None:
            raise RecordError(
                "This cannot be undone: an item of it was deleted for good, and nothing of it is"
                " kept."
            )


def _changes(session: Session, units: Sequence[str]) -> dict[str, list[_FeedRow]]:
    """Return the changes of each unit, newest first."""
    found: dict[str, list[_FeedRow]] = {unit: [] for unit in units}
    table = Change.__table__
    for at in range(0, len(units), 500):
        asked = list(units[at : at + 500])
        query = select(table).where(table.c.unit.in_(asked)).order_by(table.c.seq.desc())
        for row in session.execute(query):
            found[row.unit].append(row)
    if not units or not all(found.values()):
        raise RecordError("There is nothing to undo.")
    return found


def _write(unit: Unit, changes: Iterable[_FeedRow], kept: set[int]) -> None:
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


def _take_units_away(unit: Unit, units: Sequence[Sequence[_FeedRow]]) -> set[int]:
    """Undo units that only inserted rows; return the entries of rows that stay."""
    changes = [change for rows in units for change in rows]
    _stash_texts(unit, _records_of(changes, "insert"))
    return _take_away(unit, changes)


def _undo_one(unit: Unit, undone: str, rows: Sequence[_FeedRow]) -> set[int]:
    """Compensate one unit, step by step; return the entries of rows that stay."""
    _stash_texts(unit, _records_of(rows, "insert"))
    kept: set[int] = set()
    for came, changes in groupby(rows, lambda change: change.op in _CAME):
        if came:
            kept |= _take_away(unit, list(changes))
        else:
            for change in changes:
                _put_back(unit, change)
    for record_id in _records_of(rows, "delete"):
        had_texts = any(c.entity == "passage" and c.record_id == record_id for c in rows)
        _bring_texts_back(unit, record_id, undone, had_texts)
    return kept


def _take_away(unit: Unit, changes: Sequence[_FeedRow]) -> set[int]:
    """Delete inserted rows, children first; return the entries of tags used elsewhere."""
    connection = unit.session.connection()  # plain statements: an import has thousands
    came: dict[str, list[int]] = {}
    for change in changes:
        if change.op == "insert":
            came.setdefault(change.entity, []).append(change.entity_id)
    used: set[int] = set()
    for table in reversed(Base.metadata.sorted_tables):
        for ids in _in_parts(came.get(table.name, ())):
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


def _put_back(unit: Unit, change: _FeedRow) -> None:
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
        raise RecordError(_NOT_KEPT, name=str(values["name"]))
