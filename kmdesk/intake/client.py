"""Read files through worker processes that can be killed; safe to use from any thread."""

import atexit
import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from kmdesk.intake.errors import (
    CANCELLED,
    DAMAGED,
    TOO_HUNGRY,
    TOO_SLOW,
    IntakeCancelled,
    IntakeError,
)
from kmdesk.intake.model import PageText, ReadResult
from kmdesk.intake.process import OutOfTime, Worker, WorkerGone

TIMEOUT = 300.0  # seconds for one file; a thick one on a busy machine takes half a minute
PAGES_TIMEOUT = 600.0  # seconds for rearranging pages
MEMORY = 1 << 30  # bytes a worker may address
_FILES_PER_WORKER = 200  # then replaced, so that memory leaked by a parser cannot accumulate
_MODULE = "kmdesk.intake.worker"

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class IntakeClient:
    """Pool of worker processes, started on demand; each call borrows one."""

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
        recognise: bool = False,
    ) -> ReadResult:
        """Read all pages of a file. Raises IntakeError when it has none that can be read.

        With ``recognise``, text in images is recognised (OCR) during this call, some seconds a
        page. ``cancelled`` is polled about 20 times a second; ``progress(done, total)`` is called
        after each page, in the calling thread.
        """
        path = Path(path)
        pages: list[PageText] = []

        def take(head: dict[str, Any]) -> None:
            pages.append(PageText(*head["page"]))
            if progress is not None:
                progress(len(pages), max(len(pages), int(head["of"])))

        request = {"path": str(path.absolute()), "recognise": recognise}
        done = self._serve(request, path.name, timeout, memory, cancelled, take)
        return ReadResult(done["media_type"], done["title"], pages, done["notes"])

    def arrange(
        self,
        sources: Sequence[tuple[Path, str]],
        parts: Sequence[Sequence[tuple[int, int, int]]],
        into: Sequence[Path],
        *,
        cancelled: Cancelled | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write one PDF per part to the paths in ``into`` from pages of ``sources``.

        A source is (path, display name); a page is (source, page from 0, degrees clockwise). Raises
        IntakeError naming the file that is locked or damaged.
        """
        request = {
            "do": "arrange",
            **_named(sources),
            "parts": [[list(leaf) for leaf in part] for part in parts],
            "into": [str(path) for path in into],
        }
        total = sum(map(len, parts))

        def take(head: dict[str, Any]) -> None:
            if progress is not None:
                progress(int(head["behind"]), total)

        self._serve(request, sources[0][1], PAGES_TIMEOUT, MEMORY, cancelled, take)

    def count_pages(self, sources: Sequence[tuple[Path, str]]) -> list[int]:
        """Return the page count of each file. Raises IntakeError if pages cannot be rearranged."""
        request = {"do": "count", **_named(sources)}
        name = sources[0][1]
        done = self._serve(request, name, TIMEOUT, MEMORY, None, lambda _head: None)
        return [int(count) for count in done["counts"]]

    def empty_pages(
        self, path: Path, name: str, *, cancelled: Cancelled | None = None
    ) -> list[int]:
        """Return the numbers (from 0) of the blank pages."""
        request = {"do": "empty", "path": str(path.absolute()), "name": name}
        done = self._serve(request, name, PAGES_TIMEOUT, MEMORY, cancelled, lambda _head: None)
        return [int(page) for page in done["empty"]]

    def printable(self, path: Path, name: str, into: Path) -> Path:
        """Return the original as plain PDF pages: ``path``, or ``into`` if it was converted."""
        request = {
            "do": "printable",
            "path": str(path.absolute()),
            "name": name,
            "into": str(into.absolute()),
        }
        done = self._serve(request, name, PAGES_TIMEOUT, MEMORY, None, lambda _head: None)
        return into if done["written"] else path

    def close(self) -> None:
        """Kill all workers, including busy ones; later calls start new ones."""
        with self._lock:
            workers, self._idle = self._idle + self._at_work, []
        for worker in workers:
            worker.kill()

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers that are busy now."""
        with self._lock:
            return [worker.pid for worker in self._at_work]

    def _serve(
        self,
        request: dict[str, Any],
        name: str,
        timeout: float,
        memory: int,
        cancelled: Cancelled | None,
        take: Callable[[dict[str, Any]], None],
    ) -> dict[str, Any]:
        """Return a worker's final result; ``take`` receives each intermediate message."""
        asked = {**request, "id": next(self._numbers), "memory": memory, "timeout": timeout}
        with self._places:
            worker = self._borrow()
            kept = False
            try:
                head = _converse(worker, asked, name, cancelled, take)
                kept = head.get("error") != TOO_HUNGRY
            finally:
                self._give_back(worker, kept)
        if "error" in head:
            raise IntakeError(head["error"], **head["args"])
        return dict(head["done"])

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


def _named(sources: Sequence[tuple[Path, str]]) -> dict[str, Any]:
    return {
        "path": str(sources[0][0]),
        "sources": [str(path.absolute()) for path, _name in sources],
        "names": [name for _path, name in sources],
    }


def _converse(
    worker: Worker,
    request: dict[str, Any],
    name: str,
    cancelled: Cancelled | None,
    take: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Return the last frame of the answer; a worker that fails in any way is not reused."""
    deadline = time.monotonic() + request["timeout"]
    try:
        worker.send(request)
        while True:
            head = worker.receive(deadline, cancelled).head
            if head.get("id") != request["id"]:
                continue
            if "done" in head or "error" in head:
                return head
            take(head)
    except InterruptedError:
        raise IntakeCancelled(CANCELLED, name=name) from None
    except OutOfTime as error:
        seconds = round(request["timeout"])
        raise IntakeError(TOO_SLOW, name=name, seconds=seconds) from error
    except WorkerGone as error:
        raise IntakeError(DAMAGED, name=name) from error


_shared_lock = threading.Lock()
_shared: list[IntakeClient] = []


def shared_client() -> IntakeClient:
    """Return the client shared by the whole program."""
    with _shared_lock:
        if not _shared:
            _shared.append(IntakeClient())
            atexit.register(close_shared)
        return _shared[0]


def read_file(
    path: str | PathLike[str],
    *,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    cancelled: Cancelled | None = None,
    progress: Progress | None = None,
    recognise: bool = False,
) -> ReadResult:
    """Call :meth:`IntakeClient.read` on the workers shared by the whole program."""
    return shared_client().read(
        path,
        timeout=timeout,
        memory=memory,
        cancelled=cancelled,
        progress=progress,
        recognise=recognise,
    )


def close_shared() -> None:
    """Kill the shared workers, e.g. at program exit or after a test."""
    with _shared_lock:
        clients = list(_shared)
    for client in clients:
        with contextlib.suppress(OSError):
            client.close()
