"""Exact substring search: candidates from the rarest n-grams, each one verified.

The answer is exact: n-grams only narrow, ``find`` in the shadow decides. One and two bytes need no
verification, since their posting lists are the answer.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.postings import U32
from kmdesk.search.segment import SIGN, Segment

_FEW = 48  # number of candidates that are cheaper to verify than to narrow further
_GRAMS = 6


@dataclass(slots=True)
class Hits:
    """Documents (sorted) that contain a string.

    ``first``: its first offset from the document's start (−1: not looked up; one or two bytes are
    only looked up in the title). ``places``: about how many chunks contain it.
    """

    docs: Ints
    first: Ints
    places: Ints

    def __len__(self) -> int:
        return len(self.docs)


def holding(
    view: Snapshot, needle: bytes, allowed: Mask, *, fields: bool = False, word: int | None = None
) -> Hits:
    """Return the allowed documents whose title, text or number contains ``needle``.

    With ``fields``, those whose fields contain it instead. ``word`` is the needle's key when it is
    a single word: documents in the list of that word need no verification.
    """
    docs, first, places = [], [], []
    for segment, base, _ in view.parts():
        wanted = allowed[base : base + len(segment.docs)]
        found = _in_segment(segment, needle, wanted, fields, word)
        docs.append(found.docs + base)
        first.append(found.first)
        places.append(found.places)
    none = np.zeros(0, np.int64)
    return Hits(*(np.concatenate([none, *part]) for part in (docs, first, places)))


def _in_segment(
    segment: Segment, needle: bytes, allowed: Mask, fields: bool, word: int | None
) -> Hits:
    none = np.zeros(0, np.int64)
    if not needle:
        docs = np.flatnonzero(allowed)
        return Hits(docs, np.full(len(docs), -1), np.ones(len(docs), np.int64))
    if len(needle) < 3:
        if fields:
            return Hits(none, none, none)
        family = segment.grams[len(needle)]
        docs = family.ids(family.find(int.from_bytes(needle, "big"))).astype(np.int64)
        docs = docs[allowed[docs]]
        starts = segment.starts[docs]
        titles = starts + segment.docs["title_end"][docs]
        first = _find(segment, needle, starts, titles)
        first[first >= 0] -= starts[first >= 0]
        return Hits(docs, first, np.ones(len(docs), np.int64))
    slots = _slots(segment, needle)
    if not slots:
        return Hits(none, none, none)
    docs, places, chunks = _candidates(segment, slots, allowed)
    first = np.full(len(docs), -1)
    if word is not None and not fields:
        first = _of_word(segment, needle, word)[docs]
    todo = np.flatnonzero(first < 0)
    first[todo] = _verify(segment, needle, docs[todo], chunks[todo], fields)
    keep = first >= 0
    return Hits(docs[keep], first[keep], places[keep])


def _of_word(segment: Segment, needle: bytes, word: int) -> Ints:
    """Return about where the word first occurs in each document's title or text, or −1."""
    first = np.full(len(segment.docs), -1)
    slot = segment.words.find(word)
    if slot < 0:
        return first
    example = int(segment.examples[slot])
    if segment.shadow[example : example + len(needle)] != needle:
        return first
    chunks = segment.words.ids(slot)[::-1]  # so that the earliest is written last
    owners = segment.chunk_doc[chunks]
    offsets = segment.cuts[chunks] - segment.starts[owners]
    own = offsets < segment.docs["number_end"][owners]  # not in the fields
    first[owners[own]] = offsets[own]
    return first


# N-grams, not words: ICU cuts a string differently in context, and word phrases found only 0.92 of
# the documents that hold a string, three-grams all of them.
def _slots(segment: Segment, needle: bytes) -> list[int]:
    """Return gram slots of the needle, rarest first; empty when a gram is missing."""
    family = segment.grams[3]
    keys = {int.from_bytes(needle[i : i + 3], "big") for i in range(len(needle) - 2)}
    slots = [family.find(key) for key in keys]
    if -1 in slots:
        return []
    return sorted(slots, key=family.count)


