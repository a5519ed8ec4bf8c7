"""An immutable index segment: shadow text, word boundaries, n-grams and words of documents.

Layout of a document in the shadow: title, a space, the passages joined by spaces, a zone mark, the
number, a zone mark, the fields, a zone mark. A query cannot contain a zone mark, so a hit never
spans zones or documents. Ranking counts in *chunks* (the title; about 240 bytes of a passage;
number and fields), so that passages can be scored. Everything else can be derived from a shadow and
its word boundaries, which is how segments are merged.
"""

import json
import mmap
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kmdesk.search import postings
from kmdesk.search.postings import U8, U32, U64, Postings
from kmdesk.store.atomic import replace_file, sync_folder

CHUNK = 240
DOC = np.dtype(
    [
        ("record", "<u4"),
        ("version", "<u4"),
        ("alive", "u1"),  # 0: a tombstone, the record is gone
        ("internal", "u1"),
        ("title_end", "<u4"),
        ("text_end", "<u4"),
        ("number_end", "<u4"),
        ("start", "<u8"),
        ("end", "<u8"),
        ("dated", "<u4"),
        ("rank", "u1"),  # 0 in force, 1 unknown, 2 repealed
        ("place", "<u4"),
        ("kind", "<u4"),  # this and the next two: indexes into the segment's names
        ("status", "<u4"),
        ("issuer", "<u4"),
    ]
)
Docs = npt.NDArray[np.void]


@dataclass(slots=True, kw_only=True)
class Frame:
    """The data from which n-grams and words can be derived again."""

    shadow: bytes | mmap.mmap
    bits: U8  # packed bits: a word starts or ends before this byte
    docs: Docs
    cuts: U32  # chunk starts
    openings: U64  # (shadow offset, anchor) of each passage
    tags: U32  # (document, name)
    anchors: Sequence[tuple[str, str]]
    names: Sequence[str]


_ARRAYS = ("bits", "docs", "cuts", "openings", "tags")


@dataclass(slots=True, kw_only=True)
class Segment(Frame):
    """Arrays of one segment, in memory or mapped from its folder."""

    grams: dict[int, Postings]
    words: Postings
    examples: U32  # an example place of each word
    chunk_doc: U32 = field(init=False)
    starts: npt.NDArray[np.int64] = field(init=False)
    lengths: npt.NDArray[np.float32] = field(init=False)
    live: npt.NDArray[np.bool_] = field(init=False)
    folder: Path | None = None

    def __post_init__(self) -> None:
        self.starts = self.docs["start"].astype(np.int64)
        self.chunk_doc = (np.searchsorted(self.starts, self.cuts, "right") - 1).astype(np.uint32)
        self.lengths = (self.docs["end"].astype(np.int64) - self.starts).astype(np.float32)
        self.live = self.docs["alive"].astype(bool)

    def is_mark(self, offset: int) -> bool:
        """Return whether a word starts or ends at this offset of the shadow."""
        return bool(self.bits[offset >> 3] & (128 >> (offset & 7)))

    def save(self, folder: Path) -> None:
        """Write to ``folder``: under a temporary name, synced, then renamed."""
        part = folder.with_name(folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _write(part / "shadow.bin", bytes(self.shadow))
        for name in (*_ARRAYS, "examples"):
            postings.save_array(part / f"{name}.npy", getattr(self, name))
        words = {"anchors": list(self.anchors), "names": list(self.names)}
        _write(part / "strings.json", json.dumps(words, ensure_ascii=False).encode())
        for size, family in self.grams.items():
            family.save(part, f"g{size}")
        self.words.save(part, "words")
        sync_folder(part)
        replace_file(part, folder)
        sync_folder(folder.parent)

    @classmethod
    def load(cls, folder: Path) -> "Segment":
        """Map a saved segment."""
        with (folder / "shadow.bin").open("rb") as stream:
            shadow = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        strings = json.loads((folder / "strings.json").read_bytes())
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r" if name == "bits" else None)
            for name in (*_ARRAYS, "examples")
        }
        grams = {size: Postings.load(folder, f"g{size}") for size in (1, 2, 3)}
        return cls(
            shadow=shadow,
            anchors=[(anchor, label) for anchor, label in strings["anchors"]],
            names=strings["names"],
            grams=grams,
            words=Postings.load(folder, "words"),
            folder=folder,
            **arrays,
        )


def assemble(frame: Frame) -> Segment:
    """Derive n-grams and words from shadow and word boundaries."""
    docs, cuts = frame.docs, frame.cuts
    data = np.frombuffer(frame.shadow, np.uint8)
    sizes = np.diff(np.append(cuts, len(data)).astype(np.int64)).astype(np.int64)
    chunk_of = np.repeat(np.arange(len(cuts), dtype=np.uint64), sizes)
    grams = {size: postings.build(_short_grams(data, docs, size), 24) for size in (1, 2)}
    grams[3] = postings.build(_grams(data, chunk_of), 24)
    words, examples = _words(data, frame.bits, chunk_of)
    parts = {name: getattr(frame, name) for name in Frame.__slots__}
    return Segment(**parts, grams=grams, words=words, examples=examples)


