"""Question."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from kmdesk.search.answer import K1, TITLE, B, Hits, Scores, holding, idf
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.postings import encode
from kmdesk.search.segment import word_key
from kmdesk.thai.words import word_spans

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
