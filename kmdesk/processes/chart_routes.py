"""Routes of a chart's flows: cells of the steps, paths through gutters, tracks side by side.

Before coordinates are known. Heights of paths are counted in half rows: gutter r (above row r) is
2r, row r is 2r + 1.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from kmdesk.processes.flow import Flow, Process, StepKind

Cell = tuple[int, int]
MOST_SHIFT = 12  # maximum rows down or columns aside that a symbol can be moved manually


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of the steps; ``lanes`` are (role, first column, number of columns)."""

    cells: dict[int, Cell]
    lanes: tuple[tuple[str, int, int], ...]
    rows: int
    columns: int

    def taken(self) -> set[Cell]:
        """Return the cells that contain a step."""
        return set(self.cells.values())


def arrange(process: Process) -> Grid:
    """Assign every step a cell of its own."""
    rows = _rows(process)
    roles = _roles(process)
    names = list(dict.fromkeys(roles[step.key] for step in process.steps))
    groups: dict[tuple[int, str], list[int]] = {}
    for key in process.order:
        groups.setdefault((rows[key], roles[key]), []).append(key)
    widths = dict.fromkeys(names, 1)
    for (_row, name), keys in groups.items():
        widths[name] = max(widths[name], len(keys))
    lanes: list[tuple[str, int, int]] = []
    base = 0
    for name in names:
        lanes.append((name, base, widths[name]))
        base += widths[name]
    columns = _columns(process, groups, {name: (first, count) for name, first, count in lanes})
    if any(step.shift[0] for step in process.steps):
        lanes, columns = _moved(process, lanes, columns, rows)
        base = sum(count for _name, _first, count in lanes)
    cells = {key: (rows[key], columns[key]) for key in columns}
    return Grid(cells, tuple(lanes), max(rows.values(), default=-1) + 1, base)


def _rows(process: Process) -> dict[int, int]:
    """Return rows by longest path from the start; a step without inflow follows the row before."""
    rows: dict[int, int] = {}
    least = dict.fromkeys(process.by_key, 0)
    entered: set[int] = set()
    last = -1
    for key in process.order:
        # A step that nothing leads to would stand in the first row, beside the beginning.
        rows[key] = least[key] if key in entered else last + 1
        rows[key] += min(max(0, process.by_key[key].shift[1]), MOST_SHIFT)
        last = rows[key]
        for flow in process.forward[key]:
            least[flow.target] = max(least[flow.target], rows[key] + 1)
            entered.add(flow.target)
    return rows


def _moved(
    process: Process,
    lanes: list[tuple[str, int, int]],
    columns: dict[int, int],
    rows: dict[int, int],
) -> tuple[list[tuple[str, int, int]], dict[int, int]]:
    """Apply manual moves: moved symbols take their cell, others make room, lanes grow."""
    made: list[tuple[str, int, int]] = []
    found: dict[int, int] = {}
    base = 0
    for name, first, count in lanes:
        inside = [key for key in columns if first <= columns[key] < first + count]
        slots = _slots_moved(process, inside, {k: columns[k] - first for k in inside}, rows)
        low = min(slots.values(), default=0)
        width = max(slots.values(), default=0) - low + 1
        found |= {key: base + slot - low for key, slot in slots.items()}
        made.append((name, base, width))
        base += width
    return made, found


def _slots_moved(
    process: Process, keys: list[int], slots: dict[int, int], rows: dict[int, int]
) -> dict[int, int]:
    """Return each symbol's slot within its lane, placing moved symbols first."""
    done: dict[int, int] = {}
    taken: set[Cell] = set()
    # moved symbols first, since they keep the cell the clerk gave them
    for key in sorted(keys, key=lambda key: not process.by_key[key].shift[0]):
        aside = min(max(-MOST_SHIFT, process.by_key[key].shift[0]), MOST_SHIFT)
        needed = slots[key] + aside
        away = 0
        while (rows[key], needed + away) in taken:
            # The nearest free slot, tried on both sides in turn: 0, 1, -1, 2, -2.
            away = -away if away > 0 else 1 - away
        done[key] = needed + away
        taken.add((rows[key], done[key]))
    return done


def _roles(process: Process) -> dict[int, str]:
    """Return the role of each step; a step without one inherits its neighbour's lane."""
    roles = {step.key: step.role.strip() for step in process.steps}
    for key in process.order:
        if not roles[key]:
            around = [flow.source for flow in process.ins[key]]
            around += [flow.target for flow in process.outs[key]]
            roles[key] = next((roles[other] for other in around if roles[other]), "")
    # Backwards once more: a chain of steps without a role may get it only from what follows.
    for key in reversed(process.order):
        if not roles[key]:
            around = [flow.target for flow in process.outs[key]]
            roles[key] = next((roles[other] for other in around if roles[other]), "")
    return roles


