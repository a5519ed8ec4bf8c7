"""Exact answers: the documents that hold every string of a query, in tiers of rank.

The substring search is exact: candidates come from the rarest n-grams, which only narrow; ``find``
in the shadow decides. One and two bytes need no verification, since their posting lists are the
answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kmdesk.i18n import Message
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.parse import Query, Term
from kmdesk.search.segment import SIGN, U32, Segment, encode, word_key
from kmdesk.thai.words import word_spans

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
        permitted = allowed[base : base + len(segment.docs)]
        found = _in_segment(segment, needle, permitted, fields, word)
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
        # A long list costs more to decode than the few candidates left cost to verify.
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


K1, B = 1.2, 0.75
# With titles counted three times, words + trigrams reached MRR@10 0.942, trigrams alone 0.937.
TITLE = 3.0  # factor for words in the title
Scores = npt.NDArray[np.float64]


def idf(documents: int, holding: int) -> float:
    """Return the weight of a term that ``holding`` of the documents contain."""
    return float(np.log1p((documents - holding + 0.5) / (holding + 0.5)))


def exact_scores(view: Snapshot, hits: Hits) -> Scores:
    """Return the BM25 scores of the documents containing a string, its places as frequency."""
    title = (hits.first >= 0) & (hits.first < view.docs["title_end"][hits.docs])
    frequency = hits.places + (TITLE - 1) * title
    norm = K1 * (1 - B + B * view.length[hits.docs] / view.mean_length)
    weight = idf(int(view.live.sum()), len(hits)) + 0.05
    scores: Scores = weight * frequency * (K1 + 1) / (frequency + norm)
    return scores


# One tier of the ranking; BM25 sums stay far below.
_STEP = 1000.0
READY = 30 * _STEP  # a ready-made answer to the question
FIRST = 32 * _STEP  # a provision requested by its number


@dataclass(slots=True)
class Answer:
    """Matching documents with score and whole-word flag, and the needles to highlight."""

    docs: Ints
    scores: Scores
    whole: Mask
    needles: list[tuple[bytes, float]]
    tried: list[Message] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)  # document -> anchor to open

    def __len__(self) -> int:
        return len(self.docs)


def nothing() -> Answer:
    """Return an empty answer."""
    return Answer(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, bool), [])


def everything(allowed: Mask) -> Answer:
    """Return all allowed documents, unranked."""
    docs = np.flatnonzero(allowed)
    return Answer(docs, np.zeros(len(docs)), np.ones(len(docs), bool), [])


def exact(view: Snapshot, query: Query, allowed: Mask, *, fields: bool = False) -> Answer:
    """Return the documents that contain every group of the query and no excluded term."""
    for term in query.excluded:
        gone = _term(view, term, allowed, fields=False)
        allowed = allowed.copy()
        allowed[gone.docs] = False
    if not query.groups:
        return everything(allowed) if query.years or query.excluded else nothing()
    scores = np.zeros(len(view.docs))
    wholes = np.ones(len(view.docs), bool)
    titled = np.ones(len(view.docs), bool)
    needles: list[tuple[bytes, float]] = []
    # Longest first: it narrows most, and the others are verified only in what is left.
    for group in sorted(query.groups, key=lambda g: -min(len(t.text) for t in g)):
        allowed, parts = _group(view, group, allowed, fields)
        for docs, part, is_whole, in_title, needle, weight in parts:
            scores[docs] = np.maximum(scores[docs], 0) + part
            needles.append((needle, weight))
            wholes[docs] &= is_whole
            titled[docs] &= in_title
        if not allowed.any():
            return nothing()
    docs = np.flatnonzero(allowed)
    # Each step outweighs all below it: named just so, whole words, in the title, side by side.
    tiers = 4.0 * wholes[docs] + 2.0 * titled[docs]
    answer = Answer(docs, scores[docs], wholes[docs], needles)
    if query.terms and not fields:
        tiers += _phrase(view, query, allowed, docs) + 8.0 * _named(view, query.plain, docs)
    answer.scores = answer.scores + _STEP * tiers
    return answer


_Part = tuple[Ints, Scores, Mask, Mask, bytes, float]


def _group(
    view: Snapshot, group: Sequence[Term], allowed: Mask, fields: bool
) -> tuple[Mask, list[_Part]]:
    """Return the documents with any term of the group, and what each term contributes."""
    result = np.zeros(len(allowed), bool)
    parts: list[_Part] = []
    for term in group:
        hits = _term(view, term, allowed, fields=fields)
        result[hits.docs] = True
        needle = encode(term.text)
        is_whole = whole(view, needle, hits, _single(term.text))
        in_title = (hits.first >= 0) & (hits.first < view.docs["title_end"][hits.docs])
        weight = 1.0 / (1 + len(hits))
        scores = exact_scores(view, hits) if len(hits) else np.zeros(0)
        parts.append((hits.docs, scores, is_whole, in_title, needle, weight))
    if len(group) > 1:  # alternatives: lacking one of them must not count against a document
        parts = [(d, s, np.ones_like(w), t, needle, weight) for d, s, w, t, needle, weight in parts]
    return result, parts


def _term(view: Snapshot, term: Term, allowed: Mask, *, fields: bool) -> Hits:
    if term.field in ("title", "number"):
        return _in_zone(view, term, allowed)
    needle = encode(term.text)
    return holding(view, needle, allowed, fields=fields, word=_single(term.text))


def _in_zone(view: Snapshot, term: Term, allowed: Mask) -> Hits:
    """Return the documents whose title or number contains the term."""
    needle = encode(term.text)
    hits = holding(view, needle, allowed)
    keep = np.zeros(len(hits), bool)
    for index, doc in enumerate(hits.docs.tolist()):
        segment, number = view.place(doc)
        row = segment.docs[number]
        start = int(row["start"])
        low, high = start, start + int(row["title_end"])
        if term.field == "number":
            low, high = start + int(row["text_end"]), start + int(row["number_end"])
        keep[index] = segment.shadow.find(needle, low, high) >= 0
    return Hits(hits.docs[keep], hits.first[keep], hits.places[keep])


def _single(text: str) -> int | None:
    """Return the word key of a text that is a single word, else None."""
    spans = word_spans(text)
    return word_key(encode(text)) if spans == [(0, len(text))] else None


def _phrase(view: Snapshot, query: Query, allowed: Mask, docs: Ints) -> npt.NDArray[np.float64]:
    """Return 1 for documents in which the words are adjacent and in order."""
    bonus = np.zeros(len(docs))
    if len(query.terms) > 1 and query.is_simple:
        for joint in (query.plain, query.plain.replace(" ", "")):
            needle = encode(joint)
            found = holding(view, needle, allowed)
            at = np.searchsorted(docs, found.docs)
            bonus[at] = np.maximum(bonus[at], 0.5 + 0.5 * whole(view, needle, found, None))
    return bonus


def _named(view: Snapshot, plain: str, docs: Ints) -> npt.NDArray[np.float64]:
    """Return 1 for documents whose title or number equals the query."""
    needle = encode(plain)
    rows = view.docs[docs]
    title = rows["title_end"] == len(needle)
    number = rows["number_end"] - rows["text_end"] - 1 == len(needle)
    named = np.zeros(len(docs))
    for index in np.flatnonzero(title | number).tolist():
        segment, local = view.place(int(docs[index]))
        row = segment.docs[local]
        start = int(row["start"])
        first = segment.shadow[start : start + int(row["title_end"])]
        second = segment.shadow[start + int(row["text_end"]) + 1 : start + int(row["number_end"])]
        named[index] = float(needle in (first, second))
    return named


def add(answer: Answer, more: Answer, note: Message | None) -> Answer:
    """Append the documents that only ``more`` has, ranked behind those of ``answer``."""
    new = ~np.isin(more.docs, answer.docs)
    if not new.any():
        return answer
    docs = np.concatenate([answer.docs, more.docs[new]])
    order = np.argsort(docs, kind="stable")
    # Only the rank within a tier is kept: what is added may not overtake an exact answer.
    scores = np.concatenate([answer.scores, more.scores[new] % _STEP])
    wholes = np.concatenate([answer.whole, more.whole[new]])
    joined = Answer(docs[order], scores[order], wholes[order], answer.needles + more.needles)
    joined.tried = [*answer.tried, *([note] if note else [])]
    joined.anchors = {**more.anchors, **answer.anchors}
    return joined


def provisions(view: Snapshot, number: str, written: str, allowed: Mask) -> dict[int, str]:
    """Return document -> anchor of this provision (empty: the text only begins with it)."""
    anchor = f"provision:{number}"
    found: dict[int, str] = {}
    for segment, base, _ in view.parts():
        ids = [i for i, (name, _) in enumerate(segment.anchors) if name == anchor]
        if ids:
            offsets = segment.openings[np.isin(segment.openings[:, 1], ids), 0].astype(np.int64)
            owners = np.searchsorted(segment.starts, offsets, "right") - 1 + base
            found |= {doc: anchor for doc in owners.tolist() if allowed[doc]}
    if found:
        return found
    needle = encode(written)
    for doc in holding(view, needle, allowed).docs.tolist():
        segment, local = view.place(doc)
        start, end = int(segment.docs["start"][local]), int(segment.docs["end"][local])
        low, high = np.searchsorted(segment.openings[:, 0], (start, end))
        for offset in (start, *segment.openings[low:high, 0].tolist()):
            after = segment.shadow[offset + len(needle) : offset + len(needle) + 1]
            heads = segment.shadow[offset : offset + len(needle)] == needle
            if heads and not after.isdigit() and after != b"/":
                found[doc] = ""
                break
    return found
