"""An immutable index segment: shadow text, word boundaries, posting lists of n-grams and words.

Layout of a document in the shadow: title, a space, the passages joined by spaces, a zone mark, the
number, a zone mark, the fields, a zone mark. A query cannot contain a zone mark, so a hit never
spans zones or documents. Ranking counts in *chunks* (the title; about 240 bytes of a passage;
number and fields), so that passages can be scored. Everything else can be derived from a shadow and
its word boundaries, which is how segments are merged.
"""

import codecs
import json
import mmap
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kmdesk.store.atomic import replace_file, sync_folder

ZONE = 0  # separates title+text, number and fields; no query can contain it
_ESCAPE = 0x01
# Bytes of unassigned Thai code points and of the Thai digits, which the normal form folds.
_TRAIL = bytes([*range(0xD0, 0xDA), *range(0xDC, 0x100)])[:36]
_COMMON = "–’‘“”…•—·°×é™®²³½€−→≥≤�ö§à"
_BASE = len(_TRAIL)


# Not CP874: with errors="replace" it loses characters, and verification must be exact.
def _table() -> dict[int, int]:
    table = {code: code for code in range(0x20, 0x7F) if not 0x41 <= code <= 0x5A}
    for offset in range(0x80):
        if 0x80 + offset not in _TRAIL:
            table[0x0E00 + offset] = 0x80 + offset
    table |= {ord(sign): 0x41 + index for index, sign in enumerate(_COMMON)}
    return table


_ENCODE = _table()
_TRAIL_VALUE = {byte: value for value, byte in enumerate(_TRAIL)}
_DECODE = "".join(
    {byte: chr(code) for code, byte in _ENCODE.items()}.get(byte, "\ufffe") for byte in range(256)
)
_ESCAPED = re.compile(rb"\x01[\xd0-\xd9\xdc-\xff]{4}")


def _escape(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    out = bytearray()
    for char in error.object[error.start : error.end]:
        code, digits = ord(char), []
        for _ in range(4):
            code, digit = divmod(code, _BASE)
            digits.append(_TRAIL[digit])
        out += bytes((_ESCAPE, *reversed(digits)))
    return bytes(out), error.end


codecs.register_error("kmdesk-shadow", _escape)


def encode(normal: str) -> bytes:
    """Return the bytes of a normal text."""
    return codecs.charmap_encode(normal, "kmdesk-shadow", _ENCODE)[0]


def decode(data: bytes) -> str:
    """Return the normal text of shadow bytes; zone marks become spaces."""
    data = data.replace(b"\x00", b" ")
    if _ESCAPE not in data:
        return codecs.charmap_decode(data, "strict", _DECODE)[0]
    parts, last = [], 0
    for match in _ESCAPED.finditer(data):
        parts.append(codecs.charmap_decode(data[last : match.start()], "strict", _DECODE)[0])
        code = 0
        for byte in match.group()[1:]:
            code = code * _BASE + _TRAIL_VALUE[byte]
        parts.append(chr(code))
        last = match.end()
    parts.append(codecs.charmap_decode(data[last:], "strict", _DECODE)[0])
    return "".join(parts)


def byte_offsets(normal: str, size: int) -> npt.NDArray[np.int64] | None:
    """Return the byte offset of each character (and of the end); None when they are equal."""
    if size == len(normal):
        return None
    widths = [1 if ord(char) in _ENCODE else 5 for char in normal]
    return np.concatenate(([0], np.cumsum(widths)))


U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

_NONE: U32 = np.zeros(0, np.uint32)
_POSTING_PARTS = ("keys", "counts", "ends", "data")


# Flat arrays that are memory-mapped and decoded by numpy: Whoosh reads postings in Python at about
# 3 µs each, too slow for n-grams that occur in every document. A list of 100,000 ids takes well
# under a millisecond here.
@dataclass(frozen=True, slots=True)
class Postings:
    """Posting lists of one family (n-grams of one length, or words), sorted by key."""

    keys: U64
    counts: U32
    ends: U64
    data: U8
    weights: U8 | None = None  # term frequency of each posting
    firsts: U64 | None = None  # offset of each list's weights

    def find(self, key: int) -> int:
        """Return the slot of ``key``, or -1."""
        slot = int(np.searchsorted(self.keys, np.uint64(key)))
        return slot if slot < len(self.keys) and int(self.keys[slot]) == key else -1

    def count(self, slot: int) -> int:
        """Return the length of a list; 0 for slot -1."""
        return int(self.counts[slot]) if slot >= 0 else 0

    def ids(self, slot: int) -> U32:
        """Return the sorted ids of a list."""
        if slot < 0:
            return _NONE
        start = int(self.ends[slot - 1]) if slot else 0
        return _decode(np.asarray(self.data[start : int(self.ends[slot])]), int(self.counts[slot]))

    def frequencies(self, slot: int) -> U8:
        """Return the term frequencies parallel to :meth:`ids`."""
        assert self.weights is not None and self.firsts is not None
        first = int(self.firsts[slot])
        return np.asarray(self.weights[first : first + int(self.counts[slot])])

    def save(self, folder: Path, name: str) -> None:
        """Write the arrays as ``name.*.npy``, synced."""
        for part in _POSTING_PARTS:
            save_array(folder / f"{name}.{part}.npy", getattr(self, part))
        if self.weights is not None:
            save_array(folder / f"{name}.weights.npy", self.weights)

    @classmethod
    def load(cls, folder: Path, name: str) -> "Postings":
        """Map the arrays written by :meth:`save`; the keys are read into memory."""
        keys, counts, ends = (np.load(folder / f"{name}.{p}.npy") for p in _POSTING_PARTS[:3])
        data = np.load(folder / f"{name}.data.npy", mmap_mode="r")
        weights = firsts = None
        if (folder / f"{name}.weights.npy").exists():
            weights = np.load(folder / f"{name}.weights.npy", mmap_mode="r")
            firsts = _firsts(counts)
        return cls(keys, counts, ends, data, weights, firsts)


def build_postings(pairs: U64, id_bits: int, *, weighted: bool = False) -> Postings:
    """Build lists from ``key << id_bits | id`` values; repeats become weights."""
    pairs.sort()
    fresh = np.ones(len(pairs), bool)
    np.not_equal(pairs[1:], pairs[:-1], out=fresh[1:])
    starts = np.flatnonzero(fresh)
    unique = pairs[starts]
    weights = None
    if weighted:
        runs = np.diff(starts, append=len(pairs))
        weights = np.minimum(runs, 255).astype(np.uint8)
    ids = (unique & np.uint64((1 << id_bits) - 1)).astype(np.uint32)
    return from_sorted(unique >> np.uint64(id_bits), ids, weights)


def from_sorted(keys: U64, ids: U32, weights: U8 | None = None) -> Postings:
    """Build lists from parallel keys and ids, sorted by key, then id."""
    head = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=head[1:])
    begins = np.flatnonzero(head)
    deltas = ids.copy()
    np.subtract(ids[1:], ids[:-1], out=deltas[1:], where=~head[1:])
    data, sizes_end = _encode(deltas)
    counts = np.diff(begins, append=len(keys)).astype(np.uint32)
    last = np.append(begins[1:], len(keys)) - 1
    ends = sizes_end[last] if len(keys) else np.zeros(0, np.uint64)
    firsts = _firsts(counts) if weights is not None else None
    return Postings(keys[begins], counts, ends.astype(np.uint64), data, weights, firsts)


