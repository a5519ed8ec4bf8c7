"""Characters of a PDF page with their positions, as reported by pdfium."""

import ctypes
import functools
import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake.thai_repair import MARKS

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
        # Asked only of characters it can be true of: the calls into pdfium are what reading a page
        # costs.
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
    # A few letters tell which way the lines run; each angle is one more call into pdfium.
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


_TABLE = Path(__file__).with_name("thai_marks.json")
_BELOW = frozenset("ฺุู")
_SURE = 2.5  # log-likelihood margin required between the best mark and the second
_NEVER = -14.0  # log-likelihood of a mark in a place where it never occurs
_SAMPLE = 60  # pages sampled
_RAISED = 0.3  # consonant heights between a mark and its form raised over a vowel
_ALIKE = 0.12
_KINDS = (44, 60, 6)  # number of different letters possible on each side
_TWIN = 12.0  # penalty for one mark drawn by a font in two similar ways

Sides = list[dict[str, float]]  # letters under the mark, after it, vowels before it
Slots = dict[str, dict[str, Sides]]
Use = tuple[str, str, str, str]  # slot, letter under the mark, letter after, vowel before


@functools.cache
def _table() -> Slots:
    """Load the counts by slot (position in the cluster, size of the cluster), mark, and side."""
    stored: dict[str, dict[str, list[str]]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        slot: {mark: [_counts(side) for side in sides] for mark, sides in marks.items()}
        for slot, marks in stored.items()
    }


def _counts(text: str) -> dict[str, float]:
    """Parse letter weights; the power keeps one frequent word from dominating."""
    return {char: int(number) ** 0.75 for char, number in re.findall(r"(\D)(\d+) ", text)}


@dataclass(slots=True)
class _Code:
    """One code of one font: its uses, and how it is drawn, in consonant heights."""

    below: bool
    width: float
    height: float
    level: float
    uses: set[Use] = field(default_factory=set)  # each once: a repeated word is no further evidence

    def doubt_of_sharing(self, other: "_Code") -> float:
        """Return the penalty for both codes being one mark: zero if one is the raised form."""
        if abs(self.level - other.level) > _RAISED:
            return 0.0
        pairs = ((self.width, other.width), (self.height, other.height))
        alike = all(abs(a - b) <= _ALIKE * max(a, b) for a, b in pairs)
        return _TWIN if alike else math.inf


Key = tuple[bytes, int]  # font, code
_Fonts = dict[bytes, dict[int, _Code]]


class DocumentCodes:
    """Meanings of a document's private codes, inferred when a page first needs them."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._names: dict[Key, str] | None = None

    def name_marks(self, textpage: Any, glyphs: list[Glyph], height: float) -> None:
        """Replace unmapped glyphs by the mark they most probably stand for."""
        if sum(1 for glyph in glyphs if glyph.code) < 2:
            return
        if self._names is None:
            self._names = self._worked_out()
        for glyph in glyphs:
            if _hangs(glyph, height):
                key = (_font(textpage, glyph.number), glyph.code or ord(glyph.char))
                glyph.char = self._names.get(key, glyph.char)

    def _worked_out(self) -> dict[Key, str]:
        fonts: _Fonts = defaultdict(dict)
        count = len(self._document)
        for number in range(0, count, max(1, count // _SAMPLE)):
            try:
                page = self._document[number]
            except pdfium.PdfiumError:
                continue
            textpage = page.get_textpage()
            _collect(textpage.raw, fonts)
            textpage.close()
            page.close()
        names: dict[Key, str] = {}
        for font, codes in fonts.items():
            for code, mark in _assigned(codes).items():
                names[font, code] = mark
        return names


def _collect(textpage: Any, fonts: _Fonts) -> None:
    """Record the uses of unmapped marks on one page."""
    glyphs = read_glyphs(textpage)
    if not any(glyph.code for glyph in glyphs):
        return
    turn_upright(textpage, glyphs)
    height = consonant_height(glyphs)
    if height <= 0:
        return
    hanging = {glyph.number for glyph in glyphs if _hangs(glyph, height)}
    lines = Lines([glyph for glyph in glyphs if glyph.number not in hanging], height)
    clusters: dict[int, tuple[Glyph, list[Glyph]]] = {}
    for glyph in glyphs:
        if glyph.number in hanging or (glyph.is_mark and not glyph.made_up):
            base = lines.under(glyph)
            if base is not None and "ก" <= base.char <= "ฮ":
                clusters.setdefault(base.number, (base, []))[1].append(glyph)
    for base, marks in clusters.values():
        following = lines.after(base)
        after = following.char if following is not None and "ก" <= following.char <= "๎" else " "
        leading = lines.before(base)
        lead = leading.char if leading is not None and "เ" <= leading.char <= "ไ" else " "
        marks.sort(key=lambda mark: mark.bottom)
        for place, glyph in enumerate(marks[:2]):
            if glyph.number in hanging:
                codes = fonts[_font(textpage, glyph.number)]
                code = codes.setdefault(glyph.code or ord(glyph.char), _drawn(glyph, base))
                code.uses.add((f"{place}{min(2, len(marks))}", base.char, after, lead))


def _drawn(glyph: Glyph, base: Glyph) -> _Code:
    size = max(0.01, base.top - base.y)
    return _Code(
        below=glyph.top < glyph.y + 0.2 * size,
        width=(glyph.right - glyph.left) / size,
        height=(glyph.top - glyph.bottom) / size,
        level=(glyph.bottom - glyph.y) / size,
    )


def _hangs(glyph: Glyph, height: float) -> bool:
    """Return whether a glyph that is not a Thai letter is drawn above or below the line."""
    if glyph.made_up or "ก" <= glyph.char <= "๛" or glyph.char.isspace():
        return False
    over = glyph.bottom > glyph.y + 0.8 * height
    return over or (glyph.top < glyph.y + 0.2 * height and glyph.bottom < glyph.y - 0.1 * height)


def _font(textpage: Any, number: int) -> bytes:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(textpage, number, name, 128, ctypes.c_int())
    return name.value


def _assigned(codes: dict[int, _Code]) -> dict[int, str]:
    """Assign marks to the codes of a font, the most certain first."""
    scores = {number: _scores(code) for number, code in codes.items()}
    names: dict[int, str] = {}
    while scores:
        number = max(scores, key=lambda number: _margin(scores[number]))
        found = scores.pop(number)
        if _margin(found) < _SURE:
            break
        mark = names[number] = max(found, key=found.__getitem__)
        for other, rest in scores.items():
            if mark in rest:
                rest[mark] -= codes[other].doubt_of_sharing(codes[number])
    return names


def _margin(scores: dict[str, float]) -> float:
    first, second = sorted(scores.values(), reverse=True)[:2]
    return min(first - second, 1e9) if first > -math.inf else 0.0


def _scores(code: _Code) -> dict[str, float]:
    table = _table()
    candidates = {mark for marks in table.values() for mark in marks}
    return {
        mark: sum(_logarithm(table, mark, *use) for use in code.uses)
        for mark in candidates
        if (mark in _BELOW) == code.below
    }


def _logarithm(table: Slots, mark: str, slot: str, *around: str) -> float:
    sides = table.get(slot, {}).get(mark)
    if sides is None:
        return _NEVER
    found = math.log(sum(sides[0].values()) / 1e4)
    # A little is added to each count, so that one neighbour never seen in the samples does not rule
    # a mark out.
    for side, char, kinds in zip(sides, around, _KINDS, strict=True):
        found += math.log((side.get(char, 0) + 0.3) / (sum(side.values()) + 0.3 * kinds))
    return found
