"""Flatten PDF pages: draw form fields, annotations and stamps into the page content.

pdfium draws the appearances the file contains. Anything without one (a field without an appearance,
a comment behind an icon) is drawn with the embedded font. A flattened page is displayed, read,
highlighted and printed alike.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import fontpkg
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import uharfbuzz as hb

from kmdesk.intake.pdf_annotations import (
    HIDDEN,
    MAX_MARKS,
    Mark,
    Rect,
    annotation,
    is_bare,
    marks_of,
)
from kmdesk.intake.pdf_document import bounded_scale, open_pdf, page_text, to_page, to_view
from kmdesk.intake.thai_repair import repair
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import break_offsets

# One glyph per character, so that the drawn text can be extracted from the page again.
_FEATURES = {"liga": False, "ccmp": False, "calt": False, "locl": False}
# Characters without a glyph in Sarabun, and the nearest it has.
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


_LEADING = 1.35  # of the font size
_RISE = 1.0  # from the top of a line to its baseline
_INK = (0, 0, 0)
_RED = (176, 0, 32)
_PAPER, _EDGE = (255, 249, 196), (150, 130, 40)
_SIZES = range(12, 3, -1)
_NOTE_WIDTH, _NOTE_SIZE, _NOTE_ROOM = 150.0, 8.0, 4.0
_NOTE_LINES = 40


@dataclass(frozen=True, slots=True)
class _Frame:
    """A displayed rectangle: its lower left corner on the page, and the directions right and up."""

    x: float
    y: float
    right: tuple[float, float]
    width: float
    height: float

    def at(self, across: float, up: float) -> tuple[float, float]:
        """Convert an offset from the displayed lower left corner to page coordinates."""
        (c, s) = self.right
        return self.x + across * c - up * s, self.y + across * s + up * c


class Pen:
    """Draw into the pages of one document; its font is embedded on first use."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._font: Any = None

    def close(self) -> None:
        if self._font:
            raw.FPDFFont_Close(self._font)
            self._font = None

    def draw(self, page: pdfium.PdfPage, marks: Sequence[Mark]) -> None:
        """Draw every mark according to its ``way`` and add the result to the page's content."""
        if not marks:
            return
        for mark in marks:
            frame = _frame(page, mark)
            if mark.way == "tick":
                self._tick(page, frame)
            elif mark.way == "dot":
                self._dot(page, frame)
            elif mark.way == "stamp":
                self._stamp(page, frame, mark)
            elif mark.way != "note":
                self._words(page, frame, mark)
        notes = [mark for mark in marks if mark.way == "note"]
        if notes:
            self._notes(page, notes)
        page.gen_content()

    def _words(self, page: pdfium.PdfPage, frame: _Frame, mark: Mark, ink: Any = _INK) -> None:
        """Draw the text in its rectangle, reducing the font size until it fits."""
        wished = mark.size or 12.0
        size, lines = wished, []
        for size in (wished, *(float(s) for s in _SIZES if s < wished)):
            width = max(4.0, frame.width - 4) / size if mark.multiline else float("inf")
            lines = lines_of(mark.text, width)
            if not mark.multiline:
                lines = lines_of(" ".join(mark.text.split("\n")), width)
            high = size * _LEADING * len(lines) <= frame.height + size * 0.4
            if high and max((line.width for line in lines), default=0) * size <= frame.width - 2:
                break
        top = frame.height - 2.0
        if not mark.multiline:
            top = frame.height / 2 + size * 0.7
        for number, line in enumerate(lines):
            spare = frame.width - 4 - line.width * size
            left = 2 + max(0.0, spare) * (0, 0.5, 1)[mark.align if mark.align in (0, 1, 2) else 0]
            up = top - size * (_RISE + _LEADING * number)
            self._line(page, frame, line, size, (left, up), ink)

    def _stamp(self, page: pdfium.PdfPage, frame: _Frame, mark: Mark) -> None:
        self._box(page, frame, None, _RED, 1.5)
        size = min(20.0, frame.height * 0.6)
        words = replace(mark, size=size, align=1, multiline="\n" in mark.text)
        self._words(page, frame, words, _RED)

    def _notes(self, page: pdfium.PdfPage, notes: Sequence[Mark]) -> None:
        """Draw each comment in a box where the page is emptiest near its place."""
        room = _Room(page)
        for mark in notes:
            lines = lines_of(mark.text, (_NOTE_WIDTH - 2 * _NOTE_ROOM) / _NOTE_SIZE)[:_NOTE_LINES]
            if not lines:
                continue
            height = _NOTE_SIZE * _LEADING * len(lines) + 2 * _NOTE_ROOM
            width = max(line.width for line in lines) * _NOTE_SIZE + 2 * _NOTE_ROOM
            frame = room.frame(mark.rect, width, height)
            self._box(page, frame, _PAPER, _EDGE, 0.6)
            for number, line in enumerate(lines):
                up = height - _NOTE_ROOM - _NOTE_SIZE * (_RISE + _LEADING * number)
                self._line(page, frame, line, _NOTE_SIZE, (_NOTE_ROOM, up), _INK)

    def _line(
        self,
        page: pdfium.PdfPage,
        frame: _Frame,
        line: Line,
        size: float,
        at: tuple[float, float],
        ink: tuple[int, int, int],
    ) -> None:
        # An object for each glyph: pdfium sets a string by its advances alone, which would leave
        # the tone marks without their offsets.
        c, s = frame.right
        for glyph in line.glyphs:
            text = raw.FPDFPageObj_CreateTextObj(self._document, self._loaded(), size)
            raw.FPDFText_SetCharcodes(text, (ctypes.c_uint32 * 1)(glyph.glyph), 1)
            raw.FPDFPageObj_SetFillColor(text, *ink, 255)
            x, y = frame.at(at[0] + glyph.x * size, at[1] + glyph.y * size)
            raw.FPDFPageObj_Transform(text, c, s, -s, c, x, y)
            raw.FPDFPage_InsertObject(page, text)

    def _loaded(self) -> Any:
        if self._font is None:
            data = font_data()
            buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
            kind = raw.FPDF_FONT_TRUETYPE
            self._font = raw.FPDFText_LoadFont(self._document, buffer, len(data), kind, True)
        return self._font

    def _box(
        self,
        page: pdfium.PdfPage,
        frame: _Frame,
        fill: tuple[int, int, int] | None,
        edge: tuple[int, int, int],
        width: float,
    ) -> None:
        corners = [(0.0, 0.0), (frame.width, 0.0), (frame.width, frame.height), (0.0, frame.height)]
        self._path(page, [frame.at(*corner) for corner in corners], fill, edge, width)

    def _tick(self, page: pdfium.PdfPage, frame: _Frame) -> None:
        """Draw a tick through the middle of the box."""
        w, h = frame.width, frame.height
        points = [(0.2 * w, 0.5 * h), (0.42 * w, 0.22 * h), (0.82 * w, 0.8 * h)]
        line = max(1.0, min(w, h) * 0.12)
        self._path(page, [frame.at(*p) for p in points], None, _INK, line, closed=False)

    def _dot(self, page: pdfium.PdfPage, frame: _Frame) -> None:
        """Draw a filled circle in the middle of the button."""
        w, h = frame.width / 2, frame.height / 2
        r, k = min(w, h) * 0.5, min(w, h) * 0.5 * 0.5523
        path = raw.FPDFPageObj_CreateNewPath(*frame.at(w + r, h))
        for curve in (
            ((w + r, h + k), (w + k, h + r), (w, h + r)),
            ((w - k, h + r), (w - r, h + k), (w - r, h)),
            ((w - r, h - k), (w - k, h - r), (w, h - r)),
            ((w + k, h - r), (w + r, h - k), (w + r, h)),
        ):
            one, two, end = (frame.at(*point) for point in curve)
            raw.FPDFPath_BezierTo(path, *one, *two, *end)
        raw.FPDFPath_Close(path)
        raw.FPDFPageObj_SetFillColor(path, *_INK, 255)
        raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(page, path)

    def _path(
        self,
        page: pdfium.PdfPage,
        points: Sequence[tuple[float, float]],
        fill: tuple[int, int, int] | None,
        edge: tuple[int, int, int],
        width: float,
        *,
        closed: bool = True,
    ) -> None:
        path = raw.FPDFPageObj_CreateNewPath(*points[0])
        for point in points[1:]:
            raw.FPDFPath_LineTo(path, *point)
        if closed:
            raw.FPDFPath_Close(path)
        if fill is not None:
            raw.FPDFPageObj_SetFillColor(path, *fill, 255)
        raw.FPDFPageObj_SetStrokeColor(path, *edge, 255)
        raw.FPDFPageObj_SetStrokeWidth(path, width)
        mode = raw.FPDF_FILLMODE_WINDING if fill is not None else raw.FPDF_FILLMODE_NONE
        raw.FPDFPath_SetDrawMode(path, mode, True)
        raw.FPDFPage_InsertObject(page, path)


