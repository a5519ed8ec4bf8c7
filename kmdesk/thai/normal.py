"""Normal form of a text, shared by index, query and comparison; sort keys; what files can hold.

The normal form takes two steps. A character table folds what a single character decides (digits,
case, quotes, spaces, zero-width characters, private-use glyphs). Then short runs are repaired:
misordered or doubled marks, a decomposed sara am, a sara ae typed as two sara e, and repeated
spaces. Every fold is local to a character cluster, so the normal form of a text cut between
clusters is a substring of the normal form of the whole.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Above and below marks in code point order, which is also their order in the normal form.
MARKS = (
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a"
    "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
_AA, _AM, _NIKHAHIT = "\u0e32", "\u0e33", "\u0e4d"
_SARA_E, _SARA_AE = "\u0e40", "\u0e41"

# Old Windows fonts put shifted glyphs at U+F700..U+F71A; these are the characters they mean.
PRIVATE_GLYPHS = dict(
    zip(
        range(0xF700, 0xF71B),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DOUBLE_QUOTES = "\u0093\u0094\u201c\u201d"
_SINGLE_QUOTES = "\u0091\u0092\u2018\u2019"


def _fold_char(char: str) -> str:
    """Return the fold of a single character."""
    if "\u0e50" <= char <= "\u0e59":
        return chr(ord(char) - 0x0E50 + 0x30)
    if char in ZERO_WIDTH:
        return ""
    if char in _DOUBLE_QUOTES:
        return '"'
    if char in _SINGLE_QUOTES:
        return "'"
    if char.isspace():
        return " "
    return PRIVATE_GLYPHS.get(ord(char)) or char.casefold()


class _Table(dict[int, str]):
    """The character table; folds are computed on first use and cached."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


_TABLE = _Table()
# The same folds for the characters in nearly all texts, one byte each: fourteen times faster.
_COMMON = (
    "".join(map(chr, [*range(0x80), *range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]))
    + f"{_DOUBLE_QUOTES}{_SINGLE_QUOTES}{ZERO_WIDTH}\u00a0\u2013\u2014\u2022\u2026"
).ljust(256, "\ufffe")
_TO_BYTES = codecs.charmap_build(_COMMON)
_FROM_BYTES = "".join(_fold_char(char) or "\ufffe" for char in _COMMON)
_DROPPED = bytes(code for code, char in enumerate(_COMMON) if char in ZERO_WIDTH)
# Characters whose fold is not exactly one character long: only these shift offsets.
_RESIZED = re.compile(
    "[" + "".join(re.escape(chr(c)) for c in range(0x11000) if len(_fold_char(chr(c))) != 1) + "]"
)
# Two adjacent characters of a run that is misordered, doubled, or a decomposed sara am.
_BAD_RUN = re.compile(
    "|".join(f"{mark}[{MARKS[: i + 1]}]" for i, mark in enumerate(MARKS))
    + f"|{_NIKHAHIT}[{MARKS}{_AA}{_AM}]|{_AM}[{MARKS}{_AM}]"
)
# One mark, a sara am, or a decomposed sara am; atomic, so that its parts stay together.
_PIECE = f"(?>{_NIKHAHIT}[{MARKS}]*{_AA}|[{MARKS}{_AM}])"
_RUN = re.compile(f"{_PIECE}{_PIECE}+|{_NIKHAHIT}[{MARKS}]*{_AA}")
_SARA_AE_PAIR = re.compile(_SARA_E * 2)
_SPACES = re.compile("  +")


@lru_cache(maxsize=4096)
def _mend_run(run: str) -> str:
    """Return the marks of a run in order, each once, with sara am last."""
    marks = set(run)
    am = _AM in marks or _AA in marks
    if am:
        marks -= {_AM, _AA, _NIKHAHIT}
    return "".join(sorted(marks)) + (_AM if am else "")


def _fold_chars(text: str) -> str:
    """Fold every character on its own."""
    try:
        packed = codecs.charmap_encode(text, "strict", _TO_BYTES)[0]
    except UnicodeEncodeError:
        return text.translate(_TABLE)
    return codecs.charmap_decode(packed.translate(None, _DROPPED), "strict", _FROM_BYTES)[0]


def normal_form(text: str) -> str:
    """Return the normal form of a text."""
    # Never NFKC: it splits ำ into two characters.
    text = marks_in_order(_fold_chars(text))
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ")


def marks_in_order(text: str) -> str:
    """Reorder marks and compose sara am and sara ae; letters and digits stay."""
    if _BAD_RUN.search(text):
        text = _RUN.sub(lambda m: _mend_run(m[0]), text)
    return text.replace(_SARA_E * 2, _SARA_AE)


def _rewrite(
    pattern: re.Pattern[str], fold: Callable[[str], str], text: str, source: array[int]
) -> tuple[str, array[int]]:
    """Replace every match and update the offsets."""
    pieces: list[str] = []
    offsets = array("I")
    end = 0
    for match in pattern.finditer(text):
        start, stop = match.span()
        old = match[0]
        new = fold(old)
        if new == old:
            continue
        pieces += (text[end:start], new)
        offsets += source[end:start]
        offsets.extend(source[start + i] for i in _sources(old, new))
        end = stop
    if not end:
        return text, source
    pieces.append(text[end:])
    return "".join(pieces), offsets + source[end:]


