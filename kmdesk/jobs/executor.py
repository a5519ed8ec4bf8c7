"""TaskRunner: runs jobs in threads and delivers results on the main thread.

Writes go through one lane, in order; reads run in parallel. A job never touches a widget: it
returns a value, which is passed to the slot given as ``done``.

No lane thread ever holds a QObject, a job or its result after it has signalled the end of the job:
whichever thread drops the last reference destroys the object, and Qt's objects must be destroyed on
the main thread. Only numbers cross threads. A task is not a QObject: one with Python slots that
called deleteLater crashed inside its destructor.
"""

import ctypes
import logging
import sys
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc
_HEAPS = 2
_LARGE = 1 << 20  # bytes


def limit_arenas() -> None:
    """Limit glibc to two heaps for all threads, and return large blocks to the system.

    glibc gives each thread a heap of its own and after the first picture of a page keeps such
    blocks in it: a window that is used all day held up to 100 MB more than it needed. Call it
    before the first thread starts; does nothing except on Linux.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):  # another C library has no such call
        set_option = ctypes.CDLL(None).mallopt
        set_option(_M_ARENA_MAX, _HEAPS)
        set_option(_M_MMAP_THRESHOLD, _LARGE)


_log = logging.getLogger(__name__)
# A slot is wrapped once or twice; functions that capture each other would never end.
_DEEPEST_SLOT = 3


class Cancelled(Exception):
    """Raised inside a job by :meth:`Progress.check` after :meth:`Task.cancel`."""


class Progress:
    """Passed to a long job to report its progress and to check for cancellation."""

    __slots__ = ("_cancelled", "_key", "_tell")

    def __init__(self, key: int, cancelled: Event, tell: Callable[[int, int, int], None]) -> None:
        self._key, self._cancelled, self._tell = key, cancelled, tell

    def check(self) -> None:
        """Raise Cancelled if the job should stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def tell(self, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` steps are finished; raises Cancelled if cancelled."""
        self.check()
        self._tell(self._key, done, total)


class Task:
    """Handle of a job, for cancelling it."""

    __slots__ = ("cancelled",)

    def __init__(self) -> None:
        self.cancelled = Event()

    def cancel(self) -> None:
        """Ask the job to stop; its result is discarded."""
        self.cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self.cancelled.is_set()


@dataclass(slots=True)
class _Job:
    task: Task
    work: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None]
    progressed: Callable[[int, int], None] | None
    slot: Hashable
    result: Any = None
    error: Exception | None = None
    has_ended: bool = False


class TaskRunner(QObject):
    """Runs jobs off the UI thread: three parallel threads for reads, one for writes.

    Close it before the library.
    """

    _ended = Signal(int)
    _told = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Takes effect only before the first thread starts.
        limit_arenas()
        self._readers = ThreadPoolExecutor(3, "kmdesk-read")
        self._writer = ThreadPoolExecutor(1, "kmdesk-write")
        self._is_closed = False
        self._jobs: dict[int, _Job] = {}
        self._turns: dict[Hashable, deque[int]] = {}
        self._last_key = 0
        self._end, self._tell = self._ended.emit, self._told.emit
        self._ended.connect(self._deliver)
        self._told.connect(self._pass_on)

    def submit_read(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progressed: Callable[[int, int], None] | None = None,
    ) -> Task:
        """Run ``work(*args)`` in a parallel thread; ``done(result)`` is called on the main thread.

        With ``progressed(done, total)`` the job receives a :class:`Progress` as keyword
        ``progress``. Slots whose widget no longer exists are not called.
        """
        return self._start(self._readers, work, args, done, failed, progressed)

    def submit_write(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progressed: Callable[[int, int], None] | None = None,
    ) -> Task:
        """Run ``work(*args)`` in the database thread, after all writes submitted before."""
        return self._start(self._writer, work, args, done, failed, progressed)

    @property
    def is_busy(self) -> bool:
        """Whether any job is running or its result not yet delivered."""
        return bool(self._jobs)

    def close(self) -> None:
        """Cancel running jobs and wait for the threads to end."""
        for job in self._jobs.values():
            job.task.cancel()
        self._is_closed = True
        # Writes that wait are still carried out: somebody pressed Save. Reads are
        # for nobody any more.
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[..., Any],
        args: tuple[object, ...],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progressed: Callable[[int, int], None] | None,
    ) -> Task:
        task = Task()
        if self._is_closed:
            task.cancel()
            return task
        self._last_key += 1
        key = self._last_key
        extra = {"progress": Progress(key, task.cancelled, self._tell)} if progressed else {}
        run = partial(work, *args, **extra)
        slot = slot_key(done)
        self._jobs[key] = _Job(task, run, done, failed or _log_failure, progressed, slot)
        self._turns.setdefault(slot, deque()).append(key)
        pool.submit(_run, self._jobs, key, self._end)
        return task

    def _deliver(self, key: int) -> None:
        # Parallel reads end in any order, but a page that is refreshed twice must not end up
        # showing the older answer: each slot gets its results in the order they were asked for.
        job = self._jobs[key]
        job.has_ended = True
        if key not in self._turns.get(job.slot, ()):  # cancelled, and not waited for
            del self._jobs[key]
        self._advance(job.slot)

    def _advance(self, slot: Hashable) -> None:
        turns = self._turns.get(slot)
        if turns is None:
            return
        key = turns[0]
        job = self._jobs[key]
        if not job.has_ended and not job.task.is_cancelled:
            return
        turns.popleft()
        # Before the slot runs: in a dialog of its own it may submit more, and wait for that.
        if not turns:
            del self._turns[slot]
        try:
            if job.has_ended:
                del self._jobs[key]
                self._hand_over(job)
        finally:  # a slot that fails keeps no other result back
            self._advance(slot)

    def _hand_over(self, job: _Job) -> None:
        if job.task.is_cancelled:
            return
        if job.error is None:
            if job.done is not None and is_alive(job.done):
                job.done(job.result)
        elif not isinstance(job.error, Cancelled) and is_alive(job.failed):
            job.failed(job.error)

    def _pass_on(self, key: int, done: int, total: int) -> None:
        job = self._jobs.get(key)
        if job is None or job.progressed is None or job.task.is_cancelled:
            return
        if is_alive(job.progressed):
            job.progressed(done, total)


def slot_key(slot: object, depth: int = 0) -> Hashable:
    """Return what is equal for slots that show their results in the same place.

    Methods are told apart by their object; closures, which are made anew for each call, by
    their code and the objects and slots that they capture.
    """
    if isinstance(slot, partial):
        return slot_key(slot.func, depth)
    owner = getattr(slot, "__self__", None)
    # Methods of Qt's own classes have a name but no code, and are made anew at each access.
    code = getattr(slot, "__code__", None) or getattr(slot, "__name__", slot)
    captured: list[Hashable] = []
    for item in _captured(slot) if depth < _DEEPEST_SLOT else ():
        if isinstance(item, QObject):
            captured.append(id(item))
        elif callable(item):
            captured.append(slot_key(item, depth + 1))
    return (id(owner), code if isinstance(code, str) else id(code), tuple(captured))


def _captured(slot: object) -> Iterator[object]:
    """Yield what a closure captures; a variable that gets its value only later is left out."""
    for cell in getattr(slot, "__closure__", None) or ():
        with suppress(ValueError):
            yield cell.cell_contents


def is_alive(slot: Callable[..., Any]) -> bool:
    """Return whether every QObject that ``slot`` is bound to or captures still exists."""
    held: list[object] = [getattr(slot, "__self__", None)]
    if isinstance(slot, partial):
        held += [getattr(slot.func, "__self__", None), *slot.args]
    held += _captured(slot)
    return all(_exists(item) for item in held if isinstance(item, QObject))


def _exists(item: QObject) -> bool:
    return bool(isValid(item))  # type: ignore[no-untyped-call]


def _run(jobs: dict[int, _Job], key: int, end: Callable[[int], None]) -> None:
    # No local variable may hold the job: it would outlive `end` by a moment, and this thread would
    # then drop the last reference.
    try:
        jobs[key].result = jobs[key].work()
    except Exception as error:
        jobs[key].error = error
    end(key)


def _log_failure(error: object) -> None:
    if isinstance(error, BaseException):
        _log.error("job failed", exc_info=(type(error), error, error.__traceback__))
