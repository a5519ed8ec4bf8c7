"""From characters to glyphs: HarfBuzz places the marks, each cluster becomes one code."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

import uharfbuzz as hb

from kmdesk.pdf.breaking import SPACES
from kmdesk.pdf.fonts import DocumentFont
from kmdesk.pdf.truetype import Drawing, Part

# Old files have Windows punctuation as control characters, which programs that extract text drop.
_READ_AS = {
    code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}
_DRAWN_AS = str.maketrans({"\u00ad": "-", "\t": " "})
_FEATURES = {"liga": True, "kern": True}


class Cluster(NamedTuple):
    """What moves as one when a line is stretched: a base with its marks."""

    codes: str  # four hex digits
    width: float  # in em
    blank: bool = False


class Piece(NamedTuple):
    """A stretch of text that no line break enters, shaped in one style."""

    text: str
    codes: str
    width: float  # in em, spaces at the end included
    clusters: tuple[Cluster, ...]
    tail: float  # width of the spaces at the end, in em


class Shaper:
    """Shapes pieces in one document font, each distinct piece once."""

    def __init__(self, font: DocumentFont) -> None:
        self.font = font
        self._pieces: dict[str, Piece] = {}

    def piece(self, text: str) -> Piece:
        """The shaped form of a text that stays on one line."""
        piece = self._pieces.get(text)
        if piece is None:
            piece = self._pieces[text] = self._shape(text.translate(_READ_AS))
        return piece

    def width(self, text: str) -> float:
        """The width of a text on one line, in em."""
        return self.piece(text).width

    def _shape(self, text: str) -> Piece:
        units = self.font.face.units
        clusters: list[Cluster] = []
        for drawing, chars in _clusters(self.font, text):
            code = self.font.code(drawing, chars)
            blank = not chars.strip(SPACES)
            clusters.append(Cluster(f"{code:04X}", drawing.advance / units, blank))
        return Piece(
            text,
            "".join(cluster.codes for cluster in clusters),
            sum(cluster.width for cluster in clusters),
            tuple(clusters),
            sum(c.width for c in takewhile(lambda c: c.blank, reversed(clusters))),
        )


def _clusters(font: DocumentFont, text: str) -> list[tuple[Drawing, str]]:
    """Join each base with the marks that take no width of their own, and spaces in a row.

    Programs that extract text drop or part characters drawn on one spot, and see columns in
    wide gaps; as one glyph for several characters they stay together.
    """
    joined: list[tuple[Drawing, str]] = []
    for source, drawings in _units(font, text):
        for drawing, chars in _share(drawings, source):
            before, text_before = joined[-1] if joined else (drawing, "")
            blank = bool(text_before) and text_before[-1] in SPACES
            belongs = drawing.advance == 0 if not blank else chars in SPACES
            if text_before and belongs:
                joined[-1] = (_joined([before, drawing]), text_before + chars)
            else:
                joined.append((drawing, chars))
    return joined


def _units(font: DocumentFont, text: str) -> list[tuple[str, list[Drawing]]]:
    """Shape a text; give source characters and glyphs of each HarfBuzz cluster."""
    buffer = hb.Buffer()
    buffer.add_str(text.translate(_DRAWN_AS))
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(font.face.shaper, buffer, _FEATURES)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    units: list[tuple[str, list[Drawing]]] = []
    starts: list[int] = []
    for info, at in zip(infos, positions, strict=True):
        drawing = Drawing((Part(info.codepoint, at.x_offset, at.y_offset),), at.x_advance)
        if starts and starts[-1] == info.cluster:
            units[-1][1].append(drawing)
        else:
            starts.append(info.cluster)
            units.append(("", [drawing]))
    ends = [*starts[1:], len(text)]
    return [
        (text[start:end], drawings)
        for start, end, (_, drawings) in zip(starts, ends, units, strict=True)
    ]


def _share(drawings: list[Drawing], source: str) -> list[tuple[Drawing, str]]:
    """Give each glyph its characters: one each, the rest to the last; surplus glyphs are joined."""
    if len(drawings) > len(source):
        drawings = [*drawings[: len(source) - 1], _joined(drawings[len(source) - 1 :])]
    last = len(drawings) - 1
    return [(drawing, source[i:] if i == last else source[i]) for i, drawing in enumerate(drawings)]


def _joined(drawings: list[Drawing]) -> Drawing:
    """One glyph that draws several."""
    parts: list[Part] = []
    pen = 0
    for drawing in drawings:
        parts += [Part(part.glyph, part.dx + pen, part.dy) for part in drawing.parts]
        pen += drawing.advance
    return Drawing(tuple(parts), pen)
