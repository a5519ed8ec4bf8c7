"""Thai words reduced to the letters that survive a scan, and edit distances between them."""

import re
from functools import lru_cache

_SAME = str.maketrans({"ำ": "า", "แ": "เ"})
_MARKS = re.compile("[ัิ-ฺ็-๎ํ\u200b]")


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """Return ``text`` without tone marks, upper and lower vowels, spaces and full stops."""
    text = re.sub(r"[\s.]+", "", text.replace("เเ", "แ").replace("ํา", "ำ"))
    return _MARKS.sub("", text).translate(_SAME)


def distance(one: str, other: str, limit: int) -> int:
    """Return the edit distance of two short texts; ``limit + 1`` for anything beyond ``limit``."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        present = [row]
        for column, right in enumerate(other, 1):
            change = above[column - 1] + (left != right)
            present.append(min(change, above[column] + 1, present[-1] + 1))
        if min(present) > limit:
            return limit + 1
        above = present
    return min(above[-1], limit + 1)


def opening(text: str, word: str, limit: int) -> tuple[int, int] | None:
    """Return (end of ``word``, edits) when ``text`` begins with ``word``, tolerating OCR errors."""
    wanted = skeleton(word)
    best: tuple[int, int] | None = None
    for length, end in _prefixes(text, len(wanted) + limit):
        if length < len(wanted) - limit:
            continue
        edits = distance(skeleton(text[:end]), wanted, limit)
        if edits <= limit and (best is None or edits < best[1]):
            best = (end, edits)
    return best


def _prefixes(text: str, longest: int) -> list[tuple[int, int]]:
    """Return (skeleton length, end in ``text``) of each prefix of ``text``."""
    found: list[tuple[int, int]] = []
    letters = 0
    for at, char in enumerate(text):
        if skeleton(char):
            letters += 1
            if letters > longest:
                break
            found.append((letters, at + 1))
        elif found and not char.isspace():
            found[-1] = (letters, at + 1)  # a mark belongs to the letter before it
    return found


def alike(one: str, other: str) -> float:
    """Return the similarity of two names, 0…1, ignoring marks and spaces."""
    left, right = skeleton(one), skeleton(other)
    longest = max(len(left), len(right))
    if not longest:
        return 0.0
    limit = max(1, longest // 5)
    return 1 - distance(left, right, limit) / longest
