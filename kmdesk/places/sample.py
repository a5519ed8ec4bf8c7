"""Cupboards, desks and the floor plan of the sample office."""

import tomllib
from pathlib import Path
from typing import Any

from kmdesk.places import tree
from kmdesk.places.floor_plan import ShapeRow, add_plan, save_shapes
from kmdesk.places.tree import add_place
from kmdesk.records import Unit
from kmdesk.thai.digits import to_thai


def load_sample(unit: Unit, folder: Path) -> None:
    """Load places and plan from ``places.toml``; load it first: other samples refer to them."""
    data = tomllib.loads((folder / "places.toml").read_text("utf-8"))
    rooms = {room["name"]: add_place(unit, "room", room["name"]).id for room in data["room"]}
    for desk in data["desk"]:
        add_place(unit, "desk", desk["name"], rooms[desk["room"]])
    for cupboard in data["cupboard"]:
        _add_cupboard(unit, cupboard, rooms[cupboard["room"]])
    for floor in data["plan"]:
        plan = add_plan(unit, floor["name"], floor["width"], floor["height"])
        save_shapes(unit, plan.id, [_shape(unit, shape) for shape in floor["shape"]])


def _add_cupboard(unit: Unit, cupboard: dict[str, Any], room_id: int) -> None:
    """Add a cupboard; folders are numbered across its shelves, as on their spines."""
    top = add_place(unit, "cupboard", cupboard["name"], room_id)
    number = 0
    for shelf, folders in enumerate(cupboard["folders"], start=1):
        level = add_place(unit, "shelf", f"ชั้น {to_thai(str(shelf))}", top.id)
        for _ in range(folders):
            number += 1
            add_place(unit, "folder", f"แฟ้ม {to_thai(str(number))}", level.id)


def _shape(unit: Unit, shape: dict[str, Any]) -> ShapeRow:
    x, y, width, height = shape["at"]
    name = shape.get("place", "")
    place_id = tree.place_named(unit.session, name) if name else None
    return ShapeRow(shape["kind"], shape.get("text", name), x, y, width, height, place_id)
