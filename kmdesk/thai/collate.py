"""Sort keys in Thai dictionary order, comparable as plain text (SQLite BINARY).

A key has two levels. The first has letters and numbers: a leading vowel is moved after its
consonant, digits count by their value; case, spaces and punctuation are ignored. The second has
tone marks and the like and decides only between texts equal on the first.
"""

from __future__ import annotations

import re
import unicodedata

from kmdesk.thai.normal import normal_form

# QCollator sorts Thai right, too, but belongs to Qt; a stored key lets SQLite sort.
_SWAP = re.compile("([เแโใไ])([ก-ฮ])")
_TOKEN = re.compile(r"0*(\d+)|(.)", re.DOTALL)
# Second-level marks, lightest first.
_MARKS = {
    mark: chr(0x31 + i) for i, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b")
}
_SEPARATOR = "\x01"
_PLAIN = "0"


def _primary(number: str, char: str) -> str:
    """Return the first-level key of a number or character, empty when it is ignored."""
    if number:
        digits = len(number)
        return "0" + chr(0x30 + min(digits, 60)) + number
    return char if char.isalnum() or unicodedata.category(char)[0] in "LMS" else ""


def sort_key(text: str) -> str:
    """Return a key whose plain comparison gives the dictionary order."""
    folded = unicodedata.normalize("NFD", normal_form(text)).replace("ํา", "ำ")
    first: list[str] = []
    second: list[str] = []
    for match in _TOKEN.finditer(_SWAP.sub(r"\2\1", folded)):
        number, char = match[1] or "", match[2] or ""
        mark = _MARKS.get(char)
        if mark is None and unicodedata.combining(char or "0") and not "\u0e00" < char < "\u0e7f":
            mark = "9" + char
        if mark is not None:
            second.append(mark)
            continue
        key = _primary(number, char)
        if key:
            first.append(key)
            second.append(_PLAIN)
    accents = "".join(second).rstrip(_PLAIN)
    return "".join(first) + (_SEPARATOR + accents if accents else "")
