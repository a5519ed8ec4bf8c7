"""Changing what is already there, and repealing, on a real library."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.kind import change_record, change_row, remove_row
from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.meetings import add_item, call_meeting
from kmdesk.committees.orders import CommitteeError, add_committee, add_order, appoint, repeal_order
from kmdesk.committees.plan import add_plan, add_state, plan_parts
from kmdesk.records import Actor, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Link
from tests.committees.attending import attend

DAY = date(2008, 3, 12)


def day(number: int) -> str:
    return (DAY + timedelta(days=number)).isoformat()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 100), st.none() | st.integers(0, 60)), min_size=1, max_size=5
    ),
    repealed=st.integers(0, 120),
    asked=st.integers(0, 160),
)
def test_after_a_repeal_nobody_it_appointed_sits_and_before_it_nothing_changes(
    library: Library,
    clerk: Actor,
    spans: list[tuple[int, int | None]],
    repealed: int,
    asked: int,
) -> None:
    with library.writing(clerk, "x") as unit:
        order = add_order(unit, {"title": "แต่งตั้ง", "dated": day(0)})
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        for number, (start, length) in enumerate(spans):
            to_on = None if length is None else day(start + length)
            appoint(
                unit,
                committee,
                name=f"n{number}",
                from_on=day(start),
                to_on=to_on,
                order_id=order.id,
            )
        before = [m.name for m in queries.roster(unit.session, committee, day(asked))]
        repeal_order(unit, order.id, day(repealed))
        after = [m.name for m in queries.roster(unit.session, committee, day(asked))]
    assert after == ([] if asked >= repealed else before)


def test_a_membership_is_changed_under_the_same_rules_as_made(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        appoint(unit, committee, name="ก", role="chair", from_on=day(0), to_on=day(9))
        second = appoint(unit, committee, name="ข", from_on=day(5))
        with pytest.raises(InvalidValue) as two:
            change_row(unit, "member", second.id, {"role": "chair"})
        assert two.value.field == "role"
        change_row(unit, "member", second.id, {"role": "chair", "from_on": day(10)})
        with pytest.raises(InvalidValue) as early:
            change_row(unit, "member", second.id, {"to_on": day(3)})
        assert early.value.field == "to_on"


def test_a_record_keeps_what_the_form_does_not_name(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        order_id = add_order(
            unit, {"title": "แต่งตั้ง", "number": "๕/๒๕๕๑", "dated": day(0), "signer": "ก"}
        ).id
        unit.commit()
    with library.writing(clerk, "x") as unit:
        change_record(unit, order_id, {"title": "แต่งตั้งคณะทำงาน", "effective_on": None})
        with pytest.raises(InvalidValue) as wrong:
            change_record(unit, order_id, {"dated": "2700-01-01"})
        assert wrong.value.field == "dated"
        unit.commit()
    with library.reading(clerk) as reading:
        order = reading.record(order_id)
        values = queries.detail_values(reading, order_id)
        assert values is not None
        assert (order.number, order.dated, values["signer"]) == ("๕/๒๕๕๑", day(0), "ก")
        assert (order.title, order.version) == ("แต่งตั้งคณะทำงาน", 2)


def test_attendance_matters_and_plan_rows_are_changed_and_removed(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        appoint(unit, committee, name="ก", from_on=day(0))
        meeting = call_meeting(unit, committee, {"dated": day(30)}).id
        attend(unit, meeting, name="ข", presence="guest")
        first, _guest = participants.attendances(unit.session, meeting)
        change_row(unit, "attendance", first.id, {"presence": "absent", "note": "ลา"})
        item = add_item(unit, meeting, section=5, text="เรื่อง", resolution="ทำ", owner="ก")
        remove_row(unit, "item", item.id)
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2551}).id
        add_state(unit, plan, {"title": "เป้าหมาย", "target": 4.0})
        (state,) = plan_parts(unit.session, plan)[1]
        change_row(unit, "state", state.id, {"reached": 3.0})
        assert [a.presence for a in participants.attendances(unit.session, meeting)] == [
            "absent",
            "guest",
        ]
        assert meetings.agenda(unit.session, meeting) == []
        assert state.reached == 3.0
        with pytest.raises(CommitteeError):
            change_row(unit, "item", item.id, {"text": "x"})


def test_publishing_links_the_group_to_its_set_once(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        group = add_committee(unit, {"title": "กลุ่ม", "form": "km_group"}).id
        record = add_set(unit, {"title": "ชุด", "group_id": group}, day(0))
        steps = ("sent", "compiled", "improved", "published", "reviewed", "published")
        for number, step in enumerate(steps, start=1):
            advance(unit, record.id, step, day(number))
        links = unit.session.query(Link).filter_by(relation="publishes").all()
        assert [(link.record_id, link.to_id) for link in links] == [(group, record.id)]
        with pytest.raises(InvalidValue) as wrong:
            advance(unit, record.id, "reviewed", "2700-01-01")
        assert wrong.value.field == "on"
