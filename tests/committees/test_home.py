"""What the home page says of committees: this week first, work under way only for staff."""

from datetime import date

from kmdesk.committees.kind import KINDS
from kmdesk.committees.knowledge import add_set, write_text
from kmdesk.committees.plan import add_activity, add_plan
from kmdesk.corner.queries import home_view
from kmdesk.records import WALK_UP, Actor, Kinds, Library

TODAY = date(2025, 6, 10)


def test_home_puts_this_week_first_and_shows_work_to_staff(library: Library, clerk: Actor) -> None:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    with library.writing(clerk, "x") as unit:
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2568})
        plan.status = "approved"
        for day, percent in (("2025-06-30", 50), ("2025-06-01", 0), ("2025-06-12", 100)):
            values = {"title": day, "part": "share", "to_on": day, "done_percent": percent}
            add_activity(unit, plan.id, values)
        record = add_set(unit, {"title": "ชุด"}, "2025-05-01")
        write_text(unit, record.id, {"due_on": "2025-06-11"})
        unit.commit()
        plan_id, set_id = plan.id, record.id
    with library.reading(clerk) as reading:
        view = home_view(reading, kinds, TODAY, [])
    assert view.due is not None
    days = [line.day for line in view.due]
    assert days == ["2025-06-11", "2025-06-12", "2025-06-01", "2025-06-30"]
    assert {(line.record_id, line.note) for line in view.standing} == {
        (set_id, "Draft"),
        (plan_id, "50%"),
    }
    with library.reading(WALK_UP) as reading:
        assert home_view(reading, kinds, TODAY, []).standing == ()
