"""A laid-out flowchart: plain shapes and lines for screen, PDF and SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kmdesk.processes.flow import Flow, StepKind

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """Axis-aligned rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """Centre point."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: "Rect", slack: float = 0.01) -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.x < other.right - slack
            and other.x < self.right - slack
            and self.y < other.bottom - slack
            and other.y < self.bottom - slack
        )

    def contains(self, other: "Rect", slack: float = 0.01) -> bool:
        """Return whether ``other`` lies inside."""
        return (
            self.x <= other.x + slack
            and other.right <= self.right + slack
            and self.y <= other.y + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text, to be drawn centred in ``rect``."""

    text: str
    size: float
    rect: Rect
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Symbol of a step."""

    key: int
    kind: StepKind
    rect: Rect
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A flow: corner points from symbol to symbol; the arrow head is at the last."""

    flow: Flow
    points: tuple[Point, ...]
    lines: tuple[TextLine, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """Column of one role."""

    role: str
    rect: Rect
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A complete chart, ready to draw."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    cells: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Row and column of each step."""
    row_y: tuple[float, ...] = ()
    column_x: tuple[float, ...] = ()

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Return the row and column nearest to a point, allowing one more on each side."""
        return _nearest(self.row_y, y), _nearest(self.column_x, x)

    def texts(self) -> Iterator[TextLine]:
        """Yield every text on the chart."""
        parts: tuple[Lane | Box | Wire, ...] = (*self.lanes, *self.boxes, *self.wires)
        for part in parts:
            yield from part.lines

    def box(self, key: int) -> Box | None:
        """Return the symbol of a step, or None."""
        return next((box for box in self.boxes if box.key == key), None)


def _nearest(middles: Sequence[float], value: float) -> int:
    if not middles:
        return 0
    gap = max((b - a for a, b in pairwise(middles)), default=160.0)
    if value < middles[0] - gap / 2:
        return -1
    if value > middles[-1] + gap / 2:
        return len(middles)
    return min(range(len(middles)), key=lambda index: abs(middles[index] - value))
