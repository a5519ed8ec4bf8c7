"""Pages and their file: a drawing surface for each page, and the PDF written of all.

Lengths are points from the lower left.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from kmdesk.i18n import KmdeskError
from kmdesk.pdf.fonts import SARABUN, DocumentFont, Family, Shaper, face
from kmdesk.pdf.typography import Align, Line, Rich, Span, Style, set_lines
from kmdesk.store.atomic import whole_file
from kmdesk.thai.normal import clean_line


class PdfError(KmdeskError):
    """A PDF could not be written; no partial file remains."""


# Text extractors drop a hyphen at a line end as their own; blanks after it preserve it.
_HYPHENS = ("-", "\u2010", "\u00ad")


class Picture(NamedTuple):
    """An image placed on a page."""

    path: Path
    x: float
    y: float
    width: float
    height: float


class LinkBox(NamedTuple):
    """A rectangle that links to a web address or "#bookmark"."""

    target: str
    x: float
    y: float
    right: float
    top: float


class Fonts:
    """Fonts of one PDF."""

    def __init__(self, family: Family = SARABUN) -> None:
        self.family = family
        self._shapers: dict[tuple[bool, bool], Shaper] = {}

    def shaper(self, bold: bool = False, italic: bool = False) -> Shaper:
        key = (bold, italic)
        if key not in self._shapers:
            font = DocumentFont(face(bold, italic, self.family), f"K{len(self._shapers) + 1}")
            self._shapers[key] = Shaper(font)
        return self._shapers[key]

    def used(self) -> list[DocumentFont]:
        return [shaper.font for shaper in self._shapers.values()]


@dataclass(frozen=True, slots=True)
class PageSize:
    """Size and margins of a page in points."""

    width: float = 595.28
    height: float = 841.89
    left: float = 62
    right: float = 51
    top: float = 62
    bottom: float = 62

    def turned(self) -> PageSize:
        """Return the same paper in landscape."""
        return PageSize(self.height, self.width, self.left, self.right, self.top, self.bottom)

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _rgb(color: str, operator: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return f"{red:.3g} {green:.3g} {blue:.3g} {operator}"


class Sheet:
    """Collect the drawing of one page as PDF operators."""

    def __init__(self, fonts: Fonts, size: PageSize) -> None:
        self.fonts = fonts
        self.size = size
        self.head = ""  # running head, drawn when the page is numbered
        self.first_line = ""  # source of the catchword on the preceding page
        self.operators: list[str] = []
        self.pictures: list[Picture] = []
        self.links: list[LinkBox] = []
        self.bookmarks: list[tuple[str, float]] = []
        self._fill = self._stroke = ""

    def text(
        self,
        x: float,
        y: float,
        text: Rich,
        *,
        size: float = 11,
        bold: bool = False,
        italic: bool = False,
        align: Align = "left",
        color: str = "#000000",
    ) -> float:
        """Draw one line with its baseline at ``y``; return its width.

        ``x`` is its left edge, centre or right edge, depending on ``align``.
        """
        style = Style(size=size, bold=bold, italic=italic, color=color)
        line = set_lines(text, style, 1e6, self.fonts.shaper)[0]
        shift = {"right": line.width, "center": line.width / 2}.get(align, 0)
        self.line_of_text(line, x - shift, y)
        return line.width

    def line_of_text(self, line: Line, x: float, y: float) -> None:
        """Draw a typeset line; its indent is added to ``x``."""
        if not line.spans:
            return
        self.first_line = self.first_line or line.text.strip()
        pen = x + line.indent
        color = ""
        ops = [f"BT 1 0 0 1 {_n(pen)} {_n(y)} Tm"]
        for span in line.spans:
            wanted = span.run.color or line.style.color
            if wanted != color:
                ops.append(self._fill_color(wanted))
                color = wanted
            if span.rise:
                ops.append(f"{_n(span.rise)} Ts")
            ops.append(f"/{span.shaper.font.resource} {_n(span.size)} Tf")
            shown, width = _show(span, line)
            ops.append(shown)
            if span.rise:
                ops.append("0 Ts")
            if span.run.underline or span.run.strike or span.run.link:
                self._mark(span, line, pen, y, width)
            pen += width
        if line.text.rstrip().endswith(_HYPHENS):
            ops.append(f"<{_spelled(line.spans[-1].shaper, '  ')}> Tj")
        ops.append("ET")
        self.operators.append(" ".join(op for op in ops if op))

    def _mark(self, span: Span, line: Line, x: float, y: float, width: float) -> None:
        """Underline or strike through a span, and add its link if it has one."""
        # Blanks at the end of a line hang in the margin, where a rule under them would be seen.
        if span is line.spans[-1]:
            width -= span.pieces[-1].tail_width * span.size
        if span.run.underline:
            self.rule(x, y - 0.14 * span.size, x + width, y - 0.14 * span.size, span.size / 18)
        if span.run.strike:
            self.rule(x, y + 0.2 * span.size, x + width, y + 0.2 * span.size, span.size / 18)
        if span.run.link:
            low, high = y - 0.25 * span.size, y + span.size
            self.links.append(LinkBox(span.run.link, x, low, x + width, high))

    def rule(
        self,
        x: float,
        y: float,
        right: float,
        top: float,
        width: float = 0.5,
        color: str = "#000000",
        dash: str = "",
    ) -> None:
        """Draw a straight line; ``dash`` like "3 2"."""
        dashed = f"[{dash}] 0 d " if dash else ""
        end = " [] 0 d" if dash else ""
        self.operators.append(
            f"{self._stroke_color(color)}{_n(width)} w {dashed}"
            f"{_n(x)} {_n(y)} m {_n(right)} {_n(top)} l S{end}"
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        line: float = 0.5,
        color: str = "#000000",
    ) -> None:
        """Draw a rectangle: filled, outlined (``line`` above 0) or both."""
        ops = [self._fill_color(fill)] if fill else []
        if line:
            ops.append(f"{self._stroke_color(color)}{_n(line)} w")
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}
        key = (bool(fill), bool(line))
        if key in paint:
            ops.append(f"{_n(x)} {_n(y)} {_n(width)} {_n(height)} re {paint[key]}")
        self.operators.append(" ".join(op for op in ops if op))

    def path(
        self,
        points: list[tuple[float, float]],
        *,
        close: bool = False,
        fill: str = "",
        line: float = 0.5,
        color: str = "#000000",
    ) -> None:
        """Draw straight segments through points: an arrow, a diamond, a bent connector."""
        ops = [self._fill_color(fill)] if fill else []
        if line:
            ops.append(f"{self._stroke_color(color)}{_n(line)} w")
        moves = [f"{_n(x)} {_n(y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)]
        paint = "B" if fill and line else "f" if fill else "S"
        ops += [*moves, "h" if close else "", paint]
        self.operators.append(" ".join(op for op in ops if op))

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """Clip drawing to a rectangle."""
        self.operators.append(f"q {_n(x)} {_n(y)} {_n(width)} {_n(height)} re W n")
        yield
        self.operators.append("Q")
        self._fill = self._stroke = ""  # Q restores the outer colours: the cached ones are invalid

    def picture(self, path: Path, x: float, y: float, width: float, height: float) -> None:
        """Place an image file in a rectangle."""
        self.pictures.append(Picture(path, x, y, width, height))

    def link(self, target: str, x: float, y: float, right: float, top: float) -> None:
        """Link a rectangle to a web address or "#bookmark"."""
        self.links.append(LinkBox(target, x, y, right, top))

    def bookmark(self, name: str, y: float) -> None:
        """Name this height of the page, for links and the outline."""
        self.bookmarks.append((name, y))

    def _fill_color(self, color: str) -> str:
        if color == self._fill:
            return ""
        self._fill = color
        return _rgb(color, "rg")

    def _stroke_color(self, color: str) -> str:
        if color == self._stroke:
            return ""
        self._stroke = color
        return _rgb(color, "RG") + " "


def _show(span: Span, line: Line) -> tuple[str, float]:
    """Return the operator that shows a span, and the span's width."""
    font, pieces = span.shaper.font, span.pieces
    width = sum([piece.width for piece in pieces]) * span.size
    if not line.per_space and not line.per_cluster:
        return f"<{''.join([font.spell(piece) for piece in pieces])}> Tj", width
    gap = _gap(line.per_cluster, span.size)
    space = _gap(line.per_cluster + line.per_space, span.size)
    parts: list[str] = []
    for piece in pieces:
        if gap:
            for glyph in piece.glyphs:
                parts += (font.codes[glyph], space if glyph.blank else gap)
        # The usual piece has its blank at the end, so its codes can be taken as they were spelt.
        elif piece.blanks == piece.tail:
            parts += (font.spell(piece), space * piece.tail)
        else:
            parts += [font.codes[g] + (space if g.blank else "") for g in piece.glyphs]
    width += line.per_space * sum([piece.blanks for piece in pieces])
    width += line.per_cluster * sum([len(piece.glyphs) for piece in pieces])
    return f"[<{''.join(parts)}>] TJ", width


