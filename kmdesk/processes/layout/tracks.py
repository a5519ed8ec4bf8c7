"""Assign parallel tracks in a gutter, so that flows to different ends never share a line."""

from collections.abc import Hashable
from dataclasses import dataclass

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
        if there == dx and stub.target == other.target:
            continue
        if there == dx and stub.source == other.source and not (stub.alone or other.alone):
            continue
        return True
    return False
