"""KM plans: what hangs under what, figures traced to their rows, years carried and compared."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.committees.kind import change_row
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import (
    add_activity,
    add_focus,
    add_plan,
    add_state,
    copy_plan_to_next_year,
    fiscal_span,
    is_circular,
    plan_parts,
    year_later,
)
from kmdesk.committees.plan_figures import Figure, plan_chart, roll_up, share
from kmdesk.committees.tables import blocks, measured
from kmdesk.committees.terms import KM_PARTS
from kmdesk.records import Actor, Library, Unit
from kmdesk.records.fields import InvalidValue

TODAY = "2025-06-01"


@dataclass(frozen=True)
class State:
    id: int
    baseline: float | None
    target: float | None
    reached: float
    focus_id: int | None = None
    due_on: str | None = None


@dataclass(frozen=True)
class Act:
    id: int
    status: str
    done_percent: int
    budget: float | None
    spent: float | None
    to_on: str | None
    state_id: int | None = None
    part: str = "share"


amounts = st.none() | st.integers(0, 10**6).map(float)
states = st.lists(
    st.builds(
        State,
        id=st.integers(1, 10**6),
        baseline=amounts,
        target=amounts,
        reached=st.integers(0, 10**6).map(float),
    ),
    max_size=8,
    unique_by=lambda s: s.id,
)
acts = st.lists(
    st.builds(
        Act,
        id=st.integers(1, 10**6),
        status=st.sampled_from(["planned", "running", "done", "dropped"]),
        done_percent=st.integers(0, 100),
        budget=amounts,
        spent=amounts,
        to_on=st.none() | st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(str),
    ),
    max_size=10,
    unique_by=lambda a: a.id,
)


@given(states, acts)
def test_every_figure_comes_from_the_rows_it_names(goals: list[State], done: list[Act]) -> None:
    figures = {f.name: f for f in roll_up(goals, done, TODAY)}
    live = {a.id: a for a in done if a.status != "dropped"}

    def ids(name: str) -> set[int]:
        assert len(figures[name].sources) == len(set(figures[name].sources))
        return set(figures[name].sources)

    assert ids("Activities") == set(live)
    assert ids("Activities done") == {i for i, a in live.items() if a.status == "done"}
    assert ids("Activities late") == {
        i
        for i, a in live.items()
        if a.status in ("planned", "running") and a.to_on is not None and a.to_on < TODAY
    }
    for name in ("Activities", "Activities done", "Activities under way", "Activities late"):
        assert figures[name].value == len(figures[name].sources)
    for name, column in (("Budget (baht)", "budget"), ("Spent (baht)", "spent")):
        assert figures[name].value == sum(getattr(live[i], column) for i in ids(name))
        assert ids(name) == {i for i, a in live.items() if getattr(a, column) is not None}
    assert ids("Desired states reached") <= ids("On the way to the desired states")
    for figure in figures.values():
        assert not figure.percent or 0 <= figure.value <= 100
    if live:
        points = [100 if a.status == "done" else a.done_percent for a in live.values()]
        assert figures["Progress of the activities"].value == pytest.approx(
            sum(points) / len(points)
        )


@given(states, acts, st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order(
    goals: list[State], done: list[Act], by: object
) -> None:
    def plain(figures: tuple[Figure, ...]) -> list[tuple[str, float, list[int]]]:
        return [(f.name, round(f.value, 6), sorted(f.sources)) for f in figures]

    before = plain(roll_up(goals, done, TODAY))
    by.shuffle(goals)  # type: ignore[attr-defined]
    by.shuffle(done)  # type: ignore[attr-defined]
    assert plain(roll_up(goals, done, TODAY)) == before


def test_a_percentage_has_its_unit_in_front() -> None:
    assert measured(100, "ร้อยละ") == "ร้อยละ 100"
    assert measured(1200, "ชุด") == "1,200 ชุด"
    assert (measured(4, ""), measured(None, "ชุด")) == ("4", "")


def test_a_goal_is_measured_from_its_baseline_up_or_down() -> None:
    assert share(40, 100, 70) == 0.5
    assert share(10, 4, 7) == 0.5
    assert share(None, 4, 1) == 0.25
    assert share(None, None, 1) is None
    assert share(4, 4, 4) is None
    assert share(0, 4, 9) == 1.0


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12)), st.integers(1, 12))
def test_a_circle_is_found_wherever_it_closes(links: dict[int, int], own: int) -> None:
    # Follow every step by brute force, as often as there are rows.
    links.pop(own, None)
    before: dict[int, int | None] = {n: links.get(n) for n in range(1, 13)}
    for after in range(1, 13):
        step: int | None = after
        met = False
        for _ in range(13):
            met = met or step == own
            step = before.get(step) if step is not None else None
        assert is_circular(before, own, after) == met


def test_a_year_later_is_a_day_of_the_calendar() -> None:
    assert year_later("2024-02-29") == "2025-02-28"
    assert year_later("2025-01-31") == "2026-01-31"
    assert year_later(None) is None
    assert fiscal_span(2568) == ("2024-10-01", "2025-09-30")


@pytest.fixture
def plan_id(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "x") as unit:
        plan = add_plan(unit, {"title": "แผนปี ๒๕๖๘", "fiscal_year": 2568})
        area = add_focus(unit, plan.id, "ขอบเขต")
        goal = add_state(
            unit,
            plan.id,
            {"title": "เป้า", "focus_id": area.id, "baseline": 1.0, "target": 4.0, "reached": 2.0},
        )
        add_state(unit, plan.id, {"title": "ถึงแล้ว", "target": 2.0, "reached": 2.0})
        one = _activity(unit, plan.id, "หนึ่ง", state_id=goal.id, status="done")
        two = _activity(unit, plan.id, "สอง", state_id=goal.id, after_id=one, done_percent=40)
        _activity(unit, plan.id, "สาม", after_id=two)
        unit.commit()
        return plan.id


def _activity(unit: Unit, plan_id: int, title: str, **more: object) -> int:
    values = {"part": "share", "from_on": "2025-01-06", "to_on": "2025-02-28", **more}
    return add_activity(unit, plan_id, {"title": title, **values}).id


def test_wrong_values_are_explained_at_their_field(
    library: Library, clerk: Actor, plan_id: int
) -> None:
    with library.writing(clerk, "x") as unit:
        _focus, goals, activities = plan_parts(unit.session, plan_id)
        one, two, three = (row.id for row in activities)
        wrong: list[tuple[int, dict[str, object], str]] = [
            (one, {"to_on": "2024-12-31"}, "to_on"),
            (one, {"from_on": "2700-01-01"}, "from_on"),
            (one, {"after_id": three}, "after_id"),
            (one, {"after_id": one}, "after_id"),
            (one, {"state_id": 999999}, "state_id"),
            (two, {"budget": -1.0}, "budget"),
            (two, {"done_percent": 120}, "done_percent"),
        ]
        for row, values, field in wrong:
            with pytest.raises(InvalidValue) as caught:
                change_row(unit, "activity", row, values)
            assert caught.value.field == field, values
        with pytest.raises(InvalidValue) as caught:
            change_row(unit, "state", goals[0].id, {"target": 1.0})
        assert caught.value.field == "target"
        with pytest.raises(InvalidValue) as caught:
            add_state(unit, plan_id, {"title": "ก", "focus_id": 999999})
        assert caught.value.field == "focus_id"


def test_a_plan_is_carried_to_the_next_year(library: Library, clerk: Actor, plan_id: int) -> None:
    with library.writing(clerk, "x") as unit:
        new = copy_plan_to_next_year(unit, plan_id)
        focus, goals, activities = plan_parts(unit.session, new.id)
        assert (new.title, new.number) == ("แผนปี ๒๕๖๙", "๒๕๖๙")
        assert [area.title for area in focus] == ["ขอบเขต"]
        assert [(s.title, s.baseline, s.focus_id) for s in goals] == [("เป้า", 2.0, focus[0].id)]
        assert [a.title for a in activities] == ["สอง", "สาม"]
        two, three = activities
        assert (two.from_on, two.to_on, two.after_id) == ("2026-01-06", "2026-02-28", None)
        assert (two.state_id, two.done_percent) == (goals[0].id, 40)
        assert three.after_id == two.id
        with pytest.raises(CommitteeError):
            copy_plan_to_next_year(unit, plan_id)
        found = {block.heading: block for block in blocks(unit.session, "km_plan", new.id)}
    assert [row[0] for row in found["Compared by year"].rows] == ["2568", "2569"]


def test_the_chart_puts_bars_where_their_days_are(
    library: Library, clerk: Actor, plan_id: int
) -> None:
    with library.reading(clerk) as reading:
        chart = plan_chart(reading.session, plan_id, TODAY)
    assert chart is not None and chart.today == pytest.approx(243 / 365)
    bars = {bar.title: bar for bar in chart.bars}
    assert bars["หนึ่ง"].start == pytest.approx(97 / 365)
    assert bars["หนึ่ง"].end == pytest.approx(151 / 365)
    assert [bars[t].state for t in ("หนึ่ง", "สอง", "เป้า")] == ["done", "late", "goal"]
    assert all(part in KM_PARTS for part in ("share", "reward"))
