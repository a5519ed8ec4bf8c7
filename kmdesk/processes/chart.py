"""A laid-out flowchart: plain shapes, lines and broken text, and the outlines of its symbols.

For screen, PDF and SVG alike; text is measured by whoever draws it.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kmdesk.processes.flow import Flow, StepKind
from kmdesk.thai.words import break_offsets, clusters

# x to the right, y downwards, in points.
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
    # One row gives no distance, so the usual one stands in for it.
    gap = max((b - a for a, b in pairwise(middles)), default=160.0)
    if value < middles[0] - gap / 2:
        return -1
    if value > middles[-1] + gap / 2:
        return len(middles)
    return min(range(len(middles)), key=lambda index: abs(middles[index] - value))


# Width of a text at a font size, in the same unit as the size.
Measure = Callable[[str, float], float]

NAME_SIZE = 14.0
SMALL_SIZE = 12.0
HEAD_SIZE = 15.0
LEADING = 1.5  # Thai marks stack two high: tighter lines would touch


def wrap(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """Wrap ``text`` to lines no wider than ``width``; an over-long word breaks at clusters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split())):
        if measure((line + piece).rstrip(), size) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        # Only a piece without any place to break can be too wide here.
        while measure(line.rstrip(), size) > width:
            head = _head(line, width, size, measure)
            # A cluster wider than the line stays whole: a mark must not part from its consonant.
            if head == line:
                break
            lines.append(head)
            line = line[len(head) :]
    if line.strip():
        lines.append(line.strip())
    return lines


def _pieces(text: str) -> list[str]:
    cuts = [0, *break_offsets(text), len(text)]
    cuts = sorted(set(cuts))
    return [text[start:end] for start, end in itertools.pairwise(cuts)]


def _head(word: str, width: float, size: float, measure: Measure) -> str:
    head = ""
    for cluster in clusters(word):
        if head and measure(head + cluster, size) > width:
            break
        head += cluster
    return head


DOCUMENT_WAVE = 12.0
WAIT_BULGE = 18.0
_PAD = 8.0
_TEXT_WIDTH = {
    StepKind.START: 120.0,
    StepKind.END: 120.0,
    StepKind.DECISION: 140.0,
    StepKind.PARALLEL: 130.0,
}
_WIDE_TEXT = 176.0
_LEAST_WIDTH = {StepKind.PARALLEL: 120.0, StepKind.START: 90.0, StepKind.END: 90.0}
_DIAMOND = 1.8  # ratio of a diamond's width to its text's width; the height follows from it


@dataclass(frozen=True, slots=True)
class Symbol:
    """Size of a symbol and its text, before it is positioned."""

    kind: StepKind
    width: float
    height: float
    text_width: float
    lines: tuple[tuple[str, float], ...]

    @property
    def text_height(self) -> float:
        """Height of all lines."""
        return sum(size * LEADING for _text, size in self.lines)

    def placed(self, x: float, y: float) -> tuple[Rect, tuple[TextLine, ...]]:
        """Return the outline and text lines with the symbol's centre at (x, y)."""
        rect = Rect(x - self.width / 2, y - self.height / 2, self.width, self.height)
        top, middle = self._text_top(rect), x
        if self.kind is StepKind.WAIT:
            middle -= WAIT_BULGE / 2
        lines = []
        for index, (text, size) in enumerate(self.lines):
            height = size * LEADING
            room = Rect(middle - self.text_width / 2, top, self.text_width, height)
            lines.append(TextLine(text, size, room, faint=index > 0 and size < NAME_SIZE))
            top += height
        return rect, tuple(lines)

    def _text_top(self, rect: Rect) -> float:
        spare = rect.height - self.text_height
        if self.kind is StepKind.DOCUMENT:
            spare -= DOCUMENT_WAVE
        return rect.y + spare / 2


def symbol(kind: StepKind, name: str, time: str, measure: Measure) -> Symbol:
    """Return the smallest symbol of ``kind`` that fits the text."""
    room = _TEXT_WIDTH.get(kind, _WIDE_TEXT)
    named = [(line, NAME_SIZE) for line in wrap(name, room, NAME_SIZE, measure)]
    timed = [(line, SMALL_SIZE) for line in wrap(time, room, SMALL_SIZE, measure)]
    lines = (*named, *timed)
    width = max((measure(text, size) for text, size in lines), default=0.0)
    if kind in (StepKind.WORK, StepKind.DOCUMENT, StepKind.WAIT):
        width = room  # equally wide boxes line up as a column
    height = sum(size * LEADING for _text, size in lines)
    outer_width, outer_height = _outline(kind, width, height)
    return Symbol(kind, outer_width, outer_height, width, lines)


