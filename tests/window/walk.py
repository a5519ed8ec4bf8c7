"""Goes everywhere a signed-in person can go, and shows every window to whoever asks."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QMenu,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from kmdesk.app import Desk
from kmdesk.records import Actor, Duty
from kmdesk.widgets.files import FileDialog

PATIENCE = 60_000
# What would leave the screen under test: prints, signs out, or asks the system.
_NOT_PRESSED = re.compile("พิมพ์|ออกจากระบบ|ปิด|ลบ|English|ย้อนกลับ|กลับ|โทร")

Look = Callable[[str, QWidget], None]
"""Given where the walk is and a window that shows."""


def choose_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs of the system are left at once."""
    monkeypatch.setattr(FileDialog, "ask", lambda _dialog: [])


def opened_desk(qtbot, root: Path) -> Desk:
    """A window over ``root`` with its administrator signed in."""
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None and desk.pages.idle is not None,
                    timeout=PATIENCE)  # fmt: skip
    assert desk.context is not None
    desk.context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    return desk


class Walk:
    """Presses every button of every kind of record; ``look`` sees each window that shows."""

    def __init__(self, qtbot, desk: Desk, look: Look) -> None:
        self.qtbot, self.desk, self._look = qtbot, desk, look
        self.dialogs: set[str] = set()
        self.seen = 0
        self.room = ""

    def all_kinds(self) -> Iterator[tuple[str, int]]:
        """The first record of each kind, opened, and all its buttons pressed."""
        database = self.desk.context.library.root / "library.sqlite"
        with closing(sqlite3.connect(database)) as connection:
            firsts = connection.execute("SELECT kind, min(id) FROM record GROUP BY kind").fetchall()
        for kind, record in firsts:
            self.room = self.desk.context.kinds.get(kind).tab
            page = self.desk.window.pages.show_page(self.room)
            page.open_record(record)
            self.look(kind)
            self.press_all(page, kind)
            yield kind, record

    def look(self, name: str) -> None:
        """All windows as they stand."""
        self.qtbot.waitUntil(lambda: not self.desk.runner.is_busy, timeout=PATIENCE)
        for top in QApplication.topLevelWidgets():
            if isValid(top) and top.isVisible() and not isinstance(top, QMenu):
                self.seen += 1
                self._look(name, top)

    def press_all(self, page: QWidget, name: str) -> None:
        """Every button and menu entry of a page; what opens is looked at and closed."""
        for tabs in page.findChildren(QTabBar):
            for at in range(tabs.count() if tabs.isVisible() else 0):
                tabs.setCurrentIndex(at)
                self.look(f"{name}, part {at}")
        for button in page.findChildren(QAbstractButton):
            if not isValid(button) or not button.isVisible() or not button.isEnabled():
                continue
            if _NOT_PRESSED.search(button.text() + button.toolTip()):
                continue
            menu = button.menu() if hasattr(button, "menu") else None
            entries = [e for e in menu.actions() if e.isEnabled()] if menu is not None else []
            acts = [e.trigger for e in entries if not _NOT_PRESSED.search(e.text())]
            for press in acts or [button.click]:
                press()
                self._close_what_opened(name)
            if self.desk.window.pages.current != self.room:
                self.look(f"{name}, {self.desk.window.pages.current}")
                self.desk.window.pages.show_page(self.room)

    def _close_what_opened(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.runner.is_busy, timeout=PATIENCE)
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        dialogs = [top for top in tops if isinstance(top, QDialog | QMenu)]
        if not dialogs:
            return
        self.look(f"{name}, dialog")
        for dialog in dialogs:
            self.dialogs.add(type(dialog).__name__ + ": " + dialog.windowTitle().split("<")[0])
            dialog.reject() if isinstance(dialog, QDialog) else dialog.close()
        for dialog in QApplication.topLevelWidgets():  # "discard what was typed?"
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.reject()


def open_windows() -> list[str]:
    """The kinds of all dialogs and menus that stand open."""
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    return [type(top).__name__ for top in tops if isinstance(top, QDialog | QMenu)]


def leave_alone(desk: Desk) -> None:
    """The minutes until the reset go by."""
    assert desk.pages is not None and desk.pages.idle is not None
    watch = desk.pages.idle
    watch._timer.stop()
    for _second in range(watch.minutes * 60):
        watch.tick()
