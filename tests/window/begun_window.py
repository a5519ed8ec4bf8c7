"""The real program in a process of its own that begins a library: told how, it presses there.

Prints ``first`` with its first screen, ``open`` once the library is open, ``called`` when another
start has asked for it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kmdesk.app import run_window
from kmdesk.window.main_window import MainWindow

ROOT, WAY, SOURCE = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
ADMINISTRATOR = {"name": "ผู้ดูแลทดสอบ", "password": "รหัสลับ๑", "again": "รหัสลับ๑"}


ENOUGH_MS = 300_000
"""After this long the window ends by itself, so that whoever listens does not wait for ever."""


def say(word: str) -> None:
    """One line for the test."""
    print(word, flush=True)


def window() -> MainWindow | None:
    """The program's window, once it is there."""
    found = [top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow)]
    return found[0] if found else None


def press(page: Any) -> None:
    """Begin the library in the way told."""
    from kmdesk.office.ui.restore_dialog import RestoreDialog
    from kmdesk.widgets.dialogs import FormDialog

    def form(**more: str) -> None:
        shown = page.window().findChild(FormDialog)
        for name, value in (ADMINISTRATOR | more).items():
            shown.editors[name].set_value(value)
        shown.submit()

    if WAY == "sample":
        page.sample.click()
    elif WAY == "new":
        page.empty.click()
        form(office_name="สำนักงานทดสอบ")
    elif WAY == "pack":
        page.ask_sign_in(SOURCE)
        form()
    elif WAY == "backup":
        page.restore.click()
        dialog = page.window().findChild(RestoreDialog)
        dialog.look_in(SOURCE)
        until(dialog.start.isEnabled, dialog.start.click)


def until(ready: Callable[[], object], then: Callable[[], object]) -> None:
    """Look again and again, as a person does who waits for a button."""
    if ready():
        then()
    else:
        QTimer.singleShot(50, lambda: until(ready, then))


def watch() -> None:
    """From the first screen to the open library."""
    main = window()
    assert main is not None
    until(lambda: main.pages.current == "first_run", began)


def began() -> None:
    """The first screen shows: press, unless the test wants it to stay."""
    main = window()
    assert main is not None
    say("first")
    if WAY != "wait":
        press(main.pages.page("first_run"))
    until(lambda: main.context is not None, lambda: QTimer.singleShot(0, lambda: say("open")))


def begin() -> None:
    """Only inside the event loop is there an application."""
    from kmdesk.app import Desk

    show, forward = Desk.show, MainWindow.come_forward

    def shown(desk: Desk) -> None:
        show(desk)
        QTimer.singleShot(0, watch)
        QTimer.singleShot(ENOUGH_MS, lambda: os._exit(1))

    def called(main: MainWindow) -> None:
        say("called")
        forward(main)

    Desk.show = shown  # type: ignore[method-assign]
    MainWindow.come_forward = called  # type: ignore[method-assign]


begin()
sys.exit(run_window(["--library", str(ROOT)]))
