"""A batch that goes in through the real window while it is used, is stopped, and undone."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.records import Actor, Duty
from kmdesk.store.files import remove_strays

CLERK = Actor("ธุรการทดสอบ", Duty.ADMINISTRATOR)
_COUNTERS = {"change", "sqlite_sequence"}


@dataclass
class Measured:
    """What one batch took: items in, seconds, the longest the window did not answer."""

    items: int = 0
    seconds: float = 0.0
    longest_wait_s: float = 0.0
    undo_s: float = 0.0
    screens: int = 0


def picture_of(root: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Every row but feed and counters, and every file, of a library."""
    with closing(sqlite3.connect(root / "library.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [row[0] for row in tables if row[0] not in _COUNTERS]
        rows = {
            name: sorted(repr(tuple(row)) for row in connection.execute(f'SELECT * FROM "{name}"'))
            for name in names
        }
    folder = root / "files"
    return rows, sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def run_batch(
    qtbot: QtBot, desk: Desk, sources: list[Path], stop_after: int | None, patience_ms: int
) -> Measured:
    """Drop ``sources`` on the window, use it meanwhile, stop or finish, and press Ctrl+Z."""
    assert desk.context is not None and desk.pages is not None
    window, context, pages = desk.window, desk.context, desk.pages
    context.set_actor(CLERK)
    qtbot.waitUntil(lambda: pages.steps._since is not None)
    measured, beat = Measured(), _Beat()
    begin = time.monotonic()
    pages.adding.add_files([str(path) for path in sources])
    adding = window.pages.page("office").adding
    qtbot.waitUntil(lambda: adding.is_running, timeout=patience_ms)
    while adding.is_running:
        _use(qtbot, desk, measured)
        taken = adding.counts["added"] + adding.counts["unsearchable"]
        if stop_after is not None and taken >= stop_after:
            adding.cancel()
            qtbot.waitUntil(lambda: not adding.is_running, timeout=patience_ms)
    measured.seconds = time.monotonic() - begin
    measured.items = adding.counts["added"] + adding.counts["unsearchable"]
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=patience_ms)
    begin = time.monotonic()
    pages.steps.undo()
    qtbot.waitUntil(lambda: "เลิกทำแล้ว" in window.message.text(), timeout=patience_ms)
    measured.undo_s = time.monotonic() - begin
    measured.longest_wait_s = beat.longest
    return measured


def close_and_tidy(desk: Desk) -> None:
    """What the end of this session and the start of the next one do to the files."""
    root = desk.root
    desk.close()
    remove_strays(root, undone=True)


def _use(qtbot: QtBot, desk: Desk, measured: Measured) -> None:
    """Go round the tabs, open the first line, search."""
    window = desk.window
    if desk.pages is not None and desk.pages.idle is not None:
        desk.pages.idle.touch()  # as a hand on the mouse does: nobody is signed out meanwhile
    rooms = ("home", "shelf", "regulations", "processes", "committees", "directory")
    page = window.pages.show_page(rooms[measured.screens % len(rooms)])
    listed = getattr(page, "list", None)
    if listed is not None and hasattr(page, "open_record") and listed.ids:
        page.open_record(listed.ids[0])
    if measured.screens % 5 == 4:
        desk.context.search_requested.emit("หนังสือเวียน")
    measured.screens += 1
    done = time.monotonic() + 0.05
    qtbot.waitUntil(lambda: time.monotonic() >= done, timeout=60_000)


class _Beat:
    """Ticks on the main thread; the longest gap is how long a click may have waited."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now
