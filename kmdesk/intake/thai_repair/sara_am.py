"""Restore sara am stored as plain sara aa: อานาจ or "อ านาจ" for อำนาจ.

The surrounding letters decide which one was meant. The table sara_am.txt holds the shortest
contexts that mean sara am in at least 998 of 1,000 places of clean public texts; contexts work for
words no list contains, because Thai spelling is regular around ำ.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

_TABLE = Path(__file__).with_name("sara_am.txt")
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