def _gap(width: float, size: float) -> str:
    """Return the adjustment that widens the gap between two codes of a shown string."""
    return f">{_n(-width / size * 1000)}<" if width else ""


def _spelled(shaper: Shaper, text: str) -> str:
    return shaper.font.spell(shaper.piece(text))


rl_config.useA85 = 0  # raw bytes: a quarter smaller and faster than ASCII


# Images of people and offices, placed without distortion ---------------------------------


def picture_size(source: Path | bytes) -> tuple[int, int]:
    """Return width and height in pixels. Raises PdfError when the image cannot be printed."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
        width, height = ImageReader(BytesIO(data)).getSize()
    except Exception as error:  # the image library may raise anything for a damaged file
        raise PdfError("This picture is damaged and cannot be printed.") from error
    return int(width), int(height)


def fit_picture(
    sheet: Sheet, source: Path, x: float, y: float, width: float, height: float
) -> None:
    """Draw an image into a rectangle, scaled to fit and centred."""
    wide, high = picture_size(source)
    scale = min(width / wide, height / high)
    wide_now, high_now = wide * scale, high * scale
    left, low = x + (width - wide_now) / 2, y + (height - high_now) / 2
    sheet.picture(source, left, low, wide_now, high_now)


# The file --------------------------------------------------------------------------------


class OutlineEntry(NamedTuple):
    """An entry in the viewer's bookmark pane."""

    title: str
    bookmark: str
    level: int


