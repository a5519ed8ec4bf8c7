"""The shared tab on a real library: browse, sort, filter, read, act."""

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.tab import DATED, NUMBER, STATUS, TITLE, Action, RecordTab, TabSpec

CLERK = Actor("เจ้าหน้าที่ตัวอย่าง", Duty.CLERK)
PATIENCE = 60_000


class PaperSpec(TabSpec):
    code = "shelf"
    kinds = ("document",)
    columns = (NUMBER, TITLE, DATED, STATUS)
    sort = (1, False)
    actions = (Action("Edit…", lambda tab, view: None),)


@pytest.fixture
def tab(qtbot, context) -> RecordTab:
    made = RecordTab(PaperSpec(), context)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: len(made.list.ids) > 0)
    return made


def test_a_walk_up_sees_only_public_records(tab) -> None:
    assert len(tab.list.ids) == 300


def test_signing_in_brings_internal_records_and_the_edit_button(qtbot, tab, context) -> None:
    with qtbot.waitSignal(tab.list.counted):
        context.set_actor(CLERK)
    assert len(tab.list.ids) == 301
    tab.open_record(tab.list.ids[0])
    qtbot.waitUntil(lambda: tab.shown is not None)
    button = tab.record.buttons[0][1]
    assert button.isVisible()
    context.set_actor(WALK_UP)
    assert not button.isVisible()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 300)


def test_the_filter_finds_thai_digits_by_arabic_ones(qtbot, tab) -> None:
    tab.filter.setText("1108/ว")
    with qtbot.waitSignal(tab.list.counted):
        tab.reload()
    assert len(tab.list.ids) == 300
    tab.filter.setText("๑๕๐")
    with qtbot.waitSignal(tab.list.counted):
        tab.reload()
    assert len(tab.list.ids) == 1


def test_a_header_click_sorts_in_sql(qtbot, tab) -> None:
    header = tab.list.horizontalHeader()
    with qtbot.waitSignal(tab.list.counted):
        header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert tab.list.model().index(0, 1).data() == "หนังสือเวียนเรื่องที่ 300"


def test_a_browse_node_narrows_the_list(qtbot, tab) -> None:
    qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() == 3)
    with qtbot.waitSignal(tab.list.counted):
        tab.tree.setCurrentItem(tab.tree.topLevelItem(2))
    assert len(tab.list.ids) == 100


def test_rows_far_down_arrive_when_they_are_looked_at(qtbot, tab) -> None:
    model = tab.list.model()
    assert model.index(299, 1).data() == "…"
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert model.index(299, 1).data() == "หนังสือเวียนเรื่องที่ 300"


def test_choosing_a_row_shows_the_record_with_its_links(qtbot, tab) -> None:
    tab.list.selectRow(0)
    qtbot.waitUntil(lambda: tab.shown is not None)
    assert tab.shown.title == "หนังสือเวียนเรื่องที่ 001"
    assert [link.title for link in tab.shown.links] == ["หนังสือเวียนเรื่องที่ 002"]
    assert tab.record._title.plain == tab.shown.title


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_the_chosen_line_stays_the_only_one_while_a_key_is_held(qtbot, tab, key, held) -> None:
    """Ctrl+Z and Ctrl+Shift+Z read the list again before the hand has left the keys."""
    with qtbot.waitSignal(tab.list.counted):
        tab.list.select(20)
        tab.reload()
    assert tab.list.selected_ids() == [20]
    qtbot.keyPress(tab.list, key, held)
    try:
        assert QApplication.keyboardModifiers() == held
        for words in ("๑๕", "", ""):  # other lines, then the same ones again
            tab.filter.setText(words)
            with qtbot.waitSignal(tab.list.counted):
                tab.reload()
        tab.list.select(25)
        assert tab.list.selected_ids() == [25]
        with qtbot.waitSignal(tab.list.counted):
            tab.reload()
        assert tab.list.selected_ids() == [25]
    finally:
        qtbot.keyRelease(tab.list, key)
    assert tab.list.chosen() == 25


def test_numbers_sort_by_value_both_ways(qtbot, tab) -> None:
    header = tab.list.horizontalHeader()
    with qtbot.waitSignal(tab.list.counted):
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    assert tab.list.ids == list(range(1, 301))
    with qtbot.waitSignal(tab.list.counted):
        header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    assert tab.list.ids == list(range(300, 0, -1))


def test_the_tags_of_a_record_are_among_its_fields(qtbot, tab, context) -> None:
    with context.library.writing(CLERK, "Tag") as unit:
        unit.set_tags(unit.record(1), ["สินเชื่อ", "เกษตร"])
        unit.commit()
    tab.open_record(1)
    qtbot.waitUntil(lambda: tab.shown is not None)
    assert dict(tab.shown.fields)["Tags"] == "เกษตร, สินเชื่อ"
    tab.open_record(2)
    qtbot.waitUntil(lambda: tab.shown.id == 2)
    assert "Tags" not in dict(tab.shown.fields)


