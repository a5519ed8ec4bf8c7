"""A process with unrolled loops: states are (step, times each loop was taken)."""

from fractions import Fraction
from functools import cached_property
from math import prod

from kmdesk.processes.flow import Flow, Process, StepKind

State = tuple[int, tuple[int, ...]]
# Above this many combinations of repeats in one component, its loops share one budget.
MOST_COMBINATIONS = 256


class Unrolled:
    """Acyclic walk through a process; every loop ends when its repeats are used up."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._nexts: dict[State, list[tuple[Fraction, State]]] = {}

    @cached_property
    def _knots(self) -> dict[int, list[Flow]]:
        """Loops of each strongly connected component, in table order."""
        knots: dict[int, list[Flow]] = {}
        for flow in self.process.known_flows:
            if flow in self.process.loops:
                knots.setdefault(self.process.component[flow.source], []).append(flow)
        return knots

    @cached_property
    def shared_budgets(self) -> frozenset[int]:
        """Components whose loops are counted together."""
        return frozenset(
            knot
            for knot, flows in self._knots.items()
            if prod(max(0, flow.at_most) + 1 for flow in flows) > MOST_COMBINATIONS
        )

    @cached_property
    def forks(self) -> frozenset[int]:
        """Steps that start parallel branches."""
        return frozenset(
            key for key in self.process.by_key if self.is_fork(key) and len(self._ways(key)) > 1
        )

    def is_fork(self, key: int) -> bool:
        """Return whether several flows leaving a step run in parallel: unless it is a decision."""
        return self.process.by_key[key].kind is not StepKind.DECISION

    def first(self, key: int) -> State:
        """Return the state of a step before any repeat."""
        knot = self.process.component[key]
        loops = self._knots.get(knot, [])
        return (key, (0,) * (1 if knot in self.shared_budgets else len(loops)))

    def joined(self, state: State) -> State | None:
        """Return the join of a fork as a state, keeping the repeats used before the fork."""
        join = self.join.get(state[0])
        return None if join is None else self._entering(state, join)

    def nexts(self, state: State) -> list[tuple[Fraction, State]]:
        """Return successors of a state with shares, summing to 1 (1 each if not a decision)."""
        if state not in self._nexts:
            self._nexts[state] = self._find_nexts(state)
        return self._nexts[state]

    @cached_property
    def join(self) -> dict[int, int | None]:
        """First step where all forward flows of a step meet again; None if only at the end."""
        depth: dict[int | None, int] = {None: 0}
        join: dict[int, int | None] = {}
        for key in reversed(self.process.order):
            targets: list[int | None] = [f.target for f in self.process.forward[key]]
            meet = targets[0] if targets else None
            for target in targets[1:]:
                meet = _meet(meet, target, join, depth)
            join[key] = meet
            depth[key] = depth[meet] + 1
        return join

    def region(self, fork: int) -> set[int]:
        """Return the steps between a fork and its join, excluding both."""
        join, seen = self.join[fork], set[int]()
        todo = [flow.target for flow in self.process.forward[fork]]
        while todo:
            key = todo.pop()
            if key != join and key not in seen:
                seen.add(key)
                todo.extend(flow.target for flow in self.process.forward[key])
        return seen

    def _ways(self, key: int) -> list[Flow]:
        return self.process.forward[key]

    def _find_nexts(self, state: State) -> list[tuple[Fraction, State]]:
        key, _counts = state
        ways = [
            (flow, target)
            for flow in self.process.outs[key]
            if (target := self._follow(state, flow)) is not None
        ]
        if self.is_fork(key):
            return [(Fraction(1), target) for _flow, target in ways]
        shares = _shares([flow for flow, _target in ways])
        return [(share, target) for share, (_f, target) in zip(shares, ways, strict=True)]

    def _follow(self, state: State, flow: Flow) -> State | None:
        if flow not in self.process.loops:
            return self._entering(state, flow.target)
        knot = self.process.component[flow.source]
        loops, counts = self._knots[knot], list(state[1])
        if knot in self.shared_budgets:
            index, limit = 0, max(loop.at_most for loop in loops)
        else:
            index, limit = loops.index(flow), flow.at_most
        if counts[index] >= limit:
            return None
        counts[index] += 1
        return (flow.target, tuple(counts))

    def _entering(self, state: State, target: int) -> State:
        component = self.process.component
        same = component[state[0]] == component[target]
        return (target, state[1]) if same else self.first(target)


def _meet(
    one: int | None,
    other: int | None,
    join: dict[int, int | None],
    depth: dict[int | None, int],
) -> int | None:
    while one != other:
        if depth[one] >= depth[other]:
            one = None if one is None else join[one]
        else:
            other = None if other is None else join[other]
    return one


def _shares(flows: list[Flow]) -> list[Fraction]:
    """Return shares summing to 1: missing ones split the rest, others keep their proportion."""
    # through str, so that 33.3 becomes 333/10 and not its binary approximation
    given = [None if f.share is None else Fraction(str(max(0.0, f.share))) for f in flows]
    missing = sum(share is None for share in given)
    known = sum((share for share in given if share is not None), Fraction(0))
    left = max(Fraction(0), 100 - known) / missing if missing else Fraction(0)
    full = [left if share is None else share for share in given]
    total = sum(full, Fraction(0))
    if not total and flows:
        return [Fraction(1, len(flows))] * len(flows)
    return [share / total for share in full]
