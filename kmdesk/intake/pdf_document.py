"""An opened PDF: its text layer, and the boxes of matches on its pages."""

import ctypes
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk import intake
from kmdesk.intake import IntakeError
from kmdesk.intake.pdf_glyphs import (
    MARK_SET,
    SAME_LINE,
    DocumentCodes,
    Glyph,
    Lines,
    consonant_height,
    read_glyphs,
    turn_upright,
)
from kmdesk.intake.thai_repair import (
    HIGH_MARKS,
    MAC_THAI,
    SARA_AA,
    SARA_AM,
    is_mac_thai,
    repair_map,
)
from kmdesk.thai.normal import normal_form_map

if TYPE_CHECKING:
    from PIL.Image import Image


_BREAKS = frozenset("\r\n")
_SPACE_GAP = 0.45  # of a consonant's height: a wider gap between letters is a space
_FULL_SHARE = 0.25  # of the lines end at the margin in running text; fewer is chance
_FULL_LINE = 1.2  # consonant heights from the right margin within which a line counts as full


class Layer(NamedTuple):
    """Text of a page and, for each character, its index in the raw text layer."""

    text: str
    source: "array[int]"


def page_text(page: pdfium.PdfPage, codes: DocumentCodes | None = None) -> Layer:
    """Return the text layer of ``page`` with marks in place and legacy codes decoded.

    ``codes`` belongs to the document and is passed again for each of its pages.
    """
    textpage = page.get_textpage()
    try:
        return layer_of(textpage.raw, codes)
    finally:
        textpage.close()


def layer_of(textpage: Any, codes: DocumentCodes | None = None) -> Layer:
    """As :func:`page_text`, for a raw pdfium text page."""
    glyphs = read_glyphs(textpage)
    text = "".join(glyph.char for glyph in glyphs)
    if is_mac_thai(text):
        for glyph in glyphs:
            glyph.char = MAC_THAI.get(ord(glyph.char), glyph.char)
    if any("ก" <= char <= "๛" for char in text) or not text.isascii():
        turn_upright(textpage, glyphs)
        height = consonant_height(glyphs)
        if height > 0:
            _name_high_marks(glyphs, height)
            if codes is not None:
                codes.name_marks(textpage, glyphs, height)
            _place_marks(glyphs, height)
            glyphs = _in_reading_order(glyphs, height)
    return _joined(glyphs)


def _name_high_marks(glyphs: list[Glyph], height: float) -> None:
    """Decode letters such as É drawn high above the line: tone marks of an old font."""
    for glyph in glyphs:
        meant = HIGH_MARKS.get(glyph.char)
        if meant and glyph.bottom - glyph.y > 0.8 * height:
            glyph.char = meant


def _place_marks(glyphs: list[Glyph], height: float) -> None:
    """Attach each mark that follows a wrong letter to the letter it is drawn over."""
    lines: Lines | None = None
    carrier: Glyph | None = None  # the last letter in drawing order
    spaced = False
    for glyph in glyphs:
        if glyph.in_glyph:
            continue
        if not glyph.is_mark or glyph.made_up:
            if not glyph.char.isspace():
                carrier, spaced = glyph, False
            else:
                spaced = True
            continue
        if carrier is not None and not spaced and _drawn_over(glyph, carrier, height):
            continue
        lines = lines or Lines(glyphs, height)
        letter = lines.under(glyph)
        if letter is None or (letter is carrier and not spaced):
            continue
        if "฀" < letter.char < "๏" or glyph.char not in MARK_SET:
            glyph.moved = True
            before = letter.char in (SARA_AA, SARA_AM)
            (letter.before if before else letter.after).append(glyph)


def _drawn_over(mark: Glyph, letter: Glyph, height: float) -> bool:
    middle = (mark.left + mark.right) / 2
    return (
        abs(mark.y - letter.y) <= SAME_LINE * height
        and letter.left - 0.05 * height <= middle <= letter.right + 0.05 * height
    )


@dataclass(slots=True)
class _Margins:
    """Margins of the running text of a page: where most of its lines begin and end."""

    left: float
    right: float

    def continues(self, last: Glyph, following: Glyph, height: float) -> bool:
        """Return whether a line ending in ``last`` only broke because it was full."""
        return (
            "ก" <= last.char <= "๎"
            and "ก" <= following.char <= "๎"
            and abs(last.right - self.right) < _FULL_LINE * height
            and abs(following.left - self.left) < height
            and 0 < last.y - following.y < 5 * height
        )


