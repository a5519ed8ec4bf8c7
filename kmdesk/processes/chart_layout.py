"""Lay out a process as a chart: layered rows, swimlanes by role, orthogonal flows. No screen.

A step occupies a grid cell (row = layer, column = position within its role's lane); flows run only
in the gutters between cells and through empty cells, so that none can cross a box. The public
layout libraries were evaluated: none keeps nodes inside lanes or routes around boxes with labels,
which is all of the work here."""

import math
from collections.abc import Callable

from kmdesk.processes.chart import (
    HEAD_SIZE,
    LEADING,
    SMALL_SIZE,
    Box,
    Chart,
    Lane,
    Measure,
    Point,
    Rect,
    Symbol,
    TextLine,
    Wire,
    symbol,
    wrap,
)
from kmdesk.processes.chart_routes import Grid, Gutter, Path, Router, Stub, arrange, spread_stubs
from kmdesk.processes.flow import Flow, Process, Step, StepKind

MARGIN = 12.0
TRACK = 13.0
STUB_GAP = 14.0
_LEAST_ACROSS = 30.0  # minimum height of a horizontal gutter
_LEAST_DOWN = 22.0  # minimum width of a vertical gutter
_ARROW = 14.0
_LABEL_WIDTH = 88.0
_LEAST_COLUMN = 150.0

# Text inside a symbol (its name and its time) and beside a flow.
StepText = Callable[[Step], tuple[str, str]]
FlowText = Callable[[Flow], str]


def layout(
    process: Process,
    measure: Measure,
    step_text: StepText = lambda step: (step.name, ""),
    flow_text: FlowText = lambda flow: flow.condition,
) -> Chart:
    """Return the chart of a process; ``measure`` gives the text widths."""
    if not process.steps:
        return Chart(0.0, 0.0, (), (), ())
    return _Builder(process, measure, step_text, flow_text).chart()


