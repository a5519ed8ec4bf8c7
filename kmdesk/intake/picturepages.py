"""Pictures as pages of a PDF, pixel for pixel; a JPEG keeps its own bytes."""

import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from kmdesk.intake.blank import looks_empty
from kmdesk.intake.readers.picture import MAX_FRAMES, open_picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_A4_LONG = 842.0
_POINT = 72.0
_LIKELY_DPI = range(60, 2401)
_SPACES = {"1": ("/DeviceGray", 1), "L": ("/DeviceGray", 8), "RGB": ("/DeviceRGB", 8)}


class PictureSheets:
    """A picture file whose frames become pages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._picture = open_picture(path)
        self.count = min(int(getattr(self._picture, "n_frames", 1)), MAX_FRAMES)

    def add(self, writer: PdfWriter, page: int, turn: int) -> None:
        """Append frame ``page``, turned; the size of the page is that of the paper scanned."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._picture.seek(page)
            width, height = _paper(self._picture)
            drawing = writer._add_object(self._drawing())
        made = writer.add_blank_page(width, height)
        made[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): drawing})}
        )
        content = StreamObject()
        content.set_data(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode())
        made[NameObject("/Contents")] = writer._add_object(content)
        if turn:
            made.rotate(turn)

    def _drawing(self) -> StreamObject:
        picture = self._picture
        plain_jpeg = picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB")
        if plain_jpeg and picture.tell() == 0:
            data, packing, mode = self._path.read_bytes(), "/DCTDecode", picture.mode
        else:
            flat = _flat(picture)
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
    """For each frame of a picture whether it is an empty page."""
    with open_picture(path) as picture, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(int(getattr(picture, "n_frames", 1))):
            picture.seek(number)
            yield looks_empty(_flat(picture))


def _flat(picture: "Picture") -> "Picture":
    """The picture in a form that a PDF knows, transparent parts white as paper."""
    if picture.mode in _SPACES:
        return picture.copy()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("RGB")
    if picture.mode.startswith("I"):
        deep = picture.convert("I")
        return deep.point(lambda level: level / 256).convert("L")
    return picture.convert("RGB")


def _paper(picture: "Picture") -> tuple[FloatObject, FloatObject]:
    """Width and height of the page in points: as scanned, or filling an A4 sheet."""
    dpi = picture.info.get("dpi")
    across, down = dpi if isinstance(dpi, tuple) and len(dpi) == 2 else (0, 0)
    if not (round(across) in _LIKELY_DPI and round(down) in _LIKELY_DPI):
        across = down = max(picture.size) * _POINT / _A4_LONG
    width, height = picture.width * _POINT / float(across), picture.height * _POINT / float(down)
    return FloatObject(round(width, 3)), FloatObject(round(height, 3))
