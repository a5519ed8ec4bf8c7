"""The index: what goes in, its segments as one snapshot, the change feed's cursor, the writer lock.

Everything here can be rebuilt. ``manifest.json`` lists the segments and is replaced in one rename,
so a crash leaves the state before or after, never between; a wrong stamp, a missing file or a short
array empties the folder and restarts the build. New documents first go to small segments in memory
and are searchable there; :meth:`Index.save` merges them to one on disk, and small ones on disk are
merged as they accumulate, in a thread of numpy work that releases the interpreter for searches.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from kmdesk.search.segment import (
    CHUNK,
    DOC,
    U32,
    U64,
    Docs,
    Frame,
    Segment,
    assemble,
    byte_offsets,
    encode,
    merge_segments,
)
from kmdesk.store.atomic import release_lock, sync_folder, take_lock, write_whole
from kmdesk.thai.words import word_spans


@dataclass(slots=True)
class Piece:
    """A normalised passage: its anchor, display label, and normal text."""

    anchor: str
    label: str
    text: str


@dataclass(slots=True)
class Entry:
    """A record as input of the index; all text is in normal form."""

    record: int
    version: int
    alive: bool = True
    internal: bool = False
    title: str = ""
    number: str = ""
    fields: str = ""
    dated: int = 0
    rank: int = 1
    place: int = 0
    kind: str = ""
    status: str = ""
    issuer: str = ""
    tags: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Raw:
    """Input of a segment: bytes, word boundaries, documents, passages."""

    shadow: bytearray
    marks: list[U64]  # byte offsets at which a word starts or ends
    docs: list[tuple[int, ...]]
    cuts: list[int]  # chunk starts
    openings: list[tuple[int, int]]  # (shadow offset, anchor id)
    anchors: dict[tuple[str, str], int]
    names: dict[str, int]
    tags: list[tuple[int, int]]  # (document, name)


class Builder:
    """Collects entries, then builds a :class:`Segment`."""

    def __init__(self) -> None:
        self.raw = Raw(bytearray(), [], [], [], [], {}, {}, [])

    def __len__(self) -> int:
        return len(self.raw.docs)

    @property
    def size(self) -> int:
        """Bytes of shadow so far."""
        return len(self.raw.shadow)

    def add(self, entry: Entry) -> None:
        """Add one record (or its tombstone)."""
        raw, start = self.raw, len(self.raw.shadow)
        spans: list[tuple[int, int, bool]] = []  # zone text ranges to chunk
        self._append(entry.title, spans, whole=True)
        title_end = len(raw.shadow)
        for piece in entry.pieces:
            if not piece.text:
                continue
            if len(raw.shadow) > start:
                raw.shadow += b" "
            name = (piece.anchor, piece.label)
            number = raw.anchors.setdefault(name, len(raw.anchors))
            raw.openings.append((len(raw.shadow), number))
            self._append(piece.text, spans)
        text_end = len(raw.shadow)
        raw.shadow.append(0)
        self._append(entry.number, spans, whole=True)
        number_end = len(raw.shadow)
        raw.shadow.append(0)
        self._append(entry.fields, spans)
        raw.shadow.append(0)
        self._cut(start, spans)
        ends = (title_end - start, text_end - start, number_end - start)
        flags = (int(entry.alive), int(entry.internal))
        row = (entry.record, entry.version, *flags, *ends, start, len(raw.shadow))
        names = (self._name(entry.kind), self._name(entry.status), self._name(entry.issuer))
        raw.tags.extend((len(raw.docs), self._name(tag)) for tag in entry.tags)
        raw.docs.append((*row, entry.dated, entry.rank, entry.place, *names))

    def build(self) -> Segment:
        """Build the segment in memory."""
        return assemble(self.frame())

    def frame(self) -> Frame:
        """Return what the segment is derived from."""
        raw = self.raw
        marks = np.concatenate(raw.marks) if raw.marks else np.zeros(0, np.uint64)
        bits = np.zeros(len(raw.shadow) + 1, np.uint8)
        bits[marks.astype(np.int64)] = 1
        docs = np.array(raw.docs, DOC)
        openings = np.array(raw.openings, np.uint64).reshape(-1, 2)
        return Frame(
            shadow=bytes(raw.shadow),
            bits=np.packbits(bits),
            docs=docs,
            cuts=np.array(raw.cuts, np.uint32),
            openings=openings,
            tags=np.array(raw.tags, np.uint32).reshape(-1, 2),
            anchors=list(raw.anchors),
            names=list(raw.names),
        )

    def _name(self, name: str) -> int:
        return self.raw.names.setdefault(name, len(self.raw.names))

    def _append(
        self, text: str, spans: list[tuple[int, int, bool]], *, whole: bool = False
    ) -> None:
        if not text:
            return
        data, start = encode(text), len(self.raw.shadow)
        self.raw.shadow += data
        spans.append((start, start + len(data), whole))
        marks = np.array(word_spans(text), np.int64).reshape(-1)
        offsets = byte_offsets(text, len(data))
        if offsets is not None:
            marks = offsets[marks]
        self.raw.marks.append((marks + start).astype(np.uint64))

    def _cut(self, start: int, spans: list[tuple[int, int, bool]]) -> None:
        cuts = [start]
        for low, high, whole in spans:
            parts = 1 if whole else max(1, (high - low + CHUNK // 2) // CHUNK)
            step = (high - low) / parts
            cuts.extend(low + int(step * part) for part in range(parts))
        self.raw.cuts.extend(sorted(set(cuts)))


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


# Increase when the layout, the normal form or the segmentation changes.
STAMP = "kmdesk-index-4"
_FULL = 14 << 20  # maximum bytes of a segment's shadow: bounds memory while merging
_ATTEMPTS = 20
_FAN = 6  # number of small segments that triggers a merge


_Job = tuple[Future[Segment | None], Callable[[Segment | None], None], int | None]


@dataclass(slots=True)
class Index:
    """An open index; the process holding the lock writes, all others only read."""

    folder: Path
    writer: bool = False
    cursor: int = 0
    building: int | None = None  # next record id of a build in progress
    saved: list[Segment] = field(default_factory=list)
    fresh: list[Segment] = field(default_factory=list)
    saved_cursor: int = 0
    _view: Snapshot | None = None
    _lock: IO[bytes] | None = None
    _serial: int = 0
    _stamp_ns: int = 0
    _job: _Job | None = None
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    @classmethod
    def open(cls, folder: Path) -> "Index":
        """Open the index, taking the writer lock if it is free; if damaged, it starts empty."""
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder)
        index._lock = take_lock(folder / "writer.lock")
        index.writer = index._lock is not None
        index.reload()
        return index

    @property
    def view(self) -> Snapshot:
        """All segments as one snapshot."""
        if self._view is None:
            self._view = Snapshot([*self.saved, *self.fresh])
        return self._view

    def reload(self) -> None:
        """Reload the manifest; an unusable one triggers a rebuild."""
        self.fresh, self._view = [], None
        attempts = 1 if self.writer else _ATTEMPTS
        for _ in range(attempts):
            # The writer may delete a segment between a reader's look at manifest and folder.
            if self._load():
                return
        self.clear()

    def _load(self) -> bool:
        try:
            path = self.folder / "manifest.json"
            self._stamp_ns = path.stat().st_mtime_ns
            manifest: dict[str, Any] = json.loads(path.read_bytes())
            if manifest["stamp"] != STAMP:
                raise ValueError(manifest["stamp"])
            self.saved = [Segment.load(self._segment(name)) for name in manifest["segments"]]
            self.cursor = self.saved_cursor = manifest["cursor"]
            self.building = manifest["building"]
            self._serial = manifest["serial"]
            self._tidy(set(manifest["segments"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return False
        return True

    def outdated(self) -> bool:
        """Return whether the writer has saved a newer state than this reader has."""
        try:
            return (self.folder / "manifest.json").stat().st_mtime_ns != self._stamp_ns
        except OSError:
            return False

    def clear(self) -> None:
        """Delete everything; the next build starts from the first record."""
        if self._job is not None:
            self._job[0].exception()  # wait for it to end; its result is discarded
            self._job = None
        self.saved, self.fresh, self._view = [], [], None
        self.cursor, self.saved_cursor, self.building = 0, 0, 0
        if self.writer:
            (self.folder / "manifest.json").unlink(missing_ok=True)
            self._tidy(set())

    def add(self, entries: Iterable[Entry]) -> int:
        """Make entries searchable at once, in memory; return how many."""
        builder = Builder()
        for entry in entries:
            builder.add(entry)
        if len(builder):
            self.fresh.append(builder.build())
            self._view = None
        return len(builder)

    @property
    def fresh_size(self) -> int:
        """Bytes of shadow that are only in memory."""
        return sum(len(segment.shadow) for segment in self.fresh)

    @property
    def is_saving(self) -> bool:
        """Whether a segment is being built in the background."""
        return self._job is not None

    def save_build(self, builder: Builder, reached: int | None) -> None:
        """Build a segment of ``builder`` in the background, then set how far the build has got."""
        self.settle(wait=True)
        frame = builder.frame()

        def then(segment: Segment | None) -> None:
            self.saved += [segment] if segment else []
            self.building = reached

        def make() -> Segment | None:
            return self._kept(assemble(frame)) if len(frame.docs) else None

        self._start(make, then, self.cursor)

    def save(self) -> None:
        """Start saving what is only in memory; searching continues meanwhile."""
        self.settle()
        if self._job is not None or not self.writer:
            return
        if not self.fresh:
            if self.cursor != self.saved_cursor:
                self._write_manifest(self.cursor)
            return
        parts, cursor = list(self.fresh), self.cursor

        def then(segment: Segment | None) -> None:
            assert segment is not None
            self.saved.append(segment)
            del self.fresh[: len(parts)]

        self._start(lambda: self._merged(parts, oldest=False), then, cursor)

    def settle(self, *, wait: bool = False) -> bool:
        """Adopt the result of the background job; return whether one is still running."""
        while self._job is not None:
            future, then, cursor = self._job
            if not wait and not future.done():
                return True
            self._job = None
            then(future.result())
            self._view = None
            self._write_manifest(self.saved_cursor if cursor is None else cursor)
            self._merge_small()
        return False

    def flush(self) -> None:
        """Save everything and wait for it."""
        self.settle(wait=True)
        self.save()
        self.settle(wait=True)

    def close(self) -> None:
        """Save, close the files and release the lock."""
        self.flush()
        self._pool.shutdown()
        self.saved, self.fresh, self._view = [], [], None  # Windows does not delete mapped files
        if self._lock is not None:
            release_lock(self._lock)
            self._lock = None

    def _start(
        self,
        make: Callable[[], Segment | None],
        then: Callable[[Segment | None], None],
        cursor: int | None = None,
    ) -> None:
        self._job = (self._pool.submit(make), then, cursor)

    def _merged(self, parts: list[Segment], *, oldest: bool) -> Segment:
        view = Snapshot(parts)
        newest = view.live.copy()
        if not oldest:  # a tombstone still hides an entry in an older segment
            newest |= (view.docs["alive"] == 0) & newest_entries(view.docs["record"])
        keep = [
            newest[base : base + len(s.docs)] for s, base in zip(parts, view.doc_base, strict=True)
        ]
        if len(parts) == 1 and keep[0].all():
            return self._kept(parts[0])
        return self._kept(merge_segments(parts, keep))

    def _kept(self, segment: Segment) -> Segment:
        """Save the segment and return it mapped, so that its memory is freed."""
        if not self.writer:
            return segment
        self._serial += 1
        while (folder := self._segment(f"{self._serial:06d}")).exists():
            self._serial += 1  # deleted, but still mapped by a search: Windows keeps the file
        segment.save(folder)
        return Segment.load(folder)

    def _merge_small(self) -> None:
        sizes = [len(segment.shadow) for segment in self.saved]
        run = _run_to_merge(sizes) if self.writer and self._job is None else None
        if run is None:
            return
        first, last = run
        parts = self.saved[first:last]

        def then(segment: Segment | None) -> None:
            assert segment is not None
            self.saved[first:last] = [segment]

        self._start(lambda: self._merged(parts, oldest=first == 0), then)

    def _write_manifest(self, cursor: int) -> None:
        self.saved_cursor = cursor
        if not self.writer:
            return
        manifest: dict[str, Any] = {
            "stamp": STAMP,
            "segments": [segment.folder.name for segment in self.saved if segment.folder],
            "cursor": cursor,
            "building": self.building,
            "serial": self._serial,
        }
        write_whole(self.folder / "manifest.json", json.dumps(manifest))
        sync_folder(self.folder)
        self._stamp_ns = (self.folder / "manifest.json").stat().st_mtime_ns
        self._tidy(set(manifest["segments"]))

    def _segment(self, name: str) -> Path:
        return self.folder / "segments" / name

    def _tidy(self, keep: set[str]) -> None:
        if not self.writer or not (self.folder / "segments").is_dir():
            return
        for folder in (self.folder / "segments").iterdir():
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _run_to_merge(sizes: list[int]) -> tuple[int, int] | None:
    """Return a run of small segments that together still fit into one."""
    for first in range(len(sizes)):
        total, last = 0, first
        while last < len(sizes) and total + sizes[last] <= _FULL:
            total += sizes[last]
            last += 1
        if last - first >= _FAN and max(sizes[first:last]) <= max(total // 2, 1 << 20):
            return first, last
    return None
