"""Snippets: the best passage of a document, the number of matches, and the text around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmdesk.search.postings import decode, encode
from kmdesk.search.protocol import Snippet
from kmdesk.search.segment import Segment
from kmdesk.thai.normal import normal_form_map

WIDTH = 220  # characters per snippet
_MOST = 500  # matches examined per document
_SPACE = re.compile(r"\s")
Needles = Sequence[tuple[bytes, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """The best match of a document: its anchor and the shadow window to show."""

    anchor: str
    label: str
    low: int  # start of the window in the shadow
    high: int
    opening: int  # start of the passage in the shadow
    count: int


def best_spot(segment: Segment, number: int, needles: Needles, anchor: str = "") -> Spot:
    """Return the passage with most of the needles; with ``anchor``, that passage."""
    doc = segment.docs[number]
    start = int(doc["start"])
    text_end = start + int(doc["text_end"])
    places: list[tuple[int, int]] = []
    weights = [weight for _, weight in needles]
    for index, (needle, _) in enumerate(needles):
        at = segment.shadow.find(needle, start, text_end)
        while at >= 0 and len(places) < _MOST:
            places.append((at, index))
            at = segment.shadow.find(needle, at + max(1, len(needle)), text_end)
    body = start + int(doc["title_end"])
    low, high = np.searchsorted(segment.openings[:, 0], (start, text_end))
    openings = segment.openings[low:high].tolist()
    if anchor:
        for row, (offset, name) in enumerate(openings):
            if segment.anchors[name][0] == anchor:
                end = openings[row + 1][0] if row + 1 < len(openings) else text_end
                inside = [at for at, _ in places if offset <= at < end]
                at = min(inside, default=offset)
                return _spot(segment, at, offset, end, name, len(places))
    inside_text = [place for place in places if place[0] >= body] or places
    at = _densest(inside_text, weights) if inside_text else body
    holder = [pair for pair in openings if pair[0] <= at]
    if not holder:
        return _spot(segment, at, start, text_end, None, len(places))
    offset, name = holder[-1]
    after = openings[len(holder)][0] if len(holder) < len(openings) else text_end
    return _spot(segment, at, offset, after, name, len(places))


def _densest(places: Sequence[tuple[int, int]], weights: Sequence[float]) -> int:
    """Return the start of the window with the greatest weight of different needles.

    ``places`` are pairs of an offset and the number of the needle found there.
    """
    ordered = sorted(places)
    best, best_at, low = -1.0, ordered[0][0], 0
    for high, (at, _) in enumerate(ordered):
        while ordered[low][0] < at - WIDTH:
            low += 1
        window = ordered[low : high + 1]
        score = sum(weights[index] for index in {index for _, index in window})
        score += 0.01 * len(window)
        if score > best:
            best, best_at = score, ordered[low][0]
    return best_at


def _spot(segment: Segment, at: int, opening: int, end: int, name: int | None, count: int) -> Spot:
    low = max(opening, at - 60)
    while low > opening and not segment.is_mark(low):
        low -= 1
    high = min(end, low + WIDTH)
    while high < end and not segment.is_mark(high) and high < low + WIDTH + 40:
        high += 1
    anchor, label = segment.anchors[name] if name is not None else ("", "")
    return Spot(anchor, label, low, high, opening, count)


def snippet(
    segment: Segment,
    spot: Spot,
    needles: Needles,
    text: str | None,
) -> Snippet:
    """Return the window in its original spelling (in normal form if that is unavailable)."""
    window = decode(segment.shadow[spot.low : spot.high])
    before = len(decode(segment.shadow[spot.opening : spot.low]))
    shown, offsets = (window, None) if text is None else _original(text, window, before)
    data = encode(window)
    marks: list[tuple[int, int]] = []
    for needle, _ in needles:
        at = data.find(needle) if needle else -1
        while at >= 0:
            first = len(decode(data[:at]))
            marks.append((first, first + len(decode(needle))))
            at = data.find(needle, at + len(needle))
    if offsets is not None:
        marks = [(offsets[s], offsets[min(e, len(offsets) - 1)]) for s, e in marks]
    return Snippet(shown, tuple(_joined(marks)))


def _original(text: str, window: str, before: int) -> tuple[str, list[int] | None]:
    """Return the original of a normal window that starts about ``before`` characters in."""
    slack = 200
    while slack < 2 * len(text) + 400:
        low = max(0, before - 20)
        part = text[low : before + len(window) + slack]
        normal, source = normal_form_map(part)
        at = normal.find(window)
        if at >= 0:
            begin = source[at]
            last = at + len(window)
            stop = source[last] if last < len(source) else len(part)
            offsets = [source[i] - begin for i in range(at, last)] + [stop - begin]
            return _flat(part[begin:stop]), offsets
        slack *= 6
    return window, None


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text)


def _joined(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
