"""Fonts for typesetting: families, faces, shaping text to glyphs, and embedding in a PDF.

Official sizes are in TH Sarabun points, the type official forms prescribe. The bundled Sarabun has
letters of another height at the same size, so each family has a factor that converts an official
size into its own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import fontpkg
import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFontFile

from kmdesk.thai.normal import clean_text
from kmdesk.thai.words import SPACES

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


def font_subset(path: Path, drawings: Sequence[Drawing]) -> bytes:
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


# Families --------------------------------------------------------------------------------


class Family(NamedTuple):
    """Four font files of one design; ``factor`` converts official points into its own."""

    name: str
    factor: float
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path

    def file(self, bold: bool = False, italic: bool = False) -> Path:
        """Return the font file of a style."""
        if bold:
            return self.bold_italic if italic else self.bold
        return self.italic if italic else self.regular


def _shipped() -> Family:
    """Return the bundled family; its letters are 1.46 times as high as TH Sarabun's."""
    styles = ((400, "normal"), (700, "normal"), (400, "italic"), (700, "italic"))
    return Family("Sarabun", 0.67, *(fontpkg.path("Sarabun", *style) for style in styles))


SARABUN = _shipped()
_WANTED = ("thsarabunnew", "thsarabunpsk", "thsarabun")


@cache
def official_family() -> Family:
    """Return TH Sarabun New or TH SarabunPSK if installed, else Sarabun."""
    return find_official(_font_folders())


def find_official(folders: Sequence[Path]) -> Family:
    """Return the first TH Sarabun in ``folders`` that has regular and bold, else Sarabun.

    A missing italic is replaced by the upright style.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[Tt][Tt][Ff]")) if folder.is_dir() else ():
            found.setdefault(_letters_of(path.stem), path)
    for name in _WANTED:
        regular, bold = found.get(name), found.get(f"{name}bold")
        if regular and bold:
            italic = found.get(f"{name}italic", regular)
            return Family(
                "TH Sarabun", 1.0, regular, bold, italic, found.get(f"{name}bolditalic", bold)
            )
    return SARABUN


def _letters_of(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def _font_folders() -> list[Path]:
    """Return the font folders of the system and of the current user."""
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", own]
    home = Path.home()
    return [
        home / ".local" / "share" / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


# Faces -----------------------------------------------------------------------------------

_NOTDEF = Drawing((Part(0, 0, 0),), 0)


class Glyph:
    """A base with its marks, drawn and moved as one; ``width`` in em."""

    __slots__ = ("blank", "drawing", "text", "width")

    def __init__(self, drawing: Drawing, text: str, width: float) -> None:
        self.drawing = drawing
        self.text = text
        self.width = width
        self.blank = not text.strip(SPACES)


class Piece:
    """A stretch of text without line breaks, shaped in one face; widths in em."""

    __slots__ = ("blanks", "glyphs", "tail", "tail_width", "text", "width")

    def __init__(self, text: str, glyphs: tuple[Glyph, ...], tail: int) -> None:
        self.text = text
        self.glyphs = glyphs
        self.width = sum([glyph.width for glyph in glyphs])
        self.blanks = sum([glyph.blank for glyph in glyphs])
        self.tail = tail  # blank glyphs at the end
        self.tail_width = sum([glyph.width for glyph in glyphs[len(glyphs) - tail :]])


class Face:
    """One font file, opened once per process, with its shaping data and metrics."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = TTFontFile(str(path))
        self.name = self.file.name.decode("ascii")
        self.shaper = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
        self.units: int = self.file.unitsPerEm
        extents = self.shaper.get_font_extents("ltr")
        self.ascent = extents.ascender / self.units
        self.descent = -extents.descender / self.units
        self.pieces: dict[str, Piece] = {}  # filled by the shaper
        self._glyphs: dict[tuple[Drawing, str], Glyph] = {}

    def glyph(self, drawing: Drawing, text: str) -> Glyph:
        """Return the unique object for a shape and the characters it represents."""
        key = (drawing, text)
        if key not in self._glyphs:
            self._glyphs[key] = Glyph(drawing, text, drawing.advance / self.units)
        return self._glyphs[key]

    def has(self, char: str) -> bool:
        """Return whether the font can draw a character."""
        return self.shaper.get_nominal_glyph(ord(char)) is not None


@cache
def face(bold: bool = False, italic: bool = False, family: Family = SARABUN) -> Face:
    """Return the face of a style."""
    return Face(family.file(bold, italic))


@cache
def usable(family: Family) -> Family:
    """Return the family itself, or Sarabun when its files are unusable."""
    if family == SARABUN:
        return family
    try:
        faces = [face(bold, False, family) for bold in (False, True)]
        if all(one.has("ก") and font_subset(one.path, [_NOTDEF]) for one in faces):
            return family
    except Exception:  # a broken or unsupported font file may raise anything
        return SARABUN
    return SARABUN


