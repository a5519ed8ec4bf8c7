"""Query relaxation: the fallbacks tried in order when a query finds nothing, down to a question."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any

import numpy as np
import numpy.typing as npt

from kmdesk.i18n import N_, Message
from kmdesk.search.answer import (
    FIRST,
    K1,
    TITLE,
    Answer,
    B,
    Hits,
    Scores,
    add,
    exact,
    holding,
    idf,
    nothing,
    provisions,
)
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.parse import Query, Synonyms, Term, equivalents, forms_of, section
from kmdesk.search.segment import Segment, decode, encode, word_key
from kmdesk.thai.normal import MARKS, from_latin_keys, from_thai_keys, normal_form
from kmdesk.thai.words import word_spans, words

ASKING = frozenset(
    ["อะไร", "ใคร", "ใด", "ไหน", "เมื่อไร", "เมื่อไหร่", "เท่าไร", "เท่าไหร่", "อย่างไร", "ยังไง"]
    + ["ทำไม", "กี่", "คือ", "หรือ", "ไหม"]
)
# Function words: half a word's weight in a document, none in a passage.
_WEAK = ASKING | frozenset(
    ["ใช่", "เป็น", "อยู่", "ที่", "ใน", "ของ", "และ", "มี", "ได้", "ให้", "ว่า", "โดย", "จาก"]
    + ["เมื่อ", "ถูก", "จะ"]
)
# Tuned on half of the public questions, validated on the other half (tests/benchmarks).
_WORDS, _GRAMS, _PAIRS, _NAMED, _PASSAGE = 0.75, 0.5, 0.5, 1.0, 0.4
_COMMON = 60_000  # an n-gram in more passages than this says nothing and costs milliseconds


@dataclass(slots=True)
class Question:
    """Scores of the documents for a question, and the parts of it that the corpus contains."""

    scores: Scores
    needles: list[tuple[bytes, float]]  # words to highlight, with their weights
    coverage: Scores  # share of the question's weight that a document contains


class _Sums:
    """Accumulator of a question's BM25 scores, by document and by passage."""

    def __init__(self, view: Snapshot) -> None:
        self.view = view
        self.size, self.live = len(view.docs), max(1, int(view.live.sum()))
        titles = view.docs["title_end"].astype(np.float64)
        length = view.length + (TITLE - 1) * titles
        mean = max(1.0, float(length[view.live].sum()) / self.live)
        self.norm = K1 * (1 - B + B * length / mean)
        passage = float(view.chunk_size.mean()) if len(view.chunk_size) else 1.0
        self.chunk_norm = K1 * (1 - B + B * view.chunk_size / passage)
        self.documents = {name: np.zeros(self.size) for name in ("words", "grams", "pairs")}
        self.passages = {name: np.zeros(len(view.chunk_doc)) for name in ("words", "grams")}
        self.known, self.named = np.zeros(self.size), np.zeros(self.size)

    def add(self, name: str, chunks: Ints, counts: Ints | None, weak: bool = False) -> float:
        """Add one term; return its weight."""
        view = self.view
        owners = view.chunk_doc[chunks]
        factors = np.where(view.title_chunk[chunks], TITLE, 1.0)
        amounts = factors if counts is None else counts * factors
        frequency = np.bincount(owners, weights=amounts, minlength=self.size)
        docs = np.flatnonzero((frequency > 0) & view.live)
        weight = idf(self.live, len(docs))
        self._score(name, docs, frequency[docs], weight * (0.5 if weak else 1.0))
        if not weak:
            tf = 1 if counts is None else counts
            gain = weight * tf * (K1 + 1) / (tf + self.chunk_norm[chunks])
            self.passages[name][chunks] += gain
        if name == "words" and not weak:
            self.known[docs] += weight
        return weight

    def add_hits(self, hits: Hits) -> None:
        """Add a pair of adjacent words."""
        title = (hits.first >= 0) & (hits.first < self.view.docs["title_end"][hits.docs])
        frequency = hits.places + (TITLE - 1) * title
        self._score("pairs", hits.docs, frequency, idf(self.live, len(hits)))

    def _score(self, name: str, docs: Ints, frequency: npt.NDArray[Any], weight: float) -> None:
        gain = weight * frequency * (K1 + 1) / (frequency + self.norm[docs])
        self.documents[name][docs] += gain

    def fused(self, allowed: Mask) -> Scores:
        """Return one score per document."""
        documents = self.documents
        scores = _WORDS * _unit(documents["words"], allowed)
        scores += _GRAMS * _unit(documents["grams"], allowed)
        scores += _PAIRS * _unit(documents["pairs"], allowed)
        scores += _NAMED * self.named / np.maximum(1, self.view.docs["title_end"])
        begins = self.view.first_chunk
        for passages in self.passages.values():
            if len(passages):
                scores += _PASSAGE * _unit(np.maximum.reduceat(passages, begins), allowed)
        result: Scores = scores * allowed
        return result


