"""Plan table, progress report and roster from the sample office."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from kmdesk.committees import plan, print, queries
from kmdesk.committees.print import print_plan, print_progress, print_roster
from kmdesk.committees.ui.tab import Tab
from kmdesk.records import Actor, Library
from kmdesk.widgets.context import Context
from tests.pdf.test_sheets import bare, pages_of


def _plan(office: Library, actor: Actor) -> int:
    with office.reading(actor) as reading:
        found = plan.plans_of_level(reading.session, "department")
        assert found
        return found[0][0].id


def test_every_state_and_activity_stands_in_the_plan_table(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    plan_id, out = _plan(office, walk_up), tmp_path / "plan.pdf"
    print_plan(office, walk_up, plan_id, out)
    whole = "".join(pages_of(out))
    with office.reading(walk_up) as reading:
        _focus, states, activities = plan.plan_parts(reading.session, plan_id)
    assert states
    for row in (*states, *activities):
        assert bare(row.title) in whole


def test_progress_report_is_one_page(office: Library, clerk: Actor, tmp_path: Path) -> None:
    plan_id, out = _plan(office, clerk), tmp_path / "progress.pdf"
    print_progress(office, clerk, plan_id, out, "2026-01-05")
    (page,) = pages_of(out)
    assert "ณวันที่๕มกราคม๒๕๖๙" in page and "%" in page


def test_roster_is_that_of_the_day(office: Library, walk_up: Actor, tmp_path: Path) -> None:
    with office.reading(walk_up) as reading:
        committee = queries.committees(reading)[0][0]
        _title, before = print.roster_lines(reading, committee, "1990-01-01")
        _title, members = print.roster_lines(reading, committee, "2008-06-01")
    assert before == [] and members
    out = tmp_path / "roster.pdf"
    print_roster(office, walk_up, committee, "2008-06-01", out)
    whole = "".join(pages_of(out))
    assert all(bare(member.name) in whole for member in members)


def test_a_walk_up_is_offered_no_progress_report(
    qtbot: QtBot, context: Context, office: Library, walk_up: Actor
) -> None:
    context.set_actor(walk_up)
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.open_record(_plan(office, walk_up))
    qtbot.waitUntil(lambda: tab.shown is not None)
    menu = tab.record.forms_button
    shown = [action.label for action, entry in menu.entries if entry.isVisible()]
    assert not menu.isHidden() and shown == ["KM plan table"]
