"""Image files as upright pages on a white background with square pixels.

Cameras record their orientation, faxes have pixels twice as high as wide, and transparent areas are
shown as paper. Screen, text recognition and print all go through this module.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError
from PIL.Image import Transpose

from kmdesk import intake
from kmdesk.intake import IntakeError

MAX_PIXELS = 150_000_000
MAX_FRAMES = 500
MAX_PICTURE = 40 << 20  # bytes of a single picture that somebody puts in
_MAX_COMPACTED = 60_000_000  # pixels
# Pillow knows dozens of formats. A stranger's file gets to none of the other decoders.
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP")
_ORIENTATION, _SUBFILE = 0x0112, 254
_THUMBNAIL = 1
_PLAIN = ("1", "L", "RGB")
# Outside this range the resolution is no scanner's: the page would be metres or millimetres wide.
_LIKELY_DPI = range(60, 2401)
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
Band = tuple[float, float]


class ImageFile:
    """An opened image; frames that are pages are counted from 0."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.picture = open_picture(path)
        with _quietly():
            self._frames = _pages(self.picture)

    def __len__(self) -> int:
        return len(self._frames)

    def close(self) -> None:
        self.picture.close()

    def size(self, page: int) -> tuple[int, int]:
        """Return width and height as displayed, in square pixels."""
        with _quietly():
            self._go_to(page)
            width, height = _squared(self.picture)
            return (height, width) if self.orientation() > 4 else (width, height)

    def paper(self, page: int) -> tuple[float, float] | None:
        """Return displayed width and height in inches; None where the file gives no resolution."""
        with _quietly():
            self._go_to(page)
            across, down = resolution(self.picture)
            if not (round(across) in _LIKELY_DPI and round(down) in _LIKELY_DPI):
                return None
            width, height = self.picture.width / across, self.picture.height / down
            return (height, width) if self.orientation() > 4 else (width, height)

    def orientation(self) -> int:
        """Return the EXIF orientation of the current frame; 1 is upright."""
        if self.picture.format == "TIFF":  # Pillow rotates it while loading
            return 1
        try:
            with _quietly():
                found = self.picture.getexif().get(_ORIENTATION, 1)
        except Exception:  # a damaged EXIF block may raise anything
            return 1
        return found if found in _UPRIGHT else 1

    def frame(self, page: int) -> Image.Image:
        """Return the frame as stored, loaded. Raises OSError or ValueError when it is damaged."""
        with _quietly():
            self._go_to(page)
            self.picture.load()
        return self.picture

    def shown(self, page: int, scale: float = 1.0, band: Band | None = None) -> Image.Image:
        """Return the page as displayed, cropped to the vertical range ``band``.

        ``band`` is (top, bottom) as fractions of the page height.
        """
        stored = on_white(self.frame(page))
        with _quietly():
            width, height = _squared(self.picture)
            turn = self.orientation()
        box = _stored_box(turn, band or (0.0, 1.0))
        left, top, right, bottom = box
        target = (
            max(1, round(width * scale * (right - left))),
            max(1, round(height * scale * (bottom - top))),
        )
        if target != stored.size or box != (0.0, 0.0, 1.0, 1.0):
            # Pillow scales a bilevel picture without greys, which would drop the thin strokes of a
            # fax.
            stored = stored.convert("L") if stored.mode == "1" else stored
            wide, high = stored.size
            dots = (left * wide, top * high, right * wide, bottom * high)
            # In two steps, of which the first is a cheap whole-number reduction: scans are far
            # larger than the screen.
            stored = stored.resize(target, Image.Resampling.BICUBIC, dots, reducing_gap=2.0)
        return stored.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else stored

    def _go_to(self, page: int) -> None:
        if not 0 <= page < len(self._frames):
            raise IntakeError(intake.NO_PAGE, name=self.path.name, page=page + 1)
        if self.picture.tell() != self._frames[page]:
            self.picture.seek(self._frames[page])
        if self.picture.width * self.picture.height > MAX_PIXELS:
            raise _too_large(self.path)


