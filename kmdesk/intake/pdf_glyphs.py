"""Characters of a PDF page with their positions, as reported by pdfium."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from kmdesk.intake.thai_repair.glyphs import MARKS

MAX_CHARS = 400_000  # per page; no real page has more
MARK_SET = frozenset(MARKS)
_INFERRED = frozenset(map(ord, " \r\n"))  # the only characters pdfium ever infers
SAME_LINE = 0.7  # of a consonant's height: vertical tolerance for marks and letters of one line
_REACH = 0.3  # how far beside its letter the middle of a mark may be
_CLOSE = 0.6  # a wider gap ends a word
_BEARING = 0.1  # space between a letter and the origin of the next one


@dataclass(slots=True)
class Glyph:
    """One character: its value, its position, and the marks attached to it."""

    number: int
    char: str
    made_up: bool  # a space or line end that pdfium inferred
    x: float = 0.0
    y: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    before: "list[Glyph]" = field(default_factory=list)
    after: "list[Glyph]" = field(default_factory=list)
    moved: bool = False
    code: int = 0  # the font's own code if it maps to no character
    in_glyph: bool = False  # not the first character of its (ligature) glyph

    @property
    def is_mark(self) -> bool:
        return self.char in MARK_SET


def read_glyphs(textpage: Any) -> list[Glyph]:
    """Return all characters of a page in drawing order."""
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    glyphs: list[Glyph] = []
    for number in range(min(raw.FPDFText_CountChars(textpage), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage, number)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        made_up = code in _INFERRED and raw.FPDFText_IsGenerated(textpage, number) == 1
        glyph = Glyph(number, char, made_up)
        glyphs.append(glyph)
        if glyph.made_up:
            continue
        raw.FPDFText_GetCharOrigin(textpage, number, x, y)
        raw.FPDFText_GetCharBox(textpage, number, left, right, bottom, top)
        glyph.x, glyph.y = x.value, y.value
        glyph.left, glyph.right = left.value, right.value
        glyph.bottom, glyph.top = bottom.value, top.value
        if char < " " and glyph.top - glyph.bottom > 0.1:
            glyph.code, glyph.char = code, "\ufffd"  # something is drawn: an unmapped font code
    _unite_ligatures(glyphs)
    return glyphs


def _unite_ligatures(glyphs: list[Glyph]) -> None:
    """Give all characters of one glyph its whole box; a space among them is not a real one."""
    first: Glyph | None = None
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


def _one_glyph(first: Glyph, other: Glyph) -> bool:
    """Return whether two characters share a glyph: pdfium cuts its box into equal slices."""
    return (
        (first.x, first.y, first.bottom, first.top) == (other.x, other.y, other.bottom, other.top)
        and other.right > other.left
        and abs(other.left - first.right) < 0.01
    )


def turn_upright(textpage: Any, glyphs: list[Glyph]) -> None:
    """Rotate the coordinates of a page whose lines run up, down or upside down."""
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


def consonant_height(glyphs: list[Glyph]) -> float:
    heights = sorted(
        glyph.top - glyph.bottom
        for glyph in glyphs
        if "ก" <= glyph.char <= "ฮ" and not glyph.made_up
    )
    return heights[len(heights) // 2] if heights else 0.0


class Lines:
    """Letters indexed by position, to find the one under a mark."""

    def __init__(self, glyphs: list[Glyph], height: float) -> None:
        self._step = height
        self._rows: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            if glyph.made_up or glyph.is_mark or glyph.char.isspace():
                continue
            row = round(glyph.y / height)
            for column in range(self._column(glyph.left), self._column(glyph.right) + 1):
                self._rows.setdefault((row, column), []).append(glyph)

    def after(self, letter: Glyph) -> Glyph | None:
        """Return the letter following ``letter`` on its line, if it is close."""
        near = [g for g in self._beside(letter) if self._follows(letter, g)]
        return min(near, key=lambda glyph: glyph.left, default=None)

    def before(self, letter: Glyph) -> Glyph | None:
        """Return the letter preceding ``letter`` on its line, if it is close."""
        near = [g for g in self._beside(letter) if self._follows(g, letter)]
        return max(near, key=lambda glyph: glyph.right, default=None)

    def _follows(self, first: Glyph, second: Glyph) -> bool:
        step = self._step
        gap = second.left - first.right
        level = abs(second.y - first.y) <= SAME_LINE * step
        return first is not second and level and -0.3 * step < gap < _CLOSE * step

    def _beside(self, letter: Glyph) -> list[Glyph]:
        row = round(letter.y / self._step)
        columns = range(
            self._column(letter.left - self._step), self._column(letter.right + self._step) + 1
        )
        return [
            glyph
            for near in (row - 1, row, row + 1)
            for column in columns
            for glyph in self._rows.get((near, column), ())
        ]

    def _column(self, x: float) -> int:
        return int(x // (4 * self._step))

    def under(self, mark: Glyph) -> Glyph | None:
        """Return the letter whose width holds the middle of ``mark``."""
        step = self._step
        middle = (mark.left + mark.right) / 2
        row = round(mark.y / step)
        columns = {self._column(middle - _REACH * step), self._column(middle + _REACH * step)}
        best: Glyph | None = None
        best_distance = 1e9
        for near in (row - 1, row, row + 1):
            for column in columns:
                for letter in self._rows.get((near, column), ()):
                    apart = max(letter.left - middle, middle - letter.right, 0.0)
                    drop = abs(letter.y - mark.y)
                    if apart > _REACH * step or drop > SAME_LINE * step:
                        continue
                    # A mark's origin is where its letter ends; it is drawn backwards from there.
                    lag = abs(mark.x - letter.right - _BEARING * step)
                    beside = 0 if "ก" <= letter.char <= "ฮ" else 0.1 * step
                    distance = apart + 0.5 * (drop + lag) + beside
                    if distance < best_distance:
                        best, best_distance = letter, distance
        return best
