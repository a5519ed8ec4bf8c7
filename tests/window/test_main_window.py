"""The frame: first paint, language, size, keys, tabs, drop."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.window.main_window import MainWindow
from kmdesk.window.rooms import ROOMS
from tests.window.walk import opened_desk


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = (
        "import sys; import kmdesk.app;"
        "from kmdesk.window.main_window import MainWindow;"
        "heavy = {'sqlalchemy', 'kmdesk.records', 'kmdesk.shelf', 'numpy', 'whoosh', 'reportlab'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="."
    )
    assert out.stdout.strip() == "[]"


def test_the_office_name_and_home_come_up(desk) -> None:
    assert desk.window.top.office.text() == "สำนักงานทดสอบ"


def test_the_language_switches_everywhere_without_restart(qtbot, desk) -> None:
    thai = [desk.window.pages.bar.tabText(at) for at in range(6)]
    assert thai[0] == "หน้าแรก"
    desk.window.top.words.click()
    assert desk.window.pages.bar.tabText(0) == "Home"
    assert desk.window.top.go.text() == "Search"
    assert desk.window.pages.page("home").greeting.plain == "What would you like to know?"
    desk.window.top.words.click()
    assert [desk.window.pages.bar.tabText(at) for at in range(6)] == thai


class Dressed(QObject):
    """Counts how often a widget got its style anew."""

    def __init__(self, widget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, _widget, event) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_letters_grow_and_go_back(qtbot, desk) -> None:
    before = QApplication.font().pointSizeF()
    desk.window.top.larger.click()
    assert QApplication.font().pointSizeF() > before
    desk.window.change_scale(0)
    assert QApplication.font().pointSizeF() == before


def test_every_letter_grows_and_nothing_is_dressed_anew_in_vain(qtbot, desk) -> None:
    labels = [label for label in desk.window.findChildren(QLabel) if label.isVisible()]
    before = [label.font().pointSizeF() for label in labels]
    desk.window.change_scale(1)
    grown = [label.font().pointSizeF() for label in labels]
    assert len(labels) > 5
    assert all(now > then for now, then in zip(grown, before, strict=True))
    desk.window.change_scale(0)
    assert [label.font().pointSizeF() for label in labels] == before
    dressed = Dressed(desk.window)
    desk.pages.reset()  # as after each visitor
    assert dressed.times == 0
    desk.window.change_scale(1)
    assert dressed.times


def test_f3_goes_to_the_search_box_from_anywhere(qtbot, desk) -> None:
    desk.window.activateWindow()
    desk.window.pages.show_page("shelf")
    desk.window.pages.page("shelf").list.setFocus()
    qtbot.keyClick(desk.window, Qt.Key.Key_F3)
    qtbot.waitUntil(desk.window.top.search.hasFocus)


def test_every_room_has_its_tab(qtbot, desk) -> None:
    for number, room in enumerate(ROOMS, 2):
        qtbot.keyClick(
            desk.window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier
        )
        assert desk.window.pages.current == room
        assert hasattr(desk.window.pages.page(room), "open_record")


def test_a_tab_one_comes_back_to_has_room_for_its_bold_name(desk) -> None:
    pages = desk.window.pages
    pages.show_page("committees")
    wide = pages.bar.tabRect(pages.bar.currentIndex()).width()
    pages.show_page("basket")
    desk.window.switch_language()
    desk.window.switch_language()  # laid out anew, none in bold
    plain = pages.bar.tabRect(pages.bar.currentIndex()).width()
    pages.show_page("committees")
    assert plain < wide == pages.bar.tabRect(pages.bar.currentIndex()).width()


def test_escape_goes_back_the_way_one_came(qtbot, desk) -> None:
    desk.window.pages.show_page("shelf")
    desk.window.pages.show_page("basket")
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.pages.current == "shelf"


def test_a_walk_up_who_drops_a_file_is_asked_to_sign_in(qtbot, desk, tmp_path) -> None:
    from kmdesk.widgets.dialogs import FormDialog

    paper = tmp_path / "a.txt"
    paper.write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper))])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(event)
    (form,) = desk.window.findChildren(FormDialog)
    assert set(form.editors) == {"name", "password"}
    form.reject()


def test_no_tab_is_lit_while_results_or_basket_are_shown(qtbot, desk) -> None:
    bar = desk.window.pages.bar

    def lit() -> QColor:
        at = bar.tabRect(bar.currentIndex()).center()
        return bar.grab().toImage().pixelColor(bar.tabRect(bar.currentIndex()).left() + 6, at.y())

    desk.window.pages.show_page("shelf")
    there = lit()
    desk.window.pages.show_page("basket")
    assert lit() != there
    desk.window.pages.back()
    assert lit() == there


def test_the_welcome_goes_with_the_clerk(desk) -> None:
    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    desk.context.message_posted.emit("ลงชื่อเข้าใช้เป็น ธุรการ")
    assert "ธุรการ" in desk.window.message.text()
    desk.context.set_actor(WALK_UP)
    assert desk.window.message.text() == ""


def test_it_takes_the_screen_it_is_on_and_hangs_over_no_edge(qtbot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.fill_screen()
    room = window.screen().availableGeometry()
    assert window.pos() == room.topLeft()
    assert window.height() <= room.height()
    assert window.width() <= max(room.width(), window.minimumWidth())
    assert window.windowState() & Qt.WindowState.WindowMaximized


def test_each_tab_begins_with_one_button_where_its_list_is_empty(qtbot, desk) -> None:
    desk.context.set_actor(Actor("ธุรการ", Duty.SECRETARY))
    for room in ROOMS:
        page = desk.window.pages.show_page(room)
        (begin,) = [action for action in page.spec.actions if action.begins]
        page.filter.setText("ไม่มีคำนี้แน่นอน")
        note = page.pane.empty
        qtbot.waitUntil(note.isVisible)
        page.filter.clear()
        page.reload()
        if room == "shelf":
            qtbot.waitUntil(note.isHidden)
            continue
        qtbot.waitUntil(note.begin_button.isVisible)
        assert note.begin_button.text() == tr(begin.label)


def test_every_tab_shows_another_record_from_its_top(qtbot, sample_root) -> None:
    desk = opened_desk(qtbot, sample_root)
    desk.window.resize(1000, 600)
    for _step in range(5):
        desk.window.change_scale(1)
    for room in ROOMS:
        page = desk.window.pages.show_page(room)
        qtbot.waitUntil(lambda page=page: len(page.list.ids) > 1)
        first, second = page.listed_ids[:2]
        bar = page.record._scroll.verticalScrollBar()
        page.open_record(first)
        qtbot.waitUntil(lambda page=page, id_=first: page.shown and page.shown.id == id_)
        qtbot.waitUntil(lambda: not desk.runner.is_busy)  # choosing its line reads it once more
        qtbot.waitUntil(lambda bar=bar: bar.maximum() > 20)
        bar.setValue(bar.maximum())
        page.open_record(second)
        qtbot.waitUntil(lambda page=page, id_=second: page.shown and page.shown.id == id_)
        qtbot.waitUntil(lambda: not desk.runner.is_busy)
        assert bar.value() == 0, room
    desk.window.change_scale(0)
    desk.close()


@pytest.mark.usefixtures("dressed")
def test_the_sign_in_shows_all_of_itself_without_scrolling(qtbot, sample_desk) -> None:
    sample_desk.window.resize(1366, 730)
    sample_desk.pages.sign_in_or_out()
    (form,) = sample_desk.window.findChildren(FormDialog)
    qtbot.waitUntil(form.isVisible)
    qtbot.wait(1)
    assert form._scroll.verticalScrollBar().maximum() == 0
    form.reject()
