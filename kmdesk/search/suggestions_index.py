"""The Whoosh index of names: titles, numbers and their words, for suggestions.

Whoosh holds what is small and needs a sorted dictionary; the text of the records is in the array
segments, because Whoosh reads postings in Python (3 µs each) and has no substring search. Whoosh
2.7.4 is pinned: of the distributions it alone never doubled hits while another process committed.
Everything here can be rebuilt from the segments.

Public and internal records have separate fields, so that no word of an internal record can be
suggested to a walk-up.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema

from kmdesk.search.index import Snapshot
from kmdesk.search.postings import decode
from kmdesk.search.segment import Segment
from kmdesk.thai.words import words

_BATCH = 1000  # records per commit: keeps the search waiting half a second at most
_REMEMBERED = 2000  # prefixes cached since the last commit
_LOOKED = 200  # dictionary entries read per prefix
SHARED = "public"


# Whoosh's StandardAnalyzer cuts Thai at every vowel mark and drops one-letter words (ว, ๕).
class ThaiWords(Tokenizer):  # type: ignore[misc]
    """Tokenizer for the words of a text in normal form."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        """Yield one token per word."""
        token = Token()
        for position, word in enumerate(words(value)):
            token.text, token.pos, token.boost, token.stopped = word, position, 1.0, False
            yield token


def _schema() -> Schema:
    fields: dict[str, Any] = {"record": NUMERIC(unique=True, stored=True), "version": STORED}
    for audience in ("public", "internal"):
        fields[f"words_{audience}"] = TEXT(analyzer=ThaiWords(), phrase=False)
        fields[f"title_{audience}"] = ID()
        fields[f"number_{audience}"] = ID()
    return Schema(**fields)


@dataclass(slots=True)
class SuggestionsIndex:
    """The open names index, synchronised with the segments by :meth:`step`."""

    folder: Path
    writer: bool
    held: dict[int, int] = field(default_factory=dict)  # record -> version
    _index: Any = None
    _seen: Snapshot | None = None
    _searcher: Any = None
    _answers: dict[tuple[str, str, tuple[str, ...]], dict[str, int]] = field(default_factory=dict)

    def open(self) -> None:
        """Open or create the index; a damaged one is rebuilt."""
        if self.writer:
            for left in self.folder.glob("*.tmp"):  # left by a Whoosh writer that was killed
                shutil.rmtree(left, ignore_errors=True)
        try:
            self._index = whoosh_index.open_dir(str(self.folder))
            if self._index.schema != _schema():
                raise ValueError("schema")
            with self._index.searcher() as searcher:
                for fields in searcher.documents():
                    self.held[fields["record"]] = fields["version"]
            return
        except Exception:  # Whoosh raises anything on damaged files
            self.held, self._index = {}, None
        # Outside the handler: its traceback keeps the damaged file open, and Windows would not
        # release it.
        if self.writer:
            self._make()

    def step(self, view: Snapshot) -> bool:
        """Index some of the differences from ``view``; return whether some are left."""
        if not self.writer or view is self._seen:
            return False
        live = view.docs[view.live]
        wanted = dict(zip(live["record"].tolist(), live["version"].tolist(), strict=True))
        stale = [r for r, v in wanted.items() if self.held.get(r) != v]
        gone = [r for r in self.held if r not in wanted]
        if not stale and not gone:
            self._seen = view
            return False
        if not self._written(view, stale[:_BATCH], gone):
            self._make()
            self._seen = view
        return True

    def _written(self, view: Snapshot, stale: Sequence[int], gone: Sequence[int]) -> bool:
        try:
            self._write(view, stale, gone)
        except Exception:  # full disk or damage: names are only a convenience
            return False
        return True

    def _write(self, view: Snapshot, stale: Sequence[int], gone: Sequence[int]) -> None:
        fresh = not self.held
        writer = self._index.writer(limitmb=32)
        for record in gone:
            writer.delete_by_term("record", record)
            del self.held[record]
        documents = {int(r): d for d, r in enumerate(view.docs["record"]) if view.live[d]}
        for record in stale:
            segment, number = view.place(documents[record])
            row = segment.docs[number]
            title, text = _zones(segment, row)
            audience = "internal" if row["internal"] else "public"
            values: dict[str, Any] = {"record": record, "version": int(row["version"])}
            if title:
                values |= {f"title_{audience}": title[:200], f"words_{audience}": title}
            if text:
                values[f"number_{audience}"] = text
            if fresh or record not in self.held:
                writer.add_document(**values)
            else:
                writer.update_document(**values)
            self.held[record] = int(row["version"])
        writer.commit()
        self._searcher = None

    def _make(self) -> None:
        # Windows deletes nothing that is open; what another process reads is overwritten.
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.held = {}
        with suppress(OSError):  # another process reads it, on Windows: rebuilt at the next start
            self._index = whoosh_index.create_in(str(self.folder), _schema())

    def complete(self, field_name: str, prefix: str, audiences: Sequence[str]) -> dict[str, int]:
        """Return dictionary entries that begin with ``prefix`` -> number of documents."""
        found: dict[str, int] = {}
        if self._index is None:
            return found
        if self._searcher is None:  # new after each commit: refresh() doubled hits
            self._searcher = self._index.searcher()
            self._answers.clear()
        key = (field_name, prefix, tuple(audiences))
        if key in self._answers:
            return self._answers[key]
        reader = self._searcher.reader()
        for audience in audiences:
            name = f"{field_name}_{audience}"
            for count, raw in enumerate(reader.expand_prefix(name, prefix)):
                if count >= _LOOKED:
                    break
                entry = raw.decode() if isinstance(raw, bytes) else raw
                found[entry] = found.get(entry, 0) + reader.doc_frequency(name, raw)
        if len(self._answers) < _REMEMBERED:
            self._answers[key] = found
        return found

    def reopen(self) -> None:
        """Switch a reader to what the writer has committed since."""
        self._searcher = None
        if self._index is not None and not self.writer:
            self._index = self._index.refresh()

    def close(self) -> None:
        """Close the files."""
        if self._searcher is not None:
            self._searcher.close()
        if self._index is not None:
            self._index.close()
        self._index = self._searcher = self._seen = None


def _zones(segment: Segment, row: Any) -> tuple[str, str]:
    start = int(row["start"])
    title = decode(segment.shadow[start : start + int(row["title_end"])])
    low, high = start + int(row["text_end"]) + 1, start + int(row["number_end"])
    return title, decode(segment.shadow[low:high])
