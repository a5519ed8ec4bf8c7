"""Repair known encoding flaws of Thai text for reading and searching.

Each flaw has one rule: a pattern and its correction. A rule that does not apply costs one search.
With :func:`repair_map` every character keeps the offset it came from.
"""

import functools
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

from kmdesk.thai.normal import PRIVATE_GLYPHS

CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
SARA_AA, SARA_AM, NIKHAHIT = "า", "ำ", "ํ"

# Old Windows fonts have a second, higher set of tone marks where Latin-1 has these letters.
HIGH_MARKS = dict(zip("ÉÊËÌÍ", "่้๊๋์", strict=True))

# Mac Thai has each mark several times, one for each height and side it may be drawn at. All of
# these are the one mark.
_MAC_HIGH_FORMS = {
    **dict(zip(range(0x83, 0x88), "่้๊๋์", strict=True)),
    **dict(zip(range(0x88, 0x8D), "่้๊๋์", strict=True)),
    **dict(zip(range(0x92, 0x98), "ั็ิีึื", strict=True)),
    **dict(zip(range(0x98, 0x9D), "่้๊๋์", strict=True)),
    0x80: "«",
    0x81: "»",
    0x82: "…",
    0x8D: "“",
    0x8E: "”",
    0x8F: "ํ",
    0x91: "•",
    0x9D: "‘",
    0x9E: "’",
    0xCA: "ส",
    0xDB: "\u2060",
    0xDC: "\u200b",
    0xDD: "–",
    0xDE: "—",
    0xEE: "™",
    0xFA: "®",
    0xFB: "©",
}


def _mac_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for byte in range(0x80, 0xFC):
        shown = bytes([byte]).decode("mac_roman")
        meant = _MAC_HIGH_FORMS.get(byte) or bytes([byte]).decode("cp874", "replace")
        if meant != "\ufffd":
            table[ord(shown)] = meant
    # MacRoman tables of different age decode these bytes to look-alikes: ohm and omega, two mu,
    # increment and delta, the currency sign that became the euro.
    for twin, known in ((0x2126, 0x03A9), (0x03BC, 0x00B5), (0x0394, 0x2206), (0x00A4, 0x20AC)):
        if known in table:
            table.setdefault(twin, table[known])
    return table


MAC_THAI = _mac_table()
_MAC_LETTERS = frozenset(chr(point) for point, meant in MAC_THAI.items() if "ก" <= meant <= "๙")
_COMMON = "ารนกเอง"  # a third of all Thai letters; chance would give a tenth


def is_mac_thai(text: str) -> bool:
    """Return whether ``text`` is Mac Thai read as MacRoman: hardly a Thai letter, many odd ones."""
    odd = sum(map(_MAC_LETTERS.__contains__, text))
    if odd < 12:
        return False
    thai = sum("ก" <= char <= "๛" for char in text)
    visible = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    if thai * 10 > odd or odd * 2 < visible:
        return False
    decoded = text.translate(MAC_THAI)
    return sum(map(decoded.count, _COMMON)) * 5 > odd


def decode_mac_thai(text: str) -> str:
    """Decode a text for which :func:`is_mac_thai` holds; the length stays the same."""
    return text.translate(MAC_THAI)


_TABLE = Path(__file__).with_name("thai_sara_am.txt")
_EDGE = "·"  # replaces everything that is not Thai
# Number of characters left (the consonant included) and right of the vowel in a context.
SHAPES = (
    *((1, 0), (1, 1), (2, 0), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (3, 2), (2, 3)),
    *((4, 1), (3, 3), (4, 2), (2, 4), (4, 3), (5, 2), (2, 5), (5, 3), (1, 5), (2, 6)),
)
_PLACES = re.compile("(?<=[ก-ฮ่้])า")
_FOREIGN = re.compile("[^ก-๎]")


def skeleton(text: str) -> str:
    """Return ``text`` with every sara am replaced by sara aa, as the flaw does."""
    return _FOREIGN.sub(_EDGE, text).replace("ำ", "า")