def question(view: Snapshot, text: str, allowed: Mask) -> Question:
    """Score documents for a question in normal form; any of its words may match."""
    sums = _Sums(view)
    spans = word_spans(text)
    needles: list[tuple[bytes, float]] = []
    total = 0.0
    for word in dict.fromkeys(text[start:end] for start, end in spans):
        needle, weak = encode(word), word in _WEAK
        chunks, counts = view.word(word_key(needle))
        weight = sums.add("words", chunks, counts, weak) if len(chunks) else idf(sums.live, 0)
        titled = view.chunk_doc[chunks[view.title_chunk[chunks]]]
        sums.named[titled] += len(needle)
        if not weak:
            total += weight
            needles.append((needle, weight))
    for (start, end), (after, stop) in pairwise(spans):
        if after - end <= 1:
            sums.add_hits(holding(view, encode(text[start:stop]), allowed))
    data = encode(text)
    for gram in dict.fromkeys(data[i : i + 3] for i in range(len(data) - 2)):
        key = int.from_bytes(gram, "big")
        if view.gram_count(key) < _COMMON:
            sums.add("grams", view.gram(key), None)
    return Question(sums.fused(allowed), needles, sums.known / (total or 1.0))


def _unit(scores: Scores, allowed: Mask) -> Scores:
    top = float(scores[allowed].max()) if allowed.any() else 0.0
    return scores / top if top > 0 else scores


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


_TYPED = 40  # maximum characters for typo correction
_SHORT = 6  # maximum words of a query that is not a question
_LEAST = 0.1  # share of a question's weight that a record must contain to be shown
_ENOUGH = 0.2  # and share of what the best record contains


def fallbacks(view: Snapshot, query: Query, allowed: Mask, table: Synonyms) -> Answer:
    """Return the exact answer with its synonyms, or the first fallback that finds something."""
    answer = exact(view, query, allowed)
    if not query.terms:
        return answer
    literal = len(answer) > 0
    answer = _with_equivalents(view, query, allowed, table, answer)
    answer = _with_section(view, query, allowed, table, answer, literal)
    if len(answer):
        return answer
    quoted = all(term.quoted for term in query.terms)
    for step in (_details,) if quoted else _STEPS:
        answer = step(view, query, allowed)
        if len(answer):
            return answer
    answer = nothing()
    answer.tried = [Message(N_("Nothing was found for {query}."), {"query": query.plain})]
    if not quoted:
        answer.tried.append(Message(N_("Near spellings and single words were tried, too."), {}))
    return answer


def _with_equivalents(
    view: Snapshot, query: Query, allowed: Mask, table: Synonyms, answer: Answer
) -> Answer:
    """Add what synonyms and other spellings find, ranked behind the exact hits."""
    wider = equivalents(query, table)
    if wider is None:
        return answer
    more = exact(view, wider, allowed)
    others = [t.text for g in wider.groups for t in g if t not in query.terms]
    return add(answer, more, Message(N_("Also looked for {instead}."), _shown(query, others)))


def _with_section(
    view: Snapshot, query: Query, allowed: Mask, table: Synonyms, answer: Answer, literal: bool
) -> Answer:
    """Rank the provision a query names first, opened at its anchor."""
    named = section(query)
    if named is None:
        return answer
    lawful = allowed
    for word in named.rest:
        # All words that name the law must be in its title, or any law with such a section would do.
        lawful = lawful & _titled(view, word, allowed, table)
    if not lawful.any():
        if literal:
            return answer
        lawful = allowed  # no such law here: search the number alone and say so
    found = provisions(view, named.number, named.written, lawful)
    if not found:
        return answer
    docs = np.array(sorted(found), np.int64)
    needles = [(encode(named.written), 1.0)]
    size = len(docs)
    more = Answer(docs, np.full(size, FIRST), np.ones(size, bool), needles)
    more.anchors = {doc: anchor for doc, anchor in found.items() if anchor}
    extra = len(np.setdiff1d(docs, answer.docs)) > 0
    note = Message(N_("Shown first: {instead}."), _shown(query, [named.written]))
    answer = add(answer, more, note if extra else None)
    at = np.searchsorted(answer.docs, docs)
    answer.scores[at] = FIRST * (1 + _likeness(view, docs, named.rest, table))
    answer.anchors |= more.anchors
    return answer


