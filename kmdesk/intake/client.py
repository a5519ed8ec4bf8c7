"""Reading files through worker processes that can be killed; usable from any thread."""

import atexit
import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

from kmdesk.intake import errors
from kmdesk.intake.errors import IntakeCancelled, IntakeError
from kmdesk.intake.model import PageText, ReadResult
from kmdesk.intake.process import OutOfTime, Worker, WorkerGone

TIMEOUT = 300.0  # seconds for one file; a thick one on a busy machine takes half a minute
MEMORY = 1 << 30  # bytes a worker may address
_FILES_PER_WORKER = 200  # then a fresh one, so that nothing a parser leaks can pile up
_MODULE = "kmdesk.intake.worker"

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class IntakeClient:
    """A few workers, started when needed; each call borrows one."""

    def __init__(self, workers: int = 2) -> None:
        self._places = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._at_work: list[Worker] = []
        self._numbers = itertools.count(1)

    def read(
        self,
        path: str | PathLike[str],
        *,
        timeout: float = TIMEOUT,
        memory: int = MEMORY,
        cancelled: Cancelled | None = None,
        progress: Progress | None = None,
    ) -> ReadResult:
        """All pages of a file; IntakeError says in one sentence why there are none.

        ``cancelled`` is asked about 20 times a second; ``progress(done, total)`` is called
        after each page, in this thread.
        """
        path = Path(path)
        with self._places:
            worker = self._borrow()
            kept = False
            try:
                result, kept = self._converse(worker, path, timeout, memory, cancelled, progress)
            finally:
                self._give_back(worker, kept)
        if isinstance(result, IntakeError):
            raise result
        return result

    def close(self) -> None:
        """End all workers, also those at work; later calls start new ones again."""
        with self._lock:
            workers, self._idle = self._idle + self._at_work, []
        for worker in workers:
            worker.kill()

    def worker_pids(self) -> list[int]:
        """The processes reading at this moment."""
        with self._lock:
            return [worker.pid for worker in self._at_work]

    def _converse(
        self,
        worker: Worker,
        path: Path,
        timeout: float,
        memory: int,
        cancelled: Cancelled | None,
        progress: Progress | None,
    ) -> tuple[ReadResult | IntakeError, bool]:
        """The outcome, and whether the worker may serve again."""
        request = {
            "id": next(self._numbers),
            "path": str(path.absolute()),
            "memory": memory,
            "timeout": timeout,
        }
        pages: list[PageText] = []
        deadline = time.monotonic() + timeout
        try:
            worker.send(request)
            while True:
                head = worker.receive(deadline, cancelled).head
                if head.get("id") != request["id"]:
                    continue
                if "page" in head:
                    pages.append(PageText(*head["page"]))
                    if progress is not None:
                        progress(len(pages), max(len(pages), int(head["of"])))
                    continue
                return _outcome(head, pages), head.get("error") != errors.TOO_HUNGRY
        except InterruptedError:
            return IntakeCancelled(errors.CANCELLED, name=path.name), False
        except OutOfTime:
            return IntakeError(errors.TOO_SLOW, name=path.name, seconds=round(timeout)), False
        except WorkerGone:
            return IntakeError(errors.DAMAGED, name=path.name), False

    def _borrow(self) -> Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                worker = Worker(_MODULE)
            elif not worker.alive or worker.served >= _FILES_PER_WORKER:
                worker.kill()
                continue
            with self._lock:
                self._at_work.append(worker)
            return worker

    def _give_back(self, worker: Worker, kept: bool) -> None:
        worker.served += 1
        with self._lock:
            self._at_work.remove(worker)
        if kept and worker.alive:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.kill()


def _outcome(head: dict[str, Any], pages: list[PageText]) -> ReadResult | IntakeError:
    if "error" in head:
        return IntakeError(head["error"], **head["args"])
    done = head["done"]
    return ReadResult(done["media_type"], done["title"], pages, done["notes"])


_shared_lock = threading.Lock()
_shared: list[IntakeClient] = []


def read_file(
    path: str | PathLike[str],
    *,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    cancelled: Cancelled | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """:meth:`IntakeClient.read` on workers shared by the whole program."""
    with _shared_lock:
        if not _shared:
            _shared.append(IntakeClient())
            atexit.register(close_shared)
        client = _shared[0]
    return client.read(path, timeout=timeout, memory=memory, cancelled=cancelled, progress=progress)


def close_shared() -> None:
    """End the shared workers, e.g. when the program closes or a test is over."""
    with _shared_lock:
        clients = list(_shared)
    for client in clients:
        with contextlib.suppress(OSError):
            client.close()
