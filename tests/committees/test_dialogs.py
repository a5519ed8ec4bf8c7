"""The room's own windows on a real library: resolutions, board, roster, versions, chart."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.committees import queries
from kmdesk.committees.plan import plans_of_level
from kmdesk.committees.terms import STEPS
from kmdesk.committees.ui.action_list import ActionList
from kmdesk.committees.ui.board import Board, VersionDialog
from kmdesk.committees.ui.gantt import GanttChart, month_names
from kmdesk.committees.ui.roster_dialog import RosterDialog
from kmdesk.committees.ui.tab import Tab
from kmdesk.committees.view import RowView
from kmdesk.records import WALK_UP, Library
from kmdesk.widgets.context import Context

TEAM = "คณะทำงานกระบวนการจัดการความรู้"


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Tab:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 17)
    return tab


def test_open_resolutions_are_listed_and_saved_as_calendar(
    tab: Tab, qtbot: QtBot, tmp_path: Path
) -> None:
    window = ActionList(tab)
    window.open()
    qtbot.waitUntil(lambda: window.table.rowCount() > 0)
    every = window.table.rowCount()
    window.person.setCurrentIndex(1)
    assert 0 < window.table.rowCount() <= every
    out = tmp_path / "a.ics"
    window.save_calendar(out)
    qtbot.waitUntil(out.is_file)
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR")
    window.accept()


def test_the_board_has_a_column_a_step_and_opens_a_set(tab: Tab, qtbot: QtBot) -> None:
    board = Board(tab)
    board.open()
    qtbot.waitUntil(lambda: sum(c.count() for c in board.columns.values()) == 4)
    assert list(board.columns) == list(STEPS)
    with qtbot.waitSignal(tab.context.open_requested):
        board.columns["published"].itemActivated.emit(board.columns["published"].item(0))


def test_a_roster_is_read_for_the_day_typed(tab: Tab, qtbot: QtBot, office: Library) -> None:
    with office.reading(WALK_UP) as reading:
        team = queries.titled(reading.session, "committee", TEAM)
    assert team is not None
    tab.open_record(team)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == team)
    assert tab.shown is not None
    window = RosterDialog(tab, tab.shown)
    window.open()
    qtbot.waitUntil(lambda: window.table.rowCount() == 6)
    window.day.set_iso("2019-01-01")
    window.ask()
    qtbot.waitUntil(lambda: window.table.rowCount() == 7)
    window.accept()


def test_versions_and_chart_show_what_they_are_given(
    tab: Tab, qtbot: QtBot, office: Library
) -> None:
    old, new = (RowView("step", n, str(n), {"text": t}) for n, t in enumerate(("ก ข", "ก ค")))
    window = VersionDialog(tab, "ชุด", old, new)
    window.open()
    qtbot.waitUntil(lambda: window.text.toPlainText().replace("\u200b", "") == "ก ขค")
    window.accept()
    with office.reading(WALK_UP) as reading:
        plans = plans_of_level(reading.session, "province")
        plan = plans[0][0].id
    tab.open_record(plan)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == plan)
    (chart,) = tab.findChildren(GanttChart)
    assert chart.chart is not None
    assert not chart.isHidden()
    assert len(chart.accessibleDescription().splitlines()) == len(chart.chart.bars)
    assert not chart.grab().isNull()
    assert len(month_names()) == 12
