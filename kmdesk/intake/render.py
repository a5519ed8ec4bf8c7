"""The rendering process: ``python -m kmdesk.intake.render``, over the wire of kmdesk.workers.

Every request (:mod:`kmdesk.intake.protocol`) carries its path, so a fresh process can continue
where a killed one stopped; the last few documents stay open. ``sizes`` of all pages in points,
``draw`` a page, ``find`` words on it, ``release`` a file or all below a folder: it is closed.
"""

from collections import OrderedDict
from pathlib import Path
from typing import NoReturn

from kmdesk.intake import errors, sniff
from kmdesk.intake.drawing import PdfShown, PictureShown, Shown
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.protocol import Draw, Find, OfFile
from kmdesk.workers.limits import confine, limit_memory
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes

OPEN_DOCUMENTS = 3
MEMORY = 1 << 30


def open_shown(path: Path) -> Shown:
    """Open the file at ``path`` for rendering. Raises IntakeError when that is impossible."""
    head = sniff.read_head(path)
    kind = sniff.kind_of(path, head)
    if kind == sniff.PDF:
        return PdfShown(path)
    if kind in sniff.PICTURES:
        return PictureShown(path)
    raise IntakeError(errors.UNKNOWN_KIND if head else errors.EMPTY, name=path.name)


class Desk:
    """Open documents, with the least recently used one closed first."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, Shown] = OrderedDict()

    def answer(self, call: Call) -> Result:
        """Answer one request. Raises IntakeError, whatever a parser made of a hostile file."""
        path = call.args(OfFile).path
        try:
            return self._answer(call, path)
        except (IntakeError, MemoryError):
            raise
        except Exception as error:
            raise IntakeError(errors.DAMAGED, name=path.name) from error

    def _answer(self, call: Call, path: Path) -> Result:
        match call.request.do:
            case "release":
                self._release(path)
                return None, b""
            case "sizes":
                return self._shown(path).sizes(), b""
            case "draw":
                draw = call.args(Draw)
                return self._shown(path).draw(draw.page, draw.scale, draw.is_png, draw.band)
            case "find":
                find = call.args(Find)
                return self._shown(path).hits(find.page, find.queries), b""
        raise ValueError(call.request.do)

    def _release(self, place: Path) -> None:
        for path in [path for path in self._open if path.is_relative_to(place)]:
            self._open.pop(path).close()

    def _shown(self, path: Path) -> Shown:
        shown = self._open.pop(path, None)
        if shown is None:
            while len(self._open) >= OPEN_DOCUMENTS:
                self._open.popitem(last=False)[1].close()
            shown = open_shown(path)
        self._open[path] = shown
        return shown


def _too_hungry(call: Call) -> IntakeError:
    return IntakeError(errors.TOO_HUNGRY, name=call.args(OfFile).path.name)


def main() -> NoReturn:
    """Serve until the input ends."""
    source, out = take_pipes()
    confine()
    limit_memory(MEMORY)
    serve(listening(source), out, Desk().answer, _too_hungry)


if __name__ == "__main__":
    main()
