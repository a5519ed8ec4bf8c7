"""Typo correction: the text in the library nearest to a string that occurs nowhere.

Thai has no spaces and a wrong letter changes the segmentation, so words are not compared with a
word list. The passages that share most n-grams with the string are aligned with it; the piece
between word boundaries with the smallest distance, and among these the most frequent, wins.
"""

from collections import Counter

import numpy as np

from kmdesk.search.encoding import decode, encode
from kmdesk.search.segment import Segment
from kmdesk.search.snapshot import Ints, Mask, Snapshot

_PASSAGES = 60  # best passages to align
_SHORTEST, _LONGEST = 4, 40


def nearest(view: Snapshot, text: str, allowed: Mask) -> str | None:
    """Return the nearest string in the allowed documents, or None."""
    needle = encode(text)
    if not _SHORTEST <= len(needle) <= _LONGEST:
        return None
    most = 1 if len(needle) < 8 else 2 if len(needle) < 20 else 3
    pieces: Counter[tuple[int, str]] = Counter()
    for segment, base, _ in view.parts():
        for chunk in _alike(segment, needle, allowed[base : base + len(segment.docs)], most):
            for distance, piece in _aligned(segment, int(chunk), needle, most):
                pieces[(distance, piece)] += 1
    if not pieces:
        return None
    best = min(pieces, key=lambda p: (p[0], -pieces[p], p[1]))[1]
    return best if best != text else None


def _alike(segment: Segment, needle: bytes, allowed: Mask, most: int) -> Ints:
    """Return the chunks that contain most n-grams of the string."""
    family = segment.grams[3]
    keys = {int.from_bytes(needle[i : i + 3], "big") for i in range(len(needle) - 2)}
    shared = np.zeros(len(segment.cuts), np.uint8)
    for key in keys:
        shared[family.ids(family.find(key))] += 1
    shared[~allowed[segment.chunk_doc]] = 0
    least = max(1, len(keys) - 3 * most)
    good = np.flatnonzero(shared >= least)
    order = np.argsort(-shared[good].astype(np.int64), kind="stable")
    return good[order[:_PASSAGES]].astype(np.int64)


def _aligned(segment: Segment, chunk: int, needle: bytes, most: int) -> set[tuple[int, str]]:
    """Return (distance, piece between word boundaries) where n-grams of both coincide."""
    low = int(segment.cuts[chunk])
    high = int(segment.cuts[chunk + 1]) if chunk + 1 < len(segment.cuts) else len(segment.shadow)
    text = segment.shadow[max(0, low - 2) : high + len(needle) + most]
    origin = max(0, low - 2)
    starts = set()
    for offset in range(len(needle) - 2):
        at = text.find(needle[offset : offset + 3])
        while at >= 0:
            starts.add(max(0, at - offset))
            at = text.find(needle[offset : offset + 3], at + 1)
    found = set()
    for start in starts:
        begin = max(0, start - most)
        window = text[begin : start + len(needle) + most]
        place = _best_piece(window, needle, most)
        if place is None:
            continue
        distance, first, last = place
        piece = window[first:last]
        if 0 in piece or not piece.strip():
            continue
        left, right = origin + begin + first, origin + begin + last
        if segment.is_mark(left) and segment.is_mark(right):
            found.add((distance, decode(piece).strip()))
    return found


def _best_piece(window: bytes, needle: bytes, most: int) -> tuple[int, int, int] | None:
    """Return (distance, start, end) of the part of ``window`` nearest to ``needle`` (Sellers)."""
    size = len(window)
    costs, starts = [0] * (size + 1), list(range(size + 1))
    for row, byte in enumerate(needle, 1):
        next_costs, next_starts = [row], [0]
        for column in range(1, size + 1):
            change = costs[column - 1] + (window[column - 1] != byte)
            skip, extra = costs[column] + 1, next_costs[-1] + 1
            if change <= skip and change <= extra:
                cost, start = change, starts[column - 1]
            elif skip <= extra:
                cost, start = skip, starts[column]
            else:
                cost, start = extra, next_starts[-1]
            next_costs.append(cost)
            next_starts.append(start)
        if min(next_costs) > most:
            return None
        costs, starts = next_costs, next_starts
    distance = min(costs)
    ends = [column for column in range(size + 1) if costs[column] == distance]
    if distance > most:
        return None
    end = min(ends, key=lambda column: abs(column - starts[column] - len(needle)))
    return distance, starts[end], end