def save_array(path: Path, array: npt.NDArray[np.generic]) -> None:
    """Write and sync one array."""
    with path.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())


def _firsts(counts: U32) -> U64:
    return np.concatenate(([0], np.cumsum(counts[:-1], dtype=np.uint64))).astype(np.uint64)


def _encode(deltas: U32) -> tuple[U8, I64]:
    """Encode seven bits per byte, low first; return the data and each number's end offset."""
    sizes = np.ones(len(deltas), np.uint8)
    for shift in (7, 14, 21, 28):
        over = deltas >= np.uint32(1 << shift)
        if not over.any():
            break
        sizes += over
    ends = np.cumsum(sizes, dtype=np.int64)
    data = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    starts = ends - sizes
    data[starts] = deltas & np.uint32(127)
    for extra in range(1, 5):
        longer = np.flatnonzero(sizes > extra)
        if not len(longer):
            break
        at = starts[longer] + extra
        data[at - 1] |= np.uint8(128)
        data[at] = (deltas[longer] >> np.uint32(7 * extra)) & np.uint32(127)
    return data, ends


def _decode(data: U8, count: int) -> U32:
    if len(data) == count:
        return np.cumsum(data, dtype=np.uint32)
    stops = np.flatnonzero(data < 128)
    starts = np.empty_like(stops)
    starts[0] = 0
    starts[1:] = stops[:-1] + 1
    values = (data[starts] & np.uint8(127)).astype(np.uint32)
    extra = 1
    longer = np.flatnonzero(stops > starts)
    while len(longer):
        part = (data[starts[longer] + extra] & np.uint8(127)).astype(np.uint32)
        values[longer] |= part << np.uint32(7 * extra)
        extra += 1
        longer = longer[stops[longer] - starts[longer] >= extra]
    return np.cumsum(values, dtype=np.uint32)


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
            save_array(part / f"{name}.npy", getattr(self, name))
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
    grams = {size: build_postings(_short_grams(data, docs, size), 24) for size in (1, 2)}
    grams[3] = build_postings(_grams(data, chunk_of), 24)
    words, examples = _words(data, frame.bits, chunk_of)
    parts = {name: getattr(frame, name) for name in Frame.__slots__}
    return Segment(**parts, grams=grams, words=words, examples=examples)


def merge_segments(segments: Sequence[Segment], keep: Sequence[npt.NDArray[np.bool_]]) -> Segment:
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
# 24 bits number 16 million chunks, or 4 GB of shadow: a segment is kept far below that.
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
        return from_sorted(*_empty(), np.zeros(0, np.uint8)), np.zeros(0, np.uint32)
    keys = _hash(data[marks[0] :], marks - marks[0])
    first = data[marks]
    real = (first > 0x20) & ~SIGN[first]
    keys, at = keys[real], marks[real]
    lists = build_postings((keys << np.uint64(24)) | chunk_of[at], 24, weighted=True)
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
