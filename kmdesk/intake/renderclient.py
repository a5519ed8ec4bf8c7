"""Render pages in a separate process; usable from any thread but the UI thread."""

import contextlib
import itertools
import threading
import time
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from kmdesk.intake.errors import CANCELLED, DAMAGED, TOO_SLOW, IntakeCancelled, IntakeError
from kmdesk.intake.frames import Frame
from kmdesk.intake.process import OutOfTime, Worker, WorkerGone

TIMEOUT = 20.0
_MODULE = "kmdesk.intake.render"
_ANSWERS_PER_WORKER = 2000

# left, top, right, bottom in points from the upper left corner of the page
HitBox = tuple[float, float, float, float]


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
        self._numbers = itertools.count(1)

    def sizes(self, path: str | PathLike[str]) -> list[tuple[float, float]]:
        """Return width and height of every page in points."""
        head = self._ask(path, {"do": "info"}).head
        return [(float(width), float(height)) for width, height in head["sizes"]]

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
        form = "png" if png else "bgra"
        request = {"do": "draw", "page": page, "scale": scale, "format": form, "band": band}
        head, blob = self._ask(path, request)
        return Picture(head["width"], head["height"], head["stride"], blob)

    def hits(self, path: str | PathLike[str], page: int, queries: list[str]) -> list[list[HitBox]]:
        """Return boxes of each occurrence of a query (in normal form) on a page, one per line."""
        head = self._ask(path, {"do": "hits", "page": page, "queries": queries}).head
        return [[(b[0], b[1], b[2], b[3]) for b in boxes] for boxes in head["hits"]]

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
                self._converse(place, {"do": "release"}, self._cancelled)

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

    def _ask(self, path: str | PathLike[str], request: dict[str, Any]) -> Frame:
        path = Path(path)
        with self._guard:
            before = self._cancelled
        with self._turn:
            if self._was_cancelled(before) or self._is_gone(path):
                raise IntakeCancelled(CANCELLED, name=path.name)
            return self._converse(path, request, before)

    def _converse(self, path: Path, request: dict[str, Any], before: int) -> Frame:
        worker = self._ready_worker()
        number = next(self._numbers)
        try:
            worker.send({"id": number, "path": str(path.absolute()), **request})
            frame = worker.receive(time.monotonic() + self._timeout)
            while frame.head.get("id") != number:
                frame = worker.receive(time.monotonic() + self._timeout)
        except (OutOfTime, WorkerGone) as error:
            self._drop(worker)
            if self._was_cancelled(before):
                raise IntakeCancelled(CANCELLED, name=path.name) from error
            if isinstance(error, OutOfTime):
                seconds = round(self._timeout)
                raise IntakeError(TOO_SLOW, name=path.name, seconds=seconds) from error
            raise IntakeError(DAMAGED, name=path.name) from error
        worker.served += 1
        if "error" in frame.head:
            raise IntakeError(frame.head["error"], **frame.head["args"])
        return frame

    def _ready_worker(self) -> Worker:
        with self._guard:
            worker = self._worker
        if worker is not None and worker.alive and worker.served < _ANSWERS_PER_WORKER:
            return worker
        if worker is not None:
            worker.kill()
        worker = Worker(_MODULE)
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
            return any(path.absolute().is_relative_to(place) for place in self._gone)

    def _was_cancelled(self, before: int) -> bool:
        with self._guard:
            return self._cancelled != before
