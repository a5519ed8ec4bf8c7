"""Home for those who are signed in: what was searched for in vain, and meetings to come."""

from datetime import timedelta

from kmdesk import clock
from kmdesk.committees.meetings import call_meeting
from kmdesk.committees.orders import add_committee
from kmdesk.corner.lines import HomeView
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library


def test_staff_see_what_readers_miss_and_a_click_searches_for_it(qtbot, desk) -> None:
    home = desk.window.pages.page("home")
    context = desk.context
    qtbot.waitUntil(lambda: context.search is not None, timeout=60_000)
    results = desk.window.pages.page("results")
    for _time in range(2):
        with qtbot.waitSignal(results.answered, timeout=60_000):
            home.search_requested.emit("เรือดำน้ำ")
    desk.window.pages.show_page("home")
    home.refresh()
    qtbot.waitUntil(lambda: not context.runner.is_busy)
    assert home.wanted.isHidden()  # not for readers
    context.set_actor(Actor("clerk", Duty.CLERK))
    qtbot.waitUntil(lambda: not home.wanted.isHidden(), timeout=60_000)
    (button,) = home.wanted.buttons
    assert "เรือดำน้ำ" in button.accessibleName() + button.text().replace("\u200b", "")
    with qtbot.waitSignal(home.search_requested) as asked:
        button.click()
    assert asked.args == ["เรือดำน้ำ"]
    context.set_actor(WALK_UP)
    qtbot.waitUntil(home.wanted.isHidden, timeout=60_000)


def test_meetings_to_come_stand_apart_from_what_is_due(qtbot, desk) -> None:
    home = desk.window.pages.page("home")
    library: Library = desk.context.library
    soon = clock.today() + timedelta(days=3)
    with library.writing(SYSTEM, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        meeting = call_meeting(unit, committee, {"dated": soon.isoformat()}).id
        unit.commit()
    assert home.meetings.isHidden()
    desk.context.library_changed.emit()
    qtbot.waitUntil(lambda: not home.meetings.isHidden(), timeout=60_000)
    (button,) = home.meetings.buttons
    with qtbot.waitSignal(home.open_requested) as opened:
        button.click()
    assert opened.args[0] == meeting
    assert home.due.buttons == []


def test_an_empty_library_says_how_to_begin(desk) -> None:
    home = desk.window.pages.page("home")
    home.show_view(HomeView((), 0, (), (), 0))
    assert "คลังยังว่าง" in home.total.text()
