"""Checks whether units of work can still be undone: nothing they touched may have changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import Change, Record, Tag
from kmdesk.records.steps import DERIVED
from kmdesk.records.unit import RecordError
from kmdesk.store.engine import Base

MOVED_ON = N_(
    "This cannot be undone: the item has been changed since. Open its history and"
    " undo the later change first."
)
ChangeOf = Row[Any]
"""One row of the feed."""
_ASKED_AT_ONCE = 5000  # SQLite allows some 32,000 parameters per statement
_Subject = tuple[str, int]  # ("", record id), or (table, row id) for rows that belong to no record


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ``ids`` in order, in chunks small enough for one statement."""
    every = list(ids)
    for at in range(0, len(every), _ASKED_AT_ONCE):
        yield every[at : at + _ASKED_AT_ONCE]


def records_of(rows: Iterable[ChangeOf], op: str) -> list[int]:
    """Return the records inserted (``insert``) or deleted (``delete``) by these changes."""
    return [c.entity_id for c in rows if c.entity == Record.__tablename__ and c.op == op]


def refuse_if_moved_on(session: Session, rows: Mapping[str, Sequence[ChangeOf]]) -> None:
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
            raise RecordError(MOVED_ON)
        undone.add(undoes)
    if unit in undone:
        raise RecordError("This was undone already.")


def _subjects(rows: Iterable[ChangeOf]) -> set[_Subject]:
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
        query = query.where(Change.seq > first, Change.label.not_in(DERIVED))
        query = query.group_by(Change.unit, Change.undoes, column)
        if entity:
            query = query.where(Change.entity == entity)
        for part in in_parts(sorted(keys)):
            for unit, undoes, key, seq in session.execute(query.where(column.in_(part))):
                found.setdefault((entity, key), {})[unit, undoes] = seq
    return found


def refuse_if_pointed_at(session: Session, changes: Sequence[ChangeOf]) -> None:
    """Raise RecordError if deleting a record would silently delete a row of another record."""
    gone = set(records_of(changes, "insert"))
    touched = {(change.entity, change.entity_id) for change in changes}
    for table, column in _pointing_columns(len(Base.metadata.tables)):
        key = next(iter(table.primary_key.columns))
        for asked in in_parts(sorted(gone)):
            query = select(key, table.c.record_id).where(column.in_(asked))
            for row_id, owner in session.execute(query):
                if owner not in gone and (table.name, row_id) not in touched:
                    raise RecordError(MOVED_ON)


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
