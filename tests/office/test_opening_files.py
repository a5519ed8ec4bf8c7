"""Files given to the program before anybody has signed in, and the hidden workers' door."""

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.people.accounts import add_account
from kmdesk.records import SYSTEM, Actor, Duty


def test_files_wait_for_the_sign_in(qtbot: QtBot, desk: Desk, tmp_path: Path, clerk: Actor) -> None:
    assert desk.context is not None
    add_account(desk.context.library, SYSTEM, clerk.name, "รหัสลับ๑", clerk.duty)
    letter = tmp_path / "หนังสือ.txt"
    letter.write_text("หนังสือที่เปิดจากตัวจัดการไฟล์", "utf-8")
    desk.window.files_dropped.emit([str(letter)])
    assert desk.context.actor.duty is Duty.WALK_UP
    office = desk.window.pages.page("office")
    with qtbot.waitSignal(office.adding.finished, timeout=60_000):
        desk.context.set_actor(clerk)
    assert office.adding.counts["added"] == 1
    desk.window.close_dialogs()


def test_who_does_not_sign_in_leaves_no_files(
    qtbot: QtBot, desk: Desk, tmp_path: Path, clerk: Actor
) -> None:
    desk.window.files_dropped.emit([str(tmp_path / "a.txt")])
    desk.window.close_dialogs()
    assert desk.context is not None
    desk.context.set_actor(clerk)
    assert desk.window.pages.current == "home"


def test_a_reset_forgets_the_files_that_wait(
    qtbot: QtBot, desk: Desk, tmp_path: Path, clerk: Actor
) -> None:
    desk.window.files_dropped.emit([str(tmp_path / "a.txt")])
    assert desk.pages is not None
    desk.pages.reset()
    assert desk.context is not None
    desk.context.set_actor(clerk)
    assert desk.window.pages.current == "home"


def test_only_the_workers_are_run_by_name() -> None:
    command = [sys.executable, "-m", "kmdesk", "worker", "module", "http.server"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_a_kiosk_session_is_one_whatever_the_settings_say(qtbot: QtBot, stocked: Path) -> None:
    made = Desk(stocked)
    made.kiosk = True
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=60_000)
    try:
        qtbot.waitUntil(lambda: made.window.is_kiosk, timeout=60_000)
    finally:
        made.window.set_kiosk(False)
        made.close()
