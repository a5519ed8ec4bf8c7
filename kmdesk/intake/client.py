"""Read files through worker processes that can be killed; safe to use from any thread."""

import atexit
import contextlib
import threading
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from kmdesk.intake.errors import (
    CANCELLED,
    DAMAGED,
    NO_WORKER,
    TOO_HUNGRY,
    TOO_SLOW,
    IntakeCancelled,
    IntakeError,
)
from kmdesk.intake.model import PageText, ReadResult
from kmdesk.intake.protocol import Arrange, OfFiles, PageRead, Printable, Read, ReadDone, Work
from kmdesk.workers.client import (
    NotStarted,
    OutOfTime,
    Parts,
    Refused,
    Worker,
    WorkerGone,
    command_for,
)

TIMEOUT = 300.0  # seconds for one file; a thick one on a busy machine takes half a minute
PAGES_TIMEOUT = 600.0  # seconds for rearranging pages
MEMORY = 1 << 30  # bytes a worker may address
_FILES_PER_WORKER = 200  # then replaced, so that memory leaked by a parser cannot accumulate
_MODULE = "kmdesk.intake.worker"

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
_T = TypeVar("_T")


class IntakeClient:
    """Pool of worker processes, started on demand; each call borrows one."""

    def __init__(self, workers: int = 2) -> None:
        self._places = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._at_work: list[Worker] = []

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

        def take(page: PageRead) -> None:
            pages.append(PageText(page.anchor, page.label, page.text, page.problem))
            if progress is not None:
                progress(len(pages), max(len(pages), page.of))

        request = Read(**_about(path, path.name, timeout, memory), recognise=recognise)
        done = self._serve("read", request, ReadDone, cancelled, Parts(PageRead, take))
        return ReadResult(done.media_type, done.title, pages, done.notes)

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
        request = Arrange(
            **_of_files(sources, PAGES_TIMEOUT),
            parts=[list(part) for part in parts],
            into=[path.absolute() for path in into],
        )
        total = sum(map(len, parts))

        def take(done: int) -> None:
            if progress is not None:
                progress(done, total)

        self._serve("arrange", request, type(None), cancelled, Parts(int, take))

    def count_pages(self, sources: Sequence[tuple[Path, str]]) -> list[int]:
        """Return the page count of each file. Raises IntakeError if pages cannot be rearranged."""
        return self._serve("count", OfFiles(**_of_files(sources, TIMEOUT)), list[int])

    def empty_pages(
        self, path: Path, name: str, *, cancelled: Cancelled | None = None
    ) -> list[int]:
        """Return the numbers (from 0) of the blank pages."""
        request = Work(**_about(path, name, PAGES_TIMEOUT))
        return self._serve("empty", request, list[int], cancelled)

    def printable(self, path: Path, name: str, into: Path) -> Path:
        """Return the original as plain PDF pages: ``path``, or ``into`` if it was converted."""
        request = Printable(**_about(path, name, PAGES_TIMEOUT), into=into.absolute())
        return into if self._serve("printable", request, bool) else path

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
        do: str,
        request: Work,
        answer: type[_T],
        cancelled: Cancelled | None = None,
        parts: Parts[Any] | None = None,
    ) -> _T:
        """Return a worker's answer; a worker that fails in any way is not used again."""
        with self._places:
            worker = self._borrow()
            kept = False
            try:
                result, _ = worker.ask(
                    do, request, answer,
                    seconds=request.timeout, cancelled=cancelled, parts=parts,
                )  # fmt: skip
                kept = True
                return result
            except Refused as error:
                kept = error.failure.message != TOO_HUNGRY
                raise IntakeError(error.failure.message, **error.failure.args) from None
            except InterruptedError as error:
                raise IntakeCancelled(CANCELLED, name=request.name) from error
            except OutOfTime as error:
                seconds = round(request.timeout)
                raise IntakeError(TOO_SLOW, name=request.name, seconds=seconds) from error
            except WorkerGone as error:
                raise IntakeError(DAMAGED, name=request.name) from error
            finally:
                self._give_back(worker, kept)

    def _borrow(self) -> Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                worker = _started()
            elif not worker.alive or worker.served >= _FILES_PER_WORKER:
                worker.kill()
                continue
            with self._lock:
                self._at_work.append(worker)
            return worker

    def _give_back(self, worker: Worker, kept: bool) -> None:
        with self._lock:
            self._at_work.remove(worker)
        if kept and worker.alive:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.kill()


def _started() -> Worker:
    try:
        return Worker(command_for(_MODULE))
    except NotStarted as error:
        raise IntakeError(NO_WORKER) from error


def _about(path: Path, name: str, timeout: float, memory: int = MEMORY) -> dict[str, Any]:
    return {"path": path.absolute(), "name": name, "memory": memory, "timeout": timeout}


def _of_files(sources: Sequence[tuple[Path, str]], timeout: float) -> dict[str, Any]:
    return {
        **_about(*sources[0], timeout),
        "sources": [path.absolute() for path, _name in sources],
        "names": [name for _path, name in sources],
    }


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