def _columns(
    process: Process,
    groups: dict[tuple[int, str], list[int]],
    lanes: dict[str, tuple[int, int]],
) -> dict[int, int]:
    columns: dict[int, int] = {}
    before = {key: [f.source for f in process.ins[key]] for key in process.by_key}
    after = {key: [f.target for f in process.outs[key]] for key in process.by_key}
    order = sorted(groups, key=lambda group: group[0])
    # down, up and down again: each sweep pulls steps towards neighbours placed by the last
    for sweep, near in ((order, before), (order[::-1], after), (order, before)):
        for group in sweep:
            first, count = lanes[group[1]]
            needed = [
                (_wanted(columns, near[key], first, count), process.row[key], key)
                for key in groups[group]
            ]
            needed.sort()
            slots = _slots([want for want, _row, _key in needed], count)
            for (_want, _row, key), slot in zip(needed, slots, strict=True):
                columns[key] = first + slot
    return columns


def _wanted(columns: dict[int, int], near: list[int], first: int, count: int) -> float:
    known = [columns[key] for key in near if key in columns]
    middle = sum(known) / len(known) - first if known else (count - 1) / 2
    return min(max(middle, 0.0), count - 1.0)


def _slots(wanted: list[float], count: int) -> list[int]:
    """Return increasing slots nearest to ``wanted``, by dynamic programming."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]  # best[s]: all steps so far, using slots < s
    best += [(0.0, [])] * count
    for index, want in enumerate(wanted):
        now: list[tuple[float, list[int]]] = [(float("inf"), [])] * (count + 1)
        for slot in range(index, count):
            cost, chosen = best[slot]
            here = (cost + abs(slot - want), [*chosen, slot])
            now[slot + 1] = min(now[slot], here, key=lambda item: item[0])
        best = now
    return best[count][1]


MOST_PASSES = 3  # maximum flows side by side through one empty cell


@dataclass(slots=True)
class Path:
    """Route of a flow: down from ``start`` (or out at a side), along gutters, into ``end``.

    It enters ``end`` from above. ``out_gutter``/``down_gutter``/``in_gutter`` are the horizontal,
    vertical and second horizontal gutter used, None where the path needs none.
    """

    flow: Flow
    start: Cell
    end: Cell
    back: bool
    side: int = 0  # -1 left, 0 bottom, 1 right
    straight: bool = False
    own_column: bool = False  # descends in the column it starts in
    end_column: bool = False  # descends in the column it ends in
    out_gutter: int | None = None
    down_gutter: int | None = None
    in_gutter: int | None = None
    label: list[str] = field(default_factory=list)
    label_width: float = 0.0
    spread: float | None = None  # fixed distance from the middle of the start's lower edge


class Router:
    """Chooses paths with few bends that never cross a box."""

    def __init__(self, process: Process, grid: Grid) -> None:
        self.process = process
        self.grid = grid
        self._taken = grid.taken()
        self._passes: dict[Cell, int] = {}
        self._sides: set[Cell] = set()  # (row, vertical gutter) with a side exit
        self._loads: dict[int, int] = {}

    def paths(self) -> list[Path]:
        """Return the paths of all flows, in table order."""
        result = []
        for step in self.process.steps:
            flows = list(dict.fromkeys(self.process.outs[step.key]))
            result += self._leaving(step.kind, flows)
        return result

    def _leaving(self, kind: StepKind, flows: list[Flow]) -> list[Path]:
        cells, loops = self.grid.cells, self.process.loops
        paths = [Path(f, cells[f.source], cells[f.target], f in loops) for f in flows]
        if kind is StepKind.DECISION and len(paths) > 1:
            # The usual answer leaves a decision downwards, the others at its sides, as on paper.
            main = self._main(paths)
            for path in paths:
                if path is not main:
                    path.side = self._free_side(path)
        # Straight ones first: a bent flow finds another way, a straight one has only its own.
        for path in sorted(paths, key=lambda path: not self._can_run_straight(path)):
            self._choose(path)
        return paths

    def _main(self, paths: list[Path]) -> Path:
        straight = [path for path in paths if self._can_run_straight(path)]
        ahead = [path for path in paths if not path.back]
        return max(straight or ahead or paths, key=lambda path: path.flow.share or 0.0)

    def _free_side(self, path: Path) -> int:
        row, column = path.start
        first = -1 if path.end[1] < column else 1
        # One side exit a gutter: two would lie on one line until the first bend.
        for side in (first, -first):
            place = (row, column + (side > 0))
            if place not in self._sides:
                self._sides.add(place)
                return side
        return 0

    def _choose(self, path: Path) -> None:
        (row, column), (end_row, end_column) = path.start, path.end
        path.in_gutter = end_row
        if path.side:
            path.down_gutter = column + (path.side > 0)
            self._loads[path.down_gutter] = self._loads.get(path.down_gutter, 0) + 1
        elif self._can_run_straight(path):
            path.straight = True
            path.in_gutter = None
        elif end_row != row + 1:
            self._choose_long(path, row, column, end_row, end_column)

    def _choose_long(self, path: Path, row: int, column: int, end: int, end_column: int) -> None:
        path.out_gutter = row + 1
        between = range(row + 1, end)
        if end > row and self._can_pass([(r, end_column) for r in between]):
            path.end_column = True
            path.in_gutter = None
        elif end > row and self._can_pass([(r, column) for r in between]):
            path.own_column = True
            path.out_gutter = None
        else:
            path.down_gutter = self._best_gutter(column, end_column)

    def _can_run_straight(self, path: Path) -> bool:
        (row, column), (end_row, end_column) = path.start, path.end
        between = ((r, column) for r in range(row + 1, end_row))
        return end_column == column and end_row > row and not self._taken.intersection(between)

    def _can_pass(self, cells: list[Cell]) -> bool:
        if any(c in self._taken or self._passes.get(c, 0) >= MOST_PASSES for c in cells):
            return False
        for cell in cells:
            self._passes[cell] = self._passes.get(cell, 0) + 1
        return True

    def _best_gutter(self, one: int, other: int) -> int:
        def cost(gutter: int) -> float:
            away = abs(gutter - 0.5 - one) + abs(gutter - 0.5 - other)
            # a gutter in use costs a little, which spreads flows over equally near ones
            return away + 0.2 * self._loads.get(gutter, 0)

        best = min(range(self.grid.columns + 1), key=cost)
        self._loads[best] = self._loads.get(best, 0) + 1
        return best


Key = Hashable


@dataclass(slots=True)
class Run:
    """Stretch of a gutter occupied by all flows of one key."""

    low: float
    high: float

    def widen(self, low: float, high: float) -> None:
        """Extend the stretch by another flow of the same key."""
        self.low, self.high = min(self.low, low), max(self.high, high)


class Gutter:
    """Runs of one gutter and the track of each."""

    def __init__(self) -> None:
        self._runs: dict[Key, Run] = {}
        self._tracks: dict[Key, int] = {}

    def add(self, key: Key, low: float, high: float) -> None:
        """Occupy the stretch from ``low`` to ``high``."""
        low, high = min(low, high), max(low, high)
        if key in self._runs:
            self._runs[key].widen(low, high)
        else:
            self._runs[key] = Run(low, high)

    def settle(self, gap: float) -> None:
        """Assign each run the first track on which it keeps ``gap`` to its neighbours."""
        ends: list[float] = []
        for key, run in sorted(self._runs.items(), key=lambda item: (item[1].low, item[1].high)):
            # Sorted by where they begin, the first track that is free gives the fewest tracks.
            track = next((t for t, end in enumerate(ends) if end + gap <= run.low), len(ends))
            if track == len(ends):
                ends.append(run.high)
            else:
                ends[track] = run.high
            self._tracks[key] = track

    @property
    def count(self) -> int:
        """Number of tracks."""
        return max(self._tracks.values(), default=-1) + 1

    def track(self, key: Key) -> int:
        """Return the track of a run."""
        return self._tracks[key]


@dataclass(frozen=True, slots=True)
class Stub:
    """Vertical segment inside a column: leaving a step, entering one or passing through."""

    owner: int  # index of its path
    end: str  # "out" or "in"
    low: int
    high: int
    source: int
    target: int
    alone: bool  # may not share its line with siblings of the same source
    wanted: float
    fixed: bool


def spread_stubs(stubs: list[Stub], gap: float) -> dict[tuple[int, str], float]:
    """Return each stub's distance from the middle of its column."""
    placed: list[tuple[Stub, float]] = []
    result: dict[tuple[int, str], float] = {}
    steps = [gap * n * sign for n in range(1, 12) for sign in (1, -1)]
    # fixed stubs first, so that the movable ones avoid them
    for stub in sorted(stubs, key=lambda stub: not stub.fixed):
        # The middle is tried early: a line there needs no bend on entering its symbol.
        choices = [stub.wanted, 0.0, *sorted(steps, key=lambda dx: abs(dx - stub.wanted))]
        if stub.fixed:
            choices = [stub.wanted]
        dx = next((dx for dx in choices if not _clashes(stub, dx, placed, gap)), choices[-1])
        placed.append((stub, dx))
        result[stub.owner, stub.end] = dx
    return result


def _clashes(stub: Stub, dx: float, placed: list[tuple[Stub, float]], gap: float) -> bool:
    for other, there in placed:
        if abs(there - dx) >= gap * 0.75 or stub.high < other.low or other.high < stub.low:
            continue
        # Flows into the same step may share a line, which reads as a junction.
        if there == dx and stub.target == other.target:
            continue
        if there == dx and stub.source == other.source and not (stub.alone or other.alone):
            continue
        return True
    return False
