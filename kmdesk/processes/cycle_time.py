"""Cycle time of a process, from the first step to the last, in working minutes.

Parallel branches take as long as the longest, decisions are weighted by their shares, and each loop
is taken at most as often as its flow allows. Best and worst are exact; the typical time is the
expectation, with the branches of a parallel step treated as independent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import prod
from typing import Generic, Protocol, TypeVar

from kmdesk.i18n import N_, Message
from kmdesk.processes.flow import TIMED, Flow, Process, Step, StepKind
from kmdesk.processes.working_time import NONE

T = TypeVar("T")
Spread = dict[int, Fraction]
Choices = list[tuple[Fraction, T]]


class Algebra(Protocol[T]):
    """Rules for combining times."""

    def nothing(self) -> T:
        """Return the value of no time."""
        ...

    def step(self, step: Step, rest: T) -> T:
        """Add a step to the value of the rest."""
        ...

    def choose(self, options: Choices[T]) -> T:
        """Combine alternatives, given with their shares."""
        ...

    def together(self, branches: list[T]) -> T:
        """Combine parallel branches."""
        ...

    def then(self, first: T, second: T) -> T:
        """Combine one stretch followed by another."""
        ...


class Best:
    """Shortest time, everything going well."""

    def nothing(self) -> int:
        return 0

    def step(self, step: Step, rest: int) -> int:
        return step.time.best + rest

    def choose(self, options: Choices[int]) -> int:
        return min(value for _share, value in options)

    def together(self, branches: list[int]) -> int:
        return max(branches)

    def then(self, first: int, second: int) -> int:
        return first + second


class Worst:
    """Longest time, with every allowed repeat."""

    def nothing(self) -> int:
        return 0

    def step(self, step: Step, rest: int) -> int:
        return step.time.worst + rest

    def choose(self, options: Choices[int]) -> int:
        return max(value for _share, value in options)

    def together(self, branches: list[int]) -> int:
        return max(branches)

    def then(self, first: int, second: int) -> int:
        return first + second


class Mean:
    """Expectation of the typical times."""

    def nothing(self) -> float:
        return 0.0

    def step(self, step: Step, rest: float) -> float:
        return step.time.typical + rest

    def choose(self, options: Choices[float]) -> float:
        return sum(float(share) * value for share, value in options)

    def together(self, branches: list[float]) -> float:
        return max(branches)

    def then(self, first: float, second: float) -> float:
        return first + second


class HandsOn(Mean):
    """Expected work of all people: parallel branches add up."""

    def step(self, step: Step, rest: float) -> float:
        return (step.work or NONE).typical + rest

    def together(self, branches: list[float]) -> float:
        return sum(branches)


class Waiting(HandsOn):
    """Expected waiting summed over all steps."""

    def step(self, step: Step, rest: float) -> float:
        return (step.wait or NONE).typical + rest


class Distribution:
    """Every possible typical time with its exact probability."""

    def nothing(self) -> Spread:
        return {0: Fraction(1)}

    def step(self, step: Step, rest: Spread) -> Spread:
        return {value + step.time.typical: chance for value, chance in rest.items()}

    def choose(self, options: Choices[Spread]) -> Spread:
        mixed: Spread = {}
        for share, spread in options:
            for value, chance in spread.items():
                mixed[value] = mixed.get(value, Fraction(0)) + share * chance
        return mixed

    def together(self, branches: list[Spread]) -> Spread:
        values = sorted({value for branch in branches for value in branch})
        longest: Spread = {}
        before = Fraction(0)
        reached = [Fraction(0)] * len(branches)
        for value in values:
            reached = [
                total + branch.get(value, Fraction(0))
                for total, branch in zip(reached, branches, strict=True)
            ]
            below = Fraction(1)
            for total in reached:
                below *= total
            # P(longest ≤ t) is the product of the branches’; its steps are the chances of each t.
            longest[value] = below - before
            before = below
        return longest

    def then(self, first: Spread, second: Spread) -> Spread:
        total: Spread = {}
        for one, chance in first.items():
            for other, also in second.items():
                total[one + other] = total.get(one + other, Fraction(0)) + chance * also
        return total


def mean_of(spread: Spread) -> float:
    """Return the expectation of a distribution."""
    return float(sum(value * chance for value, chance in spread.items()))


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
            # Joins form a tree towards the end, in which two branches meet at their lowest common
            # ancestor; the depth finds it without walking every path.
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
        # Used up: the process goes on by its other ways, which then share the whole chance.
        if counts[index] >= limit:
            return None
        counts[index] += 1
        return (flow.target, tuple(counts))

    def _entering(self, state: State, target: int) -> State:
        component = self.process.component
        same = component[state[0]] == component[target]
        # Repeats count within a component only: one that has been left is never entered again.
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
    # All shares typed as 0: no way is likelier than another.
    if not total and flows:
        return [Fraction(1, len(flows))] * len(flows)
    return [share / total for share in full]


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


# Screen, print and comparison ask for the same process many times while it is shown.
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
                # The longest way would make a rare refusal critical; the usual case is promised.
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
        # A long table with loops would pass the recursion limit.
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
        # The longest of the means is less than the mean of the longest, which is waited for.
        if exact is not None:
            return exact
        return self._algebra.together([self._known[branch] for branch in branches])
