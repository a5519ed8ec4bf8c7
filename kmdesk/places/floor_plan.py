"""The floor plan: its floors and shapes, what they stand for, and saving what was drawn.

The places themselves are in records/model.py; lengths are centimetres from the upper left corner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Float, ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.places import add_place, all_places, ancestors
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.store.engine import Base


class FloorPlan(Base):
    """A floor of the office; lengths in centimetres."""

    __tablename__ = "floor_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer, default=0)
    width: Mapped[float] = mapped_column(Float)
    height: Mapped[float] = mapped_column(Float)
    image: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the picture it was traced over, in the file store; empty for none."""


class FloorShape(Base):
    """A room, desk, cupboard, counter or door on a plan, linked to a place or not."""

    __tablename__ = "floor_shape"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("floor_plan.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)
    width: Mapped[float] = mapped_column(Float)
    height: Mapped[float] = mapped_column(Float)
    place_id: Mapped[int | None] = mapped_column(
        ForeignKey("place.id", ondelete="SET NULL"), index=True
    )


SHAPE_KINDS: Mapping[str, str] = {
    "room": N_("Room"),
    "desk": N_("Desk"),
    "cupboard": N_("Cupboard"),
    "counter": N_("Counter"),
    "door": N_("Door"),
}
# the same on screen and on paper
PAPER, INK, EDGE = "#ffffff", "#16202c", "#56616a"
LIT, LIT_EDGE = "#ffd84d", "#8a1c12"
FILLS = {
    "room": "#f4f7f5",
    "desk": "#e3edf8",
    "cupboard": "#ece3d3",
    "counter": "#dcefe2",
    "door": "#ffffff",
}


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
        shape = ShapeRow(
            row.kind, row.text, row.x, row.y, row.width, row.height, row.place_id, row.id
        )
        shapes.setdefault(row.plan_id, []).append(shape)
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


def find_plan(session: Session, plan_id: int) -> FloorPlan | None:
    """Return one floor, or None."""
    return session.get(FloorPlan, plan_id)


def plan_shapes(session: Session, plan_id: int) -> list[FloorShape]:
    """Return the stored shapes of a floor."""
    return list(session.scalars(select(FloorShape).where(FloorShape.plan_id == plan_id)))


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
    position = len(plans(unit.session))
    plan = FloorPlan(name=name.strip(), position=position, width=width, height=height)
    unit.session.add(plan)
    unit.session.flush()
    return plan


def save_shapes(unit: Unit, plan_id: int, shapes: Sequence[ShapeRow]) -> None:
    """Replace the shapes of a floor; a shape whose id exists keeps it."""
    plan = find_plan(unit.session, plan_id)
    if plan is None:
        raise PlanError("This floor plan is not there any more.")
    # Rows are changed rather than replaced: history and undo follow a row by its id.
    stored = {shape.id: shape for shape in plan_shapes(unit.session, plan_id)}
    for position, row in enumerate(shapes):
        _check_shape(row, plan)
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
    stored = {plan.id: plan for plan in stored_plans(unit.session)}
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
        # a new floor has its id only now
        unit.session.flush()
        save_shapes(unit, row.id, _with_places(unit, plan.shapes))
        ids.append(row.id)
    # Row by row: a cascade of the database would not be in the history, nor undone.
    for gone in stored.values():
        for shape in plan_shapes(unit.session, gone.id):
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


def _check_shape(row: ShapeRow, plan: FloorPlan) -> None:
    if row.kind not in SHAPE_KINDS:
        raise PlanError("This kind of shape is not known.")
    if row.width < SMALLEST or row.height < SMALLEST:
        raise PlanError("“{name}” is too small to be seen. Make it larger.", name=row.text)
    inside = row.x >= 0 and row.y >= 0
    if not inside or row.x + row.width > plan.width or row.y + row.height > plan.height:
        raise PlanError("“{name}” lies outside the floor. Move it inside.", name=row.text)