# Embedding in a PDF ----------------------------------------------------------------------


class _Codes(dict[Glyph, str]):
    """Four hex digits for each glyph used, in the order of first use."""

    def __missing__(self, glyph: Glyph) -> str:
        code = self[glyph] = f"{len(self) + 1:04X}"
        return code


class DocumentFont:
    """A face within one PDF: assigns codes, and is subset and written when the PDF is saved.

    Has the interface of a ReportLab dynamic font, so that the canvas's document calls
    ``addObjects``.
    """

    _dynamicFont = 1  # noqa: N815 - the name ReportLab requires

    def __init__(self, source: Face, name: str) -> None:
        self.face = source
        self.fontName = f"kmdesk-{name}"
        self.resource = name
        self.codes = _Codes()
        self._spelled: dict[Piece, str] = {}

    def spell(self, piece: Piece) -> str:
        """Return the codes that draw a piece, as hex digits."""
        spelled = self._spelled.get(piece)
        if spelled is None:
            codes = self.codes
            spelled = self._spelled[piece] = "".join([codes[glyph] for glyph in piece.glyphs])
        return spelled

    def addObjects(self, doc: Any) -> None:
        """Write font, widths and text map into a ReportLab document."""
        program = font_subset(self.face.path, [_NOTDEF, *(glyph.drawing for glyph in self.codes)])
        # Six capitals tell a viewer that this is a subset; from its content, so that equal prints
        # are equal files.
        tag = "".join(chr(65 + byte % 26) for byte in sha256(program).digest()[:6])
        base = f"{tag}+{self.face.name}"
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self._descriptor(doc, base, program),
                # The subset is built so that its glyph numbers are the codes.
                "CIDToGIDMap": "/Identity",
                "DW": 0,
                "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(self._widths())]),
            }
        )
        # One code per (glyph, source characters): this gave exact text in pdftotext, pdfium and
        # pdf.js on 2,000 lines, while pdf.js ignores ActualText.
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{base}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(
                    _stream(doc, _to_unicode(["\ufffd", *(glyph.text for glyph in self.codes)]))
                ),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.resource] = doc.Reference(font)

    def _widths(self) -> list[float]:
        scale = 1000 / self.face.units
        advances = [glyph.drawing.advance for glyph in self.codes]
        return [0, *(round(advance * scale, 2) for advance in advances)]

    def _descriptor(self, doc: Any, base: str, program: bytes) -> Any:
        file = self.face.file
        stream = _stream(doc, program)
        stream.dictionary["Length1"] = len(program)
        return doc.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": "/FontDescriptor",
                    "FontName": f"/{base}",
                    # 4: symbolic, since the codes are of no standard encoding; 64: italic.
                    "Flags": 4 | (64 if file.italicAngle else 0),
                    "FontBBox": pdfdoc.PDFArray(file.bbox),
                    "ItalicAngle": file.italicAngle,
                    "Ascent": self.face.ascent * 1000,
                    "Descent": -self.face.descent * 1000,
                    "CapHeight": file.capHeight,
                    "StemV": file.stemV,
                    "FontFile2": doc.Reference(stream),
                }
            )
        )


def _stream(doc: Any, content: bytes) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _to_unicode(texts: Iterable[str]) -> bytes:
    """Build the ToUnicode map from codes to the characters they represent."""
    rows = [
        f"<{code:04X}> <{text.encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for code, text in enumerate(texts)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    # A block of such a map may hold a hundred entries, no more, by Adobe's format.
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    lines += [
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode("ascii")


# Shaping: HarfBuzz positions the marks, each cluster becomes one code --------------------

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
    # All at once: keeping order for the oldest would cost more than shaping anew.
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
    for source, drawings in _shaped_units(face, text):
        for drawing, chars in _share(drawings, source):
            before, text_before = joined[-1] if joined else (drawing, "")
            blank = bool(text_before) and text_before[-1] in SPACES
            belongs = drawing.advance == 0 if not blank else chars in SPACES
            if text_before and belongs:
                joined[-1] = (_joined([before, drawing]), text_before + chars)
            else:
                joined.append((drawing, chars))
    return joined


def _shaped_units(face: Face, text: str) -> list[tuple[str, list[Drawing]]]:
    """Shape a text script by script; return characters and glyphs of each HarfBuzz cluster."""
    units: list[tuple[str, list[Drawing]]] = []
    for run in _SCRIPTS.findall(text):
        units += _run_units(face, run)
    return units


def _run_units(face: Face, text: str) -> list[tuple[str, list[Drawing]]]:
    buffer = hb.Buffer()
    buffer.add_str(text.translate(_DRAWN_AS).translate(_OLD_MARKS))
    # Clusters finer than a syllable: each mark keeps its own character to be extracted as.
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