def merge(segments: Sequence[Segment], keep: Sequence[npt.NDArray[np.bool_]]) -> Segment:
    """Merge several segments, with the documents selected by ``keep``."""
    shadow, bits = bytearray(), []
    docs: list[Docs] = []
    cuts: list[npt.NDArray[np.int64]] = []
    openings: list[tuple[int, int]] = []
    tags: list[npt.NDArray[np.uint32]] = []
    anchors: dict[tuple[str, str], int] = {}
    names: dict[str, int] = {}
    for segment, kept in zip(segments, keep, strict=True):
        marks = np.unpackbits(segment.bits)
        anchor = [anchors.setdefault(name, len(anchors)) for name in segment.anchors]
        name = np.array([names.setdefault(n, len(names)) for n in segment.names], np.uint32)
        fresh = np.cumsum(kept) - 1 + len(docs)
        for number in np.flatnonzero(kept):
            start, end = int(segment.docs["start"][number]), int(segment.docs["end"][number])
            shift = len(shadow) - start
            shadow += segment.shadow[start:end]
            bits.append(marks[start:end])
            cuts.append(_within(segment.cuts, start, end) + shift)
            low, high = np.searchsorted(segment.openings[:, 0], (start, end))
            for offset, index in segment.openings[low:high].tolist():
                openings.append((offset + shift, anchor[index]))
            row = segment.docs[number : number + 1].copy()
            row["start"], row["end"] = start + shift, end + shift
            for column in ("kind", "status", "issuer"):
                row[column] = name[row[column]]
            docs.append(row)
        tagged = segment.tags[kept[segment.tags[:, 0]]]
        tags.append(np.stack((fresh[tagged[:, 0]], name[tagged[:, 1]]), 1))
    frame = Frame(
        shadow=bytes(shadow),
        bits=np.packbits(np.concatenate([*bits, np.zeros(1, np.uint8)])),
        docs=np.concatenate([np.zeros(0, DOC), *docs]),
        cuts=np.concatenate([np.zeros(0, np.uint32), *cuts]).astype(np.uint32),
        openings=np.array(openings, np.uint64).reshape(-1, 2),
        tags=np.concatenate([np.zeros((0, 2)), *tags]).astype(np.uint32),
        anchors=list(anchors),
        names=list(names),
    )
    return assemble(frame)


def _within(sorted_values: U32, low: int, high: int) -> npt.NDArray[np.int64]:
    first, last = np.searchsorted(sorted_values, (low, high))
    return sorted_values[first:last].astype(np.int64)


def _short_grams(data: U8, docs: Docs, size: int) -> U64:
    """Return ``gram << 24 | document`` of 1- or 2-byte grams, each once, without the fields."""
    parts = []
    seen = np.zeros(1 << (8 * size), bool)
    wide = data.astype(np.uint16)
    starts = docs["start"].astype(np.int64)
    for number, (start, end) in enumerate(zip(starts, starts + docs["number_end"], strict=True)):
        text = wide[start:end]
        seen[text if size == 1 else (text[:-1] << np.uint16(8)) | text[1:]] = True
        keys = np.flatnonzero(seen)
        seen[keys] = False
        keys = keys[(keys & 255 != 0) & (keys >> (8 * size - 8) != 0)].astype(np.uint64)
        parts.append((keys << np.uint64(24)) | np.uint64(number))
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _grams(data: U8, chunk_of: U64) -> U64:
    """Return ``gram << 24 | chunk`` of every three bytes without a zone mark inside."""
    count = max(0, len(data) - 2)
    wide = data.astype(np.uint32)
    key = (wide[:count] << np.uint32(16)) | (wide[1 : count + 1] << np.uint32(8)) | wide[2:]
    clean = data != 0
    keep = clean[:count] & clean[1 : count + 1] & clean[2:]
    pairs: U64 = (key[keep].astype(np.uint64) << np.uint64(24)) | chunk_of[:count][keep]
    return pairs


_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD_BITS = 40  # of the hash; the other 24 hold the chunk


def word_key(word: bytes) -> int:
    """Return the key of one word, as :func:`_words` computes it for all at once."""
    data = np.frombuffer(word, np.uint8)
    return int(_hash(data, np.zeros(1, np.int64))[0])


def _hash(data: U8, starts: npt.NDArray[np.int64]) -> U64:
    # A sum of mixed (byte, position in the word) values: reduceat hashes all words in one pass.
    begins = np.zeros(len(data), np.int64)
    begins[starts] = starts
    place = np.arange(len(data)) - np.maximum.accumulate(begins)
    value = (place.astype(np.uint64) << np.uint64(8)) | data
    value = (value + np.uint64(1)) * _MIX
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(32)
    sums: U64 = np.add.reduceat(value, starts)
    sums *= _MIX
    return sums >> np.uint64(64 - _WORD_BITS)


def _words(data: U8, bits: U8, chunk_of: U64) -> tuple[Postings, U32]:
    """Return word lists (chunk, frequency) and an example offset of each word."""
    marks = np.flatnonzero(np.unpackbits(bits)[: len(data)]) if len(data) else np.zeros(0, np.int64)
    if not len(marks):
        return postings.from_sorted(*_empty(), np.zeros(0, np.uint8)), np.zeros(0, np.uint32)
    keys = _hash(data[marks[0] :], marks - marks[0])
    first = data[marks]
    real = (first > 0x20) & ~SIGN[first]
    keys, at = keys[real], marks[real]
    lists = postings.build((keys << np.uint64(24)) | chunk_of[at], 24, weighted=True)
    examples = np.zeros(len(lists.keys), np.uint32)
    examples[np.searchsorted(lists.keys, keys)] = at
    return lists, examples


def _empty() -> tuple[U64, U32]:
    return np.zeros(0, np.uint64), np.zeros(0, np.uint32)


SIGN = np.zeros(256, bool)
SIGN[[b for b in range(0x21, 0x7F) if not chr(b).isalnum()]] = True


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
