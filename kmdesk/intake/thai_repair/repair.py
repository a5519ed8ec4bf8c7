"""Repair known encoding flaws of Thai text for reading and searching.

Each flaw has one rule: a pattern and its correction. A rule that does not apply costs one search.
With :func:`repair_map` every character keeps the offset it came from.
"""

import functools
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable

from kmdesk.intake.thai_repair import sara_am, tones
from kmdesk.intake.thai_repair.glyphs import (
    HIGH_MARKS,
    MARKS,
    NIKHAHIT,
    decode_mac_thai,
    is_mac_thai,
)
from kmdesk.thai.normal import PRIVATE_GLYPHS

_C = "ก-ฮ"
_TONES = "่-๋"
_ORDER = {mark: (0 if mark in "ัิีึืฺุู" else 2 if mark in "์ํ๎" else 1) for mark in MARKS}
_LETTER = "ก-ฺเ-๎"
_LATIN_MARKS = "".join(HIGH_MARKS)

Fold = Callable[[re.Match[str]], str]


def repair(text: str) -> str:
    """Return ``text`` with the known flaws of Thai files corrected."""
    return _mended(_Tracked(text, None)).text


def repair_map(text: str) -> tuple[str, "array[int]"]:
    """As :func:`repair`, with the source offset in ``text`` of each character."""
    result = _mended(_Tracked(text, array("I", range(len(text)))))
    assert result.source is not None
    return result.text, result.source


class _Tracked:
    """A text being rewritten; ``source`` is updated along with it unless it is None."""

    def __init__(self, text: str, source: "array[int] | None") -> None:
        self.text = text
        self.source = source

    def rewrite(self, pattern: re.Pattern[str], fold: Fold) -> None:
        """Replace each match of ``pattern`` by the result of ``fold``."""
        if self.source is None:
            self.text = pattern.sub(fold, self.text)
            return
        pieces: list[str] = []
        offsets = array("I")
        end = 0
        for match in pattern.finditer(self.text):
            old, new = match[0], fold(match)
            if new == old:
                continue
            start = match.start()
            pieces += (self.text[end:start], new)
            offsets += self.source[end:start]
            offsets.extend(self.source[start + at] for at in _origins(old, new))
            end = match.end()
        if end:
            pieces.append(self.text[end:])
            self.text = "".join(pieces)
            self.source = offsets + self.source[end:]


def _origins(old: str, new: str) -> list[int]:
    """Return for each character of ``new`` the index in ``old`` it corresponds to."""
    found: list[int] = []
    start = 0
    for number, char in enumerate(new):
        at = old.find(char, start)
        if at < 0:
            at = old.find(char)
        if at < 0 and char == "ำ":
            at = max(old.rfind("า"), old.rfind("ำ"))
        if at < 0:
            at = min(number, len(old) - 1)
        else:
            start = at + 1 if at >= start else start
        found.append(at)
    return found


def _mended(tracked: _Tracked) -> _Tracked:
    if is_mac_thai(tracked.text[:20_000]):
        tracked.text = decode_mac_thai(tracked.text)
    tracked.text = tracked.text.translate(_SAME_LENGTH)
    if _HAS_THAI.search(tracked.text) is None:
        if _DROPPED.search(tracked.text):
            tracked.rewrite(_DROPPED, _nothing)
        return tracked
    for pattern, fold in _RULES:
        if pattern.search(tracked.text):
            tracked.rewrite(pattern, fold)
    if "\ufffd" in tracked.text:
        for pattern, fold in _CODELESS:
            tracked.rewrite(pattern, fold)
    tracked.rewrite(_RUN_OF_MARKS, _cluster)
    if tones.PATTERN.search(tracked.text):
        tracked.rewrite(tones.PATTERN, tones.with_tone)
    _restore_sara_am(tracked)
    return tracked


# --- single characters ---------------------------------------------------------------

_SAME_LENGTH = {
    **{glyph: ord(mark) for glyph, mark in PRIVATE_GLYPHS.items()},
    0xA0: ord(" "),
    0x91: ord("‘"),
    0x92: ord("’"),
    0x93: ord("“"),
    0x94: ord("”"),
    0x85: ord("…"),
    0x96: ord("–"),
    0x97: ord("—"),
}
_HAS_THAI = re.compile("[ก-๛]")
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00]+")


def _nothing(_match: re.Match[str]) -> str:
    return ""


