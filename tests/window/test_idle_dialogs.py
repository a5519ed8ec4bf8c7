"""Whatever dialog stands open when nobody is there, the corner is cleared and signed out."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QInputDialog,
    QMenu,
    QMessageBox,
    QWidget,
)

from kmdesk.app import Desk
from kmdesk.corner.idle import PRINTING_HOLDS_S
from kmdesk.jobs import Task
from kmdesk.office.ui.about import AboutDialog
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.pdf import Document
from kmdesk.processes.ui.link_picker import LinkPicker
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.records.merge import Difference, MergeConflict
from kmdesk.shelf.check_letter import Twin
from kmdesk.shelf.ui.pages_dialog import PagesDialog
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.widgets.both_texts import BothTexts
from kmdesk.widgets.dialogs import confirm
from kmdesk.widgets.join_dialog import JoinDialog
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.table_import_frame import ImportFrame
from kmdesk.widgets.work_dialog import WorkDialog
from tests.window.walk import leave_alone, open_windows

BOSS = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)


class _Asking(QDialog):
    """Asks before it closes, as those do that may lose something."""

    def reject(self) -> None:
        confirm(self, "?", "Yes", super().reject)


def _over(window: QWidget, dialog: QDialog) -> QDialog:
    """A dialog over a dialog."""
    below = QDialog(window)
    below.open()
    dialog.setParent(below, dialog.windowFlags())
    return dialog


def _preview(desk: Desk, folder: Path) -> PreviewDialog:
    pdf = Document(folder / "a.pdf", title="ก")
    pdf.paragraph("ข้อความ")
    return PreviewDialog(desk.window, desk.context, pdf.save(), "ก")


def _differing(desk: Desk) -> JoinDialog:
    asked = MergeConflict("ก")
    asked.differences = (Difference("issuer", "Issuer", "หนึ่ง", "สอง"),)
    return JoinDialog(desk.window, asked, lambda _answers: None)


def _same_letter(desk: Desk) -> TwinDialog:
    twin = Twin(1, "๑", "ก", "ข", "2026-01-05", "", 1, 1, "", "2026-01-05")
    return TwinDialog(desk.window, {"title": "ก"}, twin, lambda _choice: None)


OTHERS = {
    "about": lambda desk, _f: AboutDialog(desk.context, desk.window),
    "preview": _preview,
    "work under way": lambda desk, _f: WorkDialog(
        desk.window, desk.runner, "ก", lambda _tell: threading.Event().wait(1), str
    ),
    "asks": lambda desk, _f: _Asking(desk.window),
    "over another": lambda desk, _f: _over(desk.window, _Asking()),
    "files": lambda desk, _f: QFileDialog(desk.window),
    "folders": lambda desk, folder: QFileDialog(desk.window, "ก", str(folder)),
    "message": lambda desk, _f: QMessageBox(desk.window),
    "question of Qt's own": lambda desk, _f: QInputDialog(desk.window),
    "of nobody": lambda _desk, _f: QDialog(),
    "code": lambda desk, _f: RecoveryDialog(desk.window, desk.context, "ก", "1234-5678"),
    "two records differ": lambda desk, _f: _differing(desk),
    "the same letter twice": lambda desk, _f: _same_letter(desk),
    "two texts": lambda desk, _f: BothTexts(desk.window, "ก", ("ก", "ข", "กข"), str),
    "law of a step": lambda desk, _f: LinkPicker(desk.window, desk.context, "ก", lambda *_a: None),
    "table to import": lambda desk, _f: ImportFrame(desk.window, "ก"),
    "question": lambda desk, _f: confirm(desk.window, "?", "Yes", str),
    "pages of a scan": lambda desk, _f: PagesDialog(desk.window, desk.context, [1]),
    "restore": lambda desk, folder: RestoreDialog(
        desk.window, desk.runner, desk.context.library.root, folder
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_dialogs_hold_nothing_up_either(qtbot, desk: Desk, tmp_path: Path, name: str) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    desk.context.set_actor(BOSS)
    dialog = OTHERS[name](desk, tmp_path)
    dialog.open()
    assert dialog.isVisible()
    leave_alone(desk)
    assert open_windows() == []
    assert desk.context.actor == WALK_UP


def test_an_open_menu_is_closed(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    menu = QMenu(desk.window)
    menu.addAction("ก")
    menu.popup(desk.window.pos())
    assert open_windows() == ["QMenu"]
    leave_alone(desk)
    assert open_windows() == []


def test_only_printing_holds_the_count_and_not_for_ever(qtbot, desk: Desk, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    desk.context.set_actor(BOSS)
    watch = desk.pages.idle
    watch._timer.stop()
    preview = _preview(desk, tmp_path)
    preview.open()
    watch.tick()
    assert watch.seconds == 1
    preview._task = Task()  # as print_on leaves it until the last page is sent
    for _second in range(PRINTING_HOLDS_S):
        watch.tick()
    assert watch.seconds == 1
    assert preview.isVisible()
    leave_alone(desk)
    assert open_windows() == []
    assert desk.context.actor == WALK_UP


def test_a_key_held_down_by_a_book_is_nobody(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    watch = desk.pages.idle
    watch._timer.stop()
    watch.tick()
    for again, seconds in ((True, 1), (False, 0)):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a",
                        again)  # fmt: skip
        watch.eventFilter(desk.window, key)
        assert watch.seconds == seconds
