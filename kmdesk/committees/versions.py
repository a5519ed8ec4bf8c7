"""Two versions of a text side by side: what stayed, what went, what came. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_PIECE = re.compile(r"\S+|[^\S\n]+|\n")


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces as (mark, text): "=" in both, "-" only in the old, "+" only in the new one.

    Thai writes a space between phrases, so phrases are what is compared.
    """
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return list(_joined(matcher, before, after))


def _joined(
    matcher: "SequenceMatcher[str]", before: list[str], after: list[str]
) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "=", "".join(before[a:b])
            continue
        if b > a:
            yield "-", "".join(before[a:b])
        if d > c:
            yield "+", "".join(after[c:d])
