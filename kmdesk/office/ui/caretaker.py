"""Looks after the library while nobody thinks of it: backups when due, a line for Home."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kmdesk import clock
from kmdesk.jobs import Progress, TaskRunner
from kmdesk.office.maintenance import (
    Checked,
    MaintenanceState,
    back_up_if_due,
    check_at_start,
    check_everything,
    maintenance_state,
)
from kmdesk.records import Library
from kmdesk.search.client import SearchClient
from kmdesk.store.backup import BackupDone
from kmdesk.store.backup_plan import read_backup_settings

LOOK_MS = 5 * 60 * 1000
FIRST_LOOK_MS = 20_000


class Caretaker(QObject):
    """Looks every five minutes; whatever it does runs in the parallel lane."""

    said = Signal(object)
    """A :class:`MaintenanceState` for Home."""
    backed_up = Signal()

    def __init__(
        self,
        library: Library,
        runner: TaskRunner,
        search: Callable[[], SearchClient | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._library, self._root, self._runner = library, library.root, runner
        self._search = search
        self._is_first_over = False  # the daily check waits for the second look
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

    def begin(self) -> None:
        """The quick check of every start, then the line for Home."""
        self._runner.submit_read(check_at_start, self._root, done=self._begun, failed=_ignore)

    def _begun(self, _count: int) -> None:
        self.tell()

    def look(self, now: datetime | None = None) -> None:
        """Do what is due, then tell how things stand."""
        if self._is_busy:
            return
        plan = read_backup_settings(self._root)
        moment = now or clock.now()
        # A stick that is away is no failure: Home tells how old the last copy is, and the
        # next look may find it.
        if plan.is_due(moment) and Path(plan.folder).is_dir():
            self._is_busy = True
            self._runner.submit_read(
                self._back_up, done=self._done, failed=self._done, progressed=_nothing
            )
        # Without the search process every record would count as missing in the index.
        elif plan.is_check_due(moment) and self._is_first_over and self._search() is not None:
            self._is_busy = True
            self._runner.submit_read(
                self._check, done=self._done, failed=self._done, progressed=_nothing
            )
        else:
            self.tell()
        self._is_first_over = True

    def _back_up(self, progress: Progress) -> BackupDone:
        return back_up_if_due(self._library.root, progress.tell)

    def _check(self, progress: Progress) -> Checked:
        return check_everything(self._library, self._search(), progress.tell)

    def tell(self) -> None:
        """Say how things stand, without doing anything."""
        self._runner.submit_read(maintenance_state, self._root, done=self._say, failed=_ignore)

    def _say(self, care: MaintenanceState) -> None:
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
