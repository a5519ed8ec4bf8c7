"""Backlinks: which texts cite which law. Derived from the library, can be rebuilt.

Citations are stored as they were read, by name and number. The record a name means is looked up on
each query, so a law added later, or renamed, has its backlinks at once. Follows the change feed
with a cursor of its own, in slices between queries; one process writes.
"""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.records import Kinds
from kmdesk.records.citations import LawNames, Mention, is_title, mentions
from kmdesk.records.model import Record
from kmdesk.search import queries
from kmdesk.search.protocol import Backlink, WantedLaw
from kmdesk.search.queries import Session
from kmdesk.thai.citations import law_key, without_year

# Increase when the citation parser or the tables change.
STAMP = "kmdesk-cited-1"
_SLICE = 0.02  # seconds of work between two queries
_READ = 60
_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE law (record INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE mention (record INTEGER, anchor TEXT, label TEXT, key TEXT, title TEXT,
                      number TEXT, amending INTEGER, times INTEGER);
CREATE INDEX mention_key ON mention (key, number);
CREATE INDEX mention_record ON mention (record, key, number);
"""
_FOUND = """
SELECT record, anchor, label, number, sum(times) FROM mention
WHERE {which} {number} GROUP BY record, anchor, number ORDER BY record, rowid
"""


@dataclass(slots=True)
class Backlinks:
    """The open store."""

    path: Path
    writer: bool
    _base: sqlite3.Connection | None = None
    _names: LawNames | None = None
    _state: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        """Open or create the store.

        A damaged or outdated one is rebuilt; if it is missing, a reader answers nothing.
        """
        try:
            if not self.writer:
                uri = f"{self.path.absolute().as_uri()}?mode=ro"
                self._base = sqlite3.connect(uri, uri=True, isolation_level=None)
                self._check()
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.path, isolation_level=None)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=OFF")
            self._check()
        except (sqlite3.Error, ValueError):
            self.close()
            if self.writer:
                self.clear()

    def clear(self) -> None:
        """Delete everything; the next steps read all texts again."""
        if not self.writer:
            return
        self.close()
        files = [self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm")]
        gone = all(_removed(path) for path in files)
        self._base = sqlite3.connect(self.path, isolation_level=None)
        try:
            self._make(self._base)
        except sqlite3.Error:
            self.close()
            if gone:
                raise
            # damaged, and on Windows another process has the file open: retried at the next start

    def _make(self, base: sqlite3.Connection) -> None:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=OFF")
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
        for (name,) in base.execute(tables).fetchall():  # of a file that could not be deleted
            base.execute(f"DROP TABLE {name}")
        base.executescript(_TABLES)
        base.execute("INSERT INTO state VALUES ('stamp', ?)", (STAMP,))
        self._state, self._names = {}, None

    def step(self, session: Session, kinds: Kinds) -> bool:
        """Read one slice; return whether there is more to do."""
        if not self.writer or self._base is None:
            return False
        try:
            return self._slice(self._base, session, kinds)
        except sqlite3.DatabaseError:  # full disk or damage: it can be rebuilt
            self.clear()
            return False

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    # -- queries ------------------------------------------------------------------------

    def backlinks(
        self, session: Session, record: int, number: str | None, audiences: Sequence[str]
    ) -> list[Backlink]:
        """Return the visible places that cite a law (``number`` None: any part of it)."""
        if self._base is None:
            return []
        names = self._laws()
        keys = _keys_of(names, record)
        marks = ",".join("?" * len(keys))
        which = f"((record = ? AND key = '') OR (record <> ? AND key IN ({marks})))"
        values: list[object] = [record, record, *keys]
        if number is not None:
            values.append(number)
        sql = _FOUND.format(which=which, number="" if number is None else "AND number = ?")
        rows = self._base.execute(sql, values).fetchall()
        seen = queries.rows(session, list({row[0] for row in rows}), audiences)
        return [
            Backlink(row[0], row[1], row[2], row[3], row[4], seen[row[0]].kind, seen[row[0]].title)
            for row in rows
            if row[0] in seen
        ]

    def wanted(self, session: Session, audiences: Sequence[str]) -> list[WantedLaw]:
        """Return the laws that texts cite and the library lacks, most cited first."""
        if self._base is None:
            return []
        names = self._laws()
        rows = self._base.execute(
            "SELECT key, min(title), record, sum(times) FROM mention"
            " WHERE key <> '' AND amending = 0 GROUP BY key, record"
        ).fetchall()
        missing = [row for row in rows if not names.has(row[0])]
        seen = queries.rows(session, list({row[2] for row in missing}), audiences)
        found: dict[str, WantedLaw] = {}
        for key, title, record, times in missing:
            if record in seen:
                before = found.get(key, WantedLaw(title, 0, ()))
                records = (*before.records, record)
                found[key] = WantedLaw(before.title, before.times + times, records)
        return sorted(found.values(), key=lambda law: (-len(law.records), -law.times, law.title))

    # -- indexing -----------------------------------------------------------------------

    def _check(self) -> None:
        assert self._base is not None
        state = dict(self._base.execute("SELECT name, value FROM state").fetchall())
        if state.pop("stamp", "") != STAMP:
            raise ValueError(STAMP)
        self._state = {name: int(value) for name, value in state.items()}

    def _slice(self, base: sqlite3.Connection, session: Session, kinds: Kinds) -> bool:
        began = time.perf_counter()
        building = "cursor" not in self._state or "next" in self._state
        state = dict(self._state)
        if building:
            first = state.get("next", 0)
            if not first:
                state["cursor"] = queries.last_change(session)
            ids = queries.records_from(session, first, _READ)
            state["next"] = ids[-1] + 1 if ids else -1
        else:
            ids, cursor = queries.changed_records(session, state["cursor"], 4 * _READ)
            if cursor == state["cursor"]:
                return False
            state["cursor"] = cursor
        base.execute("BEGIN IMMEDIATE")
        try:
            for at, record in enumerate(ids):
                self._take(base, session, kinds, record)
                if building and time.perf_counter() - began > _SLICE:
                    state["next"] = ids[at] + 1
                    break
            self._keep(base, state)
            base.execute("COMMIT")
        except BaseException:
            base.execute("ROLLBACK")
            raise
        return True

    def _keep(self, base: sqlite3.Connection, state: dict[str, int]) -> None:
        if state.get("next") == -1:
            del state["next"]
        base.execute("DELETE FROM state WHERE name <> 'stamp'")
        base.executemany("INSERT INTO state VALUES (?, ?)", state.items())
        self._state = state

    def _take(self, base: sqlite3.Connection, session: Session, kinds: Kinds, number: int) -> None:
        base.execute("DELETE FROM mention WHERE record = ?", (number,))
        gone = base.execute("DELETE FROM law WHERE record = ?", (number,)).rowcount
        record = session.get(Record, number)
        is_law = False
        if record is not None and record.deleted_at is None and record.kind in kinds:
            kind = kinds.get(record.kind)
            is_law = kind.cited_by_name
            if is_law:
                base.execute("INSERT INTO law VALUES (?, ?)", (number, record.title))
            texts = list(kind.cited_text(session, number))
            labels = {text.anchor: text.label for text in texts}
            found = _counted(mention for mention in mentions(texts, own=is_law) if _kept(mention))
            base.executemany(
                "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, m.anchor, labels[m.anchor], m.key, m.title, m.number, m.amending, n)
                    for m, n in found
                ],
            )
            session.expunge(record)
        if gone or is_law:
            self._names = None

    def _laws(self) -> LawNames:
        if self._names is None or not self.writer:
            assert self._base is not None
            rows = self._base.execute("SELECT record, title FROM law").fetchall()
            self._names = LawNames(dict(rows))
        return self._names


def _kept(mention: Mention) -> bool:
    """Return whether to store a mention.

    A name without its year is stored, too: it counts once the library has such a law.
    """
    return not mention.key or is_title(mention) or len(mention.key) < 80


def _counted(found: Iterable[Mention]) -> list[tuple[Mention, int]]:
    """Merge equal mentions of one passage and count them."""
    counts: dict[tuple[str, str, str], tuple[Mention, int]] = {}
    for mention in found:
        key = (mention.anchor, mention.key, mention.number)
        first, times = counts.get(key, (mention, 0))
        counts[key] = (first, times + 1)
    return list(counts.values())


def _keys_of(names: LawNames, record: int) -> list[str]:
    title = names.titles.get(record)
    if title is None:
        return []
    key = law_key(title)
    return [k for k in {key, without_year(key)} if names.find(k) == record]


def _removed(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
