"""Font faces for typesetting, and their embedding in a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFontFile

from kmdesk.pdf.families import SARABUN, Family
from kmdesk.pdf.truetype import Drawing, Outlines, Part, subset
from kmdesk.thai.words import SPACES

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
        self.outlines = Outlines(self.file.get_table)
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
    try:
        if all(face(bold, False, family).has("ก") for bold in (False, True)):
            return family
    except Exception:  # a broken or unsupported font file may raise anything
        return SARABUN
    return SARABUN


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
        program = subset(self.face.outlines, [_NOTDEF, *(glyph.drawing for glyph in self.codes)])
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
