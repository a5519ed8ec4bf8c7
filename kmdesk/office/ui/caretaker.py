"""Looks after the library while nobody thinks of it: backups when due, a line for Home."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kmdesk.jobs import Lanes, Progress
from kmdesk.office.upkeep import Care, back_up_as_planned, care_of
from kmdesk.store.backup import BackupDone
from kmdesk.store.plan import read_plan

LOOK_MS = 5 * 60 * 1000
FIRST_LOOK_MS = 20_000


class Caretaker(QObject):
    """Looks every five minutes; whatever it does runs in the parallel lane."""

    said = Signal(object)
    """A :class:`Care` for Home."""
    backed_up = Signal()

    def __init__(self, root: Path, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._root, self._lanes = root, lanes
        self._is_busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        # Not in the first seconds: whoever started the program wants to read something.
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_LOOK_MS)
        self._first.timeout.connect(self.look)
        self._first.start()

    def look(self, now: datetime | None = None) -> None:
        """Do what is due, then tell how things stand."""
        if self._is_busy:
            return
        plan = read_plan(self._root)
        if not plan.is_due(now or datetime.now(UTC)) or not Path(plan.folder).is_dir():
            self.tell()
            return
        self._is_busy = True

        def work(progress: Progress) -> BackupDone:
            return back_up_as_planned(self._root, progress.tell)

        self._lanes.read(work, done=self._done, failed=self._done, progressed=_nothing)

    def tell(self) -> None:
        """Say how things stand, without doing anything."""
        self._lanes.read(care_of, self._root, done=self._say, failed=_ignore)

    def _say(self, care: Care) -> None:
        self.said.emit(care)

    def _done(self, _outcome: object) -> None:
        # A failure stands in the plan: Home says it, and the next look tries again.
        self._is_busy = False
        self.backed_up.emit()
        self.tell()


def _nothing(_done: int, _total: int) -> None:
    """The daily backup shows no progress."""


def _ignore(_error: Exception) -> None:
    """The folder vanished: whoever opens it next is told."""