def _margins(glyphs: list[Glyph], height: float) -> _Margins | None:
    starts: list[float] = []
    ends: list[float] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.made_up or glyph.is_mark or glyph.char.isspace():
            continue
        if last is not None and abs(last.y - glyph.y) > 0.5 * height:
            ends.append(last.right)
            starts.append(glyph.left)
        last = glyph
    right, left = _commonest(ends, height, _FULL_SHARE), _commonest(starts, height)
    return _Margins(left, right) if left is not None and right is not None else None


def _commonest(places: list[float], height: float, share: float = 0.0) -> float | None:
    """Return the middle of the densest cluster, if it has at least three places and ``share``."""
    ordered = sorted(places)
    best: list[float] = []
    first = 0
    for number, place in enumerate(ordered):
        while place - ordered[first] > height:
            first += 1
        if number - first + 1 > len(best):
            best = ordered[first : number + 1]
    return best[len(best) // 2] if len(best) >= max(3, share * len(places)) else None


def _in_reading_order(glyphs: list[Glyph], height: float) -> list[Glyph]:
    """Order letters with their marks; inferred spaces beside moved marks are re-evaluated."""
    ordered: list[Glyph] = []
    last: Glyph | None = None
    gap: list[Glyph] = []
    doubtful = False
    margins = _margins(glyphs, height)
    for glyph in glyphs:
        if glyph.moved:
            doubtful = True
        elif glyph.made_up:
            gap.append(glyph)
            doubtful |= glyph.in_glyph
        else:
            if not (gap and margins and last and margins.continues(last, glyph, height)):
                ordered += _kept_gap(gap, last, glyph, doubtful, height)
            ordered += [*glyph.before, glyph, *glyph.after]
            gap, doubtful = [], False
            if not glyph.is_mark:
                last = glyph
    return ordered + gap[:1]


def _kept_gap(
    gap: list[Glyph], last: Glyph | None, following: Glyph, doubtful: bool, height: float
) -> list[Glyph]:
    if not gap or last is None:
        return gap[:0]
    same_line = abs(last.y - following.y) <= 0.5 * height
    broken = any(glyph.char in _BREAKS for glyph in gap)
    if not same_line:
        if doubtful and not broken:
            gap[0].char = "\n"
        return gap
    if not doubtful and not broken:
        return gap
    apart = following.left - last.right
    if -height < apart < _SPACE_GAP * height:
        return []
    gap[0].char = " "
    return gap[:1]


def _joined(glyphs: list[Glyph]) -> Layer:
    kept = [glyph for glyph in glyphs if glyph.char != "\r"]
    text = "".join(glyph.char for glyph in kept)
    return Layer(text, array("I", [glyph.number for glyph in kept]))


MAX_SIDE = 20_000  # pixels
_FINE = 100  # device units per point, where pdfium returns whole numbers
_BLANK_SCALE = 0.25
_OCR_SCALE = 300 / 72


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF document. Raises IntakeError when it is locked or damaged."""
    try:
        document = pdfium.PdfDocument(path)
        if len(document) == 0:
            raise IntakeError(intake.DAMAGED, name=path.name)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        key = intake.LOCKED if locked else intake.DAMAGED
        raise IntakeError(key, name=path.name) from error
    return document


def bounded_scale(page: pdfium.PdfPage, scale: float, limit: int = MAX_SIDE) -> float:
    """Return ``scale``, reduced where the page would exceed ``limit`` pixels on its longer side."""
    side = max(page.get_size())
    return min(scale, limit / side) if side > 0 else scale


def picture_of(page: pdfium.PdfPage) -> "Image":
    """Render the page in grey at 300 dpi for text recognition."""
    scale = bounded_scale(page, _OCR_SCALE, 6000)
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def is_blank(page: pdfium.PdfPage) -> bool:
    """Return whether the page is blank, ignoring annotations added later."""
    if raw.FPDFPage_CountObjects(page) == 0:
        return True
    scale = bounded_scale(page, _BLANK_SCALE, 1000)
    bare = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
    low, high = bare.to_pil().getextrema()
    return bool(high - low < 8)


def to_view(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Convert page coordinates to points from the upper left corner of the displayed page."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, out_x, out_y)
    return out_x.value * width / wide, out_y.value * height / high


def to_page(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Convert a point from the upper left corner of the displayed page to page coordinates."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = round(x * _FINE), round(y * _FINE)
    raw.FPDF_DeviceToPage(page.raw, 0, 0, wide, high, 0, at_x, at_y, out_x, out_y)
    return out_x.value, out_y.value


MAX_HITS = 2000
_UPRIGHT = 0.7  # cosine of the angle beyond which a line runs vertically
_OVERLAP = 0.4  # of the lower box: characters that share this much height are on one line


class Box(NamedTuple):
    """A rectangle in points from the upper left corner of the displayed page."""

    left: float
    top: float
    right: float
    bottom: float


# The boxes come from the raw text layer through the offsets that repair and normal form keep: the
# repaired text is not what stands in the file. QtPdf's own search finds no อำนาจ in a gazette whose
# layer has no ำ.
def match_boxes(
    page: pdfium.PdfPage, queries: Sequence[str], codes: DocumentCodes | None = None
) -> list[list[Box]]:
    """Return the boxes of each occurrence of a query (in normal form), one per line of text."""
    textpage = page.get_textpage()
    try:
        layer = layer_of(textpage.raw, codes)
        found = []
        for numbers in _occurrences(layer, queries):
            boxes = _line_boxes(page, textpage.raw, numbers)
            if boxes:
                found.append(boxes)
        return found
    finally:
        textpage.close()


def _occurrences(layer: Layer, queries: Sequence[str]) -> Iterator[list[int]]:
    """Yield raw character indexes of each occurrence in page order, without overlaps."""
    repaired, to_layer = repair_map(layer.text)
    normal, to_repaired = normal_form_map(repaired)
    spans: list[tuple[int, int]] = []
    for query in queries:
        start = normal.find(query) if query else -1
        while start >= 0 and len(spans) < MAX_HITS:
            spans.append((start, start + len(query)))
            start = normal.find(query, start + len(query))
    end = 0
    # Of two that begin together the longer comes first, so that its box is not cut short.
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            end = stop
            repaired_places = [to_repaired[at] for at in range(start, stop)]
            yield [layer.source[to_layer[at]] for at in repaired_places]


def _line_boxes(page: pdfium.PdfPage, textpage: Any, numbers: list[int]) -> list[Box]:
    """Return displayed boxes; characters are joined in page coordinates, before rotation."""
    rects: list[Box] = []
    for number in numbers:
        rect = _char_rect(textpage, number)
        if rect is None:
            continue
        upright = abs(math.cos(raw.FPDFText_GetCharAngle(textpage, number))) > _UPRIGHT
        if rects and _same_line(rects[-1], rect, upright):
            last = rects[-1]
            rects[-1] = Box(
                min(last.left, rect.left),
                min(last.top, rect.top),
                max(last.right, rect.right),
                max(last.bottom, rect.bottom),
            )
        else:
            rects.append(rect)
    return [_as_shown(page, rect) for rect in rects]


def _char_rect(textpage: Any, number: int) -> Box | None:
    """Return a character's rectangle in page coordinates (top is the smaller y)."""
    if raw.FPDFText_IsGenerated(textpage, number):
        return None
    rect = raw.FS_RECTF()
    # The loose box has the height of the font: tight ones of marks and letters give a ragged bar.
    if not raw.FPDFText_GetLooseCharBox(textpage, number, rect):
        return None
    if rect.right - rect.left <= 0 or rect.top - rect.bottom <= 0:
        return None
    return Box(rect.left, rect.bottom, rect.right, rect.top)


def _as_shown(page: pdfium.PdfPage, rect: Box) -> Box:
    x1, y1 = to_view(page, rect.left, rect.top)
    x2, y2 = to_view(page, rect.right, rect.bottom)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _same_line(one: Box, other: Box, upright: bool) -> bool:
    if not upright:
        one, other = (Box(b.top, b.left, b.bottom, b.right) for b in (one, other))
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    height = min(one.bottom - one.top, other.bottom - other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return shared >= _OVERLAP * height and gap < 6 * height
