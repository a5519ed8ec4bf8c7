"""Orders, rosters, meetings, sets and plans on a real library."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.kind import KINDS, KnowledgeSetKind
from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.meetings import add_item, call_meeting, certify, finish_action
from kmdesk.committees.orders import (
    add_committee,
    add_order,
    appoint,
    end_membership,
    repeal_order,
)
from kmdesk.committees.plan import add_activity, add_plan, add_state
from kmdesk.committees.tables import blocks, percent
from kmdesk.records import WALK_UP, Actor, Library, Unit
from kmdesk.records.fields import InvalidValue

DAY = date(2008, 1, 1)


def _committee(unit: Unit, **values: object) -> int:
    return add_committee(unit, {"title": "คณะทำงาน", **values}).id


def _days(start: int, length: int | None) -> tuple[str, str | None]:
    first = DAY + timedelta(days=start)
    last = None if length is None else (first + timedelta(days=length)).isoformat()
    return first.isoformat(), last


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 400), st.none() | st.integers(0, 200)), min_size=1, max_size=6
    ),
    asked=st.integers(0, 650),
)
def test_a_roster_is_exactly_those_whose_time_covers_the_day(
    library: Library, clerk: Actor, spans: list[tuple[int, int | None]], asked: int
) -> None:
    day = (DAY + timedelta(days=asked)).isoformat()
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        expected = []
        for number, (start, length) in enumerate(spans):
            from_on, to_on = _days(start, length)
            appoint(unit, committee, name=f"n{number}", from_on=from_on, to_on=to_on)
            if start <= asked and (length is None or asked <= start + length):
                expected.append(f"n{number}")
        assert [m.name for m in queries.roster(unit.session, committee, day)] == expected


def test_two_chairs_at_once_are_refused_one_after_the_other_are_not(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        first = appoint(unit, committee, name="ก", role="chair", from_on="2008-01-01")
        with pytest.raises(InvalidValue):
            appoint(unit, committee, name="ข", role="chair", from_on="2009-01-01")
        end_membership(unit, first.id, "2008-12-31")
        appoint(unit, committee, name="ข", role="chair", from_on="2009-01-01")


@pytest.mark.parametrize(
    ("from_on", "to_on"), [("2008-02-01", "2008-01-31"), ("1500-01-01", None), ("2700-01-01", None)]
)
def test_impossible_times_are_refused(
    library: Library, clerk: Actor, from_on: str, to_on: str | None
) -> None:
    with library.writing(clerk, "x") as unit, pytest.raises(InvalidValue):
        appoint(unit, _committee(unit), name="ก", from_on=from_on, to_on=to_on)


def test_a_repealed_order_ends_what_it_made(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        order = add_order(unit, {"title": "แต่งตั้ง", "number": "๕/๒๕๕๑", "dated": "2008-03-12"})
        committee = _committee(unit)
        appoint(unit, committee, name="ก", from_on="2008-03-12", order_id=order.id)
        appoint(unit, committee, name="ข", from_on="2008-03-12")
        repeal_order(unit, order.id, "2010-01-01")
        left = [m.name for m in queries.roster(unit.session, committee, "2010-01-01")]
        assert left == ["ข"]
        assert len(queries.roster(unit.session, committee, "2009-12-31")) == 2


def test_unfinished_resolutions_come_back_under_item_three(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        appoint(unit, committee, name="ก", from_on="2008-01-01")
        appoint(unit, committee, name="ข", from_on="2026-01-01")
        first = call_meeting(unit, committee, {"dated": "2025-02-14"})
        assert [a.name for a in participants.attendances(unit.session, first.id)] == ["ก"]
        done = add_item(unit, first.id, section=5, text="ก", resolution="ทำ ก", owner="ก")
        add_item(unit, first.id, section=5, text="ข", resolution="ทำ ข", owner="ข")
        finish_action(unit, done.id, "2025-03-01")
        second = call_meeting(unit, committee, {"dated": "2025-06-20"})
        back = [item.text for item in meetings.agenda(unit.session, second.id) if item.section == 3]
        assert len(back) == 1
        assert back[0].endswith("ทำ ข")
        assert (first.number, second.number) == ("๑/๒๕๖๘", "๒/๒๕๖๘")
        assert call_meeting(unit, committee, {"dated": "2026-01-05"}).number == "๑/๒๕๖๙"
        certify(unit, first.id, "ครั้งที่ ๒/๒๕๖๘")
        assert first.status == "certified"


def test_a_set_goes_step_by_step_and_publishing_shelves_it(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        group = _committee(unit, form="km_group", issue="ลดเวลา")
        record = add_set(
            unit, {"title": "ชุดความรู้", "group_id": group, "text": "เนื้อความ"}, "2025-01-01"
        )
        with pytest.raises(InvalidValue):
            advance(unit, record.id, "published", "2025-01-02")
        for number, step in enumerate(("sent", "compiled", "improved", "published")):
            assert not record.on_shelf
            advance(unit, record.id, step, f"2025-02-0{number + 1}")
        assert record.on_shelf
        with pytest.raises(InvalidValue):
            advance(unit, record.id, "reviewed", "2025-01-01")
        unit.commit()
        record_id = record.id
    with library.reading(WALK_UP) as reading:
        fields = dict(KnowledgeSetKind().facts(reading.session, record_id))
        texts = [p.text for p in KnowledgeSetKind().passages(reading.session, record_id)]
    assert fields["Knowledge issue"] == "ลดเวลา"
    assert texts[0] == "เนื้อความ"


def test_plans_refuse_years_and_parts_that_do_not_exist(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        for year in (2026, 2700):
            with pytest.raises(InvalidValue):
                add_plan(unit, {"title": "แผน", "fiscal_year": year})
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2568})
        add_state(unit, plan.id, {"title": "เป้าหมาย", "unit": "ชุด", "target": 4.0, "reached": 1.0})
        with pytest.raises(InvalidValue):
            add_activity(unit, plan.id, {"title": "กิจกรรม", "part": "none"})
        add_activity(unit, plan.id, {"title": "กิจกรรม", "part": "share"})
        headings = [block.heading for block in blocks(unit.session, "km_plan", plan.id)]
    assert headings == [
        "The plan in figures",
        "Desired states",
        "Activities of the seven steps",
    ]


@given(st.floats(0, 1e9), st.floats(0.001, 1e9))
def test_percent_stays_between_nothing_and_all(reached: float, target: float) -> None:
    value = int(percent(reached, target).rstrip("%"))
    assert 0 <= value <= 100


def test_every_kind_has_words_for_its_statuses() -> None:
    for kind in KINDS:
        assert kind.statuses
        assert set(kind.lights) <= set(kind.statuses)


def test_resolutions_fall_due_until_they_are_done(library: Library, clerk: Actor) -> None:
    kind = next(kind for kind in KINDS if kind.code == "meeting")
    with library.writing(clerk, "x") as unit:
        meeting = call_meeting(unit, _committee(unit), {"dated": "2025-02-14"})
        item = add_item(
            unit, meeting.id, section=5, text="ก", resolution="ทำ", owner="ก", due_on="2025-03-01"
        )
        assert kind.due(unit.session, date(2025, 1, 1)) == []
        assert [row[0] for row in kind.due(unit.session, date(2025, 2, 20))] == [meeting.id]
        finish_action(unit, item.id, "2025-02-28")
        assert kind.due(unit.session, date(2025, 2, 20)) == []
