"""Scores: exact answers by tier and BM25, questions by words, grams and passages fused."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kmdesk.search.match import Hits
from kmdesk.search.segment import word_key
from kmdesk.search.shadowtext import encode
from kmdesk.search.view import Ints, Mask, View
from kmdesk.thai.words import words

K1, B = 1.2, 0.75
TITLE = 3.0  # a word of the title counts as often
Scores = npt.NDArray[np.float64]


def idf(documents: int, holding: int) -> float:
    """Weight of a term that so many of the documents hold."""
    return float(np.log1p((documents - holding + 0.5) / (holding + 0.5)))


def exact_scores(view: View, hits: Hits) -> Scores:
    """BM25 of the documents that hold a string; its places stand for its frequency."""
    title = (hits.first >= 0) & (hits.first < view.docs["title_end"][hits.docs])
    frequency = hits.places + (TITLE - 1) * title
    norm = K1 * (1 - B + B * view.length[hits.docs] / view.mean_length)
    weight = idf(int(view.live.sum()), len(hits)) + 0.05
    scores: Scores = weight * frequency * (K1 + 1) / (frequency + norm)
    return scores


@dataclass(slots=True)
class Question:
    """The parts of a question that the corpus knows, and the document scores."""

    scores: Scores
    needles: list[tuple[bytes, float]]  # words to mark, with their weights
    coverage: Scores  # share of the question's weight that a document holds


@dataclass(slots=True)
class _Model:
    """Lengths shared by all terms of one question."""

    view: View
    norm: npt.NDArray[Any]
    chunk_norm: npt.NDArray[Any]
    live: int


def question(view: View, text: str, allowed: Mask) -> Question:
    """Score documents for a question in normal form, any of whose words may match."""
    model = _model(view)
    found = list(dict.fromkeys(words(text)))
    size = len(view.docs)
    word_scores, known = np.zeros(size), np.zeros(size)
    chunk_scores = np.zeros(len(view.chunk_doc))
    needles: list[tuple[bytes, float]] = []
    total = 0.0
    for word in found:
        needle = encode(word)
        chunks, counts = view.word(word_key(needle))
        weight = _accumulate(model, chunks, counts, word_scores, chunk_scores, known)
        total += weight
        needles.append((needle, weight))
    gram_scores = np.zeros(size)
    data = encode(text)
    for gram in dict.fromkeys(data[i : i + 3] for i in range(len(data) - 2)):
        chunks = view.gram(int.from_bytes(gram, "big"))
        _accumulate(model, chunks, np.ones(len(chunks), np.int64), gram_scores, chunk_scores, None)
    scores = _unit(word_scores, allowed) + _unit(gram_scores, allowed)
    if len(chunk_scores):
        best = np.maximum.reduceat(chunk_scores, np.flatnonzero(view.title_chunk))
        scores += 0.5 * _unit(best, allowed)
    return Question(scores * allowed, needles, known / (total or 1.0))


def _model(view: View) -> _Model:
    sizes = np.bincount(
        view.chunk_doc, weights=view.title_chunk * view.chunk_size, minlength=len(view.docs)
    )
    length = view.length + (TITLE - 1) * sizes
    live = max(1, int(view.live.sum()))
    norm = K1 * (1 - B + B * length / max(1.0, float(length[view.live].sum() / live)))
    mean_chunk = float(view.chunk_size.mean()) if len(view.chunk_size) else 1.0
    chunk_norm = K1 * (1 - B + B * view.chunk_size / mean_chunk)
    return _Model(view, norm, chunk_norm, live)


def _accumulate(
    model: _Model,
    chunks: Ints,
    counts: Ints,
    scores: Scores,
    chunk_scores: Scores,
    known: Scores | None,
) -> float:
    """Add one term's BM25 to documents and chunks; its weight."""
    view = model.view
    if not len(chunks):
        if known is not None:
            return idf(model.live, 0)
        return 0.0
    owners = view.chunk_doc[chunks]
    weighted = counts * np.where(view.title_chunk[chunks], TITLE, 1.0)
    frequency = np.bincount(owners, weights=weighted, minlength=len(view.docs))
    docs = np.flatnonzero((frequency > 0) & view.live)
    weight = idf(model.live, len(docs))
    frequency = frequency[docs]
    scores[docs] += weight * frequency * (K1 + 1) / (frequency + model.norm[docs])
    chunk_scores[chunks] += weight * counts * (K1 + 1) / (counts + model.chunk_norm[chunks])
    if known is not None:
        known[docs] += weight
    return weight


def _unit(scores: Scores, allowed: Mask) -> Scores:
    top = float(scores[allowed].max()) if allowed.any() else 0.0
    return scores / top if top > 0 else scores
