"""The list of a tab as a folder and as a spreadsheet, from the screen."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.tab import NUMBER, TITLE, RecordTab, TabSpec
from kmdesk.widgets.taking_out import take_folder_to, take_sheet_to

CLERK = Actor("clerk", Duty.CLERK)


class _Spec(TabSpec):
    code = "shelf"
    kinds = ("document",)
    columns = (NUMBER, TITLE)


def _tab(qtbot: QtBot, context: Context) -> RecordTab:
    context.set_actor(CLERK)
    tab = RecordTab(_Spec(), context)
    qtbot.addWidget(tab)
    tab.filter.setText("เรื่องที่ 00")
    tab.reload()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 12)
    return tab


def test_a_list_becomes_a_folder(qtbot, context, tmp_path: Path) -> None:
    tab = _tab(qtbot, context)
    for number in (1, 2):
        dialog = take_folder_to(tab, context, tmp_path, tab.list_name, tab.list.ids)
        qtbot.waitUntil(lambda d=dialog: not d.is_running)
        assert "12 รายการ" in dialog.state.plain
        assert dialog.button.text() == "ปิด"
        dialog.reject()
        assert len(list(tmp_path.glob("*/index.html"))) == number


def test_a_list_becomes_a_spreadsheet(qtbot, context, tmp_path: Path) -> None:
    tab = _tab(qtbot, context)
    out = tmp_path / "list.csv"
    dialog = take_sheet_to(tab, context, out, tab.list.ids)
    qtbot.waitUntil(lambda: not dialog.is_running)
    assert len(out.read_text("utf-8-sig").splitlines()) == 13
    dialog.reject()


def test_a_folder_that_cannot_be_written_is_told(qtbot, context, tmp_path: Path) -> None:
    tab = _tab(qtbot, context)
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    dialog = take_folder_to(tab, context, blocked, "ก", tab.list.ids)
    qtbot.waitUntil(lambda: not dialog.is_running)
    assert "เขียนโฟลเดอร์" in dialog.state.plain
    dialog.reject()


def test_only_staff_see_the_entries(qtbot, context) -> None:
    tab = _tab(qtbot, context)
    assert not tab.more_button.isHidden()
    words = [entry.text() for _action, entry in tab.more_button.entries if entry.isVisible()]
    assert any("โฟลเดอร์" in word for word in words)
    from kmdesk.records import WALK_UP

    context.set_actor(WALK_UP)
    assert tab.more_button.isHidden()