def _candidates(segment: Segment, slots: list[int], allowed: Mask) -> tuple[Ints, Ints, Ints]:
    """Return documents with the rarest grams, in how many chunks, and the first of these."""
    family = segment.grams[3]
    docs, places, first = _owners(segment, family.ids(slots[0]))
    keep = allowed[docs]
    docs, places, first = docs[keep], places[keep], first[keep]
    for slot in slots[1:_GRAMS]:
        if len(docs) <= _FEW or family.count(slot) > 40 * len(docs) + 2000:
            break
        mask = np.zeros(len(segment.docs), bool)
        mask[segment.chunk_doc[family.ids(slot)]] = True
        keep = mask[docs]
        docs, places, first = docs[keep], places[keep], first[keep]
    return docs, places, first


def _owners(segment: Segment, chunks: U32) -> tuple[Ints, Ints, Ints]:
    """Return the documents of sorted chunks, their number of chunks, and the first."""
    owners = segment.chunk_doc[chunks]
    head = np.ones(len(owners), bool)
    np.not_equal(owners[1:], owners[:-1], out=head[1:])
    begins = np.flatnonzero(head)
    docs = owners[begins].astype(np.int64)
    return docs, np.diff(begins, append=len(owners)), chunks[begins].astype(np.int64)


def _verify(segment: Segment, needle: bytes, docs: Ints, chunks: Ints, fields: bool) -> Ints:
    """Return the needle's first offset from each document's start, or −1."""
    starts = segment.starts[docs]
    edges = starts + segment.docs["number_end"][docs]
    # The needle cannot occur before the first chunk of its rarest gram.
    low = np.maximum(starts, segment.cuts[chunks].astype(np.int64) - len(needle))
    high = edges
    if fields:
        low, high = edges, segment.docs["end"][docs].astype(np.int64)
    at = _find(segment, needle, low, high)
    return np.where(at >= 0, at - starts, -1)


def _find(segment: Segment, needle: bytes, low: Ints, high: Ints) -> Ints:
    # mmap.find holds the GIL and a full scan grows with the corpus: only candidates are scanned.
    find = segment.shadow.find
    spans = zip(low.tolist(), high.tolist(), strict=True)
    return np.fromiter((find(needle, s, e) for s, e in spans), np.int64, len(low))


def whole(view: Snapshot, needle: bytes, hits: Hits, single: int | None) -> npt.NDArray[np.bool_]:
    """Return for each hit whether the string occurs there between word boundaries.

    ``single`` is the word key when the string is a single word.
    """
    result = np.zeros(len(hits), bool)
    if single is not None:
        chunks, _ = view.word(single)
        mask = np.zeros(len(view.docs), bool)
        mask[view.chunk_doc[chunks]] = True
        result |= mask[hits.docs]
    # One or two bytes were not looked up, and signs are in no word list: find them now.
    short = len(needle) < 3 and (single is None or bool(SIGN[needle[0]]))
    for segment, base, _ in view.parts():
        low, high = np.searchsorted(hits.docs, (base, base + len(segment.docs)))
        if short:
            _look_up(segment, needle, hits, low, high, base)
        rest = np.flatnonzero(~result[low:high] & (hits.first[low:high] >= 0)) + low
        if len(rest):
            result[rest] = _whole_in(segment, needle, hits.docs[rest] - base, hits.first[rest])
    return result


def _look_up(segment: Segment, needle: bytes, hits: Hits, low: int, high: int, base: int) -> None:
    todo = np.flatnonzero(hits.first[low:high] < 0) + low
    docs = hits.docs[todo] - base
    starts = segment.starts[docs]
    at = _find(segment, needle, starts, starts + segment.docs["number_end"][docs])
    hits.first[todo] = np.where(at >= 0, at - starts, -1)


def _whole_in(segment: Segment, needle: bytes, docs: Ints, first: Ints) -> Mask:
    at = first + segment.starts[docs]
    ok = _marked(segment, at) & _marked(segment, at + len(needle))
    ends = segment.starts[docs] + segment.docs["number_end"][docs]
    todo = np.flatnonzero(~ok)
    # Bounded: an item with eight part-word matches and no whole one is a part-word hit.
    for _ in range(8):
        if not len(todo):
            break
        at[todo] = _find(segment, needle, at[todo] + 1, ends[todo])
        todo = todo[at[todo] >= 0]
        good = _marked(segment, at[todo]) & _marked(segment, at[todo] + len(needle))
        ok[todo[good]] = True
        todo = todo[~good]
    return ok


def _marked(segment: Segment, offsets: Ints) -> Mask:
    bits = segment.bits[offsets >> 3]
    marked: Mask = (bits & (128 >> (offsets & 7)).astype(np.uint8)) != 0
    return marked
