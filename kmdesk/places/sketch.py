"""Model of the floor plan editor: grid, snapping, moving, undo; no Qt, no library."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kmdesk.places.floor_plan import SMALLEST, PlanRow, ShapeRow

GRIDS = (5, 10, 25, 50, 100)
NEW_FLOOR = (1200.0, 800.0)


def floors_to_plain(floors: Sequence[PlanRow]) -> list[dict[str, Any]]:
    """Return floors as plain values, for a draft on disk."""
    return [{**asdict(floor), "shapes": list(map(asdict, floor.shapes))} for floor in floors]


def floors_from_plain(plain: Sequence[dict[str, Any]]) -> list[PlanRow]:
    """Return the floors of a draft; raises TypeError or KeyError if it is invalid."""
    return [
        PlanRow(**{**floor, "shapes": tuple(ShapeRow(**shape) for shape in floor["shapes"])})
        for floor in plain
    ]


@dataclass(frozen=True, slots=True)
class _State:
    floors: tuple[PlanRow, ...]
    floor: int
    chosen: int | None


class Sketch:
    """All floors of the office; one is shown, and one of its shapes may be selected."""

    def __init__(self, floors: Sequence[PlanRow] = ()) -> None:
        self._now = _State(tuple(floors), 0, None)
        self._saved = self._now.floors
        self._before: list[_State] = []
        self._after: list[_State] = []
        self._merging: object = None
        self.grid = 10
        self.pictures: dict[str, bytes] = {}
        """Pictures placed under a floor in this session, by hash."""

    @property
    def floors(self) -> tuple[PlanRow, ...]:
        """All floors as drawn now."""
        return self._now.floors

    @property
    def floor(self) -> PlanRow | None:
        """The floor shown."""
        return self.floors[self._now.floor] if self.floors else None

    @property
    def floor_index(self) -> int:
        """Index of the floor shown."""
        return self._now.floor

    @property
    def chosen(self) -> int | None:
        """Index of the selected shape on the floor shown."""
        return self._now.chosen

    @property
    def shape(self) -> ShapeRow | None:
        """The selected shape."""
        floor, index = self.floor, self.chosen
        return floor.shapes[index] if floor is not None and index is not None else None

    @property
    def opened(self) -> tuple[PlanRow, ...]:
        """All floors as they were opened."""
        return self._saved

    def take(self, floors: Sequence[PlanRow]) -> None:
        """Replace the floors by these; one undo returns to what was opened."""
        self._set(tuple(floors), 0, None)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what was opened."""
        return self.floors != self._saved

    # Undo ------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is anything to redo."""
        return bool(self._after)

    def undo(self) -> None:
        """Undo one step."""
        if self._before:
            self._after.append(self._now)
            self._now = self._before.pop()
            self._merging = None

    def redo(self) -> None:
        """Redo one step."""
        if self._after:
            self._before.append(self._now)
            self._now = self._after.pop()
            self._merging = None

    def _set(
        self, floors: tuple[PlanRow, ...], floor: int, chosen: int | None, merge: object = None
    ) -> None:
        """Set a new state; steps with the same ``merge`` mark (one drag) are undone as one."""
        new = _State(floors, floor, chosen)
        if new == self._now:
            return
        if floors != self._now.floors and not (merge is not None and merge == self._merging):
            self._before.append(self._now)
        if floors != self._now.floors:
            self._after.clear()
            self._merging = merge
        self._now = new

    # Floors ----------------------------------------------------------------------------

    def show_floor(self, index: int) -> None:
        """Show another floor."""
        if 0 <= index < len(self.floors):
            self._set(self.floors, index, None)

    def add_floor(self, name: str, width: float, height: float) -> None:
        """Append an empty floor and show it."""
        floor = PlanRow(0, name, width, height, ())
        self._set((*self.floors, floor), len(self.floors), None)

    def remove_floor(self) -> None:
        """Remove the floor shown."""
        index = self._now.floor
        left = self.floors[:index] + self.floors[index + 1 :]
        self._set(left, max(0, min(index, len(left) - 1)), None)

    def change_floor(self, name: str, width: float, height: float) -> None:
        """Set name and size of the floor shown; nothing drawn is cut off."""
        floor = self.floor
        if floor is not None:
            right = max((s.x + s.width for s in floor.shapes), default=0.0)
            bottom = max((s.y + s.height for s in floor.shapes), default=0.0)
            width, height = max(width, right), max(height, bottom)
            self._put_floor(replace(floor, name=name, width=width, height=height))

    def put_picture(self, content: bytes | None) -> None:
        """Set the picture to trace under the floor shown; None removes it."""
        floor = self.floor
        if floor is None:
            return
        digest = hashlib.sha256(content).hexdigest() if content else ""
        if content:
            # kept after an undo, since a redo needs it again
            self.pictures[digest] = content
        self._put_floor(replace(floor, image=digest))

    def _put_floor(self, floor: PlanRow, chosen: int | None = None, merge: object = None) -> None:
        index = self._now.floor
        self._set((*self.floors[:index], floor, *self.floors[index + 1 :]), index, chosen, merge)

    # Shapes ----------------------------------------------------------------------------

    def choose(self, index: int | None) -> None:
        """Select a shape, or none."""
        self._set(self.floors, self._now.floor, index)

    def choose_next(self, way: int) -> None:
        """Select the next shape (``way`` 1) or the previous (-1) in drawing order."""
        floor = self.floor
        if floor is not None and floor.shapes:
            start = -1 if way > 0 else 0
            here = self.chosen if self.chosen is not None else start
            self.choose((here + way) % len(floor.shapes))

    def at(self, x: float, y: float) -> int | None:
        """Return the index of the topmost shape at a point; rooms are below everything."""
        floor = self.floor
        hits = [
            (shape.kind != "room", index)
            for index, shape in enumerate(floor.shapes if floor else ())
            if shape.x <= x <= shape.x + shape.width and shape.y <= y <= shape.y + shape.height
        ]
        return max(hits)[1] if hits else None

    def add(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """Add a shape, snapped to the grid, and select it."""
        floor = self.floor
        if floor is None:
            return
        shape = ShapeRow(kind, "", x, y, width, height)
        shapes = (*floor.shapes, self._snapped(shape, -1))
        self._put_floor(replace(floor, shapes=shapes), len(shapes) - 1)

    def move(self, x: float, y: float, merge: object = None) -> None:
        """Move the selected shape's corner to (x, y), snapped, within the floor."""
        floor, shape = self.floor, self.shape
        if floor is None or shape is None:
            return
        x = self._snap_pair(x, shape.width, self._edges(False), floor.width)
        y = self._snap_pair(y, shape.height, self._edges(True), floor.height)
        self._put(replace(shape, x=x, y=y), merge)

    def stretch(self, left: float, top: float, right: float, bottom: float, merge: object) -> None:
        """Give the selected shape these edges, snapped."""
        shape = self.shape
        if shape is not None:
            left, right = sorted((left, right))
            top, bottom = sorted((top, bottom))
            wanted = replace(shape, x=left, y=top, width=right - left, height=bottom - top)
            self._put(self._snapped(wanted, self.chosen), merge)

    def nudge(self, dx: int, dy: int, *, stretch: bool = False) -> None:
        """Move by whole grid steps, or resize."""
        floor, shape = self.floor, self.shape
        if floor is None or shape is None:
            return
        step = float(self.grid)
        if stretch:
            width = min(max(SMALLEST, shape.width + dx * step), floor.width - shape.x)
            height = min(max(SMALLEST, shape.height + dy * step), floor.height - shape.y)
            self._put(replace(shape, width=width, height=height))
            return
        x = min(max(0.0, shape.x + dx * step), floor.width - shape.width)
        y = min(max(0.0, shape.y + dy * step), floor.height - shape.height)
        self._put(replace(shape, x=x, y=y))

    def change(self, merge: object = None, **values: object) -> None:
        """Change text, kind or place of the selected shape."""
        shape = self.shape
        if shape is not None:
            self._put(replace(shape, **values), merge)  # type: ignore[arg-type]

    def remove(self) -> None:
        """Remove the selected shape."""
        floor, index = self.floor, self.chosen
        if floor is not None and index is not None:
            shapes = floor.shapes[:index] + floor.shapes[index + 1 :]
            self._put_floor(replace(floor, shapes=shapes))

    def double(self) -> None:
        """Copy the selected shape beside it, for a row of equal desks."""
        floor, shape = self.floor, self.shape
        if floor is None or shape is None:
            return
        gap = float(max(self.grid, 20))
        x, y = shape.x + shape.width + gap, shape.y
        if x + shape.width > floor.width:
            x, y = shape.x, min(shape.y + shape.height + gap, floor.height - shape.height)
        copy = replace(shape, id=0, x=x, y=y, place_id=None)
        shapes = (*floor.shapes, copy)
        self._put_floor(replace(floor, shapes=shapes), len(shapes) - 1)

    def _put(self, shape: ShapeRow, merge: object = None) -> None:
        floor, index = self.floor, self.chosen
        if floor is not None and index is not None:
            shapes = (*floor.shapes[:index], shape, *floor.shapes[index + 1 :])
            self._put_floor(replace(floor, shapes=shapes), index, merge)

    # Snapping --------------------------------------------------------------------------

    def snap(self, value: float, edges: Sequence[float] = ()) -> float:
        """Return the nearest edge of another shape within half a grid step, else the grid line."""
        near = min(edges, key=lambda edge: abs(edge - value), default=None)
        if near is not None and abs(near - value) <= self.grid / 2:
            return near
        return round(value / self.grid) * float(self.grid)

    def _snap_pair(self, value: float, length: float, edges: list[float], limit: float) -> float:
        """Snap either side of a shape to a near edge, else the first side to the grid."""
        near = [
            (abs(edge - side), edge - (side - value))
            for side in (value, value + length)
            for edge in edges
            if abs(edge - side) <= self.grid / 2
        ]
        best = min(near)[1] if near else self.snap(value)
        return min(max(0.0, best), max(0.0, limit - length))

    def _snapped(self, shape: ShapeRow, without: int | None) -> ShapeRow:
        floor = self.floor
        assert floor is not None
        left, width = self._span(shape.x, shape.width, self._edges(False, without), floor.width)
        top, height = self._span(shape.y, shape.height, self._edges(True, without), floor.height)
        return replace(shape, x=left, y=top, width=width, height=height)

    def _span(
        self, low: float, length: float, edges: list[float], limit: float
    ) -> tuple[float, float]:
        least = max(SMALLEST, float(self.grid))
        start = min(max(0.0, self.snap(low, edges)), limit - least)
        end = min(max(start + least, self.snap(low + length, edges)), limit)
        return start, end - start

    def _edges(self, down: bool, without: int | None = None) -> list[float]:
        """Return where other shapes begin and end, horizontally or vertically (``down``)."""
        floor = self.floor
        skip = self.chosen if without is None else without
        edges: list[float] = []
        for index, shape in enumerate(floor.shapes if floor else ()):
            if index != skip:
                start, length = (shape.y, shape.height) if down else (shape.x, shape.width)
                edges += [start, start + length]
        return edges
