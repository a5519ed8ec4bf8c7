"""Saved filters and columns: kept for the next start, harmless when damaged."""

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty
from kmdesk.records.model import Record
from kmdesk.widgets.context import Context
from kmdesk.widgets.list_views import ListViews, SavedFilter, parse_views
from kmdesk.widgets.tab import DATED, NUMBER, TITLE, Node, RecordTab, TabSpec

CLERK = Actor("clerk", Duty.CLERK)


class _Spec(TabSpec):
    code = "shelf"
    kinds = ("document",)
    columns = (NUMBER, TITLE, DATED)
    sort = (1, False)

    def nodes(self, reading):
        inner = (Node("Repealed", Record.status == "repealed"),)
        return [Node("All"), Node("Status", None, inner)]


def _tab(qtbot: QtBot, context: Context) -> RecordTab:
    tab = RecordTab(_Spec(), context)
    qtbot.addWidget(tab)
    tab.resize(1300, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) >= 300)
    return tab


def test_a_filter_is_kept_and_found_again(qtbot, context) -> None:
    context.set_actor(CLERK)
    tab = _tab(qtbot, context)
    tab.tree.setCurrentItem(tab.tree.topLevelItem(1).child(0))
    tab.filter.setText("เรื่องที่ 00")
    tab.list.horizontalHeader().setSortIndicator(
        2, tab.list.horizontalHeader().sortIndicatorOrder()
    )
    tab.reload()
    qtbot.waitUntil(lambda: 0 < len(tab.list.ids) < 12)
    wanted = list(tab.list.ids)
    tab.views.keep("ยกเลิกแล้ว 00")
    qtbot.waitUntil(lambda: not context.runner.is_busy)
    again = _tab(qtbot, context)
    qtbot.waitUntil(lambda: len(again.views.button.views.filters) == 1)
    again.views.button.fill()
    assert "ยกเลิกแล้ว 00" in again.views.button.menu().actions()[0].text()
    again.views.button.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: list(again.list.ids) == wanted)
    assert again.filter.text() == "เรื่องที่ 00"
    again.views.button.forget_requested.emit("ยกเลิกแล้ว 00")
    assert again.views.button.views.filters == ()


def test_columns_are_left_out_and_stay_so(qtbot, context) -> None:
    context.set_actor(CLERK)
    tab = _tab(qtbot, context)
    tab.views.toggle("Dated")
    assert tab.list.isColumnHidden(2)
    qtbot.waitUntil(lambda: not context.runner.is_busy)
    again = _tab(qtbot, context)
    qtbot.waitUntil(lambda: again.list.isColumnHidden(2))
    again.views.toggle("Dated")
    assert not again.list.isColumnHidden(2)
    for label in ("Number", "Dated", "Title"):
        again.views.toggle(label)
    assert not all(again.list.isColumnHidden(at) for at in range(3))


def test_a_readers_choice_is_not_kept(qtbot, context) -> None:
    context.set_actor(WALK_UP)
    tab = _tab(qtbot, context)
    tab.views.toggle("Dated")
    assert tab.list.isColumnHidden(2)
    again = _tab(qtbot, context)
    qtbot.waitUntil(lambda: not context.runner.is_busy)
    assert not again.list.isColumnHidden(2)
    tab.views.button.fill()
    assert len(tab.views.button.menu().actions()) == 1  # columns only


@pytest.mark.parametrize("said", ["", "[]", "{", '{"filters": [{}], "hidden": []}', "null"])
def test_what_cannot_be_read_is_none(said) -> None:
    assert parse_views(said, "shelf") == ListViews()
    assert parse_views(f'{{"shelf": {said or 0}}}', "shelf") == ListViews()


def test_a_filter_whose_node_is_gone_shows_the_words_alone(qtbot, context) -> None:
    context.set_actor(SYSTEM)
    tab = _tab(qtbot, context)
    tab.views.apply(SavedFilter("x", ("Not there", "any more"), "เรื่องที่ 001", 99, True))
    qtbot.waitUntil(lambda: len(tab.list.ids) == 1)
