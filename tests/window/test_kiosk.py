"""The kiosk: readers stay inside, the administrator leaves, the next person finds it fresh."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from sqlalchemy import select

import kmdesk
from kmdesk.committees.ui.month import MonthWindow
from kmdesk.i18n import language
from kmdesk.office.new_library import set_kiosk
from kmdesk.office.ui.about import AboutDialog
from kmdesk.pdf import Document
from kmdesk.processes.ui.chart_out import save_chart_as
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty
from kmdesk.records.model import Record
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.preview import PreviewDialog

PATIENCE = 30_000
BOSS = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)


@pytest.fixture
def kiosk(qtbot, desk):
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"), timeout=PATIENCE)
    desk.context.settings.values["kiosk"] = "1"
    desk.context.settings_changed.emit()
    return desk


def test_full_screen_and_only_the_administrator_closes_it(kiosk) -> None:
    window = kiosk.window
    assert window.isFullScreen()
    assert not window.close()
    assert window.isVisible()
    assert "เฉพาะผู้ดูแลระบบ" in window.message.text()
    kiosk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert not window.close()
    kiosk.context.set_actor(BOSS)
    assert window.close()


def test_the_right_button_and_the_menu_key_open_nothing(qtbot, kiosk) -> None:
    box = kiosk.window.top.search
    box.setFocus()

    def menus() -> list[QMenu]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]

    handle = kiosk.window.windowHandle()
    kiosk.pages._kiosk._watch(handle)
    at = box.mapTo(kiosk.window, QPoint(10, 10))
    qtbot.mouseClick(handle, Qt.MouseButton.RightButton, pos=at)
    qtbot.keyClick(handle, Qt.Key.Key_Menu)
    assert menus() == []


def test_what_a_reader_drops_falls_through(kiosk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("x.pdf")])

    def drag() -> QDragEnterEvent:
        event = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        event.setAccepted(False)
        kiosk.window.dragEnterEvent(event)
        return event

    assert not drag().isAccepted()
    kiosk.context.set_actor(BOSS)
    assert drag().isAccepted()


def test_a_file_dialog_closes_before_a_reader_sees_the_machine(qtbot, kiosk) -> None:
    dialog = QFileDialog(kiosk.window)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.rejected, timeout=PATIENCE):
        dialog.show()
        kiosk.pages._kiosk._watch(dialog.windowHandle())
    kiosk.context.set_actor(BOSS)
    dialog.show()
    kiosk.pages._kiosk._watch(dialog.windowHandle())
    assert dialog.isVisible()
    dialog.close()


def test_a_reader_is_offered_no_file_dialog_and_no_drop(qtbot, kiosk, tmp_path) -> None:
    context = kiosk.context
    dialogs = [
        AboutDialog(context, kiosk.window),
        MonthWindow(kiosk.window.pages.page("committees")),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()
    assert not dialogs[0].bill.isVisible()
    assert not dialogs[1].calendar_button.isVisible()
    pdf = Document(tmp_path / "a.pdf", title="ก")
    pdf.paragraph("ข้อความ")
    preview = PreviewDialog(kiosk.window, context, pdf.save(), "ก")
    qtbot.addWidget(preview)
    preview.show()
    assert not preview.save_button.isVisible()
    assert preview.print_button.isVisible()
    kiosk.window.message.clear()
    for ask in (dialogs[0]._ask_file, dialogs[1]._ask_file, preview._ask_file):
        ask()
    save_chart_as(kiosk.window, context, None, ("ก", "ข"), "svg")
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
    assert not [w for w in shown if w.isVisible()]
    assert "เลือกไฟล์" in kiosk.window.message.text()
    preview.reject()
    drop = QEvent(QEvent.Type.Drop)
    assert kiosk.pages._kiosk.eventFilter(kiosk.window, drop)
    assert not drop.isAccepted()
    context.set_actor(BOSS)
    assert not kiosk.pages._kiosk.eventFilter(kiosk.window, QEvent(QEvent.Type.Drop))
    assert context.may_choose_file()


def test_links_lead_nowhere_outside() -> None:
    """Only the folder of a saved print is opened by the system, and for those signed in."""
    found = [
        path.name
        for path in Path(kmdesk.__file__).parent.rglob("*.py")
        if re.search(r"QDesktopServices|OpenExternalLinks\(True|startfile|xdg-open",
                     path.read_text("utf-8"))
    ]  # fmt: skip
    assert found == ["preview.py"]


def test_the_next_person_finds_it_as_it_was(qtbot, desk) -> None:
    desk.pages.search("ประชุม")
    results = desk.window.pages.page("results")
    qtbot.waitUntil(lambda: results.result is not None, timeout=PATIENCE)
    tab = desk.window.pages.show_page("shelf")
    tab.filter.setText("เรื่องที่ 01")
    desk.window.change_scale(3)
    desk.window.switch_language()
    desk.pages.reset()
    assert language() == "th"
    assert desk.window.scale == 1.0
    results, tab = desk.window.pages.page("results"), desk.window.pages.page("shelf")
    assert (results.query, results.cards, results.headline.plain) == ("", [], "")
    assert tab.filter.text() == ""
    assert desk.window.pages.current == "home"
    assert desk.context.actor == WALK_UP


def test_a_sign_in_never_stays_open_for_ever(desk, qtbot) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None, timeout=PATIENCE)
    desk.context.settings.idle_minutes = 0
    desk.context.settings_changed.emit()
    assert desk.pages.idle.minutes == 0
    desk.context.set_actor(BOSS)
    assert desk.pages.idle.minutes == 15
    desk.context.set_actor(WALK_UP)
    assert desk.pages.idle.minutes == 0


def test_the_setting_is_kept(library) -> None:
    set_kiosk(library, SYSTEM, True)
    assert library.value("kiosk") == "1"


def _internal(desk) -> int:
    with desk.context.library.reading(SYSTEM) as reading:
        found = reading.session.scalar(select(Record.id).where(Record.audience == "internal"))
    assert found is not None
    return found


def test_what_was_read_for_a_clerk_who_left_is_not_shown(qtbot, desk) -> None:
    record_id, context = _internal(desk), desk.context
    context.set_actor(BOSS)
    reader = desk.window.pages.show_page("reader")
    shelf = desk.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    context.reader_requested.emit(record_id, "", "")
    shelf.open_record(record_id)
    context.set_actor(WALK_UP)  # before the answers are there
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert reader.record_id == 0
    assert shelf.shown is None


def test_a_clerks_basket_keeps_nothing_internal_for_the_next_reader(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    context, hidden = desk.context, _internal(desk)
    wanted = [(hidden - 1, "เปิดเผย")]

    def fill() -> None:
        context.set_actor(BOSS)
        context.basket.put(hidden - 1, "เปิดเผย")
        context.basket.put(hidden, "ใช้ภายใน")

    def held() -> list[tuple[int, str]]:
        return [(item.record_id, item.title) for item in context.basket.items]

    fill()
    context.set_actor(WALK_UP)
    assert held() == []
    qtbot.waitUntil(lambda: held() == wanted)
    fill()
    desk.pages.reset()
    (number,) = desk.pages.shelf._parked
    desk.pages.search(f"#{number}")
    qtbot.waitUntil(lambda: held() == wanted)


def test_what_a_reader_dropped_does_not_wait_for_a_clerk(desk, tmp_path) -> None:
    desk.pages.adding.add_files([str(tmp_path / "a.txt")])
    for form in desk.window.findChildren(FormDialog):
        form.reject()
    desk.context.set_actor(BOSS)
    assert desk.window.pages.current == "home"
