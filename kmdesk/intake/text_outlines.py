"""Text set in the bundled font, glyph by glyph, for drawing into an existing PDF page."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import fontpkg
import uharfbuzz as hb

from kmdesk.thai.words import break_offsets

# One glyph per character, so that the drawn text can be extracted from the page again.
_FEATURES = {"liga": False, "ccmp": False, "calt": False, "locl": False}
_MISSING = str.maketrans(dict(zip("☑✓✔☐■●○•\u00a0\t", "///-**o*  ", strict=True)))


class Placed(NamedTuple):
    """A glyph and its position on the line, in em."""

    glyph: int
    x: float
    y: float


class Line(NamedTuple):
    """A line of glyphs and its width in em."""

    glyphs: tuple[Placed, ...]
    width: float


@cache
def font_data() -> bytes:
    """Return the bytes of the font file."""
    return Path(fontpkg.path("Sarabun", 400, "normal")).read_bytes()


@cache
def _face() -> hb.Font:
    return hb.Font(hb.Face(hb.Blob(font_data())))


def line_of(text: str) -> Line:
    """Shape one line of text."""
    face = _face()
    units = face.face.upem
    buffer = hb.Buffer()
    buffer.add_str(text.translate(_MISSING))
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(face, buffer, _FEATURES)
    placed: list[Placed] = []
    pen = 0
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        place = Placed(info.codepoint, (pen + at.x_offset) / units, at.y_offset / units)
        placed.append(place)
        pen += at.x_advance
    return Line(tuple(placed), pen / units)


def lines_of(text: str, width: float) -> list[Line]:
    """Break the text into lines no wider than ``width`` em, at Thai break opportunities."""
    lines: list[Line] = []
    for paragraph in text.splitlines():
        rest = paragraph.strip()
        while rest:
            taken = _fitting(rest, width)
            lines.append(line_of(rest[:taken].rstrip()))
            rest = rest[taken:].lstrip()
    return lines


def _fitting(text: str, width: float) -> int:
    """Return how many characters fit on a line; at least one."""
    if line_of(text).width <= width:
        return len(text)
    best = 0
    for offset in break_offsets(text):
        if line_of(text[:offset].rstrip()).width > width:
            break
        best = offset
    if best:
        return best
    count = 1
    while count < len(text) and line_of(text[: count + 1]).width <= width:
        count += 1
    return count
