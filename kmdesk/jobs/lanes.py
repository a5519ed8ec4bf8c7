"""Two lanes of threads; results and failures come back on the main thread.

Writes go through one lane, in order; reads run in parallel. A job never touches a
widget: it returns a value, and the slot given as ``done`` gets it.

No thread of a lane ever holds a QObject, a job or its result past the moment it tells
that the job is over: whichever thread drops the last reference destroys what is behind
it, and Qt's objects must go on the main thread. Only numbers cross.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a job by :meth:`Progress.check` after :meth:`Task.cancel`."""


class Progress:
    """What a long job is given to tell how far it is and to learn that it should stop."""

    __slots__ = ("_cancelled", "_key", "_tell")

    def __init__(self, key: int, cancelled: Event, tell: Callable[[int, int, int], None]) -> None:
        self._key, self._cancelled, self._tell = key, cancelled, tell

    def check(self) -> None:
        """Raise Cancelled if the job should stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def tell(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` steps are behind; also checks for cancel."""
        self.check()
        self._tell(self._key, done, total)


class Task(QObject):
    """A job under way, on the main thread: cancel it, hear of its progress and its end."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cancelled = Event()

    def cancel(self) -> None:
        """Ask the job to stop; its result is dropped."""
        self.cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self.cancelled.is_set()


class _Job:
    __slots__ = ("error", "result", "task", "work")

    def __init__(self, task: Task, work: Callable[[], Any]) -> None:
        self.task, self.work = task, work
        self.result: Any = None
        self.error: Exception | None = None


class Lanes(QObject):
    """The lanes of one window; close them before the library."""

    _ended = Signal(int)
    _told = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = ThreadPoolExecutor(3, "kmdesk-read")
        self._writer = ThreadPoolExecutor(1, "kmdesk-write")
        self._is_closed = False
        self._jobs: dict[int, _Job] = {}
        self._last_key = 0
        self._end, self._tell = self._ended.emit, self._told.emit
        self._ended.connect(self._deliver)
        self._told.connect(self._pass_on)

    def read(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        with_progress: bool = False,
    ) -> Task:
        """Run ``work(*args)`` in the parallel lane; ``done(result)`` on the main thread.

        ``with_progress`` hands a :class:`Progress` as keyword ``progress``.
        """
        return self._start(self._readers, work, args, done, failed, with_progress)

    def write(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        with_progress: bool = False,
    ) -> Task:
        """Run ``work(*args)`` in the database lane, after all writes asked for before."""
        return self._start(self._writer, work, args, done, failed, with_progress)

    @property
    def is_busy(self) -> bool:
        """Whether any job is still under way or its result not yet delivered."""
        return bool(self._jobs)

    def close(self) -> None:
        """Cancel what runs and wait for the threads to leave."""
        for job in self._jobs.values():
            job.task.cancel()
        self._is_closed = True
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[..., Any],
        args: tuple[object, ...],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        with_progress: bool,
    ) -> Task:
        task = Task(self)
        if done is not None:
            task.finished.connect(done)
        report: Callable[[Any], None] = failed if failed is not None else _log_failure
        task.failed.connect(report)
        if self._is_closed:
            task.cancel()
            return task
        self._last_key += 1
        key = self._last_key
        extra = {"progress": Progress(key, task.cancelled, self._tell)} if with_progress else {}
        self._jobs[key] = _Job(task, partial(work, *args, **extra))
        pool.submit(_run, self._jobs, key, self._end)
        return task

    def _deliver(self, key: int) -> None:
        job = self._jobs.pop(key)
        task = job.task
        if not task.is_cancelled:
            if job.error is None:
                task.finished.emit(job.result)
            elif not isinstance(job.error, Cancelled):
                task.failed.emit(job.error)
        task.ended.emit()
        task.deleteLater()

    def _pass_on(self, key: int, done: int, total: int) -> None:
        if key in self._jobs and not self._jobs[key].task.is_cancelled:
            self._jobs[key].task.progressed.emit(done, total)


def _run(jobs: dict[int, _Job], key: int, end: Callable[[int], None]) -> None:
    # no local name may hold the job: it would outlive `end` by a moment
    try:
        jobs[key].result = jobs[key].work()
    except Exception as error:
        jobs[key].error = error
    end(key)


def _log_failure(error: object) -> None:
    if isinstance(error, BaseException):
        _log.error("job failed", exc_info=(type(error), error, error.__traceback__))
