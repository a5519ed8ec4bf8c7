"""The text layer of a PDF page, its marks put back on the letters they are drawn over.

pdfium gives characters in the order they were drawn. Old Thai producers draw marks in a
second pass, so a mark arrives after its word; only its place on the page tells its letter.
"""

import ctypes
from array import array
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake.glyphs import HIGH_MARKS, MAC_THAI, MARKS, SARA_AA, SARA_AM, is_mac_thai

MAX_CHARS = 400_000  # of one page; more is no page anybody reads
_MARKS = frozenset(MARKS)
_BREAKS = frozenset("\r\n")
_SPACE_GAP = 0.45  # of a consonant's height: a wider gap between letters is a space
_SAME_LINE = 0.7
_REACH = 0.3  # how far beside its letter a mark's middle may lie
_FULL_LINE = 1.2  # how near the right margin a line must come to be full
_BEARING = 0.1  # white between a letter and the place where the next one starts


class Layer(NamedTuple):
    """Text of a page and, for each character, its number in the raw text layer."""

    text: str
    source: "array[int]"


@dataclass(slots=True)
class _Glyph:
    number: int
    char: str
    made_up: bool  # a space or line end that pdfium inferred
    x: float = 0.0
    y: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    before: "list[_Glyph]" = field(default_factory=list)
    after: "list[_Glyph]" = field(default_factory=list)
    moved: bool = False
    in_glyph: bool = False  # not the first character of the glyph it belongs to

    @property
    def is_mark(self) -> bool:
        return self.char in _MARKS


def page_text(page: pdfium.PdfPage) -> Layer:
    """The layer of ``page`` with marks in place and old Mac codes decoded."""
    textpage = page.get_textpage()
    try:
        return layer_of(textpage.raw)
    finally:
        textpage.close()


def layer_of(textpage: Any) -> Layer:
    """As :func:`page_text`, for a raw pdfium text page."""
    glyphs = _glyphs(textpage)
    text = "".join(glyph.char for glyph in glyphs)
    if is_mac_thai(text):
        for glyph in glyphs:
            glyph.char = MAC_THAI.get(ord(glyph.char), glyph.char)
    if any("ก" <= char <= "๛" for char in text) or not text.isascii():
        _turn_upright(textpage, glyphs)
        height = _consonant_height(glyphs)
        if height > 0:
            _name_high_marks(glyphs, height)
            _place_marks(glyphs, height)
            glyphs = _in_reading_order(glyphs, height)
    return _joined(glyphs)