def _likeness(view: Snapshot, docs: Ints, rest: tuple[str, ...], table: Synonyms) -> Scores:
    """Return how well the words naming a law match each title; adjacent words count most."""
    likeness = np.zeros(len(docs))
    if not rest:
        return likeness
    length = np.maximum(1, view.docs["title_end"][docs])
    for forms in islice(product(*((word, *forms_of(word, table)) for word in rest)), 30):
        joint = encode("".join(forms))
        allowed = np.zeros(len(view.docs), bool)
        allowed[docs] = True
        hits = holding(view, joint, allowed)
        titled = hits.docs[hits.first < view.docs["title_end"][hits.docs]]
        at = np.searchsorted(docs, titled)
        likeness[at] = np.maximum(likeness[at], 1 + len(joint) / length[at])
    result: Scores = np.maximum(likeness, sum(map(len, rest)) / length)
    return result


def _titled(view: Snapshot, word: str, allowed: Mask, table: Synonyms) -> Mask:
    """Return the documents whose title contains a word of the law's name, or a synonym."""
    forms = (word, *forms_of(word, table))
    query = Query(word, (tuple(Term(form, field="title") for form in forms),))
    mask = np.zeros(len(allowed), bool)
    mask[exact(view, query, allowed).docs] = True
    return mask


def _shown(query: Query, others: list[str]) -> dict[str, object]:
    return {"query": query.plain, "instead": ", ".join(dict.fromkeys(others))}


def _details(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    answer = exact(view, query, allowed, fields=True)
    answer.tried = [Message(N_("Found only in the details of the items."), {})]
    return answer


def _marks(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    text = " ".join(term.text.lstrip(MARKS) for term in query.terms)
    return _instead(view, query, allowed, text)


def _layout(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    plain = query.plain
    if sum(char.isalpha() or char in MARKS for char in plain) < 2:
        return nothing()  # signs alone were not typed with another layout
    thai = any("\u0e01" <= char <= "\u0e5b" for char in plain)
    typed = from_thai_keys(query.raw) if thai else from_latin_keys(query.raw)
    return _instead(view, query, allowed, normal_form(typed))


def _instead(view: Snapshot, query: Query, allowed: Mask, text: str) -> Answer:
    """Return the exact answer to other words, with a note naming them."""
    if not text or text == query.plain:
        return nothing()
    answer = exact(view, query.with_words(text), allowed)
    shown: dict[str, object] = {"query": query.plain, "instead": text}
    answer.tried = [Message(N_("{query} was not found. These results are for {instead}."), shown)]
    return answer


def _all_words(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Match all words of the query anywhere in the record; not for a question."""
    found = list(dict.fromkeys(w for term in query.terms for w in words(term.text)))
    if not 2 <= len(found) <= _SHORT or not ASKING.isdisjoint(found):
        return nothing()
    kept = tuple(g for g in query.groups if any(t.field for t in g))
    split = Query(query.raw, kept + tuple((Term(w),) for w in found), query.excluded, query.years)
    answer = exact(view, split, allowed)
    if len(answer):
        answer.scores = question(view, query.plain, allowed).scores[answer.docs]
        answer.whole = np.zeros(len(answer), bool)
    answer.tried = [Message(N_("The words were found, but not side by side."), {})]
    return answer


def _typo(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Replace each word that occurs nowhere by the nearest one that does."""
    letters = any(char.isalpha() for char in query.plain)
    asking = not ASKING.isdisjoint(words(query.plain))
    if len(query.plain) > _TYPED or asking or not letters or not query.is_simple:
        return nothing()
    mended = []
    for term in query.terms:
        known = len(exact(view, Query(term.text, ((term,),)), allowed)) > 0
        mended.append(term.text if known else nearest(view, term.text, allowed) or term.text)
    return _instead(view, query, allowed, " ".join(mended))


def _any_word(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Return the records that contain most of the question."""
    asked = question(view, query.plain, allowed)
    best = float(asked.coverage[allowed].max()) if allowed.any() else 0.0
    enough = max(_LEAST, _ENOUGH * best)
    docs = np.flatnonzero(allowed & (asked.scores > 0) & (asked.coverage >= enough))
    answer = Answer(docs, asked.scores[docs], np.zeros(len(docs), bool), asked.needles)
    answer.tried = [Message(N_("No item has all the words. The nearest items are shown."), {})]
    return answer


# Slips of typing come before words apart: a string mended by a letter or two is a better guess than
# its words scattered over a record.
_STEPS = (_details, _marks, _layout, _typo, _all_words, _any_word)
__all__ = ["fallbacks"]
