"""Members by post, endings, next year's order, duties to begin with."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.committees import participants, queries
from kmdesk.committees.meetings import add_item, call_meeting
from kmdesk.committees.orders import (
    add_committee,
    add_order,
    appoint,
    draft_order,
    duties_of,
    end_membership,
    keep_template,
    set_duties,
    set_holder,
)
from kmdesk.records import Actor, Library, Unit
from kmdesk.records.fields import InvalidValue

POST = "สหกรณ์จังหวัด"


def _committee(unit: Unit) -> int:
    return add_committee(unit, {"title": "คณะทำงาน"}).id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.integers(1, 400), unique=True, max_size=5).map(sorted),
    asked=st.integers(0, 450),
)
def test_a_member_by_post_is_whoever_holds_it_that_day(
    library: Library, clerk: Actor, changes: list[int], asked: int
) -> None:
    first = date(2020, 1, 1)

    def day(number: int) -> str:
        return (first + timedelta(days=number)).isoformat()

    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        appoint(unit, committee, name="n0", post=POST, by_post=True, from_on=day(0))
        for number in changes:
            assert set_holder(unit, POST, f"n{number}", day(number)) == 1
        expected = f"n{max((n for n in changes if n <= asked), default=0)}"
        assert [s.name for s in queries.seats(unit.session, committee, day(asked))] == [expected]
        assert queries.seats(unit.session, committee, day(-1)) == []
        assert len(queries.roster(unit.session, committee)) == 1


def test_a_holder_must_fit_and_meetings_invite_who_holds_the_post(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        appoint(unit, committee, name="ก", post=POST, by_post=True, from_on="2020-01-01")
        set_holder(unit, POST, "ข", "2021-01-01")
        for post, name, day, field in (
            ("ไม่มี", "ค", "2022-01-01", "post"),
            (POST, " ", "2022-01-01", "name"),
            (POST, "ค", "2020-06-01", "from_on"),
        ):
            with pytest.raises(InvalidValue) as caught:
                set_holder(unit, post, name, day)
            assert caught.value.field == field
        before = call_meeting(unit, committee, {"dated": "2020-06-01"})
        after = call_meeting(unit, committee, {"dated": "2021-06-01"})
        assert [a.name for a in participants.attendances(unit.session, before.id)] == ["ก"]
        assert [a.name for a in participants.attendances(unit.session, after.id)] == ["ข"]
        found = queries.every_seat(unit.session, "2022-01-01")
        mine = [(p.committee, p.seat.post) for p in found if p.seat.words == "ข"]
        assert mine == [("คณะทำงาน", POST)]


def test_a_member_who_left_is_given_nothing_to_do(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        gone = appoint(unit, committee, name="ก", from_on="2020-01-01")
        end_membership(unit, gone.id, "2020-12-31", "expired")
        with pytest.raises(InvalidValue) as caught:
            end_membership(unit, gone.id, "2021-05-01")
        assert caught.value.field == "to_on"
        early = call_meeting(unit, committee, {"dated": "2020-06-01"})
        late = call_meeting(unit, committee, {"dated": "2021-06-01"})
        add_item(unit, early.id, section=5, text="ก", owner="ก")
        with pytest.raises(InvalidValue) as caught:
            add_item(unit, late.id, section=5, text="ก", owner="ก")
        assert caught.value.field == "owner"
        add_item(unit, late.id, section=5, text="ก", owner="หน่วยงานภายนอก")


def test_a_new_order_takes_the_seats_of_the_old_one_with_other_people(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        values = {"title": "แต่งตั้ง", "number": "๕/๒๕๖๗", "dated": "2024-03-12", "power": "มาตรา ๑๑"}
        old = add_order(unit, values)
        committee = _committee(unit)
        ids = {}
        for name, role in (("ก", "chair"), ("ข", "member"), ("ค", "member")):
            ids[name] = appoint(
                unit, committee, name=name, role=role, from_on="2024-03-12", order_id=old.id
            ).id
        new_values = {"title": "แต่งตั้ง", "number": "๗/๒๕๖๘", "dated": "2025-03-01"}
        with pytest.raises(InvalidValue) as caught:
            draft_order(unit, old.id, {**new_values, "effective_on": "2024-01-01"})
        assert caught.value.field == "effective_on"
        new = draft_order(unit, old.id, new_values, {ids["ก"]: "ง", ids["ค"]: ""})
        before = [s.name for s in queries.seats(unit.session, committee, "2025-02-28")]
        after = queries.seats(unit.session, committee, "2025-03-01")
        assert before == ["ก", "ข", "ค"]
        assert [(s.name, s.role) for s in after] == [("ง", "chair"), ("ข", "member")]
        assert old.status == "repealed"
        detail = queries.detail(unit.session, "order", new.id)
        assert getattr(detail, "power", "") == "มาตรา ๑๑"


def test_duties_begin_with_the_seed_until_the_office_has_its_own(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        for role in ("cko", "head", "secretary", "member"):
            assert len(duties_of(unit.session, role).splitlines()) >= 2
        assert duties_of(unit.session, "adviser") == ""
        keep_template(unit, "cko", "สนับสนุน\nให้คำปรึกษา")
        assert duties_of(unit.session, "cko") == "สนับสนุน\nให้คำปรึกษา"
        committee = _committee(unit)
        set_duties(unit, committee, "cko", duties_of(unit.session, "cko"))
        assert queries.duties(unit.session, committee)[0].duties.startswith("สนับสนุน")
