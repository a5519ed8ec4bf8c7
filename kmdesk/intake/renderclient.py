"""Render pages in a separate process; usable from any thread but the UI thread."""

import contextlib
import threading
from os import PathLike
from pathlib import Path
from typing import NamedTuple, TypeVar

from kmdesk.intake.errors import (
    CANCELLED,
    DAMAGED,
    NO_WORKER,
    TOO_SLOW,
    IntakeCancelled,
    IntakeError,
)
from kmdesk.intake.protocol import Box, Draw, Drawn, Find, OfFile
from kmdesk.workers.client import (
    NotStarted,
    OutOfTime,
    Refused,
    Worker,
    WorkerGone,
    command_for,
)

TIMEOUT = 20.0
_MODULE = "kmdesk.intake.render"
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

    def __init__(self, timeout: float = TIMEOUT) -> None:
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
            worker = Worker(command_for(_MODULE))
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
