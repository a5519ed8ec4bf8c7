"""Every fault of a bad table is said at its row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.processes.flow import Flow, Process, Step, StepKind, check
from kmdesk.processes.working_time import Span
from tests.processes.builders import chain, step
from tests.processes.strategies import processes

START, END = step(1, 0, "start"), step(9, 0, "end")


def faults(process: Process) -> list[tuple[int | None, str]]:
    return [(problem.key, problem.column) for problem in check(process) if problem.blocks]


def test_a_sound_table_has_no_fault() -> None:
    flows = (Flow(3, 2, "ไม่ครบ", 20.0), Flow(3, 9, "ครบ", 80.0))
    assert check(chain(START, step(2, 5), step(3, 1, "decision"), END, flows=flows)) == []


@pytest.mark.parametrize(
    ("process", "fault"),
    [
        (Process(()), (None, "")),
        (chain(START, step(2, 5), step(3, 5), END, flows=(Flow(2, 3), Flow(3, 2))), (2, "next")),
        (Process((START, END, step(3, 5)), (Flow(1, 9), Flow(3, 9))), (3, "next")),
        (chain(START, step(2, work=None), END), (2, "work")),
        (chain(START, step(2, (3, 2, 1)), END), (2, "work")),
        (chain(START, step(2, 5, name=" "), END), (2, "name")),
        (chain(START, step(2, 5), END, flows=(Flow(2, 77),)), (2, "next")),
        (
            chain(
                START, step(2, 5, "decision"), step(3, 5), END,
                flows=(Flow(2, 3, "ก", 50.0), Flow(2, 9, "ข", 49.0)),
            ),
            (2, "next"),
        ),
        (chain(START, step(2, 5, "decision"), END), (2, "next")),
        (chain(START, step(2, 5), END, flows=(Flow(9, 2),)), (9, "next")),
    ],
)  # fmt: skip
def test_fault_is_named_at_its_row(process: Process, fault: tuple[int | None, str]) -> None:
    assert fault in faults(process)


@st.composite
def rubbish(draw: st.DrawFn) -> Process:
    count = draw(st.integers(0, 6))
    steps = tuple(
        Step(
            key,
            draw(st.sampled_from(StepKind)),
            draw(st.sampled_from(["", "ก"])),
            work=draw(st.sampled_from([None, Span(0, 0, 0), Span(9, 5, 1)])),
        )
        for key in range(count)
    )
    flow = st.builds(
        Flow,
        st.integers(-1, 7),
        st.integers(-1, 7),
        st.just(""),
        st.sampled_from([None, -5.0, 0.0, 50.0, 400.0]),
        st.integers(-1, 3),
    )
    return Process(steps, tuple(draw(st.lists(flow, max_size=12))))


@settings(max_examples=200, deadline=None)
@given(rubbish())
def test_any_rubbish_is_explained_and_never_crashes(process: Process) -> None:
    from kmdesk.processes.cycle_time import cycle_time

    cycle_time(process)
    for problem in check(process):
        assert str(problem.message)


@settings(max_examples=50, deadline=None)
@given(processes())
def test_generated_sound_tables_only_have_what_is_wrong(process: Process) -> None:
    for problem in check(process):
        assert problem.key is None or problem.key in process.by_key
