"""The rendering process: ``python -m kmdesk.intake.render``, over the wire of kmdesk.workers.

Every request (:mod:`kmdesk.intake`) carries its path, so a fresh process can continue
where a killed one stopped; the last few documents stay open. ``sizes`` of all pages in points,
``draw`` a page, ``find`` words on it, ``release`` a file or all below a folder: it is closed.
"""

import io
import math
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from kmdesk import intake
from kmdesk.intake import Box, Draw, Drawn, Find, IntakeError, OfFile, sniff
from kmdesk.workers.limits import confine, limit_memory
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes

if TYPE_CHECKING:
    from PIL.Image import Image


Picture = tuple[Drawn, bytes]
Band = tuple[float, float]  # two heights in points from the top


class Shown(Protocol):
    """An opened file that can be rendered page by page."""

    def sizes(self) -> list[tuple[float, float]]: ...

    def draw(self, page: int, scale: float, is_png: bool, band: Band | None) -> Picture: ...

    def hits(self, page: int, queries: list[str]) -> list[list[Box]]: ...

    def close(self) -> None: ...


# 240 MB as BGRA, well within the gigabyte that the process may address.
_MAX_PIXELS = 60_000_000
_PICTURE_DPI = 96.0
_POINT = 72.0


def _fitting(width: float, height: float, scale: float) -> float:
    """Return ``scale``, reduced where the image would have too many pixels."""
    pixels = max(1.0, width * height) * scale * scale
    return scale if pixels <= _MAX_PIXELS else scale * math.sqrt(_MAX_PIXELS / pixels)


def _png(picture: "Image") -> Picture:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return Drawn(picture.width, picture.height, 0), buffer.getvalue()


class PdfShown:
    """A PDF file for rendering; pages are counted from 0."""

    def __init__(self, path: Path) -> None:
        # Loaded with the first file of its kind: the process is ready sooner, and a picture needs
        # no pdfium.
        from kmdesk.intake.pdf_flatten import LaidPages
        from kmdesk.intake.pdf_glyphs import DocumentCodes

        self._name = path.name
        self._pages = LaidPages(path)
        self._document = self._pages.document
        self._codes = DocumentCodes(self._document)

    def sizes(self) -> list[tuple[float, float]]:
        return [self._document.get_page_size(n) for n in range(len(self._document))]

    def draw(self, page: int, scale: float, is_png: bool, band: Band | None = None) -> Picture:
        import pypdfium2.raw as raw

        shown = self._page(page)
        try:
            width, height = shown.get_size()
            top, bottom = band or (0.0, height)
            bitmap = shown.render(
                scale=_fitting(width, bottom - top, scale),
                # pdfium takes (left, bottom, right, top), each counted inwards from the edge of the
                # page.
                crop=(0, max(0.0, height - bottom), 0, top),
                # The window shows the rows as they come, in the byte order of QImage.
                force_bitmap_format=raw.FPDFBitmap_BGRA,
            )
            if is_png:
                return _png(bitmap.to_pil())
            return Drawn(bitmap.width, bitmap.height, bitmap.stride), bytes(bitmap.buffer)
        finally:
            shown.close()

    def hits(self, page: int, queries: list[str]) -> list[list[Box]]:
        from kmdesk.intake.pdf_document import match_boxes

        shown = self._page(page)
        try:
            return [
                [(box.left, box.top, box.right, box.bottom) for box in boxes]
                for boxes in match_boxes(shown, queries, self._codes)
            ]
        finally:
            shown.close()

    def close(self) -> None:
        self._pages.close()

    def _page(self, number: int) -> Any:
        import pypdfium2

        if not 0 <= number < len(self._document):
            raise IntakeError(intake.NO_PAGE, name=self._name, page=number + 1)
        try:
            return self._pages.page(number)
        except pypdfium2.PdfiumError as error:
            raise IntakeError(intake.BAD_PAGE, name=self._name, page=number + 1) from error


class PictureShown:
    """An image file for rendering; each frame is a page, one pixel is 1/96 inch."""

    def __init__(self, path: Path) -> None:
        from kmdesk.intake.image_file import ImageFile

        self._file = ImageFile(path)

    def sizes(self) -> list[tuple[float, float]]:
        dots = _POINT / _PICTURE_DPI
        found = (self._file.size(number) for number in range(len(self._file)))
        return [(width * dots, height * dots) for width, height in found]

    def draw(self, page: int, scale: float, is_png: bool, band: Band | None = None) -> Picture:
        dots = _POINT / _PICTURE_DPI
        width, height = self._file.size(page)
        top, bottom = band or (0.0, height * dots)
        share = (top / (height * dots), min(1.0, bottom / (height * dots)))
        ratio = _fitting(width, height * (share[1] - share[0]), scale * dots)
        picture = self._file.shown(page, ratio, share if band else None)
        if is_png:
            return _png(picture)
        shown = picture.convert("RGBA")
        data = shown.tobytes("raw", "BGRA")
        return Drawn(shown.width, shown.height, shown.width * 4), data

    def hits(self, page: int, queries: list[str]) -> list[list[Box]]:
        return []

    def close(self) -> None:
        self._file.close()


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
    raise IntakeError(intake.UNKNOWN_KIND if head else intake.EMPTY, name=path.name)


class Desk:
    """Open documents, with the least recently used one closed first."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, Shown] = OrderedDict()

    def answer(self, call: Call) -> Result:
        """Answer one request. Raises IntakeError, whatever a parser made of a hostile file."""
        path = call.args(OfFile).path
        try:
            return self._answer(call, path)
        # Running out of memory is answered by the loop around, which then ends the process.
        except (IntakeError, MemoryError):
            raise
        except Exception as error:
            raise IntakeError(intake.DAMAGED, name=path.name) from error

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
    return IntakeError(intake.TOO_HUNGRY, name=call.args(OfFile).path.name)


def main() -> NoReturn:
    """Serve until the input ends."""
    source, out = take_pipes()
    confine()
    limit_memory(MEMORY)
    serve(listening(source), out, Desk().answer, _too_hungry)


if __name__ == "__main__":
    main()
