"""A kiosk is one from the first frame: opening, upgrading, shut, and without any library."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from sqlalchemy import select

from kmdesk.app import LEFT_FOR_GOOD, Desk
from kmdesk.app_no_library import ShutPage
from kmdesk.office.new_library import set_kiosk
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.people import Account
from kmdesk.people.accounts import add_account, new_recovery_code
from kmdesk.people.keys import keep_keys
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library
from kmdesk.store.folder import KIOSK_FILE, starts_as_kiosk
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.window.kiosk import Kiosk

BOSS, PASSWORD = "ผู้ดูแลทดสอบ", "รหัสลับ๑"


@pytest.fixture
def corner(library: Library) -> tuple[Path, str]:
    """A kiosk's library, closed, with an administrator; its folder and the recovery code."""
    add_account(library, SYSTEM, BOSS, PASSWORD, Duty.ADMINISTRATOR)
    add_account(library, SYSTEM, "ธุรการทดสอบ", "รหัสอื่น๑", Duty.CLERK)
    code = new_recovery_code(library, SYSTEM)
    set_kiosk(library, SYSTEM, True)
    keep_keys(library, True)
    library.close()
    return library.root, code


@pytest.fixture
def start(qtbot) -> Iterator[Any]:
    made: list[Desk] = []

    def begin(root: Path, *, kiosk: bool = True) -> Desk:
        made.append(Desk(root))
        qtbot.addWidget(made[-1].window)
        made[-1].kiosk = kiosk
        if kiosk or starts_as_kiosk(root):
            made[-1].shut_in()
        made[-1].show()
        return made[-1]

    yield begin
    for desk in made:
        desk.close()
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def _is_in_force(desk: Desk) -> None:
    window = desk.window
    assert window.isFullScreen()
    assert not window.close()
    assert window.isVisible()
    assert QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    (filter_,) = window.findChildren(Kiosk)
    assert filter_.eventFilter(window, QEvent(QEvent.Type.Drop))
    dialog = QFileDialog(window)
    dialog.show()
    filter_._watch(dialog.windowHandle())
    assert not dialog.isVisible()


@pytest.mark.parametrize("by_option", [True, False])
def test_it_holds_before_and_after_the_library_is_there(
    qtbot, corner: tuple[Path, str], start: Any, by_option: bool
) -> None:
    desk = start(corner[0], kiosk=by_option)
    assert desk.context is None
    _is_in_force(desk)
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    _is_in_force(desk)
    desk.context.set_actor(Actor(BOSS, Duty.ADMINISTRATOR))
    assert desk.window.close()
    assert desk.window.was_left_for_good


def test_ctrl_q_closes_it_for_the_administrator_alone(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    desk = start(corner[0])
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    for actor in (WALK_UP, Actor("ธุรการ", Duty.CLERK), Actor("เลขานุการ", Duty.SECRETARY)):
        desk.context.set_actor(actor)
        qtbot.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert desk.window.isVisible()
    desk.context.set_actor(Actor(BOSS, Duty.ADMINISTRATOR))
    qtbot.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not desk.window.isVisible()
    assert desk.window.was_left_for_good


def test_once_closed_nothing_shows_it_again(qtbot, corner: tuple[Path, str], start: Any) -> None:
    desk = start(corner[0])

    def close() -> None:  # before the helpers are started, which look at the settings
        desk.context.set_actor(Actor(BOSS, Duty.ADMINISTRATOR))
        assert desk.window.close()

    desk.opened.connect(close)
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    desk.window.come_forward()
    assert not desk.window.isVisible()


def test_it_holds_while_the_library_is_upgraded(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    desk = start(corner[0])
    desk._upgrading(1, 100)
    assert desk.window.has_bar("upgrade")
    _is_in_force(desk)
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))


def test_the_option_beats_the_setting(qtbot, library: Library, start: Any) -> None:
    library.close()
    desk = start(library.root)
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    desk.context.settings.values["kiosk"] = "0"  # as another PC of the office has it
    desk.context.settings_changed.emit()
    assert desk.window.isFullScreen()
    assert desk.context.is_kiosk_reader


def test_the_file_of_keys_comes_and_goes_with_the_kiosk(
    qtbot, library: Library, start: Any
) -> None:
    add_account(library, SYSTEM, BOSS, PASSWORD, Duty.ADMINISTRATOR)
    library.close()
    kept = library.root / KIOSK_FILE
    desk = start(library.root, kiosk=False)
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    assert not kept.exists()
    for on in ("1", "0"):
        desk.context.settings.values["kiosk"] = on
        desk.context.settings_changed.emit()
        qtbot.waitUntil(lambda on=on: kept.exists() == (on == "1"))
        if on == "1":
            assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0
            assert PASSWORD not in kept.read_text("utf-8")


def test_start_again_and_an_exchange_do_not_end_the_session(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    desk = start(corner[0])
    qtbot.waitUntil(lambda: hasattr(desk.pages, "_kiosk"))
    desk._start_again()
    assert not desk.window.isVisible()
    assert not desk.window.was_left_for_good
    assert desk.finish()


# No library ---------------------------------------------------------------------------


def _spoil(root: Path) -> None:
    (root / "library.sqlite").write_bytes(b"no database of ours" * 5000)
    for beside in root.glob("library.sqlite-*"):
        beside.unlink()


def _page(qtbot, desk: Desk) -> ShutPage:
    qtbot.waitUntil(lambda: desk.window.pages.current == "shut")
    page = desk.window.pages.page("shut")
    assert isinstance(page, ShutPage)
    return page


def _dialogs() -> list[QDialog]:
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if isinstance(top, QDialog) and top.isVisible()]


