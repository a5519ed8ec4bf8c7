"""Clients of the reader and the rendering process; safe to call from any thread but the UI thread.

A worker that hangs or crashes on a hostile file is killed and replaced: only its own call fails.
"""

import atexit
import contextlib
import threading
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kmdesk.intake import (
    CANCELLED,
    DAMAGED,
    NO_WORKER,
    TOO_HUNGRY,
    TOO_SLOW,
    Arrange,
    Box,
    Compact,
    CompactDone,
    Draw,
    Drawn,
    Find,
    IntakeCancelled,
    IntakeError,
    OfFile,
    OfFiles,
    PageRead,
    PageText,
    Printable,
    Read,
    ReadDone,
    ReadResult,
    Work,
)
from kmdesk.intake.table import Budget, Cells, RowsRead, Sheet, SheetDone, from_wire, remarks_on
from kmdesk.workers.client import (
    NotStarted,
    OutOfTime,
    Parts,
    Refused,
    Worker,
    WorkerGone,
    command_for,
)

RENDER_TIMEOUT = 20.0
_RENDERER = "kmdesk.intake.render"
# The rendering process is replaced for the same reason, and far later: an answer is one page.
_ANSWERS_PER_WORKER = 2000

_T = TypeVar("_T")
HitBox = Box


class Picture(NamedTuple):
    """A rendered page: rows of BGRA bytes, or a PNG file if requested (then stride is 0)."""

    width: int
    height: int
    stride: int
    data: bytes


class RenderClient:
    """Client that renders one page at a time; concurrent calls wait for each other.

    A crash or a timeout affects only its own call: the next one starts a fresh process.
    """

    def __init__(self, timeout: float = RENDER_TIMEOUT) -> None:
        self._timeout = timeout
        self._turn = threading.Lock()  # one request at a time
        self._guard = threading.Lock()  # protects the fields below
        self._worker: Worker | None = None
        self._cancelled = 0
        self._gone: set[Path] = set()

    def sizes(self, path: str | PathLike[str]) -> list[tuple[float, float]]:
        """Return width and height of every page in points."""
        path = Path(path).absolute()
        return self._ask(path, "sizes", OfFile(path), list[tuple[float, float]])[0]

    def draw(
        self,
        path: str | PathLike[str],
        page: int,
        scale: float,
        *,
        png: bool = False,
        band: tuple[float, float] | None = None,
    ) -> Picture:
        """Render page ``page`` (from 0) at ``scale`` pixels per point.

        ``band`` limits it to a vertical range, in points from the top.
        """
        path = Path(path).absolute()
        request = Draw(path=path, page=page, scale=scale, is_png=png, band=band)
        drawn, data = self._ask(path, "draw", request, Drawn)
        if not png and not _fits(drawn, data):
            raise IntakeError(DAMAGED, name=path.name)
        return Picture(drawn.width, drawn.height, drawn.stride, data)

    def hits(self, path: str | PathLike[str], page: int, queries: list[str]) -> list[list[HitBox]]:
        """Return boxes of each occurrence of a query (in normal form) on a page, one per line."""
        path = Path(path).absolute()
        request = Find(path=path, page=page, queries=queries)
        return self._ask(path, "find", request, list[list[Box]])[0]

    def release(self, place: str | PathLike[str], *, for_good: bool = False) -> None:
        """Close the file ``place``, or all files below it, so that it can be removed or replaced.

        Windows refuses that while a process has the file open. ``for_good``: nothing there is
        opened again, whoever still asks for a page of it gets IntakeCancelled.
        """
        place = Path(place).absolute()
        with self._guard:
            if for_good:
                self._gone.add(place)
            worker = self._worker
        if worker is not None and worker.alive:
            with contextlib.suppress(IntakeError), self._turn:  # a process that died holds nothing
                self._converse(place, "release", OfFile(place), type(None), self._cancelled)

    def cancel(self) -> None:
        """Stop the current rendering; its caller gets IntakeCancelled."""
        with self._guard:
            self._cancelled += 1
            worker = self._worker
        if worker is not None and self._turn.locked():
            worker.kill()

    def close(self) -> None:
        """Kill the process; a later call starts another."""
        with self._guard:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def _ask(self, path: Path, do: str, request: object, answer: type[_T]) -> tuple[_T, bytes]:
        with self._guard:
            # Counted before the wait for a turn: whoever cancels meanwhile means this call, too.
            before = self._cancelled
        with self._turn:
            if self._was_cancelled(before) or self._is_gone(path):
                raise IntakeCancelled(CANCELLED, name=path.name)
            return self._converse(path, do, request, answer, before)

    def _converse(
        self, path: Path, do: str, request: object, answer: type[_T], before: int
    ) -> tuple[_T, bytes]:
        worker = self._ready_worker()
        try:
            return worker.ask(do, request, answer, seconds=self._timeout)
        except Refused as error:
            raise IntakeError(error.failure.message, **error.failure.args) from None
        except (OutOfTime, WorkerGone) as error:
            self._drop(worker)
            if self._was_cancelled(before):
                raise IntakeCancelled(CANCELLED, name=path.name) from error
            if isinstance(error, OutOfTime):
                seconds = round(self._timeout)
                raise IntakeError(TOO_SLOW, name=path.name, seconds=seconds) from error
            raise IntakeError(DAMAGED, name=path.name) from error

    def _ready_worker(self) -> Worker:
        with self._guard:
            worker = self._worker
        if worker is not None and worker.alive and worker.served < _ANSWERS_PER_WORKER:
            return worker
        if worker is not None:
            worker.kill()
        try:
            worker = Worker(command_for(_RENDERER))
        except NotStarted as error:
            raise IntakeError(NO_WORKER) from error
        with self._guard:
            self._worker = worker
        return worker

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        with self._guard:
            if self._worker is worker:
                self._worker = None

    def _is_gone(self, path: Path) -> bool:
        with self._guard:
            return any(path.is_relative_to(place) for place in self._gone)

    def _was_cancelled(self, before: int) -> bool:
        with self._guard:
            return self._cancelled != before


