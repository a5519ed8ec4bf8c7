"""Images as PDF pages, pixel for pixel; a JPEG keeps its original bytes."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import (
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from kmdesk.intake.blank_page import is_blank
from kmdesk.intake.image_file import ImageFile, on_white

_A4 = (595.0, 842.0)
_EDGE = 28.0  # margin around a picture that fills its sheet: printers do not print to the edge
_POINT = 72.0
_MATRICES = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""Transformation matrix on the page for each EXIF orientation."""
_SPACES = {"1": ("/DeviceGray", 1), "L": ("/DeviceGray", 8), "RGB": ("/DeviceRGB", 8)}


class ImagePages:
    """An image file whose frames become PDF pages.

    With ``fit`` each page is an A4 sheet with the image on it, for print; otherwise it has the size
    of the scanned paper.
    """

    def __init__(self, path: Path, *, fit: bool = False) -> None:
        self._path, self._fit = path, fit
        self._file = ImageFile(path)
        self.count = len(self._file)

    def add(self, writer: PdfWriter, page: int, turn: int) -> None:
        """Append frame ``page``, upright, then rotated by ``turn`` degrees."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        width, height = self._paper(page)
        drawing = writer._add_object(self._drawing(page))
        matrix = _MATRICES[self._file.orientation()]
        sheet, left, low = self._sheet(width, height)
        made = writer.add_blank_page(*map(_number, sheet))
        made[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): drawing})}
        )
        a, b, c, d, e, f = (share * (width, height)[at % 2] for at, share in enumerate(matrix))
        content = StreamObject()
        placed = f"{a:.3f} {b:.3f} {c:.3f} {d:.3f} {left + e:.3f} {low + f:.3f}"
        content.set_data(f"q {placed} cm /Im0 Do Q".encode())
        made[NameObject("/Contents")] = writer._add_object(content)
        if turn:
            made.rotate(turn)

    def _paper(self, page: int) -> tuple[float, float]:
        """Return width and height of the image in points: as scanned, or filling an A4 sheet."""
        known = self._file.paper(page)
        if known is not None:
            width, height = (side * _POINT for side in known)
            if not self._fit or _goes_on(width, height):
                return width, height
        wide, high = self._file.size(page)
        if not self._fit:
            scale = _A4[1] / max(wide, high)
        else:
            long, short = max(wide, high), min(wide, high)
            scale = min((_A4[1] - 2 * _EDGE) / long, (_A4[0] - 2 * _EDGE) / short)
        return wide * scale, high * scale

    def _sheet(self, width: float, height: float) -> tuple[tuple[float, float], float, float]:
        """Return the page size and the position of the image's lower left corner on it."""
        if not self._fit:
            return (width, height), 0.0, 0.0
        sheet = _A4 if width <= height else _A4[::-1]
        return sheet, (sheet[0] - width) / 2, (sheet[1] - height) / 2

    def _drawing(self, page: int) -> StreamObject:
        picture = self._file.frame(page)
        if picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB"):
            data, packing, mode = self._path.read_bytes(), "/DCTDecode", picture.mode
        else:
            flat = on_white(picture)
            data, packing, mode = zlib.compress(flat.tobytes(), 6), "/FlateDecode", flat.mode
        space, bits = _SPACES[mode]
        drawing = StreamObject()
        drawing.set_data(data)
        drawing.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(picture.width),
                NameObject("/Height"): NumberObject(picture.height),
                NameObject("/ColorSpace"): NameObject(space),
                NameObject("/BitsPerComponent"): NumberObject(bits),
                NameObject("/Filter"): NameObject(packing),
            }
        )
        return drawing


def empty_frames(path: Path) -> Iterator[bool]:
    """Yield for each page of an image file whether it is blank."""
    with closing(ImageFile(path)) as pictures:
        for number in range(len(pictures)):
            yield is_blank(on_white(pictures.frame(number)))


def _goes_on(width: float, height: float) -> bool:
    """Return whether an image of this size fits on an A4 sheet, with 1 % scanner tolerance."""
    long, short = max(width, height), min(width, height)
    return long <= _A4[1] * 1.01 and short <= _A4[0] * 1.01


def _number(side: float) -> FloatObject:
    return FloatObject(round(side, 3))
