"""Subset a TrueType font to the glyphs used, adding composites of shifted glyphs.

A PDF needs one code per pair of a drawn shape and the characters it represents. Here each such pair
is a separate glyph: either the font's outline, or a composite of outlines with the marks already in
place. The glyph number is then the code, marks need no positioning on the page, and extracted text
is exact.

fontTools reads and writes the tables; it is imported when the first PDF is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

_LOCK = Lock()  # fontTools decodes outlines when they are first looked at


class Part(NamedTuple):
    """An outline of the source font and the offset to draw it with, in font units."""

    glyph: int
    dx: int
    dy: int


class Drawing(NamedTuple):
    """A glyph to build: its parts and the advance to the next glyph."""

    parts: tuple[Part, ...]
    advance: int


def subset(path: Path, drawings: Sequence[Drawing]) -> bytes:
    """Build a font whose glyph n is ``drawings[n]``; helper outlines follow after the last."""
    with _LOCK:
        return _Builder(_source(path), drawings).written()


class _Source:
    """Outlines of a font file; glyphs are named by their number, as names may be missing."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont

        self.font = TTFont(path, recalcBBoxes=False, recalcTimestamp=False)
        names = [str(number) for number in range(self.font["maxp"].numGlyphs)]
        self.font.setGlyphOrder(names)
        self.outlines = self.font["glyf"]
        self.metrics: dict[str, tuple[int, int]] = self.font["hmtx"].metrics
        self._unhinted: dict[str, Any] = {}
        self._composites: dict[tuple[Part, ...], Any] = {}

    def unhinted(self, name: str) -> Any:
        """Return a glyph without instructions: the tables they call are not included.

        A simple glyph stays undecoded, so that it costs nothing to write.
        """
        if name not in self._unhinted:
            glyph = self._unhinted[name] = copy(self.outlines.glyphs[name])
            glyph.trim(remove_hinting=True)
            if glyph.isComposite():
                glyph.expand(self.outlines)
                for part in glyph.getComponentNames(self.outlines):
                    self.unhinted(part)
        return self._unhinted[name]

    def composite(self, parts: tuple[Part, ...]) -> Any:
        """Return a glyph of several shifted ones; blank when all of them are."""
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        if parts not in self._composites:
            pen = TTGlyphPen(self.outlines.glyphs)
            for number, dx, dy in parts:
                name = str(number)
                self.unhinted(name)  # first, for the box below needs it decoded
                if self.outlines[name].numberOfContours:
                    pen.addComponent(name, (1, 0, 0, 1, dx, dy))
            glyph = self._composites[parts] = pen.glyph()
            glyph.recalcBounds(self.outlines)
        return self._composites[parts]


_source = cache(_Source)


class _Builder:
    """Collect the glyphs of the subset font."""

    def __init__(self, source: _Source, drawings: Sequence[Drawing]) -> None:
        self.source = source
        self.order: list[str] = []
        self.glyphs: dict[str, Any] = {}
        self.metrics: dict[str, tuple[int, int]] = {}
        self.parts = max(len(drawing.parts) for drawing in drawings)
        composed: dict[str, Drawing] = {}
        for number, drawing in enumerate(drawings):
            name = _outline_name(drawing)
            if name and name not in self.glyphs:
                self._place(name, drawing.advance)
            else:
                self.order.append(f"+{number}")
                composed[f"+{number}"] = drawing
        for name, drawing in composed.items():
            self._compose(name, drawing)
        for name in self.order:  # grows: parts may have parts
            for part in self.glyphs[name].getComponentNames(source.outlines):
                if part not in self.glyphs:
                    self._place(part, source.metrics[part][0])

    def _place(self, name: str, advance: int) -> None:
        """Take a glyph of the source as it is."""
        self.order.append(name)
        self.glyphs[name] = self.source.unhinted(name)
        self.metrics[name] = (advance, self.source.metrics[name][1])

    def _compose(self, name: str, drawing: Drawing) -> None:
        glyph = self.glyphs[name] = self.source.composite(drawing.parts)
        self.metrics[name] = (drawing.advance, glyph.xMin if glyph.isComposite() else 0)

    def written(self) -> bytes:
        """Return the font file."""
        from fontTools.ttLib import TTFont, newTable

        font = TTFont(recalcBBoxes=False, recalcTimestamp=False)
        font.setGlyphOrder(self.order)
        for tag in ("head", "hhea", "maxp"):
            font[tag] = copy(self.source.font[tag])
        for tag in ("glyf", "hmtx", "loca"):
            font[tag] = newTable(tag)
        font["glyf"].glyphs, font["glyf"].glyphOrder = self.glyphs, self.order
        font["hmtx"].metrics = self.metrics
        limits = font["maxp"]
        limits.maxSizeOfInstructions = 0
        limits.maxComponentElements, limits.maxComponentDepth = max(self.parts, 8), 4
        out = BytesIO()
        font.save(out, reorderTables=None)
        return out.getvalue()


def _outline_name(drawing: Drawing) -> str:
    """Return the glyph that a drawing shows unmoved and alone; empty for a composite."""
    if len(drawing.parts) != 1 or drawing.parts[0][1:] != (0, 0):
        return ""
    return str(drawing.parts[0].glyph)
