"""Shape text to glyphs: HarfBuzz positions the marks, each cluster becomes one code."""

from __future__ import annotations

import re

import uharfbuzz as hb

from kmdesk.pdf.fonts import DocumentFont, Face, Piece
from kmdesk.pdf.truetype import Drawing, Part
from kmdesk.thai.clean import clean_text
from kmdesk.thai.words import SPACES

# Old files have Windows punctuation as control characters, which text extractors drop.
_READ_AS = {
    code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}
# Characters the face lacks are drawn as the nearest it has, and still extracted as themselves.
_DRAWN_AS = str.maketrans("\u00ad\t‐‑■☑✓✔✅○●◦▪，", "- --•√√√√°••·,")
# Shifted marks in the private codes of 1990s fonts.
_OLD_MARKS = str.maketrans(
    {
        **dict(zip(range(0xF701, 0xF705), "ิีึื", strict=True)),
        **dict(zip(range(0xF705, 0xF70A), "่้๊๋์", strict=True)),
        **dict(zip(range(0xF70A, 0xF70F), "่้๊๋์", strict=True)),
        0xF700: "ฐ",
        0xF70F: "ญ",
        0xF710: "ั",
        0xF711: "ํ",
        0xF712: "็",
        **dict(zip(range(0xF713, 0xF718), "่้๊๋์", strict=True)),
        0xF718: "ุ",
        0xF719: "ู",
        0xF71A: "ฺ",
    }
)
# Marks are positioned by the rules of their script, which HarfBuzz guesses from the first
# characters: shape Thai runs separately.
_THAI = "\u0e00-\u0e7f\uf700-\uf71a"
_SCRIPTS = re.compile(f"[{_THAI}][{_THAI} \u00a0\u200b]*|[^{_THAI}]+")
_REMEMBERED = 30_000  # distinct pieces of text
_FEATURES = {"liga": True, "kern": True}


class Shaper:
    """Shape texts in one document font; results are cached in the face."""

    def __init__(self, font: DocumentFont) -> None:
        self.font = font
        self._pieces = font.face.pieces

    def piece(self, text: str) -> Piece:
        """Return the shaped form of a text that stays on one line."""
        return self._pieces.get(text) or _remember(self.font.face, text)

    def width(self, text: str) -> float:
        """Return the width of a text on one line, in em."""
        return self.piece(text).width


def _remember(face: Face, text: str) -> Piece:
    """Shape a text and cache it for later use, also by other documents."""
    if len(face.pieces) >= _REMEMBERED:
        face.pieces.clear()
    units = _clusters(face, clean_text(text.translate(_READ_AS), " "))
    glyphs = tuple(face.glyph(drawing, chars) for drawing, chars in units)
    tail = 0
    while tail < len(glyphs) and glyphs[-1 - tail].blank:
        tail += 1
    piece = face.pieces[text] = Piece(text, glyphs, tail)
    return piece


def _clusters(face: Face, text: str) -> list[tuple[Drawing, str]]:
    """Join each base with its zero-width marks, and consecutive spaces, into one glyph each.

    Text extractors drop or separate characters drawn in one spot, and see columns in wide gaps; as
    one glyph for several characters they stay together.
    """
    joined: list[tuple[Drawing, str]] = []
    for source, drawings in _units(face, text):
        for drawing, chars in _share(drawings, source):
            before, text_before = joined[-1] if joined else (drawing, "")
            blank = bool(text_before) and text_before[-1] in SPACES
            belongs = drawing.advance == 0 if not blank else chars in SPACES
            if text_before and belongs:
                joined[-1] = (_joined([before, drawing]), text_before + chars)
            else:
                joined.append((drawing, chars))
    return joined


def _units(face: Face, text: str) -> list[tuple[str, list[Drawing]]]:
    """Shape a text script by script; return characters and glyphs of each HarfBuzz cluster."""
    units: list[tuple[str, list[Drawing]]] = []
    for run in _SCRIPTS.findall(text):
        units += _run_units(face, run)
    return units


def _run_units(face: Face, text: str) -> list[tuple[str, list[Drawing]]]:
    buffer = hb.Buffer()
    buffer.add_str(text.translate(_DRAWN_AS).translate(_OLD_MARKS))
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    # HarfBuzz directly: in ReportLab 5.1, drawString and Paragraph misplace tone marks, and
    # shaping=True needs rlbidi, which the package registry does not have.
    hb.shape(face.shaper, buffer, _FEATURES)
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
    """Assign each glyph its characters: one each, the rest to the last; join surplus glyphs."""
    if len(drawings) > len(source):
        drawings = [*drawings[: len(source) - 1], _joined(drawings[len(source) - 1 :])]
    last = len(drawings) - 1
    return [(drawing, source[i:] if i == last else source[i]) for i, drawing in enumerate(drawings)]


def _joined(drawings: list[Drawing]) -> Drawing:
    """Combine several glyphs into one."""
    parts: list[Part] = []
    pen = 0
    for drawing in drawings:
        parts += [Part(part.glyph, part.dx + pen, part.dy) for part in drawing.parts]
        pen += drawing.advance
    return Drawing(tuple(parts), pen)
