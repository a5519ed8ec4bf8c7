"""All segments as one snapshot: global document and chunk numbers, and their columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kmdesk.search.postings import U32
from kmdesk.search.segment import DOC, Docs, Segment

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Snapshot:
    """Segments, oldest first; a later entry of a record replaces the earlier ones."""

    segments: Sequence[Segment]
    docs: Docs = field(init=False)
    live: Mask = field(init=False)
    doc_base: list[int] = field(init=False)
    chunk_base: list[int] = field(init=False)
    chunk_doc: Ints = field(init=False)
    chunk_size: Floats = field(init=False)
    first_chunk: Ints = field(init=False)  # of each document
    title_chunk: Mask = field(init=False)
    length: Floats = field(init=False)
    mean_length: float = field(init=False)

    def __post_init__(self) -> None:
        segments = self.segments
        self.docs = np.concatenate([np.zeros(0, DOC), *(s.docs for s in segments)])
        self.doc_base = _bases([len(s.docs) for s in segments])
        self.chunk_base = _bases([len(s.cuts) for s in segments])
        self.live = newest_entries(self.docs["record"]) & (self.docs["alive"] == 1)
        owners = [s.chunk_doc.astype(np.int64) + b for s, b in self._with(self.doc_base)]
        self.chunk_doc = np.concatenate([np.zeros(0, np.int64), *owners])
        sizes = [np.diff(s.cuts.astype(np.int64), append=len(s.shadow)) for s in segments]
        self.chunk_size = np.concatenate([np.zeros(0), *sizes]).astype(np.float32)
        begins = np.ones(len(self.chunk_doc), bool)
        begins[1:] = self.chunk_doc[1:] != self.chunk_doc[:-1]
        self.first_chunk = np.flatnonzero(begins)
        self.title_chunk = begins & (self.docs["title_end"] > 0)[self.chunk_doc]
        self.length = (self.docs["end"] - self.docs["start"]).astype(np.float32)
        self.mean_length = float(self.length[self.live].mean()) if self.live.any() else 1.0

    def visible(self, audiences: Sequence[str]) -> Mask:
        """Return the documents these audiences may see."""
        return self.live if "internal" in audiences else self.live & (self.docs["internal"] == 0)

    def place(self, doc: int) -> tuple[Segment, int]:
        """Return segment and local number of a document."""
        index = int(np.searchsorted(self.doc_base, doc, "right")) - 1
        return self.segments[index], doc - self.doc_base[index]

    def parts(self) -> Sequence[tuple[Segment, int, int]]:
        """Return (segment, document base, chunk base) of each segment."""
        return list(zip(self.segments, self.doc_base, self.chunk_base, strict=True))

    def word(self, key: int) -> tuple[Ints, npt.NDArray[np.int64]]:
        """Return global chunks and frequencies of a word."""
        chunks, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for segment, _, base in self.parts():
            slot = segment.words.find(key)
            if slot >= 0:
                chunks.append(segment.words.ids(slot).astype(np.int64) + base)
                counts.append(segment.words.frequencies(slot).astype(np.int64))
        return np.concatenate(chunks), np.concatenate(counts)

    def gram_count(self, key: int) -> int:
        """Return how many chunks contain a three-byte gram."""
        grams = [segment.grams[3] for segment in self.segments]
        return sum(family.count(family.find(key)) for family in grams)

    def gram(self, key: int) -> Ints:
        """Return the global chunks of a three-byte gram."""
        chunks = [np.zeros(0, np.int64)]
        for segment, _, base in self.parts():
            slot = segment.grams[3].find(key)
            if slot >= 0:
                chunks.append(segment.grams[3].ids(slot).astype(np.int64) + base)
        return np.concatenate(chunks)

    def _with(self, bases: list[int]) -> list[tuple[Segment, int]]:
        return list(zip(self.segments, bases, strict=True))


def _bases(sizes: list[int]) -> list[int]:
    total, bases = 0, []
    for size in sizes:
        bases.append(total)
        total += size
    return bases


def newest_entries(records: U32) -> Mask:
    """Return True for the last entry of each record."""
    newest = np.zeros(len(records), bool)
    _, last = np.unique(records[::-1], return_index=True)
    newest[len(records) - 1 - last] = True
    return newest
