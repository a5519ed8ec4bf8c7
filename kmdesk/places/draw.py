"""Saving floor plans with their shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kmdesk.i18n import KmdeskError, tr
from kmdesk.places import queries_plan
from kmdesk.places.model import FloorPlan, FloorShape
from kmdesk.places.queries_plan import PlanRow, ShapeRow
from kmdesk.places.shape_kinds import SHAPE_KINDS
from kmdesk.places.tree import add_place
from kmdesk.records import Unit

_COLUMNS = ("kind", "text", "x", "y", "width", "height", "place_id")
SMALLEST = 10.0
NEW_PLACE = -1
"""``place_id`` of a shape for which a place of its name is to be created."""
MADE_FOR = {"room": "room", "desk": "desk", "cupboard": "cupboard", "counter": "desk"}
"""Kind of place created for each kind of shape."""


class PlanError(KmdeskError):
    """A floor plan cannot be saved like that."""


def add_plan(unit: Unit, name: str, width: float, height: float) -> FloorPlan:
    """Add an empty floor; lengths in centimetres."""
    _check_floor(name, width, height)
    position = len(queries_plan.plans(unit.session))
    plan = FloorPlan(name=name.strip(), position=position, width=width, height=height)
    unit.session.add(plan)
    unit.session.flush()
    return plan


def save_shapes(unit: Unit, plan_id: int, shapes: Sequence[ShapeRow]) -> None:
    """Replace the shapes of a floor; a shape whose id exists keeps it."""
    plan = queries_plan.plan(unit.session, plan_id)
    if plan is None:
        raise PlanError("This floor plan is not there any more.")
    stored = {shape.id: shape for shape in queries_plan.plan_shapes(unit.session, plan_id)}
    for position, row in enumerate(shapes):
        _check(row, plan)
        shape = stored.pop(row.id, None)
        if shape is None:
            shape = FloorShape(plan_id=plan_id)
            unit.session.add(shape)
        for column in _COLUMNS:
            setattr(shape, column, getattr(row, column))
        shape.position = position
    for shape in stored.values():
        unit.session.delete(shape)
    unit.session.flush()


def save_plans(
    unit: Unit, plans: Sequence[PlanRow], pictures: Mapping[str, bytes] | None = None
) -> list[int]:
    """Make the stored floors equal to ``plans``, in that order; return their ids.

    ``pictures`` holds the content of new pictures, by hash. Floors that are no longer listed are
    deleted with their shapes.
    """
    stored = {plan.id: plan for plan in queries_plan.stored_plans(unit.session)}
    ids = []
    for position, plan in enumerate(plans):
        _check_floor(plan.name, plan.width, plan.height)
        row = stored.pop(plan.id, None)
        if row is None:
            row = FloorPlan(name="", position=position, width=0.0, height=0.0)
            unit.session.add(row)
        if plan.image and plan.image in (pictures or {}):
            unit.keep((pictures or {})[plan.image])
        row.name, row.position, row.image = plan.name.strip(), position, plan.image
        row.width, row.height = plan.width, plan.height
        unit.session.flush()
        save_shapes(unit, row.id, _with_places(unit, plan.shapes))
        ids.append(row.id)
    for gone in stored.values():
        for shape in queries_plan.plan_shapes(unit.session, gone.id):
            unit.session.delete(shape)
        unit.session.flush()
        unit.session.delete(gone)
    unit.session.flush()
    return ids


def _with_places(unit: Unit, shapes: Sequence[ShapeRow]) -> list[ShapeRow]:
    """Create the missing places of shapes; rooms first, since the others are placed in them."""
    done = {index: shape for index, shape in enumerate(shapes) if shape.place_id != NEW_PLACE}
    waiting = [index for index in range(len(shapes)) if index not in done]
    for index in sorted(waiting, key=lambda index: shapes[index].kind != "room"):
        shape = shapes[index]
        if not shape.text.strip():
            raise PlanError("Type a name for the shape first: its place is called the same.")
        if shape.kind not in MADE_FOR:
            raise PlanError("A {kind} is no place of its own.", kind=tr(SHAPE_KINDS[shape.kind]))
        parent = None if shape.kind == "room" else _room_around(shape, list(done.values()))
        made = add_place(unit, MADE_FOR[shape.kind], shape.text, parent)
        done[index] = replace(shape, place_id=made.id)
    return [done[index] for index in range(len(shapes))]


def _room_around(shape: ShapeRow, shapes: Sequence[ShapeRow]) -> int | None:
    """Return the place of the smallest room whose drawing contains the centre of ``shape``."""
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    around = [
        (room.width * room.height, room.place_id)
        for room in shapes
        if room.kind == "room"
        and room.place_id is not None
        and room.x <= x <= room.x + room.width
        and room.y <= y <= room.y + room.height
    ]
    return min(around)[1] if around else None


def _check_floor(name: str, width: float, height: float) -> None:
    if not name.strip():
        raise PlanError("Type a name for the floor.")
    if width < SMALLEST or height < SMALLEST:
        raise PlanError("The floor is too small: give its width and depth in centimetres.")


def _check(row: ShapeRow, plan: FloorPlan) -> None:
    if row.kind not in SHAPE_KINDS:
        raise PlanError("This kind of shape is not known.")
    if row.width < SMALLEST or row.height < SMALLEST:
        raise PlanError("“{name}” is too small to be seen. Make it larger.", name=row.text)
    inside = row.x >= 0 and row.y >= 0
    if not inside or row.x + row.width > plan.width or row.y + row.height > plan.height:
        raise PlanError("“{name}” lies outside the floor. Move it inside.", name=row.text)