class _Builder:
    def __init__(
        self, process: Process, measure: Measure, step_text: StepText, flow_text: FlowText
    ) -> None:
        self.process = process
        self.measure = measure
        self.grid: Grid = arrange(process)
        self.symbols: dict[int, Symbol] = {
            step.key: symbol(step.kind, *step_text(step), measure) for step in process.steps
        }
        self.paths: list[Path] = Router(process, self.grid).paths()
        for path in self.paths:
            self._label(path, flow_text(path.flow))

    def chart(self) -> Chart:
        # The order is that of what each needs: widths stand before heights, because how many flows
        # cross a row is known only when the columns have their places.
        self._spread_exits()
        self._settle_down_gutters()
        self._settle_stubs()
        self._place_columns()
        self._settle_across_gutters()
        self._place_rows()
        boxes, centers = [], self._centers()
        for step in self.process.steps:
            rect, lines = self.symbols[step.key].placed(*centers[step.key])
            boxes.append(Box(step.key, step.kind, rect, lines))
        outlines = {box.key: box.rect for box in boxes}
        wires = tuple(self._wire(index, path, outlines) for index, path in enumerate(self.paths))
        return Chart(
            self.width,
            self.height,
            self._lanes(),
            tuple(boxes),
            wires,
            self.grid.cells,
            tuple(self.row_y),
            tuple(self.column_x),
        )

    # Labels of flows ---------------------------------------------------------------------

    def _label(self, path: Path, text: str) -> None:
        path.label = wrap(text, _LABEL_WIDTH, SMALL_SIZE, self.measure)
        path.label_width = max((self.measure(t, SMALL_SIZE) for t in path.label), default=0.0)

    def _label_height(self, path: Path) -> float:
        return len(path.label) * SMALL_SIZE * LEADING

    def _spread_exits(self) -> None:
        """Separate labelled flows leaving downwards by the width of their labels."""
        for step in self.process.steps:
            down = [p for p in self.paths if p.flow.source == step.key and not p.side]
            if len(down) < 2 or not any(path.label for path in down):
                continue
            down.sort(key=lambda path: (path.end[1], path.end[0]))
            middle = next((i for i, path in enumerate(down) if path.straight), len(down) // 2)
            for direction in (-1, 1):
                place = 0.0
                for index in range(middle, len(down) if direction > 0 else -1, direction):
                    path = down[index]
                    if index != middle:
                        left = down[index - 1] if direction > 0 else path
                        place += direction * (left.label_width + STUB_GAP)
                    path.spread = place

    # Gutters and columns -----------------------------------------------------------------

    def _settle_down_gutters(self) -> None:
        self.down = [Gutter() for _ in range(self.grid.columns + 1)]
        self.bands = [[0.0, 0.0] for _ in self.down]  # room for labels left and right
        for path in self.paths:
            if path.down_gutter is None or path.in_gutter is None:
                continue
            first = 2 * path.start[0] + 1 if path.side else 2 * (path.out_gutter or 0)
            # By target: flows that end at the same step share their track.
            self.down[path.down_gutter].add(path.flow.target, first, 2 * path.in_gutter)
            if path.side and path.label:
                band = self.bands[path.down_gutter]
                side = 0 if path.side > 0 else 1
                band[side] = max(band[side], path.label_width + 8)
        for gutter in self.down:
            gutter.settle(1)

    def _settle_stubs(self) -> None:
        columns: dict[int, list[Stub]] = {}
        for index, path in enumerate(self.paths):
            for stub in self._stubs(index, path):
                column = path.start[1] if stub.end == "out" else path.end[1]
                columns.setdefault(column, []).append(stub)
        self.offsets: dict[tuple[int, str], float] = {}
        self.reach = [0.0] * self.grid.columns
        for column, stubs in columns.items():
            placed = spread_stubs(stubs, STUB_GAP)
            self.offsets |= placed
            for stub in stubs:
                # A column reaches as far as its outermost line, so that none enters the next one.
                room = abs(placed[stub.owner, stub.end]) + 10
                path = self.paths[stub.owner]
                if stub.end == "out" and path.label:
                    room += path.label_width + 4
                self.reach[column] = max(self.reach[column], room)

    def _stubs(self, index: int, path: Path) -> list[Stub]:
        source, target = path.flow.source, path.flow.target
        out_low, in_low = 2 * (path.start[0] + 1), 2 * path.end[0]
        alone = path.spread is not None or bool(path.label)
        fixed = path.straight or path.spread is not None
        needed = path.spread or 0.0

        def stub(end: str, low: int, high: int, want: float, firm: bool) -> Stub:
            return Stub(index, end, low, high, source, target, alone, want, firm)

        if path.straight:
            return [stub("out", out_low, in_low, needed, True)]
        result = []
        if not path.side:
            high = in_low if path.own_column else out_low
            result.append(stub("out", out_low, high, needed, fixed))
        low = out_low if path.end_column else in_low
        result.append(stub("in", low, in_low, 0.0, False))
        return result

    def _place_columns(self) -> None:
        widths = [_LEAST_COLUMN] * self.grid.columns
        for key, (_row, column) in self.grid.cells.items():
            widths[column] = max(widths[column], self.symbols[key].width)
        widths = [max(w, 2 * reach) for w, reach in zip(widths, self.reach, strict=True)]
        self._widen_for_roles(widths)
        self.gutter_x: list[float] = []
        self.column_x: list[float] = []
        self.column_widths = widths
        x = MARGIN
        for column in range(self.grid.columns + 1):
            self.gutter_x.append(x)
            x += self._gutter_width(column)
            if column < self.grid.columns:
                self.column_x.append(x + widths[column] / 2)
                x += widths[column]
        self.width = x + MARGIN

    def _gutter_width(self, column: int) -> float:
        left, right = self.bands[column]
        return max(_LEAST_DOWN, left + right + (self.down[column].count + 1) * TRACK)

    def _widen_for_roles(self, widths: list[float]) -> None:
        """Make every lane at least as wide as the longest word of its role."""
        for role, first, count in self.grid.lanes:
            # The longest word, not the whole name: a role is wrapped, but never inside a word.
            longest = max((self.measure(w, HEAD_SIZE) for w in role.split()), default=0.0)
            need = min(longest, 220.0) / count
            for column in range(first, first + count):
                widths[column] = max(widths[column], need)

    def _track_x(self, path: Path) -> float:
        assert path.down_gutter is not None
        gutter = path.down_gutter
        track = self.down[gutter].track(path.flow.target)
        return self.gutter_x[gutter] + self.bands[gutter][0] + (track + 1) * TRACK

    def _stub_x(self, index: int, end: str) -> float:
        path = self.paths[index]
        column = path.start[1] if end == "out" else path.end[1]
        return self.column_x[column] + self.offsets[index, end]

    # Horizontal gutters and rows ---------------------------------------------------------

    def _settle_across_gutters(self) -> None:
        self.across = [Gutter() for _ in range(self.grid.rows + 1)]
        for index, path in enumerate(self.paths):
            for gutter, key, low, high in self._crossings(index, path):
                self.across[gutter].add(key, low, high)
        for each in self.across:
            each.settle(TRACK)

    def _crossings(self, index: int, path: Path) -> list[tuple[int, tuple[str, int], float, float]]:
        """Return (gutter, key, from x, to x) of the horizontal segments of a path."""
        if path.straight:
            return []
        turn = self._track_x(path) if path.down_gutter is not None else None
        ends = self._stub_x(index, "in")
        into = ("to", path.flow.target)
        result = []
        if path.out_gutter is not None:
            starts = self._stub_x(index, "out")
            result.append((path.out_gutter, into, starts, ends if turn is None else turn))
        if path.in_gutter is not None:
            begins = turn if turn is not None else self._stub_x(index, "out")
            result.append((path.in_gutter, self._key_in(path), begins, ends))
        return result

    def _key_in(self, path: Path) -> tuple[str, int]:
        # Branches of one step into the next row share one line on leaving it.
        alone = path.spread is not None or path.label or path.down_gutter is not None
        if alone or len(self.process.outs[path.flow.source]) < 2:
            return ("to", path.flow.target)
        return ("from", path.flow.source)

    def _place_rows(self) -> None:
        heights = [0.0] * self.grid.rows
        for key, (row, _column) in self.grid.cells.items():
            heights[row] = max(heights[row], self.symbols[key].height)
        self.label_bands = [0.0] * (self.grid.rows + 1)
        for path in self.paths:
            tall = self._label_height(path)
            row = path.start[0]
            if path.side:
                heights[row] = max(heights[row], 2 * (tall + 4))
            elif tall:
                self.label_bands[row + 1] = max(self.label_bands[row + 1], tall + 4)
        self.head = self._head_height()
        self.gutter_y: list[float] = []
        self.row_y: list[float] = []
        y = MARGIN + self.head
        for row in range(self.grid.rows + 1):
            self.gutter_y.append(y)
            tracks = self.across[row].count * TRACK
            y += max(_LEAST_ACROSS, self.label_bands[row] + tracks + _ARROW + 4)
            if row < self.grid.rows:
                self.row_y.append(y + heights[row] / 2)
                y += heights[row]
        # Below the last row there is a gutter only for loops that leave it downwards.
        last_gutter = self.across[self.grid.rows].count
        self.height = (y if last_gutter else self.gutter_y[-1] + _LEAST_DOWN) + MARGIN

    def _track_y(self, gutter: int, key: tuple[str, int]) -> float:
        track = self.across[gutter].track(key)
        return self.gutter_y[gutter] + self.label_bands[gutter] + 6 + (track + 0.3) * TRACK

    def _centers(self) -> dict[int, Point]:
        cells = self.grid.cells.items()
        return {key: (self.column_x[column], self.row_y[row]) for key, (row, column) in cells}

    # Wires, labels and lanes -------------------------------------------------------------

    def _wire(self, index: int, path: Path, outlines: dict[int, Rect]) -> Wire:
        source, target = outlines[path.flow.source], outlines[path.flow.target]
        points = self._first_points(index, path, source)
        keys = {gutter: key for gutter, key, _l, _h in self._crossings(index, path)}
        if path.straight:
            x = self._stub_x(index, "out")
            points.append((x, self._top(path.flow.target, target, x)))
        else:
            if path.out_gutter is not None:
                y = self._track_y(path.out_gutter, keys[path.out_gutter])
                points.append((points[-1][0], y))
                x = self._stub_x(index, "in") if path.down_gutter is None else self._track_x(path)
                points.append((x, y))
            elif path.down_gutter is not None:
                points.append((self._track_x(path), points[-1][1]))
            end_x = self._stub_x(index, "in")
            if path.in_gutter is not None:
                y = self._track_y(path.in_gutter, keys[path.in_gutter])
                points += [(points[-1][0], y), (end_x, y)]
            points.append((end_x, self._top(path.flow.target, target, end_x)))
        return Wire(
            path.flow, tuple(_without_bends(points)), self._wire_text(path, points), path.back
        )

    def _first_points(self, index: int, path: Path, source: Rect) -> list[Point]:
        if path.side:
            return [(source.right if path.side > 0 else source.x, source.center[1])]
        x = self._stub_x(index, "out")
        return [(x, self._bottom(path.flow.source, source, x))]

    def _top(self, key: int, rect: Rect, x: float) -> float:
        return rect.y + self._slant(key, rect, x)

    def _bottom(self, key: int, rect: Rect, x: float) -> float:
        if self.symbols[key].kind is StepKind.DOCUMENT:
            return rect.bottom - 12  # the line starts under the wave, which is drawn over it
        return rect.bottom - self._slant(key, rect, x)

    def _slant(self, key: int, rect: Rect, x: float) -> float:
        """Return how far the outline at ``x`` lies inside the rectangle."""
        away = abs(x - rect.center[0])
        kind = self.symbols[key].kind
        if kind is StepKind.DECISION:
            return min(1.0, away / (rect.width / 2)) * rect.height / 2
        if kind in (StepKind.START, StepKind.END):
            radius = rect.height / 2
            beyond = min(max(0.0, away - (rect.width / 2 - radius)), radius)
            return radius - math.sqrt(radius * radius - beyond * beyond)
        return 0.0

    def _wire_text(self, path: Path, points: list[Point]) -> tuple[TextLine, ...]:
        height = SMALL_SIZE * LEADING
        x, y = points[0]
        if path.side:
            column, half = path.start[1], self.column_widths[path.start[1]] / 2
            edge = self.column_x[column] + path.side * half
            x = edge + 4 if path.side > 0 else edge - 4 - path.label_width
            y -= self._label_height(path) + 2
        else:
            x, y = x + 4, self.gutter_y[path.start[0] + 1] + 2
        return tuple(
            TextLine(text, SMALL_SIZE, Rect(x, y + row * height, path.label_width, height))
            for row, text in enumerate(path.label)
        )

    def _lane_span(self, first: int, count: int) -> tuple[float, float]:
        last = first + count
        start = self._lane_edge(first) if first else MARGIN
        end = self._lane_edge(last) if last < self.grid.columns else self.width - MARGIN
        return start, end

    def _lane_edge(self, gutter: int) -> float:
        """Return the x between the left labels and the first track, so that no flow runs on it."""
        return self.gutter_x[gutter] + self.bands[gutter][0] + TRACK * 0.35

    def _role_lines(self, role: str, first: int, count: int) -> list[str]:
        start, end = self._lane_span(first, count)
        return wrap(role, end - start - 12, HEAD_SIZE, self.measure)

    def _head_height(self) -> float:
        rows = max((len(self._role_lines(*lane)) for lane in self.grid.lanes), default=0)
        return rows * HEAD_SIZE * LEADING + 10 if rows else 0.0

    def _lanes(self) -> tuple[Lane, ...]:
        lanes = []
        for role, first, count in self.grid.lanes:
            start, end = self._lane_span(first, count)
            rect = Rect(start, MARGIN, end - start, self.height - 2 * MARGIN)
            height, y = HEAD_SIZE * LEADING, MARGIN + 5
            room = end - start - 12
            lines = tuple(
                TextLine(text, HEAD_SIZE, Rect(start + 6, y + row * height, room, height))
                for row, text in enumerate(self._role_lines(role, first, count))
            )
            lanes.append(Lane(role, rect, lines))
        return tuple(lanes)


def _without_bends(points: list[Point]) -> list[Point]:
    """Drop duplicate points and those in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(point[0] - kept[-1][0]) < 0.01 and abs(point[1] - kept[-1][1]) < 0.01:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _in_line(one: Point, two: Point, three: Point) -> bool:
    across = abs(one[0] - two[0]) < 0.01 and abs(two[0] - three[0]) < 0.01
    down = abs(one[1] - two[1]) < 0.01 and abs(two[1] - three[1]) < 0.01
    return across or down
