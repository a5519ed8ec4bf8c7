"""Short-hand for processes in tests."""

import itertools

from kmdesk.processes.flow import Flow, Process, Step, StepKind
from kmdesk.processes.working_time import Span


def step(key: int, minutes: int | tuple[int, int, int] = 0, kind: str = "work", **more) -> Step:
    values = minutes if isinstance(minutes, tuple) else (minutes,) * 3
    columns = {"name": f"ขั้นที่ {key}", "role": "เจ้าหน้าที่", "work": Span(*values)} | more
    return Step(key=key, kind=StepKind(kind), **columns)


def chain(*steps: Step, flows: tuple[Flow, ...] = ()) -> Process:
    """Steps one after the other where no flow of their own is given."""
    own = {flow.source for flow in flows}
    links = [
        Flow(one.key, other.key) for one, other in itertools.pairwise(steps) if one.key not in own
    ]
    return Process(steps, (*links, *flows))