def test_the_list_on_screen_is_printed_in_its_order(qtbot, tab, context, rendering) -> None:
    tab.filter.setText("๑๕")
    with qtbot.waitSignal(tab.list.counted):
        tab.reload()
    assert len(tab.list.ids) == 13
    tab.print_button.click()
    text = printed_text(qtbot, tab)
    titles = [f"หนังสือเวียนเรื่องที่{number:03}" for number in (15, 115, 150, 159)]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "ตู้๑ชั้น๒" in text
    assert "หนังสือเวียนเรื่องที่016" not in text


def test_an_empty_list_cannot_be_printed(qtbot, tab) -> None:
    tab.filter.setText("ไม่มีคำนี้")
    with qtbot.waitSignal(tab.list.counted):
        tab.reload()
    assert not tab.print_button.isEnabled()


def test_a_print_does_not_outlive_the_sign_in_it_was_made_for(qtbot, tab, context) -> None:
    with qtbot.waitSignal(tab.list.counted):
        context.set_actor(CLERK)
    said: list[str] = []
    context.message_posted.connect(said.append)
    tab.print_button.click()
    context.set_actor(WALK_UP)
    qtbot.waitUntil(lambda: said[-1:] == [""], timeout=PATIENCE)
    assert tab.window().findChild(PreviewDialog) is None


def printed_text(qtbot, tab) -> str:
    qtbot.waitUntil(lambda: tab.window().findChild(PreviewDialog) is not None, timeout=PATIENCE)
    dialog = tab.window().findChild(PreviewDialog)
    text = "".join(page.extract_text() for page in PdfReader(dialog.path).pages)
    dialog.accept()
    return "".join(text.split())


def test_an_empty_list_says_what_narrows_it_and_leads_on(qtbot, tab, context) -> None:
    assert tab.pane.empty.isHidden()
    tab.filter.setText("ไม่มีคำนี้")
    with qtbot.waitSignal(tab.list.counted):
        tab.reload()
    note = tab.pane.empty
    assert note.isVisible() and "ไม่มีคำนี้" in note.said.plain
    with qtbot.waitSignal(context.search_requested) as asked:
        note.search_button.click()
    assert asked.args == ["ไม่มีคำนี้"]
    note.clear_button.click()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 300)
    assert tab.filter.text() == "" and note.isHidden()


def test_while_an_import_runs_the_lists_follow_and_the_record_stays(qtbot, tab, context) -> None:
    tab.open_record(1)
    qtbot.waitUntil(lambda: tab.shown is not None)
    qtbot.waitUntil(lambda: not context.runner.is_busy)  # choosing its line reads it once more
    shown = tab.shown
    with context.library.writing(CLERK, "Add documents") as unit:
        unit.add(kind="document", title="ฉบับใหม่")
        unit.commit()
    for _time in range(2):  # nor does the second time, once the record was found unchanged
        with qtbot.waitSignal(tab.list.counted):
            context.library_grew.emit()
        qtbot.waitUntil(lambda: not context.runner.is_busy)
        assert len(tab.list.ids) == 301
        assert tab.shown is shown  # neither read again nor put on screen again
    with context.library.writing(CLERK, "Retitle") as unit:
        unit.retitle(unit.record(1), "เปลี่ยนชื่อ")
        unit.commit()
    context.library_grew.emit()
    qtbot.waitUntil(lambda: tab.shown.title == "เปลี่ยนชื่อ")


def test_an_empty_list_offers_the_act_that_begins_to_those_who_may(qtbot, context) -> None:
    begun: list[str] = []

    class EmptySpec(TabSpec):
        code, kinds = "empty", ("nothing",)
        actions = (
            Action("New document…", lambda tab, view: begun.append("x"), needs_record=False),
            Action(
                "Add files…",
                lambda tab, view: begun.append("files"),
                needs_record=False,
                begins=True,
            ),
        )

    tab = RecordTab(EmptySpec(), context)
    qtbot.addWidget(tab)
    button = tab.pane.empty.begin_button
    qtbot.waitUntil(lambda: not tab.pane.empty.isHidden())
    assert button.isHidden()
    context.set_actor(Actor("ธุรการ", Duty.CLERK))
    qtbot.waitUntil(lambda: not button.isHidden())
    button.click()
    assert begun == ["files"]


def test_another_record_is_shown_from_its_top(qtbot, tab, context) -> None:
    tab.resize(900, 260)
    tab.show()
    first, second = tab.listed_ids[:2]
    tab.open_record(first)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == first)
    bar = tab.record._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20)
    bar.setValue(bar.maximum())
    tab.open_record(first)
    qtbot.waitUntil(lambda: not context.runner.is_busy)
    assert bar.value() > 0  # read again, it stays where it was
    tab.open_record(second)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == second)
    assert bar.value() == 0