def open_picture(path: Path) -> Image.Image:
    """Open an image. Raises IntakeError if it is too large or damaged to load safely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(path, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, SyntaxError) as error:
        raise IntakeError(intake.DAMAGED, name=path.name) from error
    if picture.width * picture.height > MAX_PIXELS:
        picture.close()
        raise _too_large(path)
    return picture


def on_white(picture: Image.Image) -> Image.Image:
    """Return the image as black and white, grey or RGB, with transparent areas made white."""
    clear = picture.info.get("transparency")
    if picture.mode in _PLAIN and clear is None:
        return picture
    if picture.mode.startswith(("I", "F")):
        return _eight_bits(picture, clear)
    if picture.mode in ("RGBA", "RGBa", "LA", "La", "PA") or clear is not None:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("RGB")


def compact(data: bytes, side: int, *, lossless: bool = False) -> tuple[Image.Image, bytes]:
    """Return a picture upright, at most ``side`` pixels long, and its PNG or JPEG file.

    Encoded anew, so that neither the camera's place and owner nor anything hidden in the file goes
    further. Raises ValueError for one too large to open safely, and whatever Pillow makes of a
    damaged file.
    """
    if len(data) > MAX_PICTURE:
        raise ValueError(len(data))
    with Image.open(io.BytesIO(data), formats=_FORMATS) as stored:
        if stored.width * stored.height > _MAX_COMPACTED:
            raise ValueError(stored.size)
        with _quietly():
            picture = _turned(stored)
            picture.thumbnail((side, side))
        is_deep = picture.mode.startswith(("I", "F"))
        if is_deep or ("transparency" in picture.info and picture.mode != "P"):
            picture = on_white(picture)
        has_alpha = picture.mode in ("RGBA", "LA", "P")
        is_drawing = has_alpha or picture.mode in ("1", "L")
        plain = picture.convert("RGBA" if has_alpha else "L" if is_drawing else "RGB")
        plain.info = {}
        out = io.BytesIO()
        if lossless or is_drawing:
            plain.save(out, "PNG")
        else:
            plain.save(out, "JPEG", quality=88)
    return plain, out.getvalue()


def _turned(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # a damaged EXIF block may raise anything; a damaged picture does so again
        return picture.copy()


def resolution(picture: Image.Image) -> tuple[float, float]:
    """Return horizontal and vertical DPI of the current frame as displayed; zeros if unknown.

    Without a unit the two numbers still give the pixel aspect ratio.
    """
    info = picture.info
    found: Any = info.get("dpi") or info.get("resolution") or info.get("aspect")
    if info.get("jfif_unit") == 0:
        found = info.get("jfif_density")
    try:
        across, down = (float(number) for number in found)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    if picture.format == "TIFF" and _turned_tiff(picture):
        across, down = down, across
    return across, down


def _turned_tiff(picture: Any) -> bool:
    """Return whether Pillow turned a TIFF on its side while its resolution stays as stored."""
    stored = picture.tag_v2.get(256), picture.tag_v2.get(257)
    return bool(stored != picture.size and stored == picture.size[::-1])


def _squared(picture: Image.Image) -> tuple[int, int]:
    """Return width and height of the stored frame in square pixels; never fewer than it has."""
    width, height = picture.size
    across, down = resolution(picture)
    ratio = across / down if across > 0 and down > 0 else 1.0
    # A standard fax has 204 by 98 dots an inch; beyond four to one the numbers cannot be meant.
    if not 0.25 <= ratio <= 4.0 or abs(ratio - 1.0) < 0.02:
        return width, height
    square = (width, round(height * ratio)) if ratio > 1 else (round(width / ratio), height)
    return square if square[0] * square[1] <= MAX_PIXELS else (width, height)


def _pages(picture: Image.Image) -> list[int]:
    """Return the frames that are pages: no phone preview, gain map or thumbnail."""
    if picture.format in ("JPEG", "MPO"):
        return [0]
    frames = range(min(int(getattr(picture, "n_frames", 1)), MAX_FRAMES))
    if picture.format != "TIFF":
        return list(frames)
    pages = []
    for number in frames:
        try:
            picture.seek(number)
        except (EOFError, OSError, ValueError, SyntaxError, TypeError, KeyError):
            pages.append(number)  # reported as damaged when that page is read
            continue
        kind = picture.tag_v2.get(_SUBFILE, 0)  # type: ignore[attr-defined]
        if not (isinstance(kind, int) and kind & _THUMBNAIL):
            pages.append(number)
    return pages or [0]


def _stored_box(turn: int, band: Band) -> tuple[float, float, float, float]:
    """Return the part of the stored frame that a vertical range of the displayed page covers."""
    first, last = max(0.0, band[0]), min(1.0, band[1])
    if turn in (3, 4, 7, 8):
        first, last = 1.0 - last, 1.0 - first
    return (first, 0.0, last, 1.0) if turn > 4 else (0.0, first, 1.0, last)


def _eight_bits(picture: Image.Image, clear: object) -> Image.Image:
    """Convert grey of 16 bits or more to 256 levels; ``clear`` is the one transparent value."""
    deep = picture.convert("F")
    low, high = cast(tuple[float, float], deep.getextrema())
    top = 255.0 if high <= 255 else 65535.0 if high <= 65535 else float(high)
    if picture.mode == "F":
        top = float(high) or 1.0
    if picture.mode.startswith("I;16"):
        top = 65535.0
    floor = min(0.0, float(low))
    factor = 255.0 / ((top - floor) or 1.0)
    grey = deep.point(lambda level: level * factor + (0.5 - floor * factor)).convert("L")
    if isinstance(clear, int):
        above = deep.point(lambda level: level * 1.0 - clear).convert("L")
        below = deep.point(lambda level: level * -1.0 + clear).convert("L")
        other = ImageChops.lighter(above, below)
        grey.paste(255, mask=other.point(lambda step: 255 if step == 0 else 0))
    return grey


def _too_large(path: Path) -> IntakeError:
    return IntakeError(intake.TOO_MANY_DOTS, name=path.name, count=MAX_PIXELS // 1_000_000)


@contextmanager
def _quietly() -> Iterator[None]:
    """Suppress Pillow's warnings about files that are slightly malformed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