def _answer(qtbot, desk: Desk, page: ShutPage, name: str, secret: str) -> FormDialog:
    page.unlock.click()
    (form,) = [d for d in _dialogs() if isinstance(d, FormDialog)]
    form.editors["name"].set_value(name)
    form.editors["password"].set_value(secret)
    form.submit()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    return form


def test_a_library_that_does_not_open_is_restored_by_the_administrator_only(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    root, _code = corner
    _spoil(root)
    desk = start(root)
    page = _page(qtbot, desk)
    assert _dialogs() == []
    assert not page.leave.isVisible()
    _is_in_force(desk)
    for name, secret in ((BOSS, "ผิด"), ("ธุรการทดสอบ", "รหัสอื่น๑")):
        form = _answer(qtbot, desk, page, name, secret)
        assert form.isVisible()
        assert not desk.window.is_unlocked
        form.reject()
    _answer(qtbot, desk, page, BOSS, PASSWORD)
    qtbot.waitUntil(lambda: bool(_dialogs()))
    (question,) = _dialogs()
    next(b for b in question.buttons() if "กู้คืน" in b.text()).click()
    qtbot.waitUntil(lambda: any(isinstance(d, RestoreDialog) for d in _dialogs()))
    watch = desk._gate._watch
    watch._timer.stop()
    for _second in range(watch.minutes * 60):
        watch.tick()
    assert _dialogs() == []
    assert not desk.window.is_unlocked
    _is_in_force(desk)


def test_the_recovery_code_opens_it_too_and_it_may_be_left(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    root, code = corner
    _spoil(root)
    desk = start(root)
    _answer(qtbot, desk, _page(qtbot, desk), "", "")
    for form in _dialogs():
        form.reject()
    _answer(qtbot, desk, _page(qtbot, desk), "ใครก็ได้", code.lower())
    assert desk.window.is_unlocked
    desk.window.close_dialogs()
    assert desk.window.close()
    assert desk.window.was_left_for_good


def test_wrong_tries_have_to_wait(qtbot, corner: tuple[Path, str], start: Any) -> None:
    root, _code = corner
    _spoil(root)
    desk = start(root)
    page = _page(qtbot, desk)
    for _try in range(3):
        _answer(qtbot, desk, page, BOSS, "ผิด").reject()
    form = _answer(qtbot, desk, page, BOSS, PASSWORD)
    assert form.isVisible()
    assert not desk.window.is_unlocked


def test_without_a_library_no_visitor_begins_one(qtbot, tmp_path: Path, start: Any) -> None:
    desk = start(tmp_path / "none" / "library")
    page = _page(qtbot, desk)
    assert "first_run" not in desk.window.pages.made
    assert not page.unlock.isVisible()
    _is_in_force(desk)
    page.again.click()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert "first_run" not in desk.window.pages.made
    page.leave.click()
    assert desk.window.was_left_for_good


def test_a_library_that_is_gone_is_begun_by_the_administrator(
    qtbot, corner: tuple[Path, str], start: Any
) -> None:
    root, _code = corner
    kept = (root / KIOSK_FILE).read_bytes()
    shutil.rmtree(root)
    root.mkdir()
    (root / KIOSK_FILE).write_bytes(kept)
    desk = start(root)
    _answer(qtbot, desk, _page(qtbot, desk), BOSS, PASSWORD)
    qtbot.waitUntil(lambda: desk.window.pages.current == "first_run")
    desk.window.pages.page("first_run").sample.click()
    qtbot.waitUntil(lambda: desk.context is not None)
    assert desk.context.actor == WALK_UP
    _is_in_force(desk)


def test_the_exit_code_is_the_administrators(corner: tuple[Path, str]) -> None:
    root, _code = corner
    script = f"""
import faulthandler
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from kmdesk.app import make_application, run_window
from kmdesk.records import Actor, Duty
from kmdesk.window.main_window import MainWindow

faulthandler.dump_traceback_later(100, exit=True)  # where it hangs, if it does
app = make_application()
def look():
    for top in QApplication.topLevelWidgets():
        if isinstance(top, MainWindow) and top.context is not None:
            watch.stop()
            assert not top.close()
            top.context.set_actor(Actor("{BOSS}", Duty.ADMINISTRATOR))
            top.close_dialogs()
            assert top.close()
watch = QTimer()
watch.timeout.connect(look)
watch.start(50)
sys.exit(run_window(["--kiosk", "--library", {str(root)!r}]))
"""
    # Captured, or on Windows the child has no stream for the traceback of a hang.
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, timeout=120, capture_output=True
    )
    assert done.returncode == LEFT_FOR_GOOD, done.stderr.decode(errors="replace")
    with Library.open(root).reading(SYSTEM) as reading:
        assert reading.session.scalar(select(Account.name).where(Account.name == BOSS))
