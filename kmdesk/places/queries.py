"""Queries for places, their contents and floor plans; results are frozen rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.records.model import Place, Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and the number of visible records directly in it."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    label: str
    records: int = 0


def place(session: Session, place_id: int) -> Place | None:
    """Return one place, or None."""
    return session.get(Place, place_id)


def children(session: Session, parent_id: int | None) -> list[Place]:
    """Return the places directly inside another, in order."""
    query = select(Place).where(Place.parent_id == parent_id)
    return list(session.scalars(query.order_by(Place.position, Place.id)))


def place_label(session: Session, place_id: int | None) -> str:
    """Return the full label of a place; ``""`` for None."""
    return "" if place_id is None else place_labels(session, [place_id]).get(place_id, "")


def place_labels(session: Session, place_ids: Iterable[int]) -> dict[int, str]:
    """Return the full labels of several places in one query."""
    query = select(Place.id, Place.label, Place.name).where(Place.id.in_(list(place_ids)))
    return {row.id: row.label or row.name for row in session.execute(query)}


def all_places(reading: Reading) -> list[PlaceRow]:
    """Return every place in tree order with its number of visible records."""
    counts = (
        select(Record.place_id, func.count().label("records"))
        .where(reading.visible())
        .group_by(Record.place_id)
        .subquery()
    )
    query = (
        select(Place, counts.c.records)
        .outerjoin(counts, counts.c.place_id == Place.id)
        .order_by(Place.position, Place.id)
    )
    inner: dict[int | None, list[PlaceRow]] = {}
    for row, records in reading.session.execute(query):
        found = PlaceRow(row.id, row.parent_id, row.kind, row.name, row.label, records or 0)
        inner.setdefault(row.parent_id, []).append(found)
    return _in_tree_order(inner)


def _in_tree_order(inner: dict[int | None, list[PlaceRow]]) -> list[PlaceRow]:
    rows: list[PlaceRow] = []
    todo = list(reversed(inner.get(None, [])))
    while todo:
        row = todo.pop()
        rows.append(row)
        todo.extend(reversed(inner.get(row.id, [])))
    return rows


def records_within(rows: Iterable[PlaceRow], ids: Iterable[int]) -> int:
    """Return how many visible records are in these places, contents included.

    ``rows`` must be in tree order.
    """
    inside, count = set(ids), 0
    for row in rows:
        if row.id in inside or row.parent_id in inside:
            inside.add(row.id)
            count += row.records
    return count


def within(session: Session, place_id: int) -> list[int]:
    """Return the ids of a place and of everything inside it."""
    top = select(Place.id).where(Place.id == place_id).cte("inside", recursive=True)
    tree = top.union_all(select(Place.id).join(top, Place.parent_id == top.c.id))
    return list(session.scalars(select(tree.c.id)))


def ancestors(session: Session, place_id: int) -> list[int]:
    """Return the ids of a place and its ancestors, innermost first."""
    found: list[int] = []
    row = session.get(Place, place_id)
    while row is not None and row.id not in found:
        found.append(row.id)
        row = session.get(Place, row.parent_id) if row.parent_id else None
    return found


def records_in(reading: Reading, place_id: int) -> list[int]:
    """Return the ids of visible records in a place and everything inside it, in title order."""
    query = (
        select(Record.id)
        .where(Record.place_id.in_(within(reading.session, place_id)), reading.visible())
        .order_by(Record.sort_key, Record.id)
    )
    return list(reading.session.scalars(query))


def in_use(session: Session, place_id: int) -> int:
    """Return how many records, trash included, are in a place or anything inside it."""
    query = select(func.count()).where(Record.place_id.in_(within(session, place_id)))
    return session.scalar(query) or 0


def place_named(session: Session, name: str) -> int | None:
    """Return the id of the first place with this name, or None."""
    return session.scalar(select(Place.id).where(Place.name == name).limit(1))


def place_labelled(session: Session, label: str) -> int | None:
    """Return the id of the place with this full label, or None."""
    return session.scalar(select(Place.id).where(Place.label == label).limit(1))
