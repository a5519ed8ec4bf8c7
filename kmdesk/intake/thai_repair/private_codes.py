"""Decode marks that a PDF font stores under private codes without a Unicode mapping.

Old office programs number the glyphs of each embedded font in order of use and map only the
letters, so tone marks and upper vowels arrive as control characters. The meaning of such a code is
inferred from the letters before and after all its uses in the document, using counts from clean
Thai text; a code that stays ambiguous is left as U+FFFD.
"""

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

from kmdesk.intake.pdf_glyphs import Glyph, Lines, consonant_height, read_glyphs, turn_upright

_TABLE = Path(__file__).with_name("marks.json")
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
    for side, char, kinds in zip(sides, around, _KINDS, strict=True):
        found += math.log((side.get(char, 0) + 0.3) / (sum(side.values()) + 0.3 * kinds))
    return found