_WAYS = {90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}
"""Direction of "right" in page coordinates for a rotated page."""


def _frame(page: pdfium.PdfPage, mark: Mark) -> _Frame:
    """Return a mark's displayed rectangle.

    A line that runs along a rotated page keeps its direction.
    """
    rect, turn = mark.rect, page.get_rotation() % 360
    wide, high = rect.right - rect.left, rect.top - rect.bottom
    if turn in (90, 270) and wide > 2 * high and not mark.multiline:
        turn = 0
    right = _WAYS.get(turn, (1.0, 0.0))
    x = rect.right if turn in (90, 180) else rect.left
    y = rect.top if turn in (180, 270) else rect.bottom
    return _Frame(x, y, right, *((high, wide) if turn in (90, 270) else (wide, high)))


class _Room:
    """Map of the occupied areas of a page as displayed; one pixel is two points."""

    _STEP = 0.5

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._scale = bounded_scale(page, self._STEP, 3000)
        grey = page.render(scale=self._scale, grayscale=True).to_pil()
        self._dark = grey.point(lambda level: 255 if level < 200 else 0)

    def frame(self, rect: Rect, width: float, height: float) -> _Frame:
        """Find a position for a box: on as little ink as possible, then nearest to ``rect``."""
        wide, high = self._page.get_size()
        x1, y1 = to_view(self._page, rect.left, rect.top)
        x2, y2 = to_view(self._page, rect.right, rect.bottom)
        left, right = sorted((x1, x2))
        top, bottom = sorted((y1, y2))
        width, height = min(width, wide), min(height, high)
        xs = {right + 3, left - width - 3, left, wide - width - 6, 6.0}
        ys = {top, bottom + 3, top - height - 3, 6.0, high - height - 6}
        ys |= {high * share / 12 for share in range(12)}
        places = [
            (max(0.0, min(max(4.0, x), wide - width - 4)), min(max(0.0, y), high - height))
            for x in xs
            for y in ys
        ]
        x, y = min(
            places,
            key=lambda p: (
                self._ink(p[0], p[1], width, height),
                abs(p[0] - left) + abs(p[1] - top),
                p,
            ),
        )
        self._dark.paste(255, self._dots(x, y, width, height))
        low_x, low_y = to_page(self._page, x, y + height)
        way = _WAYS.get(self._page.get_rotation() % 360, (1.0, 0.0))
        return _Frame(low_x, low_y, way, width, height)

    def _ink(self, x: float, y: float, width: float, height: float) -> int:
        return int(self._dark.crop(self._dots(x, y, width, height)).histogram()[255])

    def _dots(self, x: float, y: float, width: float, height: float) -> tuple[int, int, int, int]:
        s = self._scale
        return int(x * s), int(y * s), int((x + width) * s) + 1, int((y + height) * s) + 1


