"""Match provisions of two instruments that say the same thing, whatever their numbers. Pure.

A cooperative's bylaws follow the model with numbers shifted, provisions omitted and others added;
pairs are found by their text, supported by number and heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kmdesk.regulations.queries import PartRow

_LEAST = 0.22  # similarity below which two provisions do not match
_SAME_NUMBER, _NEAR = 0.12, 0.08
_CERTAIN = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """A provision on each side; None where the other side has no counterpart."""

    first: PartRow | None
    second: PartRow | None
    likeness: float = 0.0


def pair(first: Sequence[PartRow], second: Sequence[PartRow]) -> list[Pair]:
    """Return every provision of both sides once, in the order of ``second``.

    Provisions only ``first`` has follow the one that precedes them there.
    """
    chosen = _choose(first, second)
    taken = {a: b for b, (a, _) in chosen.items()}
    pairs: list[Pair] = []
    done: set[int] = set()

    def alone_before(limit: int) -> None:
        """Add provisions only ``first`` has, after their predecessor."""
        for a in range(limit):
            if a not in done and a not in taken:
                pairs.append(Pair(first[a], None))
                done.add(a)

    for b, row in enumerate(second):
        if b not in chosen:
            pairs.append(Pair(None, row))
            continue
        a, likeness = chosen[b]
        alone_before(a)
        done.add(a)
        pairs.append(Pair(first[a], row, likeness))
    alone_before(len(first))
    return pairs


def _choose(first: Sequence[PartRow], second: Sequence[PartRow]) -> dict[int, tuple[int, float]]:
    """Match provisions of ``second`` to similar ones of ``first``, best pairs first."""
    grams = [[_grams(row) for row in rows] for rows in (first, second)]
    scored: list[tuple[float, float, int, int]] = []
    for b, there in enumerate(grams[1]):
        for a, here in enumerate(grams[0]):
            likeness = _likeness(here, there)
            bonus = _SAME_NUMBER if first[a].number == second[b].number else 0.0
            near = abs(a / max(1, len(first)) - b / max(1, len(second)))
            score = likeness + bonus + _NEAR * (1 - near)
            if likeness >= _LEAST or (likeness + bonus >= _LEAST and bonus):
                scored.append((score, likeness, a, b))
    chosen: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for _score, likeness, a, b in sorted(scored, reverse=True):
        if a not in used and b not in chosen:
            chosen[b] = (a, round(min(1.0, likeness), 3))
            used.add(a)
    return chosen


def _grams(row: PartRow) -> frozenset[str]:
    words = row.text.removeprefix(row.label)
    text = "".join(char for char in words if not char.isspace() and not char.isdigit())
    return frozenset(text[at : at + 3] for at in range(max(1, len(text) - 2)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return trigram similarity; a short text contained in a longer one counts in part."""
    shared = len(one & other)
    if not shared:
        return 0.0
    return 0.5 * shared / len(one | other) + 0.5 * shared / max(1, min(len(one), len(other)))
