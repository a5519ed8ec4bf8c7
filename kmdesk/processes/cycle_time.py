"""Cycle time of a process, from the first step to the last, in working minutes.

Parallel branches take as long as the longest, decisions are weighted by their shares, and each loop
is taken at most as often as its flow allows. Best and worst are exact; the typical time is the
expectation, with the branches of a parallel step treated as independent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic

from kmdesk.i18n import N_, Message
from kmdesk.processes.flow import TIMED, Flow, Process, StepKind
from kmdesk.processes.time_algebra import (
    Algebra,
    Best,
    Distribution,
    HandsOn,
    Mean,
    T,
    Waiting,
    Worst,
    mean_of,
)
from kmdesk.processes.unrolled_loops import State, Unrolled

# Above this many decisions and repeats between a fork and its join, the distribution of the
# branches grows too large; the branch that is longest on average is used instead.
EXACT_CHOICES = 8

Node = tuple[State, int | None]


@dataclass(frozen=True, slots=True)
class CycleTime:
    """Totals in working minutes, and the critical path."""

    best: int
    typical: float
    worst: int
    hands_on: float
    waiting: float
    steps: int
    path: frozenset[int]
    path_flows: frozenset[Flow]
    assumptions: tuple[Message, ...]


@lru_cache(maxsize=64)
def cycle_time(process: Process) -> CycleTime:
    """Return the totals of a process; an empty one takes no time."""
    return _Calculation(process).result()


class _Calculation:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.unrolled = Unrolled(process)

    def result(self) -> CycleTime:
        process = self.process
        if process.start is None:
            return CycleTime(0, 0.0, 0, 0.0, 0.0, 0, frozenset(), frozenset(), ())
        first = self.unrolled.first(process.start.key)
        mean = _Solver(self, Mean(), self._expected_longest())
        path, flows = self._critical(first, mean)
        return CycleTime(
            best=_Solver(self, Best()).value(first),
            typical=mean.value(first),
            worst=_Solver(self, Worst()).value(first),
            hands_on=_Solver(self, HandsOn()).value(first),
            waiting=_Solver(self, Waiting()).value(first),
            steps=sum(step.kind in TIMED for step in process.steps),
            path=frozenset(path),
            path_flows=frozenset(flows),
            assumptions=self._assumptions(),
        )

    @cached_property
    def exact_forks(self) -> frozenset[int]:
        """Forks with few enough choices for an exact expectation."""
        return frozenset(k for k in self.unrolled.forks if self._choices(k) <= EXACT_CHOICES)

    def _choices(self, fork: int) -> float:
        process = self.process
        region = self.unrolled.region(fork)
        total = 0
        for key in region:
            total += process.by_key[key].kind is StepKind.DECISION
            for flow in process.outs[key]:
                if flow in process.loops:
                    total += max(0, flow.at_most)
                    if flow.target not in region:
                        return float("inf")  # leads back before the fork
        return total

    def _expected_longest(self) -> "Callable[[int, list[Node]], float | None]":
        spread = _Solver(self, Distribution())

        def longest(fork: int, branches: list[Node]) -> float | None:
            if fork not in self.exact_forks:
                return None
            return mean_of(Distribution().together([spread.value(*node) for node in branches]))

        return longest

    def _critical(self, first: State, mean: "_Solver[float]") -> tuple[list[int], list[Flow]]:
        """Return the critical path: the likeliest way at a decision, the longest at a fork."""
        key, path, flows = first[0], [first[0]], list[Flow]()
        while True:
            outs = self.process.forward[key]
            if not outs:
                return path, flows
            if self.process.by_key[key].kind is StepKind.DECISION:
                chosen = max(outs, key=lambda flow: flow.share or 0.0)
            elif len(outs) > 1:
                stop = self.unrolled.join.get(key)
                chosen = max(outs, key=lambda f: mean.value(self.unrolled.first(f.target), stop))
            else:
                chosen = outs[0]
            flows.append(chosen)
            key = chosen.target
            path.append(key)

    def _assumptions(self) -> tuple[Message, ...]:
        process = self.process
        said = []
        if process.loops:
            said.append(
                Message(
                    N_(
                        "Each way back is taken at most as often as its flow says ({count} in all)."
                    ),
                    {"count": sum(flow.at_most for flow in process.loops)},
                )
            )
        if self.unrolled.shared_budgets:
            said.append(Message(N_("Many ways back: their repeats are counted together."), {}))
        if self.unrolled.forks:
            said.append(Message(N_("Parallel branches are taken as independent."), {}))
        if self.unrolled.forks - self.exact_forks:
            said.append(
                Message(
                    N_("For very branched parallel work the longest branch on average is used."), {}
                )
            )
        return tuple(said)


class _Solver(Generic[T]):
    """Evaluates an algebra over the states, each state once, without recursion."""

    def __init__(
        self,
        calculation: _Calculation,
        algebra: Algebra[T],
        together: Callable[[int, list[Node]], T | None] = lambda _fork, _branches: None,
    ) -> None:
        self._all = calculation
        self._algebra = algebra
        self._exactly_together = together
        self._known: dict[Node, T] = {}

    def value(self, state: State, stop: int | None = None) -> T:
        """Return the time from ``state`` until ``stop`` is reached (None: until the end)."""
        todo: list[Node] = [(state, stop)]
        while todo:
            node = todo[-1]
            missing = [n for n in self._needs(node) if n not in self._known]
            if missing:
                todo.extend(missing)
            else:
                todo.pop()
                if node not in self._known:
                    self._known[node] = self._combine(node)
        return self._known[(state, stop)]

    def _needs(self, node: Node) -> list[Node]:
        state, stop = node
        if state[0] == stop:
            return []
        unrolled = self._all.unrolled
        nexts = [target for _share, target in unrolled.nexts(state)]
        if unrolled.is_fork(state[0]) and len(nexts) > 1:
            join = unrolled.joined(state)
            branches = [(target, unrolled.join[state[0]]) for target in nexts]
            return branches if join is None else [*branches, (join, stop)]
        return [(target, stop) for target in nexts]

    def _combine(self, node: Node) -> T:
        state, stop = node
        key = state[0]
        algebra, unrolled = self._algebra, self._all.unrolled
        if key == stop:
            return algebra.nothing()
        step = self._all.process.by_key[key]
        nexts = unrolled.nexts(state)
        if not nexts:
            rest = algebra.nothing()
        elif unrolled.is_fork(key) and len(nexts) > 1:
            rest = self._together(key, [(target, unrolled.join[key]) for _s, target in nexts])
            join = unrolled.joined(state)
            if join is not None:
                rest = algebra.then(rest, self._known[(join, stop)])
        else:
            rest = algebra.choose([(s, self._known[(t, stop)]) for s, t in nexts])
        return algebra.step(step, rest)

    def _together(self, key: int, branches: list[Node]) -> T:
        exact = self._exactly_together(key, branches)
        if exact is not None:
            return exact
        return self._algebra.together([self._known[branch] for branch in branches])
