"""Text layer of a PDF page with its marks reattached to the letters they are drawn over.

pdfium gives characters in drawing order. Old Thai producers draw marks in a second pass, so a mark
arrives after its word; only its position on the page identifies its letter.
"""

from array import array
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium

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
from kmdesk.intake.thai_repair.glyphs import HIGH_MARKS, MAC_THAI, SARA_AA, SARA_AM, is_mac_thai

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
