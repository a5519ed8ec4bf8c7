"""Near-duplicate detection: shingle similarity of two texts, and min-hash keys copies share.

Shingles are taken over the letters alone, without the marks and spaces that scanning loses. Keys
come from one-permutation min-hashing of a page (Li, Owen, Zhang 2012): pages that share half of
their shingles share at least one key with a probability of 0.99.
"""

import re
import zlib
from collections.abc import Iterable, Sequence

from kmdesk.thai.digits import to_arabic

MAX_PAGES = 3
"""Number of pages examined: letters are short, and a forwarded one comes second or third."""
_SHINGLE = 6  # letters
_BINS = 72
_ROWS = 3  # bins per key
_MIN_LETTERS = 120  # a shorter page resembles too many others
_MAX_CHARS = 8000  # per page
_DROP = re.compile(r"[\s.\-_…,“”\"'()ัิ-ฺ็-๎ํ\u200b-\u200d]+")
_SAME = str.maketrans({"ำ": "า", "แ": "เ"})

Shingles = frozenset[int]


def letters_of(text: str) -> str:
    """Return the letters that survive a scan."""
    plain = text[:_MAX_CHARS].replace("เเ", "แ").replace("ํา", "ำ").casefold()
    return _DROP.sub("", to_arabic(plain)).translate(_SAME)


def shingles(text: str) -> Shingles:
    """Return hashes of all six-letter runs of a page; empty when the page is too short."""
    letters = letters_of(text)
    if len(letters) < _MIN_LETTERS:
        return frozenset()
    data = letters.encode("utf-16-le")  # two bytes a letter: slices need no encoding each
    width = 2 * _SHINGLE
    return frozenset(zlib.crc32(data[at : at + width]) for at in range(0, len(data) - width + 1, 2))


def keys_of(pages: Sequence[str]) -> list[int]:
    """Return the keys of a paper's first pages, 32 bits each; near copies share one of them."""
    found: set[int] = set()
    for page in pages[:MAX_PAGES]:
        found.update(_keys(shingles(page)))
    return sorted(found)


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the Jaccard similarity (0…1) of the two most alike of two papers' first pages."""
    left = [s for s in map(shingles, one[:MAX_PAGES]) if s]
    right = [s for s in map(shingles, other[:MAX_PAGES]) if s]
    return max((_jaccard(a, b) for a in left for b in right), default=0.0)


def _jaccard(one: Shingles, other: Shingles) -> float:
    return len(one & other) / len(one | other)


def _keys(page: Shingles) -> Iterable[int]:
    if not page:
        return []
    least: list[int | None] = [None] * _BINS
    for value in page:
        # crc32 is linear: mix the bits before dividing them into bins.
        mixed = (value * 0x9E3779B1) & 0xFFFFFFFF
        at, rest = mixed % _BINS, mixed // _BINS
        present = least[at]
        if present is None or rest < present:
            least[at] = rest
    full = _densified(least)
    return [zlib.crc32(repr((at, full[at : at + _ROWS])).encode()) for at in range(0, _BINS, _ROWS)]


def _densified(least: Sequence[int | None]) -> list[int]:
    """Fill each empty bin with the value of the next full one."""
    result = []
    for at in range(len(least)):
        step = 0
        while (value := least[(at + step) % len(least)]) is None:
            step += 1
        result.append(value + step * 0x10000001)
    return result
