"""A process as plain data: steps in table order, flows between them, and what is wrong in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from kmdesk.i18n import N_, Message
from kmdesk.processes.working_time import NONE, Span


class StepKind(StrEnum):
    """Standard flowchart symbols."""

    START = "start"
    WORK = "work"
    DECISION = "decision"
    DOCUMENT = "document"
    WAIT = "wait"
    PARALLEL = "parallel"
    END = "end"


KIND_LABELS: Mapping[str, str] = {
    StepKind.START: N_("Beginning"),
    StepKind.WORK: N_("Work"),
    StepKind.DECISION: N_("Decision"),
    StepKind.DOCUMENT: N_("Document"),
    StepKind.WAIT: N_("Wait"),
    StepKind.PARALLEL: N_("Parallel"),
    StepKind.END: N_("End"),
}
# Kinds that take time; start, end and parallel only mark a point.
TIMED = frozenset({StepKind.WORK, StepKind.DECISION, StepKind.DOCUMENT, StepKind.WAIT})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the step table; ``key`` is its id, or its row number before saving."""

    key: int
    kind: StepKind
    name: str
    role: str = ""
    work: Span | None = None
    wait: Span | None = None
    detail: str = ""
    quality: str = ""
    forms: str = ""
    basis: str = ""
    place_id: int | None = None
    place: str = ""
    """Name of the place, or the text typed for it."""
    shift: tuple[int, int] = (0, 0)
    """Manual offset from the computed position: columns to the right, rows down."""

    @property
    def time(self) -> Span:
        """Hands-on plus waiting time."""
        return (self.work or NONE) + (self.wait or NONE)


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow; ``share`` is a decision's percentage, ``at_most`` the repeats of a loop."""

    source: int
    target: int
    condition: str = ""
    share: float | None = None
    at_most: int = 1


@dataclass(frozen=True)
class Process:
    """Steps in table order and their flows."""

    steps: tuple[Step, ...]
    flows: tuple[Flow, ...] = field(default=())

    @cached_property
    def by_key(self) -> dict[int, Step]:
        """Steps by key."""
        return {step.key: step for step in self.steps}

    @cached_property
    def row(self) -> dict[int, int]:
        """Row of each step in the table, from 0."""
        return {step.key: row for row, step in enumerate(self.steps)}

    @cached_property
    def known_flows(self) -> tuple[Flow, ...]:
        """Flows whose ends are both in the table."""
        return tuple(f for f in self.flows if f.source in self.by_key and f.target in self.by_key)

    @cached_property
    def outs(self) -> dict[int, list[Flow]]:
        """Flows leaving each step, in order."""
        return self._grouped(lambda flow: flow.source)

    @cached_property
    def ins(self) -> dict[int, list[Flow]]:
        """Flows entering each step."""
        return self._grouped(lambda flow: flow.target)

    @cached_property
    def start(self) -> Step | None:
        """The first start step, else the first row."""
        starts = [step for step in self.steps if step.kind is StepKind.START]
        return next(iter((*starts, *self.steps)), None)

    @cached_property
    def component(self) -> dict[int, int]:
        """Strongly connected component of each step: steps of the same loops share a number."""
        return _components([s.key for s in self.steps], self._targets)

    @cached_property
    def loops(self) -> frozenset[Flow]:
        """Flows that go back: within a component, to the same row or an earlier one."""
        return frozenset(
            flow
            for flow in self.known_flows
            if self.component[flow.source] == self.component[flow.target]
            and self.row[flow.target] <= self.row[flow.source]
        )

    @cached_property
    def forward(self) -> dict[int, list[Flow]]:
        """Flows leaving each step, without loops; acyclic."""
        return {
            key: [flow for flow in flows if flow not in self.loops]
            for key, flows in self.outs.items()
        }

    @cached_property
    def order(self) -> list[int]:
        """Keys in topological order of the forward flows."""
        waiting = dict.fromkeys(self.by_key, 0)
        for flows in self.forward.values():
            for flow in flows:
                waiting[flow.target] += 1
        ready = [step.key for step in self.steps if not waiting[step.key]]
        done: list[int] = []
        while ready:
            key = ready.pop(0)
            done.append(key)
            for flow in self.forward[key]:
                waiting[flow.target] -= 1
                if not waiting[flow.target]:
                    ready.append(flow.target)
            # Table order among the steps that are ready, so that charts do not jump while typing.
            ready.sort(key=self.row.__getitem__)
        return done

    def reachable(self, start: int) -> set[int]:
        """Return the keys of the steps reachable from ``start``, including itself."""
        return _closure([start], lambda key: (flow.target for flow in self.outs[key]))

    def leading_to(self, targets: Iterable[int]) -> set[int]:
        """Return the keys of the steps that lead to one of ``targets``."""
        return _closure(targets, lambda key: (flow.source for flow in self.ins[key]))

    def _targets(self, key: int) -> list[int]:
        return [flow.target for flow in self.outs[key]]

    def _grouped(self, end: Callable[[Flow], int]) -> dict[int, list[Flow]]:
        groups: dict[int, list[Flow]] = {step.key: [] for step in self.steps}
        for flow in self.known_flows:
            groups[end(flow)].append(flow)
        return groups


def _closure(start: Iterable[int], follow: Callable[[int], Iterable[int]]) -> set[int]:
    seen: set[int] = set()
    todo = list(start)
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo.extend(follow(key))
    return seen


