"""Save a floor plan with its shapes."""

from collections.abc import Sequence

from kmdesk.i18n import KmdeskError
from kmdesk.places import queries
from kmdesk.places.model import FloorPlan, FloorShape
from kmdesk.places.queries import ShapeRow
from kmdesk.places.terms import SHAPE_KINDS
from kmdesk.records import Unit

_COLUMNS = ("kind", "text", "x", "y", "width", "height", "place_id")
SMALLEST = 10.0


class PlanError(KmdeskError):
    """A floor plan cannot be saved like that."""


def add_plan(unit: Unit, name: str, width: float, height: float) -> FloorPlan:
    """A new, empty floor; lengths in centimetres."""
    if not name.strip():
        raise PlanError("Type a name for the floor.")
    if width < SMALLEST or height < SMALLEST:
        raise PlanError("The floor is too small: give its width and depth in centimetres.")
    position = len(queries.plans(unit.session))
    plan = FloorPlan(name=name.strip(), position=position, width=width, height=height)
    unit.session.add(plan)
    unit.session.flush()
    return plan


def save_shapes(unit: Unit, plan_id: int, shapes: Sequence[ShapeRow]) -> None:
    """Replace the shapes of a floor; a shape with an id that is there keeps it."""
    plan = queries.plan(unit.session, plan_id)
    if plan is None:
        raise PlanError("This floor plan is not there any more.")
    stored = {shape.id: shape for shape in queries.plan_shapes(unit.session, plan_id)}
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


def _check(row: ShapeRow, plan: FloorPlan) -> None:
    if row.kind not in SHAPE_KINDS:
        raise PlanError("This kind of shape is not known.")
    if row.width < SMALLEST or row.height < SMALLEST:
        raise PlanError("“{name}” is too small to be seen. Make it larger.", name=row.text)
    inside = row.x >= 0 and row.y >= 0
    if not inside or row.x + row.width > plan.width or row.y + row.height > plan.height:
        raise PlanError("“{name}” lies outside the floor. Move it inside.", name=row.text)
