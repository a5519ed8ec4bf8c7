"""The regulations tab on a real library: read, jump, follow, copy, edit, import."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from kmdesk.i18n import set_language
from kmdesk.records import WALK_UP
from kmdesk.regulations.import_law import LawFile
from kmdesk.regulations.ui.edit_acts import edit
from kmdesk.regulations.ui.import_acts import ask_import
from kmdesk.regulations.ui.law_body import LawBody
from kmdesk.regulations.ui.tab import RegulationsSpec, Tab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.thai_label import ZWSP
from tests.regulations.test_parse import RULE


@pytest.fixture
def tab(qtbot: QtBot, context: Context) -> Tab:
    made = Tab(context)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: len(made.list.ids) == 3 and made.tree.topLevelItemCount() == 8)
    return made


def show(qtbot: QtBot, tab: Tab, record_id: int, anchor: str = "") -> LawBody:
    tab.open_record(record_id, anchor)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    assert isinstance(tab.spec, RegulationsSpec)
    body = tab.spec.open_body
    assert body is not None
    qtbot.waitUntil(lambda: not anchor or body.place == anchor)
    return body


def _text_is_on_top(body: LawBody) -> bool:
    area = body.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    top = body.number.mapTo(area.viewport(), QPoint(0, 0)).y()
    return 0 <= top < area.viewport().height() // 4


def form_of(qtbot: QtBot, tab: Tab) -> FormDialog:
    def found() -> list[FormDialog]:
        return [w for w in tab.window().findChildren(FormDialog) if w.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_laws_and_cards_are_browsed_apart(qtbot: QtBot, tab: Tab) -> None:
    with qtbot.waitSignal(tab.list.counted):
        tab.tree.setCurrentItem(tab.tree.topLevelItem(2))
    assert tab.list.ids == [3]
    ranks = tab.tree.topLevelItem(3)
    with qtbot.waitSignal(tab.list.counted):
        tab.tree.setCurrentItem(ranks.child(1))
    assert tab.list.ids == [2]


def test_opens_at_the_provision(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1, "provision:3/1")
    assert body.place == "provision:3/1"
    assert body.contents.currentItem().text(0).startswith("มาตรา ๓/๑")
    assert body.contents.currentItem().parent().text(0) == "หมวด ๑ การจัดเก็บ"
    assert body.reader.font().pointSizeF() >= 16


def test_the_text_is_brought_up_where_one_lands_in_it_and_when_it_is_made_wide(
    qtbot: QtBot, tab: Tab
) -> None:
    tab.resize(1366, 600)
    show(qtbot, tab, 2)
    body = show(qtbot, tab, 1, "provision:3/1")
    qtbot.waitUntil(lambda: _text_is_on_top(body))
    tab.resize(1366, 500)
    body.wide_button.click()
    qtbot.waitUntil(lambda: _text_is_on_top(body))


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [("๓/๑", "provision:3/1"), ("3", "provision:3"), ("๔ ทวิ", "provision:4 ทวิ")],
)
def test_jump_takes_any_digits(qtbot: QtBot, tab: Tab, typed: str, anchor: str) -> None:
    body = show(qtbot, tab, 1)
    body.number.setText(typed)
    qtbot.keyClick(body.number, Qt.Key.Key_Return)
    assert body.place == anchor


def test_jump_says_when_there_is_none(qtbot: QtBot, tab: Tab, context: Context) -> None:
    body = show(qtbot, tab, 1)
    body.number.setText("๙๙")
    with qtbot.waitSignal(context.message_posted) as said:
        body.jump()
    assert said.args == ["ไม่มีมาตราหรือข้อ 99 ในฉบับนี้"]


def test_ctrl_g_goes_to_the_number_field(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    body.reader.setFocus()
    qtbot.keyClick(body.reader, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(body.number.hasFocus)


def test_references_inside_the_law_are_followed(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1)
    html = body.reader.document().toHtml()
    assert 'href="provision:2"' in html
    assert 'href="provision:9"' not in html  # the act has no section 9 of its own
    body.reader._follow("provision:2")
    assert body.place == "provision:2"


def test_copied_citation_and_text_have_no_break_marks(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1, "provision:3/1")
    body.copy_button.click()
    words = QGuiApplication.clipboard().text()
    assert words.startswith("มาตรา ๓/๑ แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐")
    body.reader.selectAll()
    assert ZWSP in body.reader.toPlainText()
    assert ZWSP not in body.reader.createMimeDataFromSelection().text()


def test_a_misnumbered_provision_is_pointed_out(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1)
    assert "มาตรา ๔ ทวิ" in body._warning.plain
    assert body._warning.isVisible()


def test_a_card_shows_its_grounds(qtbot: QtBot, tab: Tab, context: Context) -> None:
    body = show(qtbot, tab, 3)
    assert body.card.answer.plain == "ที่เก็บหนังสือ"
    assert not body.reader.isVisible()
    button = body.card.grounds.itemAt(0).widget()
    with qtbot.waitSignal(context.open_requested) as opened:
        button.click()
    assert opened.args == [1, "provision:2"]


def test_edit_asks_who_checked(qtbot: QtBot, tab: Tab) -> None:
    show(qtbot, tab, 1)
    edit(tab, tab.shown)
    form = form_of(qtbot, tab)
    form.editors["status"].set_value("in_force")
    form.submit()
    qtbot.waitUntil(form._problems["checked_by"].isVisible)
    form.editors["checked_by"].set_value("ธุรการ")
    form.editors["checked_on"].set_value("2025-01-02")
    form.submit()
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.status == "in_force")


def test_a_read_file_is_stored_with_its_provisions(qtbot: QtBot, tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "rule.txt"
    path.write_text(RULE, "utf-8")
    ask_import(tab, LawFile(path, "text/plain", "ระเบียบใหม่", RULE, 4))
    form_of(qtbot, tab).submit()
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.title == "ระเบียบใหม่")
    assert tab.shown is not None
    assert [file.name for file in tab.shown.files] == ["rule.txt"]  # and no law.txt of ours
    assert tab.shown.status == "unchecked"


def test_a_walk_up_has_no_edit_buttons(qtbot: QtBot, tab: Tab, context: Context) -> None:
    show(qtbot, tab, 1)
    context.set_actor(WALK_UP)
    shown = {button.text() for button in tab.findChildren(QPushButton) if button.isVisible()}
    assert "คัดลอกข้อความอ้างอิง" in shown
    assert not any(button.endswith("…") or "แก้ไข" in button for button in shown)


def test_a_tab_made_in_english_speaks_english(qtbot: QtBot, tab: Tab, context: Context) -> None:
    set_language("en")
    other = Tab(context)
    qtbot.addWidget(other)
    assert show(qtbot, other, 1).copy_button.text() == "Copy as citation"