def _glyphs(textpage: Any) -> list[_Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    glyphs: list[_Glyph] = []
    for number in range(min(raw.FPDFText_CountChars(textpage), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage, number)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        glyph = _Glyph(number, char, bool(raw.FPDFText_IsGenerated(textpage, number)))
        glyphs.append(glyph)
        if glyph.made_up:
            continue
        raw.FPDFText_GetCharOrigin(textpage, number, x, y)
        raw.FPDFText_GetCharBox(textpage, number, left, right, bottom, top)
        glyph.x, glyph.y = x.value, y.value
        glyph.left, glyph.right = left.value, right.value
        glyph.bottom, glyph.top = bottom.value, top.value
        if char < " " and glyph.top - glyph.bottom > 0.1:
            glyph.char = "\ufffd"  # something is drawn: a font code, not a control
    _unite_ligatures(glyphs)
    return glyphs


def _unite_ligatures(glyphs: list[_Glyph]) -> None:
    """Characters of one glyph share its whole box; a space among them is none."""
    first: _Glyph | None = None
    for glyph in glyphs:
        if glyph.made_up:
            continue
        if first is None or not _one_glyph(first, glyph):
            first = glyph
            continue
        if glyph.char == " ":
            glyph.made_up = glyph.in_glyph = True
        first.right = max(first.right, glyph.right)
        first.left = min(first.left, glyph.left)
        glyph.left, glyph.right = first.left, first.right
        glyph.in_glyph = True


def _one_glyph(first: _Glyph, other: _Glyph) -> bool:
    """pdfium cuts the box of a glyph that means several characters into equal slices."""
    return (
        (first.x, first.y, first.bottom, first.top) == (other.x, other.y, other.bottom, other.top)
        and other.right > other.left
        and abs(other.left - first.right) < 0.01
    )


def _turn_upright(textpage: Any, glyphs: list[_Glyph]) -> None:
    """Turn the coordinates of a page whose lines run up, down or upside down."""
    drawn = [glyph for glyph in glyphs if not glyph.made_up]
    sample = drawn[:: max(1, len(drawn) // 15)]
    turns = [
        round(raw.FPDFText_GetCharAngle(textpage, glyph.number) / 1.5707963) % 4 for glyph in sample
    ]
    turn = max(set(turns), key=turns.count) if turns else 0
    for _ in range(turn):
        for glyph in drawn:
            glyph.x, glyph.y = glyph.y, -glyph.x
            glyph.left, glyph.right, glyph.bottom, glyph.top = (
                glyph.bottom,
                glyph.top,
                -glyph.right,
                -glyph.left,
            )


def _consonant_height(glyphs: list[_Glyph]) -> float:
    heights = sorted(
        glyph.top - glyph.bottom
        for glyph in glyphs
        if "ก" <= glyph.char <= "ฮ" and not glyph.made_up
    )
    return heights[len(heights) // 2] if heights else 0.0


def _name_high_marks(glyphs: list[_Glyph], height: float) -> None:
    """A letter É drawn high above the line is a tone mark of an old font."""
    for glyph in glyphs:
        meant = HIGH_MARKS.get(glyph.char)
        if meant and glyph.bottom - glyph.y > 0.8 * height:
            glyph.char = meant


class _Lines:
    """Letters by the line they stand on, to find the one under a mark."""

    def __init__(self, glyphs: list[_Glyph], height: float) -> None:
        self._step = height
        self._rows: dict[tuple[int, int], list[_Glyph]] = {}
        for glyph in glyphs:
            if glyph.made_up or glyph.is_mark or glyph.char.isspace():
                continue
            row = round(glyph.y / height)
            for column in range(self._column(glyph.left), self._column(glyph.right) + 1):
                self._rows.setdefault((row, column), []).append(glyph)

    def _column(self, x: float) -> int:
        return int(x // (4 * self._step))

    def under(self, mark: _Glyph) -> _Glyph | None:
        """The letter whose width holds the middle of ``mark``."""
        step = self._step
        middle = (mark.left + mark.right) / 2
        row = round(mark.y / step)
        columns = {self._column(middle - _REACH * step), self._column(middle + _REACH * step)}
        best: _Glyph | None = None
        best_distance = 1e9
        for near in (row - 1, row, row + 1):
            for column in columns:
                for letter in self._rows.get((near, column), ()):
                    apart = max(letter.left - middle, middle - letter.right, 0.0)
                    drop = abs(letter.y - mark.y)
                    if apart > _REACH * step or drop > _SAME_LINE * step:
                        continue
                    # A mark starts where its letter ended and is drawn backwards.
                    lag = abs(mark.x - letter.right - _BEARING * step)
                    beside = 0 if "ก" <= letter.char <= "ฮ" else 0.1 * step
                    distance = apart + 0.5 * (drop + lag) + beside
                    if distance < best_distance:
                        best, best_distance = letter, distance
        return best


def _place_marks(glyphs: list[_Glyph], height: float) -> None:
    """Hang each mark that stands after a wrong letter on the one it is drawn over."""
    lines: _Lines | None = None
    carrier: _Glyph | None = None  # the last letter in drawing order
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
        lines = lines or _Lines(glyphs, height)
        letter = lines.under(glyph)
        if letter is None or (letter is carrier and not spaced):
            continue
        if "฀" < letter.char < "๏" or glyph.char not in _MARKS:
            glyph.moved = True
            before = letter.char in (SARA_AA, SARA_AM)
            (letter.before if before else letter.after).append(glyph)


def _drawn_over(mark: _Glyph, letter: _Glyph, height: float) -> bool:
    middle = (mark.left + mark.right) / 2
    return (
        abs(mark.y - letter.y) <= _SAME_LINE * height
        and letter.left - 0.05 * height <= middle <= letter.right + 0.05 * height
    )


@dataclass(slots=True)
class _Margins:
    """The block of running text on a page, by where most of its lines begin and end."""

    left: float
    right: float

    def continues(self, last: _Glyph, following: _Glyph, height: float) -> bool:
        """Whether a line that ends in ``last`` only broke because it was full."""
        return (
            "ก" <= last.char <= "๎"
            and "ก" <= following.char <= "๎"
            and abs(last.right - self.right) < _FULL_LINE * height
            and abs(following.left - self.left) < height
            and 0 < last.y - following.y < 5 * height
        )


def _margins(glyphs: list[_Glyph], height: float) -> _Margins | None:
    starts: list[float] = []
    ends: list[float] = []
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph.made_up or glyph.is_mark or glyph.char.isspace():
            continue
        if last is not None and abs(last.y - glyph.y) > 0.5 * height:
            ends.append(last.right)
            starts.append(glyph.left)
        last = glyph
    right, left = _commonest(ends, height), _commonest(starts, height)
    return _Margins(left, right) if left is not None and right is not None else None


def _commonest(places: list[float], height: float) -> float | None:
    """The middle of the densest spot among ``places``, if at least three share it."""
    ordered = sorted(places)
    best: list[float] = []
    first = 0
    for number, place in enumerate(ordered):
        while place - ordered[first] > height:
            first += 1
        if number - first + 1 > len(best):
            best = ordered[first : number + 1]
    return best[len(best) // 2] if len(best) >= 3 else None


def _in_reading_order(glyphs: list[_Glyph], height: float) -> list[_Glyph]:
    """Letters with their marks; inferred spaces beside moved marks are judged again."""
    ordered: list[_Glyph] = []
    last: _Glyph | None = None
    gap: list[_Glyph] = []
    doubtful = False
    margins = _margins(glyphs, height)
    for glyph in glyphs:
        if glyph.moved:
            doubtful = True
        elif glyph.made_up:
            gap.append(glyph)
            doubtful |= glyph.in_glyph
        else:
            if not (margins and last and margins.continues(last, glyph, height) and gap):
                ordered += _kept_gap(gap, last, glyph, doubtful, height)
            ordered += [*glyph.before, glyph, *glyph.after]
            gap, doubtful = [], False
            if not glyph.is_mark:
                last = glyph
    return ordered + gap[:1]


def _kept_gap(
    gap: list[_Glyph], last: _Glyph | None, following: _Glyph, doubtful: bool, height: float
) -> list[_Glyph]:
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


def _joined(glyphs: list[_Glyph]) -> Layer:
    kept = [glyph for glyph in glyphs if glyph.char != "\r"]
    text = "".join(glyph.char for glyph in kept)
    return Layer(text, array("I", [glyph.number for glyph in kept]))
