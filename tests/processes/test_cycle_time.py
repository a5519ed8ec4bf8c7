"""Cycle time of small processes worked out by hand, and what must hold for all."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import Flow, Process
from kmdesk.processes.working_time import Span
from tests.processes.builders import chain, step
from tests.processes.strategies import processes


def test_a_row_of_steps_adds_up() -> None:
    total = cycle_time(chain(step(1, (1, 2, 3)), step(2, (10, 20, 30)), step(3, 0, "end")))
    assert (total.best, total.typical, total.worst) == (11, 22, 33)
    assert total.path == {1, 2, 3}


def test_parallel_branches_take_the_longest() -> None:
    flows = (Flow(1, 2), Flow(1, 3), Flow(2, 4), Flow(3, 4))
    process = chain(step(1, 0, "parallel"), step(2, 60), step(3, 100), step(4, 5), flows=flows)
    total = cycle_time(process)
    assert (total.best, total.typical, total.worst) == (105, 105, 105)
    assert total.hands_on == 165
    assert total.path == {1, 3, 4}


def test_decision_is_weighted_by_share() -> None:
    flows = (Flow(1, 2, "ใช่", 25.0), Flow(1, 3, "ไม่", 75.0), Flow(2, 4), Flow(3, 4))
    process = chain(step(1, 0, "decision"), step(2, 100), step(3, 20), step(4), flows=flows)
    total = cycle_time(process)
    assert (total.best, total.typical, total.worst) == (20, 40, 100)


def test_bounded_loop_is_expected_not_endless() -> None:
    flows = (Flow(2, 1, "แก้ไข", 50.0, at_most=2), Flow(2, 3, "ผ่าน", 50.0))
    total = cycle_time(chain(step(1, 10), step(2, 0, "decision"), step(3), flows=flows))
    # Passes: once 1/2, twice 1/4, three times 1/4.
    assert (total.best, total.typical, total.worst) == (10, 17.5, 30)
    assert total.assumptions


def test_expected_longest_is_more_than_the_longest_expected() -> None:
    flows = (
        Flow(1, 2), Flow(1, 3),
        Flow(2, 4, "ก", 50.0), Flow(2, 5, "ข", 50.0), Flow(4, 5),
        Flow(3, 5),
    )  # fmt: skip
    steps = (step(1, 0, "parallel"), step(2, 0, "decision"), step(3, 60), step(4, 100), step(5))
    assert cycle_time(Process(steps, flows)).typical == 80


@pytest.mark.parametrize("flows", [(Flow(1, 2), Flow(2, 1)), (Flow(1, 1),), (Flow(1, 9),), ()])
def test_bad_tables_still_give_numbers(flows: tuple[Flow, ...]) -> None:
    assert cycle_time(Process((step(1, 5), step(2, 7)), flows)).best >= 5


def test_empty_process_takes_no_time() -> None:
    assert cycle_time(Process(())).worst == 0


@settings(max_examples=150, deadline=None)
@given(processes(), st.data())
def test_never_falls_when_a_step_takes_longer(process: Process, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(process.steps) - 1))
    more = [data.draw(st.integers(0, 500)) for _ in range(3)]
    more.sort()
    old = process.steps[row]
    assert old.work is not None
    span = Span(old.work.best + more[0], old.work.typical + more[1], old.work.worst + more[2])
    steps = list(process.steps)
    steps[row] = replace(old, work=span)
    one, other = cycle_time(process), cycle_time(Process(tuple(steps), process.flows))
    assert one.best <= other.best
    assert one.typical <= other.typical
    assert one.worst <= other.worst
    assert one.hands_on <= other.hands_on


@settings(max_examples=100, deadline=None)
@given(processes())
def test_best_typical_worst_are_in_order(process: Process) -> None:
    total = cycle_time(process)
    assert total.best <= total.typical + 1e-6
    assert total.typical <= total.worst + 1e-6


def test_eighty_steps_with_many_ways_back_end_soon() -> None:
    steps = [step(0, 0, "start")]
    flows = [Flow(0, 1)]
    for key in range(1, 79):
        decided = key % 3 == 0
        steps.append(step(key, 30, "decision" if decided else "work"))
        if decided:
            flows += [Flow(key, key - 2, "แก้", 20.0, 2), Flow(key, key + 1, "ผ่าน", 70.0)]
            flows.append(Flow(key, 1, "เริ่มใหม่", 10.0, 1))
        else:
            flows.append(Flow(key, key + 1))
    steps.append(step(79, 0, "end"))
    total = cycle_time(Process(tuple(steps), tuple(flows)))
    assert total.best == 78 * 30 < total.typical < total.worst