def places(bare: str) -> Iterator[int]:
    """Yield the positions in a skeleton where a sara aa may stand for sara am."""
    for match in _PLACES.finditer(bare):
        yield match.start()


def context(bare: str, place: int, left: int, right: int) -> str:
    """Return the key of a context: letters left, a bar, letters right."""
    before = bare[max(0, place - left) : place].rjust(left, _EDGE)
    after = bare[place + 1 : place + 1 + right].ljust(right, _EDGE)
    return f"{before}|{after}"


class Contexts:
    """The set of contexts that mean sara am."""

    def __init__(self, keys: frozenset[str]) -> None:
        self._keys = keys

    def mean_am(self, bare: str, place: int) -> bool:
        """Return whether the sara aa at ``place`` of a skeleton stands for sara am."""
        return any(context(bare, place, *shape) in self._keys for shape in SHAPES)


@functools.cache
def contexts() -> Contexts:
    """Load the bundled table on first use."""
    return Contexts(frozenset(_TABLE.read_text(encoding="utf-8").split()))


# Words that become no other word when they lose their tone mark. Where there is a doubt (ที่, ที)
# nothing is restored.
_RIGHT = (
    *("เพื่อ", "เพิ่ม", "เริ่ม", "อื่น", "ซึ่ง", "หนึ่ง", "เปลี่ยน", "เคลื่อน", "เงื่อนไข", "เชี่ยวชาญ"),
    *("เกี่ยวกับ", "เกี่ยวข้อง", "ต่อเนื่อง", "เครื่องมือ", "เครื่องจักร", "สิ่งแวดล้อม", "สื่อสาร"),
    *("ตัวชี้วัด", "ที่ดิน", "พื้นที่", "พื้นฐาน", "ทั้งสิ้น", "ทั้งหมด", "ทั้งนี้", "ขั้นตอน", "ขึ้นไป"),
    *("ท้องถิ่น", "จัดตั้ง", "แต่งตั้ง", "ติดตั้ง", "เมื่อวันที่"),
)  # fmt: skip
_MARKED = re.compile("(?<=[ัิีึืุู])[่้]")
_BY_FLAW = {_MARKED.sub("", right): right for right in _RIGHT}
_BY_FLAW |= {"พืนที่": "พื้นที่", "เมื่อวันที": "เมื่อวันที่", "เมือวันที่": "เมื่อวันที่"}

PATTERN = re.compile(
    "(?:" + "|".join(sorted(map(re.escape, _BY_FLAW), key=len, reverse=True)) + ")(?![่-๋])"
)


def with_tone(match: re.Match[str]) -> str:
    """Return the correct spelling of a matched flaw."""
    return _BY_FLAW[match[0]]


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
    # Codes come before patterns: every rule below knows the letters only by their own code points.
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
    if PATTERN.search(tracked.text):
        tracked.rewrite(PATTERN, with_tone)
    _restore_sara_am(tracked)
    return tracked


# --- single characters ---------------------------------------------------------------

_SAME_LENGTH = {
    **{glyph: ord(mark) for glyph, mark in PRIVATE_GLYPHS.items()},
    0xA0: ord(" "),
    # Quotes and dashes of a Windows code page, decoded as if it were Latin-1.
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
    # Where ำ is about as frequent as in clean text the file has not lost it, and every า is meant.
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
    joined = skeleton(_SPACED_AA.sub(r"\1า", text))
    removed = [match.end() - match.end(1) - 1 for match in _SPACED_AA.finditer(text)]
    total = [0]
    for width in removed:
        total.append(total[-1] + width)

    def fold(match: re.Match[str]) -> str:
        if lost:
            return match[1] + "ำ"
        number = bisect_left(spaces, match.end(1))
        place = match.end(1) - total[number]
        return match[1] + ("ำ" if contexts().mean_am(joined, place) else "า")

    return fold


def _restore_plain(tracked: _Tracked) -> None:
    bare = skeleton(tracked.text)
    table = contexts()

    def fold(match: re.Match[str]) -> str:
        return "ำ" if table.mean_am(bare, match.start()) else "า"

    tracked.rewrite(_PLAIN_AA, fold)