def _components(keys: list[int], targets: Callable[[int], list[int]]) -> dict[int, int]:
    """Tarjan's strongly connected components, without recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    result: dict[int, int] = {}
    stack: list[int] = []
    for root in keys:
        if root in index:
            continue
        # Its own stack: a table of a thousand rows would pass the recursion limit.
        walk = [(root, iter(targets(root)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while walk:
            key, rest = walk[-1]
            child = next(rest, None)
            if child is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[key])
                if low[key] == index[key]:
                    _close(key, stack, result)
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                walk.append((child, iter(targets(child))))
            elif child not in result:
                low[key] = min(low[key], index[child])
    return result


def _close(key: int, stack: list[int], found: dict[int, int]) -> None:
    while True:
        member = stack.pop()
        found[member] = key
        if member == key:
            return


STATUSES: Mapping[str, str] = {
    "draft": N_("Draft"),
    "approved": N_("In use"),
    "retired": N_("No longer done"),
}
LIGHTS: Mapping[str, str] = {"draft": "amber", "approved": "green", "retired": "grey"}
BEFORE, AFTER = "before", "after"
PHASES: Mapping[str, str] = {BEFORE: N_("Before"), AFTER: N_("After")}


# Percent: three ways of 33.3 % are meant as a whole.
_TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its row (None: the whole table), column and message.

    ``blocks`` means that totals are unreliable until it is corrected.
    """

    key: int | None
    column: str
    message: Message
    blocks: bool = True


def check(process: Process) -> list[Problem]:
    """Return all problems, in table order."""
    if not process.steps:
        return [_table(N_("There are no steps yet. Add the first one."))]
    rows = process.row
    found = [*_whole_table(process)]
    for step in process.steps:
        found += [*_row(process, step), *_times(step), *_flows(process, step)]
    return sorted(found, key=lambda p: -1 if p.key is None else rows[p.key])


def _table(msgid: str, blocks: bool = True, **args: object) -> Problem:
    return Problem(None, "", Message(msgid, args), blocks)


def _at(step: Step, column: str, msgid: str, /, blocks: bool = True, **args: object) -> Problem:
    return Problem(step.key, column, Message(msgid, args), blocks)


def _whole_table(process: Process) -> Iterator[Problem]:
    kinds = [step.kind for step in process.steps]
    if StepKind.START not in kinds:
        yield _table(N_("No step is marked as the start: the first row is taken."), blocks=False)
    if StepKind.END not in kinds:
        yield _table(N_("No step is marked as the end."), blocks=False)


def _row(process: Process, step: Step) -> Iterator[Problem]:
    if not step.name.strip() and step.kind is not StepKind.PARALLEL:
        yield _at(step, "name", N_("Write what is done in this step."))
    if step.kind in TIMED and not step.role.strip():
        yield _at(step, "role", N_("Write who does this step."), blocks=False)
    start = process.start
    if start is not None and step.key not in process.reachable(start.key):
        yield _at(step, "next", N_("No step leads here: name this row as a next step of another."))
    elif step.key not in process.leading_to(_exits(process)):
        yield _at(
            step,
            "next",
            N_("From here the work goes round without a way out: add a next step to the end."),
        )


def _exits(process: Process) -> list[int]:
    return [
        step.key
        for step in process.steps
        if step.kind is StepKind.END or not process.outs[step.key]
    ]


def _times(step: Step) -> Iterator[Problem]:
    if step.kind not in TIMED:
        return
    if step.work is None and step.wait is None:
        yield _at(step, "work", N_("The time is missing: write it as 30 min, 2 h or 1/2/5 days."))
    for column, span in (("work", step.work), ("wait", step.wait)):
        if span is not None and not 0 <= span.best <= span.typical <= span.worst:
            yield _at(step, column, N_("The times must rise from best over typical to worst."))


def _flows(process: Process, step: Step) -> Iterator[Problem]:
    flows = [flow for flow in process.flows if flow.source == step.key]
    for flow in flows:
        if flow.target not in process.by_key:
            yield _at(step, "next", N_("A next step is not in the table any more: choose another."))
        elif flow in process.loops and flow.at_most < 1:
            yield _at(step, "next", N_("A way back must be allowed at least once."))
    if not flows and step.kind is not StepKind.END:
        yield _at(step, "next", N_("There is no next step: name one, or mark this row as the end."))
    if flows and step.kind is StepKind.END:
        yield _at(step, "next", N_("An end has no next step: remove it, or change the kind."))
    if len({flow.target for flow in flows}) < len(flows):
        yield _at(step, "next", N_("The same next step is named twice."), blocks=False)
    if step.kind is StepKind.DECISION:
        yield from _shares(step, flows)
    elif step.kind is not StepKind.PARALLEL and len(flows) > 1:
        yield _at(
            step,
            "kind",
            N_("Several next steps: make this row a decision, or a parallel step if all are done."),
            blocks=False,
        )


def _shares(step: Step, flows: list[Flow]) -> Iterator[Problem]:
    shares = [flow.share for flow in flows]
    if len(flows) < 2:
        yield _at(step, "next", N_("A decision needs at least two next steps."))
        return
    if any(not flow.condition.strip() for flow in flows):
        yield _at(
            step, "next", N_("Write the answer on each way out of the decision."), blocks=False
        )
    if any(share is not None and not 0 <= share <= 100 for share in shares):
        yield _at(step, "next", N_("A share must lie between 0 and 100 %."))
    elif any(share is None for share in shares):
        yield _at(
            step, "next", N_("Shares are missing: what is left is split evenly."), blocks=False
        )
    else:
        total = sum(share for share in shares if share is not None)
        if abs(total - 100) > _TOLERANCE:
            yield _at(
                step, "next", N_("The shares come to {total} %, not 100 %."), total=f"{total:g}"
            )
