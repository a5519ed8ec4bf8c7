"""Two lanes of threads; results and failures come back on the main thread.

Writes go through one lane, in order; reads run in parallel. A job never touches a
widget: it returns a value, and the slot given as ``done`` gets it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a job by :meth:`Task.check` after :meth:`Task.cancel`."""


class Task(QObject):
    """A job under way: cancel it, hear of its progress and its end."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = Event()

    def cancel(self) -> None:
        """Ask the job to stop; its result is dropped."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """For the job: raise Cancelled if it should stop."""
        if self.is_cancelled:
            raise Cancelled


class Lanes(QObject):
    """The lanes of one window; close them before the library."""

    _delivered = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = ThreadPoolExecutor(3, "kmdesk-read")
        self._writer = ThreadPoolExecutor(1, "kmdesk-write")
        self._is_closed = False
        self._tasks: set[Task] = set()
        self._delivered.connect(self._deliver)

    def read(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        with_task: bool = False,
    ) -> Task:
        """Run ``work(*args)`` in the parallel lane; ``done(result)`` on the main thread.

        ``with_task`` hands the task as keyword ``task`` for progress and cancel.
        """
        return self._start(self._readers, work, args, done, failed, with_task)

    def write(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        with_task: bool = False,
    ) -> Task:
        """Run ``work(*args)`` in the database lane, after all writes asked for before."""
        return self._start(self._writer, work, args, done, failed, with_task)

    @property
    def is_busy(self) -> bool:
        """Whether any job is still under way or its result not yet delivered."""
        return bool(self._tasks)

    def close(self) -> None:
        """Cancel what runs and wait for the threads to leave."""
        for task in self._tasks:
            task.cancel()
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
        with_task: bool,
    ) -> Task:
        task = Task(self)
        if done is not None:
            task.finished.connect(done)
        report: Callable[[Any], None] = failed if failed is not None else _log_failure
        task.failed.connect(report)
        extra = {"task": task} if with_task else {}
        if self._is_closed:
            task.cancel()
            return task
        self._tasks.add(task)
        pool.submit(_run, partial(work, *args, **extra), partial(self._delivered.emit, task))
        return task

    def _deliver(self, sender: object, result: object, error: object) -> None:
        task = cast(Task, sender)
        self._tasks.discard(task)
        if not task.is_cancelled:
            if error is None:
                task.finished.emit(result)
            elif not isinstance(error, Cancelled):
                task.failed.emit(error)
        task.ended.emit()
        task.deleteLater()


def _run(work: Callable[[], Any], deliver: Callable[[object, object], None]) -> None:
    try:
        result = work()
    except Exception as error:
        deliver(None, error)
    else:
        deliver(result, None)


def _log_failure(error: object) -> None:
    if isinstance(error, BaseException):
        _log.error("job failed", exc_info=(type(error), error, error.__traceback__))