def _outline(kind: StepKind, width: float, height: float) -> tuple[float, float]:
    if kind is StepKind.DECISION:
        width, height = max(width, 60.0) + 4, max(height, 20.0) + 2
        # A rectangle of text fits a diamond when its shares of width and height add up to one.
        return width * _DIAMOND, height / (1 - 1 / _DIAMOND)
    if kind in (StepKind.START, StepKind.END):
        high = max(height, 20.0) + _PAD
        return max(width + high, _LEAST_WIDTH[kind]), high
    if kind is StepKind.PARALLEL:
        return max(width + 2 * _PAD, _LEAST_WIDTH[kind]), (height + _PAD if height else 10.0)
    extra = DOCUMENT_WAVE if kind is StepKind.DOCUMENT else 0.0
    bulge = WAIT_BULGE if kind is StepKind.WAIT else 0.0
    return width + 2 * _PAD + bulge, max(height, 20.0) + 2 * _PAD + extra


Points = list[Point]
_ARC_STEPS = 10
_WAVE_STEPS = 24
_HEAD_LENGTH, _HEAD_HALF = 9.0, 4.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed area to fill and the lines to draw over it."""

    area: Points
    strokes: list[Points]


def outline(kind: StepKind, rect: Rect) -> Outline:
    """Return the outline of ``kind`` within ``rect``."""
    area = _area(kind, rect)
    if kind is StepKind.PARALLEL:
        top = [(rect.x, rect.y), (rect.right, rect.y)]
        bottom = [(rect.x, rect.bottom), (rect.right, rect.bottom)]
        return Outline(area, [top, bottom])
    return Outline(area, [[*area, area[0]]])


def arrow_head(points: tuple[Point, ...]) -> Points:
    """Return the triangle at the end of a flow."""
    if len(points) < 2:
        return []
    (x1, y1), (x, y) = points[-2], points[-1]
    length = math.hypot(x - x1, y - y1) or 1.0
    dx, dy = (x - x1) / length, (y - y1) / length
    base_x, base_y = x - dx * _HEAD_LENGTH, y - dy * _HEAD_LENGTH
    return [
        (x, y),
        (base_x - dy * _HEAD_HALF, base_y + dx * _HEAD_HALF),
        (base_x + dy * _HEAD_HALF, base_y - dx * _HEAD_HALF),
    ]


def within_band(points: tuple[Point, ...], top: float, bottom: float) -> list[Points]:
    """Return the parts of an orthogonal line between two heights."""
    parts: list[Points] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        low, high = max(min(y1, y2), top), min(max(y1, y2), bottom)
        if low > high:
            continue
        start, end = ((x1, low), (x2, high)) if y1 <= y2 else ((x1, high), (x2, low))
        # Joined pieces keep their corners when drawn; separate ones would show gaps there.
        if parts and parts[-1][-1] == start:
            parts[-1].append(end)
        else:
            parts.append([start, end])
    return parts


def _area(kind: StepKind, rect: Rect) -> Points:
    if kind is StepKind.DECISION:
        x, y = rect.center
        return [(x, rect.y), (rect.right, y), (x, rect.bottom), (rect.x, y)]
    if kind in (StepKind.START, StepKind.END):
        return _stadium(rect)
    if kind is StepKind.DOCUMENT:
        return _sheet(rect)
    if kind is StepKind.WAIT:
        return _delay(rect)
    return [
        (rect.x, rect.y),
        (rect.right, rect.y),
        (rect.right, rect.bottom),
        (rect.x, rect.bottom),
    ]


def _arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Points:
    angles = [start + (end - start) * n / _ARC_STEPS for n in range(_ARC_STEPS + 1)]
    return [(x + across * math.cos(a), y + down * math.sin(a)) for a in map(math.radians, angles)]


def _stadium(rect: Rect) -> Points:
    radius = rect.height / 2
    y = rect.center[1]
    right = _arc(rect.right - radius, y, radius, radius, -90, 90)
    return [*right, *_arc(rect.x + radius, y, radius, radius, 90, 270)]


def _delay(rect: Rect) -> Points:
    bulge = _arc(rect.right - WAIT_BULGE, rect.center[1], WAIT_BULGE, rect.height / 2, -90, 90)
    return [(rect.x, rect.bottom), (rect.x, rect.y), *bulge]


def _sheet(rect: Rect) -> Points:
    """Return a sheet of paper with a wavy lower edge."""
    level = rect.bottom - DOCUMENT_WAVE / 2
    wave = []
    for n in range(_WAVE_STEPS + 1):
        part = n / _WAVE_STEPS
        x = rect.right - part * rect.width
        wave.append((x, level - DOCUMENT_WAVE / 2 * math.sin(part * 2 * math.pi)))
    return [(rect.x, rect.y), (rect.right, rect.y), *wave]


# Chosen to be told apart in black and white too.
INK = "#16202c"
FAINT = "#46525d"
CRITICAL = "#0b4f4a"
PROBLEM = "#b3261e"
LANES = ("#ffffff", "#f1f5f3")
LANE_EDGE = "#8d979c"
FILLS = {
    StepKind.START: "#dcefe2",
    StepKind.END: "#dcefe2",
    StepKind.WORK: "#ffffff",
    StepKind.DECISION: "#fdf1cf",
    StepKind.DOCUMENT: "#e3edf8",
    StepKind.WAIT: "#e9e9ec",
    StepKind.PARALLEL: "#ffffff",
}
