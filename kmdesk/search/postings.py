"""Posting lists in flat arrays: sorted, delta-coded, memory-mapped, decoded by numpy.

Whoosh reads postings in Python at about 3 µs each, which is too slow for n-grams that occur in
every document; here a list of 100,000 ids takes well under a millisecond.
"""

import codecs
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

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
_PARTS = ("keys", "counts", "ends", "data")


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
        for part in _PARTS:
            save_array(folder / f"{name}.{part}.npy", getattr(self, part))
        if self.weights is not None:
            save_array(folder / f"{name}.weights.npy", self.weights)

    @classmethod
    def load(cls, folder: Path, name: str) -> "Postings":
        """Map the arrays written by :meth:`save`; the keys are read into memory."""
        keys, counts, ends = (np.load(folder / f"{name}.{p}.npy") for p in _PARTS[:3])
        data = np.load(folder / f"{name}.data.npy", mmap_mode="r")
        weights = firsts = None
        if (folder / f"{name}.weights.npy").exists():
            weights = np.load(folder / f"{name}.weights.npy", mmap_mode="r")
            firsts = _firsts(counts)
        return cls(keys, counts, ends, data, weights, firsts)


def build(pairs: U64, id_bits: int, *, weighted: bool = False) -> Postings:
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
