"""Looks into the scanner's folder every few seconds and has a process take what is ready."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kmdesk.i18n import language
from kmdesk.jobs.process import Errand, WorkerProcess
from kmdesk.office.arrivals import PATIENCE, Look, State, look_at_inbox
from kmdesk.office.protocol import AddFiles, Ended, Outcome, Step
from kmdesk.records.settings import INBOX_FOLDER
from kmdesk.store.import_paths import from_argument
from kmdesk.widgets.context import Context

EVERY_MS = 4000


class InboxWatch(QObject):
    """Watches the folder of the settings, whoever is signed in; polling sees shares and sticks."""

    said = Signal(Outcome)
    """One file dealt with."""
    changed = Signal()
    """State, folder or number of waiting files changed."""
    took = Signal(int)
    """A run ended: so many papers came in."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._process: WorkerProcess | None = None
        self._last = Look("off")
        self._looking = False
        self._came = 0
        self._stuck: dict[Path, float] = {}
        self.folder = ""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look_now)
        context.settings_changed.connect(self.follow_settings)
        self.follow_settings()

    @property
    def state(self) -> State:
        """Whether it watches, or why not."""
        return self._last.state

    @property
    def waiting(self) -> int:
        """Files that still grow or are next."""
        return self._last.waiting + len(self._last.ready)

    @property
    def is_taking(self) -> bool:
        """Whether files are being taken in now."""
        return self._process is not None

    def follow_settings(self) -> None:
        """Watch what the settings say now."""
        folder = self._context.settings.values.get(INBOX_FOLDER.key) or ""
        if folder == self.folder:
            return
        self.folder = folder
        self._last = Look("watching" if folder else "off")
        if folder:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def look_now(self) -> None:
        """One look, off the UI thread; nothing while one is under way or files are taken."""
        if self._looking or self._process is not None or not self.folder:
            return
        self._looking = True
        self._context.runner.submit_read(
            look_at_inbox, Path(self.folder), self._last.seen, time.time(),
            done=self._looked, failed=self._failed,
        )  # fmt: skip

    def close(self) -> None:
        """Stop after the file in hand."""
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            process.cancel()
            # The window is closing: what was not committed of the file in hand is rolled back, and
            # the file is met again later.
            process.kill()

    def _looked(self, found: Look) -> None:
        self._looking = False
        before = (self._last.state, self.waiting)
        # It may have been switched off while it was being looked at.
        self._last = found if self.folder else Look("off")
        if (self._last.state, self.waiting) != before:
            self.changed.emit()
        now = time.time()
        self._stuck = {path: at for path, at in self._stuck.items() if now - at < PATIENCE}
        ready = tuple(path for path in found.ready if path not in self._stuck)
        if ready and self.folder:
            self._take(ready)

    def _failed(self, _error: Exception) -> None:
        self._looking = False
        self._last = Look("gone")
        self.changed.emit()

    def _take(self, paths: tuple[Path, ...]) -> None:
        request = AddFiles(
            library=self._context.library.root,
            language=language(),
            paths=list(paths),
            inbox=Path(self.folder),
        )
        self._came = 0
        errand = Errand(("worker", "import"), "add", request, Step | Outcome, Ended)
        self._process = process = WorkerProcess(errand, self)
        process.said.connect(self._hear)
        process.ended.connect(self._ended)
        process.start()
        self.changed.emit()

    def _hear(self, said: object) -> None:
        if not isinstance(said, Outcome):
            return
        self._came += said.status in ("added", "unsearchable")
        # one that could not be moved is tried again, but not every few seconds
        self._stuck[from_argument(said.path)] = time.time()
        self.said.emit(said)

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        self._last = Look(self._last.state, (), self._last.waiting, self._last.seen)
        self.changed.emit()
        if self._came:
            self._context.library_changed.emit()
        self.took.emit(self._came)
