"""Completions while typing: numbers, earlier searches, titles, words of titles."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema

from kmdesk import clock
from kmdesk.search import Suggestion
from kmdesk.search.answer import holding
from kmdesk.search.index import Snapshot
from kmdesk.search.segment import Segment, decode, encode
from kmdesk.store.atomic import write_whole
from kmdesk.thai.normal import from_latin_keys, normal_form
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
        versions = dict(zip(live["record"].tolist(), live["version"].tolist(), strict=True))
        stale = [r for r, v in versions.items() if self.held.get(r) != v]
        gone = [r for r in self.held if r not in versions]
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


_MOST = 2000  # different searches kept
_EVERY = 10.0  # seconds between two writes
_LONGEST = 80


@dataclass(slots=True)
class Usage:
    """Counters in memory, written to ``path`` now and then."""

    path: Path
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    asked: dict[str, str] = field(default_factory=dict)
    """Day (never the hour) of the last unanswered search for each term."""
    answered: dict[str, str] = field(default_factory=dict)
    """Day of the last answered search for each term."""
    done: dict[str, str] = field(default_factory=dict)
    """Terms the clerk has marked as done, and the day."""
    _written: float = 0.0
    _dirty: bool = False

    @classmethod
    def open(cls, path: Path) -> "Usage":
        """Read the counters of the file, or start empty."""
        usage = cls(path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            usage.found.update({str(k): int(v) for k, v in data["found"].items()})
            usage.missed.update({str(k): int(v) for k, v in data["missed"].items()})
            usage.asked.update({str(k): str(v) for k, v in data.get("asked", {}).items()})
            usage.done.update({str(k): str(v) for k, v in data.get("done", {}).items()})
            usage.answered.update({str(k): str(v) for k, v in data.get("answered", {}).items()})
            usage._date_all(
                clock.day_of(datetime.fromtimestamp(path.stat().st_mtime, UTC)).isoformat()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return usage

    def note(self, query: str, *, answered: bool) -> None:
        """Count one search."""
        text = normal_form(query)
        if not 2 <= len(text) <= _LONGEST:
            return
        counter = self.found if answered else self.missed
        counter[text] += 1
        if answered:
            self.answered[text] = _today()
        else:
            self.asked[text] = _today()
            self.done.pop(text, None)  # unanswered again: not done after all
        if len(counter) > _MOST:
            for rare, _ in counter.most_common()[_MOST * 3 // 4 :]:
                del counter[rare]
                if answered:
                    self.answered.pop(rare, None)
                else:
                    self._forget(rare)
        self._dirty = True

    def sweep(self, days: int, today: date | None = None) -> int:
        """Delete terms nobody searched for in the last ``days`` days; return how many.

        A day in the future, from a wrong clock, counts as today.
        """
        now = today or clock.today()
        last, first = now.isoformat(), (now - timedelta(days=days)).isoformat()
        gone = 0
        for counter, dates in ((self.found, self.answered), (self.missed, self.asked)):
            for text in list(counter):
                dates[text] = min(dates.get(text, last), last)
                if days == 0 or dates[text] < first:
                    del counter[text]
                    dates.pop(text)
                    self.done.pop(text, None)
                    gone += 1
        self._dirty = self._dirty or gone > 0
        return gone

    def _date_all(self, day: str) -> None:
        """Date terms of a file without dates by the day it was last written."""
        for counter, dates in ((self.found, self.answered), (self.missed, self.asked)):
            for text in counter:
                dates.setdefault(text, day)

    def wanted(self, limit: int) -> list[tuple[str, int, str, str]]:
        """Return (term, count, last day, day done) of unanswered searches, open ones first."""
        ranked = sorted(self.missed.items(), key=lambda pair: (pair[0] in self.done, -pair[1]))
        return [
            (text, times, self.asked.get(text, ""), self.done.get(text, ""))
            for text, times in ranked[:limit]
        ]

    def settle(self, text: str, *, delete: bool) -> None:
        """Mark an unanswered search as done, or delete it."""
        if text not in self.missed:
            return
        if delete:
            del self.missed[text]
            self._forget(text)
        else:
            self.done[text] = _today()
        self._dirty = True

    def _forget(self, text: str) -> None:
        self.asked.pop(text, None)
        self.done.pop(text, None)

    def begun(self, prefix: str) -> list[str]:
        """Return answered searches that start with ``prefix``, the most frequent first."""
        begun = [t for t in self.found if t.startswith(prefix) and t != prefix]
        return sorted(begun, key=lambda t: (-self.found[t], t))

    def save(self, *, now: bool = False) -> None:
        """Write the file, at most every few seconds unless ``now``."""
        if not self._dirty or (not now and time.monotonic() - self._written < _EVERY):
            return
        self._written, self._dirty = time.monotonic(), False
        data = {
            "found": dict(self.found),
            "missed": dict(self.missed),
            "asked": self.asked,
            "answered": self.answered,
            "done": self.done,
        }
        with suppress(OSError):
            write_whole(self.path, json.dumps(data, ensure_ascii=False), durable=False)


def _today() -> str:
    return clock.today_iso()


def suggestions(
    view: Snapshot,
    catalogue: SuggestionsIndex,
    usage: Usage,
    typed: str,
    audiences: Sequence[str],
    limit: int,
) -> list[Suggestion]:
    """Return the completions of ``typed``, most likely first."""
    prefix = normal_form(typed)
    if not prefix:
        return []
    found = _from(view, catalogue, usage, prefix, audiences, limit)
    # Nothing found and no Thai letter typed: perhaps the English layout was on.
    if not found and prefix.isascii():
        found = _from(view, catalogue, usage, normal_form(from_latin_keys(typed)), audiences, limit)
    return found[:limit]


def _from(
    view: Snapshot,
    catalogue: SuggestionsIndex,
    usage: Usage,
    prefix: str,
    audiences: Sequence[str],
    limit: int,
) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for number in _ordered(catalogue.complete("number", prefix, audiences))[:3]:
        found[number] = Suggestion(number, "number")
    for text in usage.begun(prefix)[:3]:
        found.setdefault(text, Suggestion(text, "term"))
    head, _, last = prefix.rpartition(" ")
    for word in _ordered(catalogue.complete("words", last, audiences))[:3]:
        text = f"{head} {word}".strip()
        if text != prefix:
            found.setdefault(text, Suggestion(text, "term"))
    for title in _ordered(catalogue.complete("title", prefix, audiences))[:limit]:
        found.setdefault(title, Suggestion(title, "title"))
    if len(found) < limit and len(prefix) > 2:
        for suggestion in _titles(view, prefix, audiences, limit):
            found.setdefault(suggestion.text, suggestion)
    return list(found.values())


def _titles(view: Snapshot, prefix: str, audiences: Sequence[str], limit: int) -> list[Suggestion]:
    """Return titles that contain the text at the start of a word, newest first."""
    hits = holding(view, encode(prefix), view.visible(audiences))
    rows = view.docs[hits.docs]
    titled = np.flatnonzero(hits.first < rows["title_end"])
    newest = titled[np.argsort(-rows["dated"][titled].astype(np.int64), kind="stable")]
    suggestions = []
    for index in newest[: 4 * limit].tolist():
        segment, number = view.place(int(hits.docs[index]))
        row = segment.docs[number]
        start = int(row["start"])
        if segment.is_mark(start + int(hits.first[index])):
            title = decode(segment.shadow[start : start + int(row["title_end"])])
            suggestions.append(Suggestion(title, "title", int(row["record"])))
    return suggestions[:limit]


def _ordered(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda text: (-counts[text], len(text), text))