def _fits(drawn: Drawn, data: bytes) -> bool:
    """Whether the rows are all there: a picture is made of them without looking again."""
    return (
        drawn.width > 0
        and drawn.height > 0
        and drawn.stride >= 4 * drawn.width
        and len(data) >= drawn.stride * drawn.height
    )


TIMEOUT = 300.0  # seconds for one file; a thick one on a busy machine takes half a minute
PAGES_TIMEOUT = 600.0  # seconds for rearranging pages
PICTURE_TIMEOUT = 60.0  # seconds for a single picture
MEMORY = 1 << 30  # bytes a worker may address
_FILES_PER_WORKER = 200  # then replaced, so that memory leaked by a parser cannot accumulate
_READER = "kmdesk.intake.worker"

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Compacted(NamedTuple):
    """A single picture: a file to store, and its pixels to show (rows of BGRA)."""

    data: bytes
    width: int
    height: int
    pixels: bytes


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

    def sheets(self, path: Path, *, cancelled: Cancelled | None = None) -> list[Sheet]:
        """Return the sheets of a spreadsheet, hidden ones last, as cells for a row import."""
        budget, cells = Budget(path.name), dict[int, Cells]()

        def take(part: RowsRead) -> None:
            budget.take(part.rows)
            rows = cells.setdefault(part.sheet, [])
            rows += [[from_wire(cell) for cell in row] for row in part.rows]

        request = Work(**_about(path, path.name, TIMEOUT))
        done = self._serve("sheets", request, list[SheetDone], cancelled, Parts(RowsRead, take))
        return [
            Sheet(
                sheet.name, rows := cells.get(number, []),
                remarks_on(rows, sheet.hidden_rows, sheet.is_cut), sheet.is_hidden,
            )
            for number, sheet in enumerate(done)
        ]  # fmt: skip

    def picture(
        self, path: Path, side: int, *, lossless: bool = False, cancelled: Cancelled | None = None
    ) -> Compacted:
        """Return a picture at most ``side`` pixels long. Raises IntakeError when it is none.

        A photo comes as JPEG unless ``lossless``, anything else as PNG.
        """
        about = _about(path, path.name, PICTURE_TIMEOUT)
        request = Compact(**about, side=side, lossless=lossless)
        done, blob = self._converse("compact", request, CompactDone, cancelled)
        pixels = blob[done.size :]
        is_whole = done.size > 0 and done.width > 0 and done.height > 0
        if not is_whole or len(pixels) != 4 * done.width * done.height:
            raise IntakeError(DAMAGED, name=path.name)
        return Compacted(blob[: done.size], done.width, done.height, pixels)

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
        return self._converse(do, request, answer, cancelled, parts)[0]

    def _converse(
        self,
        do: str,
        request: Work,
        answer: type[_T],
        cancelled: Cancelled | None = None,
        parts: Parts[Any] | None = None,
    ) -> tuple[_T, bytes]:
        """Return a worker's answer; a worker that fails in any way is not used again."""
        with self._places:
            worker = self._borrow()
            kept = False
            try:
                result = worker.ask(
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
        return Worker(command_for(_READER))
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
