"""The tab on a real window: reading for walk-ups, editing for the clerk."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from kmdesk.i18n import set_language
from kmdesk.places.ui.show import PlanDialog
from kmdesk.processes import queries
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.compare import flow_words, step_words
from kmdesk.processes.flow import Flow, Process
from kmdesk.processes.ui.body import ProcessBody
from kmdesk.processes.ui.chart_items import measure
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.processes.ui.tab import Tab
from kmdesk.records import Actor, Library
from kmdesk.widgets.context import Context
from kmdesk.widgets.more_button import MoreButton
from tests.processes.builders import chain, step
from tests.processes.test_layout import check_texts, check_wires

NAME = "รับจดทะเบียนสหกรณ์"


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Iterator[Tab]:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 768)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 8)
    yield tab


@pytest.fixture
def record_id(office: Library, walk_up: Actor) -> int:
    with office.reading(walk_up) as reading:
        ids = queries.process_ids(reading)
        return next(i for i in ids if reading.record(i).title == NAME)


def opened(tab: Tab, qtbot: QtBot, record_id: int, anchor: str = "") -> ProcessBody:
    tab.open_record(record_id, anchor)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    body = tab.findChild(ProcessBody)
    assert body is not None
    return body


def test_visitor_learns_the_day_and_finds_the_desk(tab: Tab, qtbot: QtBot, record_id: int) -> None:
    body = opened(tab, qtbot, record_id)
    line = body.visitor.filed.line
    line.selectAll()
    qtbot.keyClicks(line, "10/4/2569")
    # Twelve working days from the day after, without Songkran and the weekends.
    assert "๑ พฤษภาคม ๒๕๖๙" in body.visitor.due.plain
    qtbot.mouseClick(body.visitor.place_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.window().findChild(PlanDialog) is not None)
    dialog = tab.window().findChild(PlanDialog)
    assert dialog.view.lit is not None
    assert dialog.view.lit.text == "โต๊ะ ๓"
    dialog.accept()


def buttons(tab: Tab) -> dict[str, QPushButton]:
    """Buttons in sight by their words."""
    return {b.text(): b for b in tab.findChildren(QPushButton) if b.isVisibleTo(tab) and b.text()}


def entries(tab: Tab) -> dict[str, QAction]:
    """What the menus offer; buttons without room are there too."""
    return {
        entry.text(): entry
        for more in tab.findChildren(MoreButton)
        for _action, entry in more.entries
        if entry.isVisible()
    }


EDITING = {"แก้ไข…", "แก้ไขขั้นตอน…", "เพิ่มฉบับ…", "เพิ่มกระบวนงาน…", "ปฏิทินวันทำการ…"}


def test_walk_up_meets_no_edit_button(
    tab: Tab, qtbot: QtBot, record_id: int, context: Context, clerk: Actor
) -> None:
    opened(tab, qtbot, record_id)
    assert not EDITING & (buttons(tab).keys() | entries(tab).keys())
    context.set_actor(clerk)
    assert buttons(tab).keys() | entries(tab).keys() >= EDITING


def test_a_step_found_by_search_opens_its_row(
    tab: Tab, qtbot: QtBot, record_id: int, office: Library, walk_up: Actor
) -> None:
    with office.reading(walk_up) as reading:
        before = queries.view(reading.session, record_id).versions[0]
    wanted = before.process.steps[8]
    body = opened(tab, qtbot, record_id, f"step:{wanted.key}")
    qtbot.waitUntil(lambda: body.pages.currentWidget() is body.steps)
    assert body.steps.version.id == before.id
    assert body.steps.grid.currentIndex().row() == 8
    assert body.chart.view.chosen == wanted.key


def test_a_tab_made_in_english_speaks_english(
    tab: Tab, context: Context, qtbot: QtBot, record_id: int
) -> None:
    body = opened(tab, qtbot, record_id)
    assert body.pages.tabText(0) == "ผู้มาติดต่อ"
    set_language("en")
    other = Tab(context)
    qtbot.addWidget(other)
    other.show()
    body = opened(other, qtbot, record_id)
    assert body.pages.tabText(0) == "Visitors"
    assert body.visitor.due.plain.startswith("If the papers are complete")


def test_sample_charts_hold_their_texts_in_the_screen_font(
    qtbot: QtBot, office: Library, walk_up: Actor
) -> None:
    with office.reading(walk_up) as reading:
        views = [queries.view(reading.session, i) for i in queries.process_ids(reading)]
    for view in views:
        for version in view.versions:
            chart = layout(
                version.process,
                measure,
                lambda s, p=version.process: step_words(p, s),
                flow_words,
            )
            check_texts(chart, version.id, measure)
            check_wires(chart, version.id)


def test_keys_walk_the_chart_and_zoom(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    flows = (Flow(2, 1, "ไม่ครบ", 20.0), Flow(2, 3, "ครบ", 80.0))
    view.set_process(chain(step(1, 5), step(2, 5, "decision"), step(3, 5), flows=flows))
    view.resize(600, 600)
    view.show()
    for key, chosen in (("Down", 1), ("Down", 2), ("Down", 3), ("Up", 2), ("Right", 3)):
        qtbot.keyClick(view, getattr(Qt.Key, f"Key_{key}"))
        assert view.chosen == chosen
    before = view.transform().m11()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.transform().m11() > before
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.transform().m11() == pytest.approx(before)
    with qtbot.waitSignal(view.step_activated) as activated:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert activated.args == [3]


@pytest.fixture
def editor(qtbot: QtBot, context: Context, tab: Tab) -> Iterator[StepEditor]:
    saved: list[Process] = []

    def save(process: Process, editor: StepEditor) -> None:
        saved.append(process)

    made = StepEditor(tab, "ทดสอบ", chain(step(1, 0, "start"), step(2, 5)), save)
    made.saved = saved
    made.show()
    yield made
    made.model.undo_stack.setClean()
    made.reject()


def test_pasting_from_a_spreadsheet_is_one_undoable_step(qtbot: QtBot, editor: StepEditor) -> None:
    editor.grid.setCurrentIndex(editor.model.index(1, 1))
    QGuiApplication.clipboard().setText("ตรวจเอกสาร\tธุรการ\t1/2/3 วัน\nเสนอ\tหัวหน้า\t2 ชั่วโมง")
    qtbot.keyClick(editor.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in editor.model.rows][1:] == ["ตรวจเอกสาร", "เสนอ"]
    qtbot.waitUntil(lambda: len(editor.chart.chart.boxes) == 3)
    qtbot.keyClick(editor.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in editor.model.rows] == ["ขั้นที่ 1", "ขั้นที่ 2"]


def test_faults_are_said_at_the_row_in_thai(qtbot: QtBot, editor: StepEditor) -> None:
    editor.model.setData(editor.model.index(1, 3), "พรุ่งนี้")
    editor.grid.choose_row(1)
    qtbot.waitUntil(lambda: "พรุ่งนี้" in editor.faults.plain)
    assert "อ่านเวลา" in editor.faults.plain
    assert editor.model.data(editor.model.index(1, 3), Qt.ItemDataRole.BackgroundRole) is not None


def test_changed_steps_are_not_lost_without_a_word(qtbot: QtBot, editor: StepEditor) -> None:
    editor.grid.append_row()
    editor.reject()
    box = editor.findChild(QMessageBox)
    assert box is not None
    assert editor.isVisible()
    box.button(QMessageBox.StandardButton.NoButton)
    box.done(0)


def test_clerk_saves_steps_through_the_tab(
    tab: Tab, qtbot: QtBot, record_id: int, context: Context, clerk: Actor, office: Library
) -> None:
    context.set_actor(clerk)
    opened(tab, qtbot, record_id)
    buttons(tab)["แก้ไขขั้นตอน…"].click()
    editor = tab.window().findChild(StepEditor)
    editor.model.setData(editor.model.index(1, 1), "รับเรื่องแบบใหม่")
    qtbot.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.window().findChild(StepEditor) is None)
    with office.reading(clerk) as reading:
        present = queries.view(reading.session, record_id).present
    assert present.process.steps[1].name == "รับเรื่องแบบใหม่"


def test_clerk_edits_papers_and_days_off(
    tab: Tab, qtbot: QtBot, record_id: int, context: Context, clerk: Actor, office: Library
) -> None:
    context.set_actor(clerk)
    opened(tab, qtbot, record_id)
    buttons(tab)["แก้ไข…"].click()
    qtbot.waitUntil(lambda: tab.window().findChild(QDialog) is not None)
    form = tab.window().findChild(QDialog)
    form.editors["papers"].set_value("คำขอ | ๑ | ๒ | ลงชื่อ")
    form.submit()
    qtbot.waitUntil(lambda: tab.window().findChild(QDialog) is None)
    entries(tab)["ปฏิทินวันทำการ…"].trigger()
    qtbot.waitUntil(lambda: tab.window().findChild(QDialog) is not None)
    form = tab.window().findChild(QDialog)
    form.editors["days"].set_value("๑๓ เมษายน ๒๕๖๙ วันสงกรานต์")
    assert form.editors["hours"].value() == "๐๘.๓๐–๑๒.๐๐, ๑๓.๐๐–๑๖.๓๐"
    form.editors["hours"].set_value("๑๓.๐๐–๑๒.๐๐")
    form.submit()
    assert form._problems["hours"].text()
    form.editors["hours"].set_value("๐๙.๐๐ - ๑๒.๐๐ น. 13:00-17:00")
    form.editors["closed_5"].set_value(False)
    form.submit()
    qtbot.waitUntil(lambda: tab.window().findChild(QDialog) is None)
    with office.reading(clerk) as reading:
        view = queries.view(reading.session, record_id)
    paper = view.papers[0]
    assert (paper.name, paper.originals, paper.copies, paper.note) == ("คำขอ", 1, 2, "ลงชื่อ")
    assert view.calendar.holidays == {date(2026, 4, 13)}
    assert view.calendar.hours == ((time(9), time(12)), (time(13), time(17)))
    assert view.calendar.closed == {6}
    assert not view.calendar.is_open(date(2026, 4, 12))
    assert view.calendar.is_open(date(2026, 4, 11))


def test_rows_of_a_clerk_signed_out_in_the_middle_wait(
    tab: Tab, qtbot: QtBot, record_id: int, context: Context, clerk: Actor, walk_up: Actor
) -> None:
    context.set_actor(clerk)
    opened(tab, qtbot, record_id)
    buttons(tab)["แก้ไขขั้นตอน…"].click()
    editor = tab.window().findChild(StepEditor)
    editor.model.setData(editor.model.index(1, 1), "พิมพ์ค้างไว้")
    context.set_actor(walk_up)
    qtbot.waitUntil(lambda: tab.window().findChild(StepEditor) is None)
    context.set_actor(clerk)
    buttons(tab)["แก้ไขขั้นตอน…"].click()
    editor = tab.window().findChild(StepEditor)
    assert editor.draft.bar.isVisible()
    editor.draft.bar.take.click()
    assert editor.model.rows[1].name == "พิมพ์ค้างไว้"
    editor.buttons["undo"].click()
    assert editor.model.rows[1].name != "พิมพ์ค้างไว้"
    editor.draft.flush()
    assert context.draft_store.of(clerk.name) == []
    editor.reject()


def test_a_draft_of_other_steps_is_not_put_over_those_there_are(
    tab: Tab, qtbot: QtBot, record_id: int, context: Context, clerk: Actor
) -> None:
    context.set_actor(clerk)
    opened(tab, qtbot, record_id)
    buttons(tab)["แก้ไขขั้นตอน…"].click()
    editor = tab.window().findChild(StepEditor)
    before = list(editor.model.rows)
    kept = editor._rows()
    kept["stored"] = kept["stored"][:1]
    editor._take_rows(kept)
    assert editor.model.rows == before
    assert "ถูกแก้ไข" in editor.refusal.plain
    editor._take_rows({"stored": editor._stored, "rows": [{"key": "?", "other": 1}]})
    assert editor.model.rows == before
    editor.reject()
