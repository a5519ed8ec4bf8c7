"""In the real window: a draft found after sign-in, and Ctrl+Z across the session."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog

CLERK = Actor("ธุรการ", Duty.CLERK)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _edit(qtbot, desk, record_id: int) -> FormDialog:
    tab = desk.window.pages.show_page("shelf")
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    action = next(a for a in tab.spec.actions if a.label == "Stamp of receipt…")
    tab._act(action)
    return desk.window.findChildren(FormDialog)[-1]


def _sign_in(qtbot, desk) -> None:
    desk.context.set_actor(CLERK)
    qtbot.waitUntil(lambda: desk.pages.steps._since is not None)


def _title(desk, record_id: int) -> str:
    with desk.context.library.reading(CLERK) as reading:
        return reading.record(record_id).title


def test_the_idle_reset_keeps_the_draft_and_sign_in_finds_it(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    _sign_in(qtbot, desk)
    form = _edit(qtbot, desk, 3)
    form.editors["number"].widget.insert("123")
    desk.pages.reset()
    assert desk.context.actor == WALK_UP
    assert desk.pages.drafts.isHidden()
    _sign_in(qtbot, desk)
    bar = desk.pages.drafts
    qtbot.waitUntil(bar.isVisible)
    assert "พบร่างที่ยังไม่ได้บันทึก" in bar.words.plain
    assert "เรื่องที่ 03" in bar.words.plain
    bar.open.click()
    qtbot.waitUntil(
        lambda: any(
            f.isVisible() and "number" in f.editors for f in desk.window.findChildren(FormDialog)
        )
    )
    again = desk.window.findChildren(FormDialog)[-1]
    assert again.editors["number"].typed() == "123"
    assert desk.window.pages.current == "shelf"
    assert bar.isHidden()
    again.discard()
    assert desk.context.draft_store.of(CLERK.name) == []


def _retitle(unit, record_id: int, title: str) -> None:
    unit.retitle(unit.record(record_id), title)


def test_ctrl_z_and_ctrl_shift_z_outside_text_fields(qtbot, desk) -> None:
    _sign_in(qtbot, desk)
    tab = desk.window.pages.show_page("shelf")
    desk.window.activateWindow()
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(lambda: _title(desk, 5) == "ชื่อใหม่")
    tab.list.setFocus()
    qtbot.keyClick(tab.list, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: _title(desk, 5) == "หนังสือเวียนเรื่องที่ 05")
    qtbot.waitUntil(lambda: "เลิกทำแล้ว" in desk.window.message.text())
    qtbot.keyClick(tab.list, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: _title(desk, 5) == "ชื่อใหม่")
    qtbot.waitUntil(lambda: "ทำซ้ำแล้ว" in desk.window.message.text())


def test_ctrl_z_in_a_text_field_takes_back_typing_only(qtbot, desk) -> None:
    _sign_in(qtbot, desk)
    desk.window.pages.show_page("shelf")
    desk.window.activateWindow()
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(lambda: _title(desk, 5) == "ชื่อใหม่")
    search: QLineEdit = desk.window.top.search
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "abc")
    qtbot.keyClick(search, Qt.Key.Key_Z, CTRL)
    assert search.text() != "abc"
    qtbot.keyClick(search, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert _title(desk, 5) == "ชื่อใหม่"


def test_what_moved_on_is_refused_with_a_sentence(qtbot, desk) -> None:
    _sign_in(qtbot, desk)
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(lambda: _title(desk, 5) == "ชื่อใหม่")
    library = desk.context.library
    with library.writing(Actor("อีกคน", Duty.CLERK), "Edit a document") as unit:
        _retitle(unit, 5, "ของอีกคน")
        unit.commit()
    desk.pages.steps.undo()
    qtbot.waitUntil(lambda: "เลิกทำไม่ได้" in desk.window.message.text())
    assert _title(desk, 5) == "ของอีกคน"


def test_a_walk_up_undoes_nothing(qtbot, desk) -> None:
    _sign_in(qtbot, desk)
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(lambda: _title(desk, 5) == "ชื่อใหม่")
    desk.context.set_actor(WALK_UP)
    desk.pages.steps.undo()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert _title(desk, 5) == "ชื่อใหม่"


def test_the_frame_shows_what_would_be_undone(qtbot, desk) -> None:
    button = desk.window.undo_button
    assert button.isHidden()  # nothing of the kind for a reader
    _sign_in(qtbot, desk)
    qtbot.waitUntil(button.isVisible)
    assert not button.isEnabled()
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(button.isEnabled)
    assert button.text() == "เลิกทำ: " + tr("Edit a document")
    assert "Ctrl+Z" in button.toolTip()
    desk.window.switch_language()
    assert button.text().startswith("Undo: ")
    desk.window.switch_language()
    button.click()
    qtbot.waitUntil(lambda: _title(desk, 5) == "หนังสือเวียนเรื่องที่ 05")
    qtbot.waitUntil(lambda: not button.isEnabled())
    assert button.text() == tr("Nothing to undo")
    desk.context.set_actor(WALK_UP)
    assert button.isHidden()


def test_in_large_letters_the_button_comes_with_the_act(qtbot, desk) -> None:
    _sign_in(qtbot, desk)
    desk.window.change_scale(10)
    qtbot.waitUntil(lambda: not desk.window.statusBar().isVisible() or desk.window.message.text())
    desk.context.write("Edit a document", _retitle, 5, "ชื่อใหม่")
    qtbot.waitUntil(desk.window.undo_button.isEnabled)
    assert desk.window.statusBar().isVisible()
    assert desk.window.undo_button.isVisible()
