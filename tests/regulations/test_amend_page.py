"""Amendments on screen: read, looked at, corrected, confirmed, taken back, dropped."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amendments import preview
from kmdesk.regulations.edits import change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.ui import law_actions
from kmdesk.regulations.ui.amend_page import AmendDialog
from kmdesk.regulations.ui.tab import Tab
from kmdesk.widgets.context import Context, OfficeSettings
from kmdesk.widgets.dialogs import FormDialog
from tests.regulations.test_amend_law import BASE, SECOND, THIRD, TITLE

NO_2 = "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒"


@pytest.fixture
def laws(library: Library, clerk: Actor) -> Library:
    """The act (1), its second (2) and third (3)."""
    with library.writing(clerk, "fill") as unit:
        import_law(unit, TITLE, BASE, "พระราชบัญญัติ", None)
        for title, text, day in (
            (NO_2, SECOND, "2009-03-01"),
            ("พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๓) พ.ศ. ๒๖๐๕", THIRD, "2010-03-01"),
        ):
            act = import_law(unit, title, text, "พระราชบัญญัติ", None)
            change_law(unit, act.id, {"gazetted_on": day})
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, laws: Library, clerk: Actor) -> Iterator[Context]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    yield Context(laws, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()


@pytest.fixture
def tab(qtbot: QtBot, context: Context) -> Tab:
    made = Tab(context)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def open_record(qtbot: QtBot, tab: Tab, record_id: int) -> None:
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)


def dialog_of(qtbot: QtBot, tab: Tab) -> AmendDialog:
    def found() -> list[AmendDialog]:
        return [d for d in tab.window().findChildren(AmendDialog) if d.isVisible() and d._rows]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


@pytest.fixture
def dialog(qtbot: QtBot, tab: Tab) -> AmendDialog:
    """The amendments of the second act, just read."""
    open_record(qtbot, tab, 2)
    law_actions.read_amendments(tab, tab.shown)
    made = dialog_of(qtbot, tab)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def boxes(tab: Tab) -> list[QMessageBox]:
    return [box for box in tab.window().findChildren(QMessageBox) if box.isVisible()]


def text_of(library: Library, clerk: Actor, number: str, day: str = "2020-01-01") -> str:
    with library.reading(clerk) as reading:
        rows = queries.provisions(reading.session, 1, day)
        return next((row.text for row in rows if row.number == number), "")


def states(dialog: AmendDialog) -> list[str]:
    return [row.state for row in dialog._rows]


def test_what_was_read_is_shown_with_clause_and_preview(qtbot: QtBot, dialog: AmendDialog) -> None:
    assert dialog.table.rowCount() == 3
    assert dialog.table.item(0, 2).text() == "มาตรา ๓ วรรคสอง"
    assert "ให้ยกเลิกความในวรรคสอง" in dialog.said.toPlainText().replace("\u200b", "")
    qtbot.waitUntil(lambda: "กันปลวก" in dialog.after.toPlainText().replace("\u200b", ""))
    assert "underline" in dialog.after.toHtml()
    assert "รอยืนยัน 3" in dialog.summary.plain


def test_confirmed_by_keyboard_one_after_the_other(
    qtbot: QtBot, dialog: AmendDialog, laws: Library, clerk: Actor
) -> None:
    for count in (1, 2, 3):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda count=count: states(dialog).count("confirmed") == count)
    assert "กันปลวก" in text_of(laws, clerk, "3")
    assert text_of(laws, clerk, "4/1") == "มาตรา ๔/๑ ตู้ต้องมีกุญแจ"
    dialog.table.setCurrentCell(1, 0)
    dialog.back_button.click()
    qtbot.waitUntil(lambda: states(dialog).count("confirmed") == 2)
    assert text_of(laws, clerk, "4/1") == ""


def test_corrected_dropped_and_the_rest_confirmed_at_once(
    qtbot: QtBot, dialog: AmendDialog, tab: Tab, laws: Library, clerk: Actor
) -> None:
    assert not dialog.save_button.isEnabled()
    dialog.form.text.setPlainText("ชั้นต้องทาสี")
    assert dialog.save_button.isEnabled()
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog._rows[0].text == "ชั้นต้องทาสี")
    dialog.table.setCurrentCell(2, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(dialog)[2] == "dropped")
    dialog.all_button.click()
    qtbot.waitUntil(lambda: bool(boxes(tab)))
    box = boxes(tab)[0]
    next(b for b in box.buttons() if b.text() == "ยืนยัน").click()
    qtbot.waitUntil(lambda: states(dialog) == ["confirmed", "confirmed", "dropped"])
    assert text_of(laws, clerk, "3") == "มาตรา ๓ ตู้ต้องมีสามชั้น\nชั้นต้องทาสี"
    assert text_of(laws, clerk, "5") == "มาตรา ๕ ผู้ใดทำตู้หายต้องซื้อใหม่"


def test_bad_input_is_refused_in_words(
    qtbot: QtBot, dialog: AmendDialog, tab: Tab, laws: Library
) -> None:
    dialog.form.day.line.setText("วันไหนก็ได้")
    dialog.form._edited()
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(boxes(tab)))
    assert "ไม่ใช่วันที่" in boxes(tab)[0].text().replace("\u200b", "")
    boxes(tab)[0].close()
    assert dialog.form.day.line.text() == "วันไหนก็ได้"


def test_a_conflict_is_said_and_stays_in_sight(
    qtbot: QtBot, tab: Tab, laws: Library, clerk: Actor
) -> None:
    open_record(qtbot, tab, 3)
    law_actions.read_amendments(tab, tab.shown)
    dialog = dialog_of(qtbot, tab)
    qtbot.waitUntil(lambda: "ไม่มีมาตราหรือข้อนี้" in dialog.problem.plain)
    dialog.confirm_button.click()
    qtbot.waitUntil(lambda: bool(boxes(tab)))
    boxes(tab)[0].close()
    qtbot.waitUntil(lambda: bool(dialog._rows[0].conflict))
    assert "ไม่มีมาตราหรือข้อนี้" in dialog.table.item(0, 4).text()
    with laws.reading(clerk) as reading:
        assert preview(reading, dialog._rows[0].id).conflict == "no_provision"
        assert len(version_store.unapplied(reading, 1)) == 2


def test_the_waiting_amendment_is_told_above_the_text(qtbot: QtBot, tab: Tab) -> None:
    from kmdesk.regulations.ui.tab import RegulationsSpec

    open_record(qtbot, tab, 1)
    assert isinstance(tab.spec, RegulationsSpec)
    body = tab.spec.open_body
    assert body is not None
    qtbot.waitUntil(lambda: "มีกฎหมายแก้ไขเพิ่มเติมที่ยังไม่ได้รวมในฉบับนี้" in body._warning.plain)
    assert NO_2 in body._warning.plain


def test_nothing_to_read_or_show_is_said(qtbot: QtBot, tab: Tab) -> None:
    open_record(qtbot, tab, 1)
    for action in (law_actions.show_amendments, law_actions.read_amendments):
        action(tab, tab.shown)
        qtbot.waitUntil(lambda: bool(boxes(tab)))
        boxes(tab)[0].close()
        qtbot.waitUntil(lambda: not boxes(tab))


def test_an_amendment_by_hand(qtbot: QtBot, tab: Tab) -> None:
    open_record(qtbot, tab, 1)
    law_actions.add_by_hand(tab, tab.shown)

    def forms() -> list[FormDialog]:
        return [f for f in tab.window().findChildren(FormDialog) if f.isVisible()]

    qtbot.waitUntil(lambda: bool(forms()))
    form = forms()[0]
    form.editors["act"].set_value(NO_2)
    form.editors["number"].set_value("๕")
    form.editors["text"].set_value("ผู้ใดทำตู้หายต้องแจ้ง")
    form.editors["effective_on"].set_value("2015-01-01")
    form.submit()
    dialog = dialog_of(qtbot, tab)
    assert dialog.table.item(0, 2).text() == "มาตรา ๕"
    qtbot.waitUntil(lambda: "แจ้ง" in dialog.after.toPlainText().replace("\u200b", ""))