class _NoFace:
    name = "kmdesk-none"


class _NoFont:
    """Initial font of each canvas instead of Helvetica, which cannot be embedded; draws nothing."""

    face = _NoFace
    fontName = "kmdesk-none"  # noqa: N815 - the names ReportLab asks for
    _dynamicFont = 1  # noqa: N815
    _multiByte = 1  # noqa: N815


def write_pdf(
    out: Path,
    sheets: Sequence[Sheet],
    fonts: Fonts,
    *,
    title: str,
    author: str,
    outline: Sequence[OutlineEntry] = (),
) -> None:
    """Write the sheets to ``out``; on failure the old file is unchanged.

    Raises PdfError when the file cannot be written.
    """
    with whole_pdf(out) as part:
        canvas = _canvas(title, author)
        _register(canvas, fonts)
        for sheet in sheets:
            _page(canvas, sheet)
        _outline(canvas, outline)
        part.write_bytes(canvas.getpdfdata())


@contextmanager
def whole_pdf(out: Path) -> Iterator[Path]:
    """Yield a path to write to, which replaces ``out`` at the end; makes its folder if needed.

    Raises PdfError when the file cannot be written, and ``out`` stays unchanged.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(out) as part:
            yield part
    except OSError as error:
        raise _explained(error, out) from error


def _explained(error: OSError, out: Path) -> PdfError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PdfError(
            "The disk is full and {name} was not saved; free some space and try again.",
            name=out.name,
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY):
        return PdfError(
            "{name} may not be written there; close it if it is open or choose another folder.",
            name=out.name,
        )
    return PdfError(
        "{name} could not be saved; choose another folder and try again.", name=out.name
    )


def _canvas(title: str, author: str) -> Any:
    pdfmetrics.registerFont(_NoFont())
    # Nothing is written by ReportLab itself: the bytes go through an atomic file, or a full disk
    # would leave half a PDF in the place of a good one.
    canvas = Canvas("", pageCompression=1, pdfVersion=(1, 5), initialFontName=_NoFont.fontName)
    canvas.setTitle(clean_line(title))
    canvas.setAuthor(clean_line(author))
    canvas.setSubject("")
    canvas.setCreator("kmdesk")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # Screen readers choose their voice by it.
    canvas._doc.Catalog.Lang = PDFString("th")
    return canvas


def _register(canvas: Any, fonts: Fonts) -> None:
    """Make the document write our fonts when it is finished."""
    for font in fonts.used():
        canvas._doc.fontMapping[font.fontName] = f"/{font.resource}"
        canvas._doc.delayedFonts.append(font)


def _page(canvas: Any, sheet: Sheet) -> None:
    canvas.setPageSize((sheet.size.width, sheet.size.height))
    for picture in sheet.pictures:
        canvas.drawImage(
            str(picture.path), picture.x, picture.y, picture.width, picture.height, mask="auto"
        )
    canvas._code.extend(sheet.operators)
    for link in sheet.links:
        area = (link.x, link.y, link.right, link.top)
        if link.target.startswith("#"):
            canvas.linkAbsolute("", link.target[1:], area, addtopage=1, Border="[0 0 0]")
        else:
            canvas.linkURL(link.target, area, thickness=0)
    for name, height in sheet.bookmarks:
        canvas.bookmarkHorizontalAbsolute(name, height)
    canvas.showPage()


def _outline(canvas: Any, entries: Sequence[OutlineEntry]) -> None:
    above: list[int] = []  # a level may be skipped in the text, but not in an outline
    for entry in entries:
        while above and above[-1] >= entry.level:
            above.pop()
        depth = len(above)
        above.append(entry.level)
        canvas.addOutlineEntry(clean_line(entry.title), entry.bookmark, depth, closed=depth > 0)
    if entries:
        canvas.showOutline()
