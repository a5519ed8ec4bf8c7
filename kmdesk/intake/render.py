"""The rendering process: ``python -m kmdesk.intake.render``, frames in, frames out.

Every request carries ``id`` and ``path``, so a fresh process can continue where a killed one
stopped; the last few documents stay open.

``{"do": "info"}``                               → ``{"sizes": [[width, height], …]}`` in points
``{"do": "draw", "page", "scale", "format", "band": [top, bottom] or null}``
                                                 → ``{"width", "height", "stride"}`` and bytes
``{"do": "hits", "page", "queries": [normal…]}`` → ``{"hits": [[[l, t, r, b], …], …]}``
``{"do": "release"}``                            → ``{}``: the file, or all below it, is closed

Failures: ``{"error": msgid, "args": {…}}``.
"""

import os
import queue
import sys
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any

from kmdesk.intake import errors, sniff
from kmdesk.intake.drawing import Answer, Shown
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.frames import Frame, write_frame
from kmdesk.intake.pipes import listening, take_pipes
from kmdesk.workers.limits import confine, limit_memory

OPEN_DOCUMENTS = 3
MEMORY = 1 << 30
EXIT_MEMORY = 3


def open_shown(path: Path) -> Shown:
    """Open the file at ``path`` for rendering. Raises IntakeError when that is impossible."""
    head = sniff.read_head(path)
    kind = sniff.kind_of(path, head)
    if kind == sniff.PDF:
        from kmdesk.intake.drawing import PdfShown

        return PdfShown(path)
    if kind in sniff.PICTURES:
        from kmdesk.intake.drawing import PictureShown

        return PictureShown(path)
    raise IntakeError(errors.UNKNOWN_KIND if head else errors.EMPTY, name=path.name)


class Desk:
    """Open documents, with the least recently used one closed first."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Shown] = OrderedDict()

    def answer(self, request: dict[str, Any]) -> Answer:
        if request["do"] == "release":
            self._release(Path(request["path"]))
            return {}, b""
        shown = self._shown(request["path"])
        match request["do"]:
            case "info":
                return {"sizes": shown.sizes()}, b""
            case "draw":
                band = request.get("band")
                return shown.draw(request["page"], request["scale"], request["format"], band)
            case "hits":
                return {"hits": shown.hits(request["page"], request["queries"])}, b""
        raise ValueError(request["do"])

    def _release(self, place: Path) -> None:
        for path in [path for path in self._open if Path(path).is_relative_to(place)]:
            self._open.pop(path).close()

    def _shown(self, path: str) -> Shown:
        shown = self._open.pop(path, None)
        if shown is None:
            while len(self._open) >= OPEN_DOCUMENTS:
                self._open.popitem(last=False)[1].close()
            shown = open_shown(Path(path))
        self._open[path] = shown
        return shown


def serve(requests: "queue.Queue[Frame]", out: IO[bytes]) -> None:
    """Answer requests one after another, forever."""
    desk = Desk()
    write_frame(out, {"ready": os.getpid()})
    while True:
        request = requests.get().head
        name = Path(request["path"]).name
        try:
            head, blob = desk.answer(request)
        except MemoryError:
            limit_memory(0)
            _fail(out, request, IntakeError(errors.TOO_HUNGRY, name=name))
            os._exit(EXIT_MEMORY)
        except IntakeError as error:
            _fail(out, request, error)
        except Exception:  # a hostile file may raise anything inside a parser
            _fail(out, request, IntakeError(errors.DAMAGED, name=name))
        else:
            write_frame(out, {"id": request["id"], **head}, blob)


def _fail(out: IO[bytes], request: dict[str, Any], error: IntakeError) -> None:
    msgid, args = error.message
    write_frame(out, {"id": request["id"], "error": msgid, "args": args})


def main() -> int:
    source, out = take_pipes()
    confine()
    limit_memory(MEMORY)
    serve(listening(source), out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