_MAX_ADDRESS = 4000
Link = tuple[Any, bytes]


class LaidPages:
    """Pages of a file, each flattened on request."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = open_pdf(path)
        self.document.formenv = _form_of(self.document)
        self._twin: tuple[pdfium.PdfDocument, pdfium.PdfFormEnv] | None = None
        self._pen = Pen(self.document)
        self.typed: dict[int, str] = {}
        """Text of each flattened page: its own characters, then the text of marks it lacks."""

    def __len__(self) -> int:
        return len(self.document)

    def page(self, number: int) -> pdfium.PdfPage:
        """Return the page with its annotations flattened. Raises PdfiumError when it is damaged."""
        page = self.document[number]
        if is_bare(page):
            return page
        marks, shown = self._as_the_file_draws_it(number)
        to_draw = [mark for mark in (_to_draw(mark, shown) for mark in marks) if mark]
        # A note keeps its icon; only its words are added beside it.
        _forget(page, [mark.index for mark in to_draw if mark.way != "note"])
        # Flattening and the removal of annotations below drop the links; they are added back last.
        links = _links(self.document, page)
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = self.document[number]
        # Whatever is left would have this page flattened again the next time it is asked for.
        for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
            raw.FPDFPage_RemoveAnnot(page, index)
        layer = page_text(page).text
        beside = [mark.text for mark in marks if not says(layer, mark.text)]
        self.typed[number] = "\n".join([layer, *beside])
        self._pen.draw(page, to_draw)
        _put_back(page, links)
        return page

    def close(self) -> None:
        self._pen.close()
        if self._twin is not None:
            twin, form = self._twin
            form.close()
            twin.close()
        self.document.close()

    def _as_the_file_draws_it(self, number: int) -> tuple[list[Mark], str]:
        """Return the marks of a page, and its text with the appearances contained in the file.

        Read from a second copy whose pages are never attached to the form environment: in the first
        one pdfium generates appearances of its own.
        """
        if self._twin is None:
            opened = open_pdf(self.path)
            self._twin = opened, _form_of(opened)
        twin, form = self._twin
        page = twin[number]
        marks = list(marks_of(page, form.raw))
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = twin[number]
        try:
            return marks, page_text(page).text
        finally:
            page.close()


def _form_of(document: pdfium.PdfDocument) -> pdfium.PdfFormEnv:
    """Create the form environment, needed also without fields: for icons and highlights."""
    config = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    return pdfium.PdfFormEnv(form, config)


def _to_draw(mark: Mark, shown: str) -> Mark | None:
    """Return the mark as it has to be drawn; None where the page already shows it."""
    if not mark.drawn:
        return mark
    if mark.way in ("tick", "dot") or says(shown, mark.text):
        return None
    return mark if mark.way == "field" else replace(mark, way="note")


def says(layer: str, text: str) -> bool:
    """Return whether the letters of ``text`` occur in ``layer``, ignoring spacing."""
    return _letters(text) in _letters(layer)


def _letters(text: str) -> str:
    plain = normal_form(repair(text))
    return "".join(char for char in plain if char.isalnum() or "ก" <= char <= "๛")


def _forget(page: pdfium.PdfPage, indexes: Sequence[int]) -> None:
    """Remove hidden annotations, and the appearances of those that are redrawn."""
    for index in reversed(range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS))):
        with annotation(page, index) as note:
            hidden = note and raw.FPDFAnnot_GetFlags(note) & HIDDEN
            if note and index in indexes:
                raw.FPDFAnnot_SetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
        if hidden:
            raw.FPDFPage_RemoveAnnot(page, index)


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Link]:
    """Return rectangle and address of each web link."""
    found: list[Link] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS)):
        with annotation(page, index) as note:
            link = raw.FPDFAnnot_GetLink(note) if note else None
            action = raw.FPDFLink_GetAction(link) if link else None
            size = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
            rect = raw.FS_RECTF()
            if 1 < size <= _MAX_ADDRESS and raw.FPDFAnnot_GetRect(note, rect):
                address = ctypes.create_string_buffer(size)
                raw.FPDFAction_GetURIPath(document, action, address, size)
                found.append((rect, address.value))
    return found


def _put_back(page: pdfium.PdfPage, links: Sequence[Link]) -> None:
    for rect, address in links:
        note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_LINK)
        if note:
            raw.FPDFAnnot_SetRect(note, rect)
            raw.FPDFAnnot_SetURI(note, address)
            raw.FPDFPage_CloseAnnot(note)
