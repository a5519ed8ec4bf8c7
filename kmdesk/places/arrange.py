"""Adding, renaming, moving and removing places; the labels of their contents are updated."""

from collections.abc import Sequence

from kmdesk.i18n import KmdeskError
from kmdesk.places import queries
from kmdesk.places.labels import worded
from kmdesk.places.terms import WITHIN
from kmdesk.records import Unit
from kmdesk.records.model import Place


class PlaceError(KmdeskError):
    """A place cannot be moved, named or removed like that."""


def add_place(unit: Unit, kind: str, name: str, parent_id: int | None = None) -> Place:
    """Add a place, last among its siblings."""
    parent = _place(unit, parent_id) if parent_id is not None else None
    _check_within(kind, parent)
    neighbours = queries.children(unit.session, parent_id)
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
    others = [p for p in queries.children(unit.session, place.parent_id) if p.id != place_id]
    place.name = _checked_name(name, others)
    _reword(unit, place)


def move_place(unit: Unit, place_id: int, parent_id: int | None, position: int = -1) -> None:
    """Move a place with all its contents; ``position`` -1 is last."""
    place = _place(unit, place_id)
    parent = _place(unit, parent_id) if parent_id is not None else None
    if parent is not None and parent.id in queries.within(unit.session, place_id):
        raise PlaceError("A place cannot be put into itself.")
    _check_within(place.kind, parent)
    others = [p for p in queries.children(unit.session, parent_id) if p.id != place_id]
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
    contents = {each: queries.within(unit.session, each) for each in place_ids}
    inside = {i for outer, ids in contents.items() for i in ids if i != outer}
    moved = [place_id for place_id in place_ids if place_id not in inside]
    for place_id in moved:
        move_place(unit, place_id, parent_id)
    return len(moved)


def remove_place(unit: Unit, place_id: int) -> None:
    """Remove an empty place; raises PlaceError while anything is in it."""
    place = _place(unit, place_id)
    if queries.children(unit.session, place_id):
        raise PlaceError("{name} still has places in it. Move them first.", name=place.name)
    count = queries.in_use(unit.session, place_id)
    if count:
        raise PlaceError(
            "{name} still holds {count} items. Move them to another place first.",
            name=place.name,
            count=count,
        )
    unit.session.delete(place)
    unit.session.flush()


def put_record(unit: Unit, record_id: int, place_id: int | None) -> None:
    """Set the place of a record."""
    if place_id is not None:
        _place(unit, place_id)
    unit.record(record_id).place_id = place_id
    unit.session.flush()


def _reword(unit: Unit, place: Place) -> None:
    session = unit.session
    parent = queries.place(session, place.parent_id) if place.parent_id is not None else None
    before = place.label
    place.label = worded(place, parent)
    session.flush()
    todo = [place]
    while todo:
        outer = todo.pop()
        for inner in queries.children(session, outer.id):
            inner.label = worded(inner, outer)
            todo.append(inner)
    session.flush()
    if place.label != before:  # only moved among its siblings: no record's displayed text changes
        unit.touch_in(queries.within(session, place.id))


def _place(unit: Unit, place_id: int) -> Place:
    found = queries.place(unit.session, place_id)
    if found is None:
        raise PlaceError("This place is not there any more.")
    return found


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
