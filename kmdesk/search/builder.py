"""Builder."""

from dataclasses import dataclass, field

import numpy as np

from kmdesk.search.postings import U64, byte_offsets, encode
from kmdesk.search.segment import CHUNK, DOC, Frame, Segment, assemble
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