def _sources(old: str, new: str) -> list[int]:
    """Return for each new character the index of the old character it comes from."""
    last = 0
    found = []
    for char in new:
        at = old.find(char)
        last = at if at >= 0 else min(last, len(old) - 1)
        if char == _AM and at < 0:
            last = old.find(_NIKHAHIT)
        found.append(last)
    return found


def normal_form_map(text: str) -> tuple[str, array[int]]:
    """Return the normal form and, for each of its characters, the offset in ``text``."""
    source = array("I", range(len(text)))
    folded, source = _rewrite(_RESIZED, lambda c: _TABLE[ord(c)], text, source)
    folded = _fold_chars(folded)
    if _BAD_RUN.search(folded):
        folded, source = _rewrite(_RUN, _mend_run, folded, source)
    folded, source = _rewrite(_SARA_AE_PAIR, lambda _: _SARA_AE, folded, source)
    folded, source = _rewrite(_SPACES, lambda _: " ", folded, source)
    start = len(folded) - len(folded.lstrip(" "))
    stop = len(folded.rstrip(" "))
    return folded[start:stop], source[start : max(start, stop)]


# Sort keys in Thai dictionary order --------------------------------------------------------

# QCollator sorts Thai right, too, but belongs to Qt; a stored key lets SQLite sort.
_SWAP = re.compile("([เแโใไ])([ก-ฮ])")
_TOKEN = re.compile(r"0*(\d+)|(.)", re.DOTALL)
# Second-level marks, lightest first.
_SECOND_LEVEL = {
    sign: chr(0x31 + place)
    for place, sign in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b")
}
_SEPARATOR = "\x01"
_NO_MARK = "0"


def _primary(number: str, char: str) -> str:
    """Return the first-level key of a number or character, empty when it is ignored."""
    if number:
        digits = len(number)
        return "0" + chr(0x30 + min(digits, 60)) + number
    return char if char.isalnum() or unicodedata.category(char)[0] in "LMS" else ""


def sort_key(text: str) -> str:
    """Return a key whose plain comparison (SQLite's BINARY) gives the dictionary order.

    Its first level has letters and numbers: a leading vowel is moved after its consonant, digits
    count by their value; case, spaces and punctuation are ignored. The second has tone marks and
    the like and decides only between texts equal on the first.
    """
    folded = unicodedata.normalize("NFD", normal_form(text)).replace("ํา", "ำ")
    first: list[str] = []
    second: list[str] = []
    for match in _TOKEN.finditer(_SWAP.sub(r"\2\1", folded)):
        number, char = match[1] or "", match[2] or ""
        mark = _SECOND_LEVEL.get(char)
        if mark is None and unicodedata.combining(char or "0") and not "\u0e00" < char < "\u0e7f":
            mark = "9" + char
        if mark is not None:
            second.append(mark)
            continue
        key = _primary(number, char)
        if key:
            first.append(key)
            second.append(_NO_MARK)
    accents = "".join(second).rstrip(_NO_MARK)
    return "".join(first) + (_SEPARATOR + accents if accents else "")


# Text typed with the wrong keyboard layout: Thai Kedmanee against US English ---------------

_LATIN_KEYS = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_THAI_KEYS = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_TO_THAI = str.maketrans(_LATIN_KEYS, _THAI_KEYS)
_TO_LATIN = str.maketrans(_THAI_KEYS, _LATIN_KEYS)


def from_latin_keys(text: str) -> str:
    """Return the Thai text meant by keys pressed with the English layout."""
    return text.translate(_TO_THAI)


def from_thai_keys(text: str) -> str:
    """Return the English text meant by keys pressed with the Thai layout."""
    return text.translate(_TO_LATIN)


# What output files can hold ---------------------------------------------------------------

# Pasted text contains control characters (Word's soft line break is U+000B) and lone surrogates.
# XML forbids them, and programs report a spreadsheet, calendar or web page with them as damaged:
# everything that writes a file passes its text through here.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NON_CHARACTERS = re.compile("[\ufdd0-\ufdef]")


def clean_text(text: str, line_break: str = "\n") -> str:
    """Remove characters forbidden in files; unusual line breaks become ``line_break``."""
    text = _BREAKS.sub(line_break, text)
    return _NON_CHARACTERS.sub("", _FORBIDDEN.sub("", text))


def clean_line(text: str) -> str:
    """Clean a text like :func:`clean_text` and join it to one line."""
    return clean_text(text, " ").replace("\n", " ").replace("\t", " ")


def clean_value(value: Any, but: frozenset[str] = frozenset()) -> Any:
    """Clean all texts in a JSON value, except those under the keys ``but``."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {
            clean_value(key): inner if key in but else clean_value(inner, but)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [clean_value(inner, but) for inner in value]
    return value


def clean_tree(root: Element) -> Element:
    """Clean all texts and attributes of an XML tree in place and return it."""
    for node in root.iter():
        node.text = clean_text(node.text) if node.text else node.text
        node.tail = clean_text(node.tail) if node.tail else node.tail
        for name, value in node.attrib.items():
            node.set(name, clean_line(value))
    return root
