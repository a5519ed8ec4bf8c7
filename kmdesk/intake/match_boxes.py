"""Bounding boxes of search matches on a page, from the raw text layer."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake.pdf_document import to_view
from kmdesk.intake.pdf_glyphs import DocumentCodes
from kmdesk.intake.pdf_text_layer import Layer, layer_of
from kmdesk.intake.thai_repair.repair import repair_map
from kmdesk.thai.normal import normal_form_map

MAX_HITS = 2000
_UPRIGHT = 0.7  # cosine of the angle beyond which a line runs vertically
_OVERLAP = 0.4  # of the lower box: characters that share this much height are on one line


class Box(NamedTuple):
    """A rectangle in points from the upper left corner of the displayed page."""

    left: float
    top: float
    right: float
    bottom: float


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
