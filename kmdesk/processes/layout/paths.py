"""Route each flow through gutters and empty cells, before coordinates are known.

Heights are counted in half rows: gutter r (above row r) is 2r, row r is 2r + 1.
"""

from dataclasses import dataclass, field

from kmdesk.processes.flow import Flow, Process, StepKind
from kmdesk.processes.layout.grid import Cell, Grid

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
        found = []
        for step in self.process.steps:
            flows = list(dict.fromkeys(self.process.outs[step.key]))
            found += self._leaving(step.kind, flows)
        return found

    def _leaving(self, kind: StepKind, flows: list[Flow]) -> list[Path]:
        cells, loops = self.grid.cells, self.process.loops
        paths = [Path(f, cells[f.source], cells[f.target], f in loops) for f in flows]
        if kind is StepKind.DECISION and len(paths) > 1:
            main = self._main(paths)
            for path in paths:
                if path is not main:
                    path.side = self._free_side(path)
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
