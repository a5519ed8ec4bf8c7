"""Moved."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.places.model import FloorPlan, FloorShape
from kmdesk.places.tree import all_places, ancestors
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """A shape of a plan, in centimetres from the upper left corner."""

    kind: str
    text: str
    x: float
    y: float
    width: float
    height: float
    place_id: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A floor with its shapes in drawing order."""

    id: int
    name: str
    width: float
    height: float
    shapes: tuple[ShapeRow, ...]
    image: str = ""
    """Hash of the picture it was traced over; empty for none."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place that a shape can represent, with the people whose desk it is."""

    place_id: int
    kind: str
    label: str
    people: tuple[str, ...] = ()


def plans(session: Session) -> list[PlanRow]:
    """Return all floors with their shapes."""
    shapes: dict[int, list[ShapeRow]] = {}
    query = select(FloorShape).order_by(FloorShape.position, FloorShape.id)
    for row in session.scalars(query):
        found = ShapeRow(
            row.kind, row.text, row.x, row.y, row.width, row.height, row.place_id, row.id
        )
        shapes.setdefault(row.plan_id, []).append(found)
    return [
        PlanRow(
            plan.id,
            plan.name,
            plan.width,
            plan.height,
            tuple(shapes.get(plan.id, ())),
            plan.image,
        )
        for plan in stored_plans(session)
    ]


def targets(reading: Reading) -> list[Target]:
    """Return every place in tree order; desks with the staff who sit there."""
    people: dict[int, list[str]] = {}
    query = (
        select(Record.place_id, Record.title)
        # The directory package lies above this one: its kind is known by its code only.
        .where(Record.kind == "staff", Record.place_id.is_not(None), reading.visible())
        .order_by(Record.sort_key, Record.id)
    )
    for place_id, name in reading.session.execute(query):
        people.setdefault(place_id or 0, []).append(name)
    return [
        Target(row.id, row.kind, row.label or row.name, tuple(people.get(row.id, ())))
        for row in all_places(reading)
    ]


def shape_of(session: Session, place_id: int) -> ShapeRow | None:
    """Return the shape of a place, or of its nearest ancestor that has one."""
    drawn = {
        shape.place_id: shape
        for plan in plans(session)
        for shape in plan.shapes
        if shape.place_id is not None
    }
    return next((drawn[each] for each in ancestors(session, place_id) if each in drawn), None)


def stored_plans(session: Session) -> list[FloorPlan]:
    """Return all stored floors in order."""
    return list(session.scalars(select(FloorPlan).order_by(FloorPlan.position, FloorPlan.id)))


def plan(session: Session, plan_id: int) -> FloorPlan | None:
    """Return one floor, or None."""
    return session.get(FloorPlan, plan_id)


def plan_shapes(session: Session, plan_id: int) -> list[FloorShape]:
    """Return the stored shapes of a floor."""
    return list(session.scalars(select(FloorShape).where(FloorShape.plan_id == plan_id)))