# --- clusters ------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def _ordered(run: str) -> str:
    """Deduplicate and order one letter's marks, vowel before tone; a split sara am is joined."""
    marks = sorted(dict.fromkeys(char for char in run if char in _ORDER), key=_ORDER.__getitem__)
    if run[-1] in "าำ" or "ำ" in run:
        marks = [mark for mark in marks if mark != NIKHAHIT]
        return "".join(marks) + "ำ"
    return "".join(marks)


def _cluster(match: re.Match[str]) -> str:
    return match[1] + _ordered(match[2])


def _high_mark(match: re.Match[str]) -> str:
    return match[1] + "".join(HIGH_MARKS[char] for char in match[2])


_RULES: tuple[tuple[re.Pattern[str], Fold], ...] = (
    (_DROPPED, _nothing),
    # Latin letters standing for raised tone marks: ทีÉ
    (
        re.compile(f"([{_C}][ัิ-ู]?)([{_LATIN_MARKS}])(?![A-Za-zÀ-ÿ])"),
        _high_mark,
    ),
    (re.compile("(?<=ำำ) (?=[ก-ฮเ-ไ])"), _nothing),
    # impossible white space: before a sara am or a mark attached to a letter
    (re.compile(f"(?<=[{_C}{_TONES}])[ \t]{{1,2}}(?=ำ)"), _nothing),
    (re.compile(f"(?<=[{_C}])[ \t](?=[{MARKS}])"), _nothing),
    (re.compile(f"(?<=[ัิ-ู])[ \t](?=[{_TONES}์])"), _nothing),
    (re.compile("เเ"), lambda _: "แ"),
    (re.compile("([ะาแโใไ])\\1"), lambda m: m[1]),
)  # fmt: skip


_CODELESS: tuple[tuple[re.Pattern[str], Fold], ...] = (
    # the nikhahit of a sara am without a code: ประจ\ufffdาปี
    (re.compile(f"([{_C}][{_TONES}]?)\ufffd ?า"), lambda m: m[1] + "ำ"),
    # a glyph without a code left over after a repeated mark: จำำ\ufffdแนก
    (re.compile(f"(?<=[{MARKS}ำ])\ufffd+"), _nothing),
)

# marks doubled, out of order, or a sara am in pieces
_RUN_OF_MARKS = re.compile(
    f"([{_C}])((?:[{MARKS}]*[ำ][{MARKS}ำ]*)|(?:[{MARKS}]*{NIKHAHIT}[{MARKS}]*า)|[{MARKS}]{{2,}})"
)


# --- lost sara am --------------------------------------------------------------------

_SPACED_AA = re.compile(f"([{_C}][{_TONES}]?)[ \t]{{1,2}}า")
_PLAIN_AA = re.compile(f"(?<=[{_C}{_TONES}])า")
_LETTERS = re.compile(f"[{_LETTER}]")
_SARA_AM_RATE = 1500  # clean text has one in 40 to 150 letters


def _restore_sara_am(tracked: _Tracked) -> None:
    """Restore ำ where the file has า, with or without a space before it."""
    text = tracked.text
    whole = text.count("ำ") * _SARA_AM_RATE
    letters = 0 if whole > len(text) else len(_LETTERS.findall(text))
    lost = whole <= letters
    spaced = _SPACED_AA.search(text) is not None
    if spaced:
        tracked.rewrite(_SPACED_AA, _spaced_fold(text, lost))
    if lost and (spaced or letters >= 40):
        _restore_plain(tracked)


def _spaced_fold(text: str, lost: bool) -> Fold:
    """Remove the space before า, where no word begins, and decide whether ำ was meant."""
    spaces = [match.end(1) for match in _SPACED_AA.finditer(text)]
    joined = sara_am.skeleton(_SPACED_AA.sub(r"\1า", text))
    removed = [match.end() - match.end(1) - 1 for match in _SPACED_AA.finditer(text)]
    total = [0]
    for width in removed:
        total.append(total[-1] + width)

    def fold(match: re.Match[str]) -> str:
        if lost:
            return match[1] + "ำ"
        number = bisect_left(spaces, match.end(1))
        place = match.end(1) - total[number]
        return match[1] + ("ำ" if sara_am.contexts().mean_am(joined, place) else "า")

    return fold


def _restore_plain(tracked: _Tracked) -> None:
    bare = sara_am.skeleton(tracked.text)
    table = sara_am.contexts()

    def fold(match: re.Match[str]) -> str:
        return "ำ" if table.mean_am(bare, match.start()) else "า"

    tracked.rewrite(_PLAIN_AA, fold)
