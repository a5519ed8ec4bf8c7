"""How far ink stands from where it should: our PDF drawn by pdfium beside Qt's own drawing.

Both draw the same line in the same face at the same size. The Hausdorff distance of the two
pictures, in points, bounds how far any mark can be displaced: a mark moved by more than that
would leave ink nothing of the other picture is near to.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter, QTextLayout, QTextOption

from kmdesk.pdf import Document, PageSize, Style
from kmdesk.pdf.fonts import SARABUN
from kmdesk.pdf.typography import Line, set_lines
from kmdesk.thai.words import clusters

SCALE = 8  # pixels a point
STYLE = Style(size=14, leading=2.6)  # so far apart that no mark reaches the next line
_LEFT, _TOP, _FOOT = 30.0, 30.0, 40.0
_BELOW = 0.8  # of the size: what is looked at below the baseline, above it the rest of a line
_FAR = 16  # pixels: beyond this the distance is not measured further
_STEPS = sorted(
    ((dx * dx + dy * dy) ** 0.5, dx, dy)
    for dx in range(-_FAR, _FAR + 1)
    for dy in range(-_FAR, _FAR + 1)
    if 0 < dx * dx + dy * dy < _FAR * _FAR
)


class Placed(NamedTuple):
    """A line where it stands in the PDF."""

    page: int
    baseline: float
    line: Line


class Misplaced(NamedTuple):
    """A line with how far its ink and its cluster origins are off, in points."""

    text: str
    ink: float
    origin: float


def set_all(texts: Sequence[str], out: Path) -> list[Placed]:
    """Set paragraphs left-aligned into a PDF; every line with its place."""
    size = PageSize(left=_LEFT, right=_LEFT, top=_TOP, bottom=_FOOT)
    document = Document(out, title="raster", footer=False, size=size)
    placed: list[Placed] = []
    baseline = size.height - _TOP
    for text in texts:
        for line in set_lines(text, STYLE, document.width, document.fonts.shaper):
            baseline -= STYLE.line_height
            if baseline < _FOOT:
                document.new_page()
                baseline = size.height - _TOP - STYLE.line_height
            document.sheet.line_of_text(line, _LEFT, baseline)
            placed.append(Placed(len(document.sheets) - 1, baseline, line))
    document.save()
    return placed


def drawable(line: Line) -> bool:
    """Whether the face has every character, so that Qt draws no other face's in between."""
    shaper = line.spans[0].shaper if line.spans else None
    return shaper is not None and all(shaper.font.face.has(char) for char in line.text.rstrip())


def compare(out: Path, placed: Sequence[Placed]) -> list[Misplaced]:
    """Every drawable line with its distances; needs a QGuiApplication."""
    qt = _QtLine()
    found: list[Misplaced] = []
    with pdfium.PdfDocument(out) as pdf:
        for number, page in enumerate(pdf):
            here = [p for p in placed if p.page == number and drawable(p.line)]
            dark = page.render(scale=SCALE, grayscale=True).to_numpy() < 128
            dark = dark.reshape(dark.shape[:2])
            origins = _origins(page)
            for at in here:
                wide, high = dark.shape[1], round(STYLE.line_height * SCALE)
                low = round((page.get_height() - at.baseline + _BELOW * STYLE.size) * SCALE)
                ours = dark[low - high : low, :wide]
                text = at.line.text.rstrip()
                baseline = high - (low - (page.get_height() - at.baseline) * SCALE)
                theirs = qt.draw(text, wide, high, baseline)
                ink = distance(ours, theirs) / SCALE
                found.append(Misplaced(text, ink, _origin_error(origins, at, text, qt)))
    return found


def distance(one: Any, other: Any) -> float:
    """The Hausdorff distance of two pictures in pixels, at most ``_FAR``."""
    return max(_reach(one, other), _reach(other, one))


def _reach(ink: Any, around: Any) -> float:
    """How far the ink of one picture lies from the nearest ink of the other."""
    rows, columns = np.nonzero(ink & ~around)
    padded = np.pad(around, _FAR)
    reach = 0.0
    for length, dx, dy in _STEPS:
        if not len(rows):
            return reach
        far = ~padded[rows + dy + _FAR, columns + dx + _FAR]
        if not far.all():
            reach = length
            rows, columns = rows[far], columns[far]
    return float(_FAR) if len(rows) else reach


class _QtLine:
    """Draws a line of text with Qt, unhinted."""

    def __init__(self) -> None:
        number = QFontDatabase.addApplicationFont(str(SARABUN.regular))
        self.font = QFont(QFontDatabase.applicationFontFamilies(number)[0])
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.font.setPixelSize(round(STYLE.size * SCALE))

    def layout(self, text: str) -> QTextLayout:
        layout = QTextLayout(text, self.font)
        option = QTextOption()
        option.setUseDesignMetrics(True)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return layout

    def draw(self, text: str, wide: int, high: int, baseline: float) -> Any:
        image = QImage(wide, high, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        layout = self.layout(text)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        layout.draw(painter, QPointF(_LEFT * SCALE, baseline - layout.lineAt(0).ascent()))
        painter.end()
        bits = np.frombuffer(image.constBits(), np.uint8)
        return bits.reshape(high, image.bytesPerLine())[:, :wide] < 128


def _origins(page: Any) -> list[tuple[float, float]]:
    """Where pdfium says each character of the page begins: x and y in points."""
    words = page.get_textpage()
    x, y = pdfium.raw.c_double(), pdfium.raw.c_double()
    found = []
    for at in range(words.count_chars()):
        if pdfium.raw.FPDFText_GetCharOrigin(words.raw, at, x, y):
            found.append((x.value, y.value))
    return found


def _origin_error(origins: list[tuple[float, float]], at: Placed, text: str, qt: _QtLine) -> float:
    """How far the furthest cluster of a line begins from where Qt begins it, in points."""
    here = {round(x, 1) for x, y in origins if abs(y - at.baseline) < 1}
    layout = qt.layout(text)  # the line is only good while its layout lives
    line = layout.lineAt(0)
    borders = {0, *accumulate(map(len, clusters(text)))}  # Qt places nothing inside a cluster
    worst, pen, start = 0.0, _LEFT, 0
    for span in at.line.spans:
        for piece in span.pieces:
            for glyph in piece.glyphs:
                if start < len(text) and start in borders and not glyph.blank:
                    wanted = _LEFT + _x(line, start) / SCALE
                    nearest = min((abs(x - pen) for x in here), default=99.0)
                    worst = max(worst, abs(pen - wanted), nearest)
                pen += glyph.width * span.size
                start += len(glyph.text)
    return worst


def _x(line: Any, position: int) -> float:
    value = line.cursorToX(position)
    return float(value[0] if isinstance(value, tuple) else value)
