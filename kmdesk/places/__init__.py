"""Places in their tree: cupboards, shelves, folders and desks, what is in them, and moving them.

A place keeps its full label ("ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒") in its row, so that one query gives the
labels of a whole list; a change of a place therefore words those of all its contents again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records import Unit
from kmdesk.records.model import Place, Record
from kmdesk.records.unit import Reading

PLACE_KINDS: Mapping[str, str] = {
    "room": N_("Room"),
    "cupboard": N_("Cupboard"),
    "shelf": N_("Shelf"),
    "folder": N_("Folder"),
    "slot": N_("Slot"),
    "desk": N_("Desk"),
}
# Allowed parents of each kind; None is the office itself.
WITHIN: Mapping[str, tuple[str | None, ...]] = {
    "room": (None,),
    "cupboard": (None, "room"),
    "shelf": ("cupboard",),
    "folder": ("shelf", "cupboard"),
    "slot": ("folder", "shelf"),
    "desk": (None, "room"),
}
ARROW = " › "


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and the number of visible records directly in it."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    label: str
    records: int = 0


def find_place(session: Session, place_id: int) -> Place | None:
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
        place = PlaceRow(row.id, row.parent_id, row.kind, row.name, row.label, records or 0)
        inner.setdefault(row.parent_id, []).append(place)
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
    result: list[int] = []
    row = session.get(Place, place_id)
    # a stored cycle must not loop forever
    while row is not None and row.id not in result:
        result.append(row.id)
        row = session.get(Place, row.parent_id) if row.parent_id else None
    return result


def in_use(session: Session, place_id: int) -> int:
    """Return how many records, trash included, are in a place or anything inside it."""
    # what comes back from the trash must still find its place
    query = select(func.count()).where(Record.place_id.in_(within(session, place_id)))
    return session.scalar(query) or 0


def place_named(session: Session, name: str) -> int | None:
    """Return the id of the first place with this name, or None."""
    return session.scalar(select(Place.id).where(Place.name == name).limit(1))


def worded(place: Place, parent: Place | None) -> str:
    """Return the full label of a place; the room is left out, since the plan shows it."""
    if parent is None or parent.kind == "room":
        return place.name
    return f"{parent.label}{ARROW}{place.name}"


class PlaceError(KmdeskError):
    """A place cannot be moved, named or removed like that."""


def add_place(unit: Unit, kind: str, name: str, parent_id: int | None = None) -> Place:
    """Add a place, last among its siblings."""
    parent = _place(unit, parent_id) if parent_id is not None else None
    _check_within(kind, parent)
    neighbours = children(unit.session, parent_id)
    position = neighbours[-1].position + 1 if neighbours else 0
    name = _checked_name(name, neighbours)
    place = Place(parent_id=parent_id, kind=kind, name=name, position=position)
    place.label = worded(place, parent)
    unit.session.add(place)
    unit.session.flush()
    return place


def rename_place(unit: Unit, place_id: int, name: str) -> None:
    """Rename a place."""
    place = _place(unit, place_id)
    others = [p for p in children(unit.session, place.parent_id) if p.id != place_id]
    place.name = _checked_name(name, others)
    _reword(unit, place)


def move_place(unit: Unit, place_id: int, parent_id: int | None, position: int = -1) -> None:
    """Move a place with all its contents; ``position`` -1 is last."""
    place = _place(unit, place_id)
    parent = _place(unit, parent_id) if parent_id is not None else None
    # Else the moved places would hang on nothing and be in no list.
    if parent is not None and parent.id in within(unit.session, place_id):
        raise PlaceError("A place cannot be put into itself.")
    _check_within(place.kind, parent)
    others = [p for p in children(unit.session, parent_id) if p.id != place_id]
    place.name = _checked_name(place.name, others)
    place.parent_id = parent_id
    others.insert(len(others) if position < 0 else position, place)
    for index, each in enumerate(others):
        each.position = index
    _reword(unit, place)


def move_places(unit: Unit, place_ids: Sequence[int], parent_id: int | None) -> int:
    """Move several places with all their contents into another, last and in their order.

    A place inside one of the others moves with it. All or none are moved; returns how many.
    """
    # before anything is moved: afterwards an inner place may be elsewhere
    contents = {each: within(unit.session, each) for each in place_ids}
    inside = {i for outer, ids in contents.items() for i in ids if i != outer}
    moved = [place_id for place_id in place_ids if place_id not in inside]
    for place_id in moved:
        move_place(unit, place_id, parent_id)
    return len(moved)


def remove_place(unit: Unit, place_id: int) -> None:
    """Remove an empty place; raises PlaceError while anything is in it."""
    place = _place(unit, place_id)
    if children(unit.session, place_id):
        raise PlaceError("{name} still has places in it. Move them first.", name=place.name)
    count = in_use(unit.session, place_id)
    if count:
        raise PlaceError(
            "{name} still holds {count} items. Move them to another place first.",
            name=place.name,
            count=count,
        )
    unit.session.delete(place)
    unit.session.flush()


def _reword(unit: Unit, place: Place) -> None:
    session = unit.session
    parent = find_place(session, place.parent_id) if place.parent_id is not None else None
    before = place.label
    place.label = worded(place, parent)
    session.flush()
    todo = [place]
    while todo:
        outer = todo.pop()
        for inner in children(session, outer.id):
            inner.label = worded(inner, outer)
            todo.append(inner)
    session.flush()
    if place.label != before:  # only moved among its siblings: no record's displayed text changes
        unit.touch_in(within(session, place.id))


def _place(unit: Unit, place_id: int) -> Place:
    place = find_place(unit.session, place_id)
    if place is None:
        raise PlaceError("This place is not there any more.")
    return place


def _check_within(kind: str, parent: Place | None) -> None:
    if (parent.kind if parent else None) not in WITHIN.get(kind, ()):
        raise PlaceError("This kind of place does not belong there.")


def _checked_name(name: str, neighbours: list[Place]) -> str:
    name = " ".join(name.split())
    if not name:
        raise PlaceError("Type a name for the place.")
    if any(other.name == name for other in neighbours):
        raise PlaceError("There is already a {name} there. Choose another name.", name=name)
    return name
