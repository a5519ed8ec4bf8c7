"""Select the candidate provisions that form a law's own numbering."""

from collections.abc import Sequence

from kmdesk.regulations.paragraphs import UnitMark
from kmdesk.thai.numbers import read_provision

_LOOK_BACK = 60


def choose(candidates: Sequence[UnitMark]) -> list[int]:
    """Return the indices of the chain of ``candidates`` that best forms one numbering.

    Each candidate scores its weight; a gap in the numbering, a repeat or a step back costs.
    """
    if not candidates:
        return []
    best = [0.0] * len(candidates)
    previous = [-1] * len(candidates)
    for i, mark in enumerate(candidates):
        best[i] = mark.weight - min(0.25 * (mark.key.main - 1), 1.0)
        for j in range(max(0, i - _LOOK_BACK), i):
            score = best[j] + mark.weight - _cost(candidates[j], mark)
            if score > best[i]:
                best[i], previous[i] = score, j
    at = max(range(len(candidates)), key=best.__getitem__)
    chain: list[int] = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return _with_misprints(candidates, chain[::-1])


def _with_misprints(candidates: Sequence[UnitMark], chain: list[int]) -> list[int]:
    """Keep strong candidates inside a gap of the chain, whatever their number is.

    Retyped laws print มาตรา ๔๐ for ๕๐; swallowing such a provision would be worse than showing it.
    """
    kept: list[int] = []
    for k, i in enumerate(chain):
        if k and _cost(candidates[chain[k - 1]], candidates[i]) > 0:
            first = candidates[chain[k - 1]]
            kept += [
                j
                for j in range(chain[k - 1] + 1, i)
                if candidates[j].weight >= 1.0 and candidates[j].unit == first.unit
            ]
        kept.append(i)
    return kept


def _cost(first: UnitMark, second: UnitMark) -> float:
    if first.unit != second.unit:
        return 5.0
    last = read_provision(first.through) if first.through else None
    before = last or first.key
    if second.key.follows(before):
        return 0.0
    if second.key == before:
        return 1.6
    if second.key < before:
        return 3.5
    return min(0.3 * (second.key.main - before.main), 1.4)
