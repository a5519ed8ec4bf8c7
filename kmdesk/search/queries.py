"""Reads of the library for the search: changes, texts to index, rows of hits, and backlinks.

Backlinks say which texts cite which law. Citations are stored as they were read, by name and
number. The record a name means is looked up on each query, so a law added later, or renamed, has
its backlinks at once. Their store follows the change feed with a cursor of its own, in slices
between queries; one process writes, and everything can be rebuilt.
"""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.records import Kinds
from kmdesk.records.citations import LawNames, Mention, is_title, mentions
from kmdesk.records.describe import ENDED, effective_statuses, may_differ
from kmdesk.records.model import Change, Passage, Record, RecordTag, Tag
from kmdesk.search import Backlink, WantedLaw
from kmdesk.search.index import Entry, Piece
from kmdesk.search.parse import Term
from kmdesk.thai.citations import law_key, without_year
from kmdesk.thai.normal import normal_form

__all__ = ["Row", "Session", "entries", "hit_rows"]

_IN_FORCE = ("current", "in_force", "in_force_amended", "amended", "active", "published")


# Run at every search: plain SQL, because building a statement costs more than running it.
_CHANGED = "SELECT seq, record_id FROM change WHERE seq > ? ORDER BY seq LIMIT ?"
_ROWS = """
SELECT r.id, r.version, r.kind, r.title, r.number, r.dated, r.status, r.source_id, r.source,
       coalesce(p.label, '')
FROM record r LEFT JOIN place p ON p.id = r.place_id
WHERE r.id IN ({ids}) AND r.deleted_at IS NULL AND r.audience IN ({audiences})
"""
_PLACES = "SELECT id, parent_id, kind, name, label FROM place"
_TEXTS = """
SELECT record_id, anchor, text FROM passage
WHERE record_id IN ({records}) AND anchor IN ({anchors}) ORDER BY position DESC
"""


class Row(NamedTuple):
    """A record as shown in a hit."""

    id: int
    version: int
    kind: str
    title: str
    number: str
    dated: str | None
    status: str
    source_id: str | None
    source: str | None
    place: str


def _fast(session: Session, sql: str, values: tuple[object, ...]) -> Sequence[Any]:
    return session.connection().exec_driver_sql(sql, values).fetchall()


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def last_change(session: Session) -> int:
    """Return the sequence number of the newest change."""
    return session.scalar(select(func.max(Change.seq))) or 0


def changed_records(session: Session, cursor: int, limit: int) -> tuple[list[int], int]:
    """Return records changed after ``cursor`` (distinct, in order) and the new cursor."""
    records: dict[int, None] = {}
    for seq, record in _fast(session, _CHANGED, (cursor, limit)):
        cursor = seq
        if record is not None:
            records[record] = None
    return list(records), cursor


def records_from(session: Session, first: int, limit: int) -> list[int]:
    """Return ids of records outside the trash, starting at ``first``."""
    query = select(Record.id).where(Record.id >= first, Record.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Record.id).limit(limit)))


def versions(session: Session) -> dict[int, int]:
    """Return the version of every record outside the trash."""
    rows = session.execute(select(Record.id, Record.version).where(Record.deleted_at.is_(None)))
    return {record: version for record, version in rows.all()}  # noqa: C416


def unsearchable(session: Session, audiences: Sequence[str]) -> int:
    """Return how many pages cannot be searched."""
    query = (
        select(func.count())
        .select_from(Passage)
        .join(Record, Record.id == Passage.record_id)
        .where(
            Passage.problem.is_not(None),
            Record.deleted_at.is_(None),
            Record.audience.in_(audiences),
        )
    )
    return session.scalar(query) or 0


def hit_rows(session: Session, ids: Sequence[int], audiences: Sequence[str]) -> dict[int, Row]:
    """Return the rows of hits, without records that are gone or not visible."""
    found: dict[int, Row] = {}
    # SQLite before 3.32 takes no more than 999 values in a statement.
    for low in range(0, len(ids), 900):
        part = ids[low : low + 900]
        sql = _ROWS.format(ids=_marks(part), audiences=_marks(audiences))
        for row in _fast(session, sql, (*part, *audiences)):
            found[row[0]] = Row._make(row)
    asked = [row.id for row in found.values() if may_differ(row.kind, row.status)]
    for record_id, status in effective_statuses(session, asked).items():
        found[record_id] = found[record_id]._replace(status=status)
    return found


def titles(session: Session, first: int, audiences: Sequence[str]) -> list[tuple[int, str]]:
    """Return (id, title and number) of visible records from ``first``, for an unfinished index."""
    query = select(Record.id, Record.title, Record.number).where(
        Record.id >= first, Record.deleted_at.is_(None), Record.audience.in_(audiences)
    )
    return [(record, f"{title} {number}") for record, title, number in session.execute(query)]


def passage_texts(session: Session, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Return stored texts by (record, anchor); a kind that generates its passages has none."""
    records = list({record for record, _ in keys})
    anchors = list({anchor for _, anchor in keys})
    if not records:
        return {}
    sql = _TEXTS.format(records=_marks(records), anchors=_marks(anchors))
    # The first of several passages with one anchor wins: it is written last.
    return {
        (record, anchor): text for record, anchor, text in _fast(session, sql, (*records, *anchors))
    }


def office_value(session: Session, key: str) -> str:
    """Return a value of the office, or ``""``."""
    found = _fast(session, "SELECT value FROM office_value WHERE key = ?", (key,))
    return str(found[0][0]) if found else ""


def place_ids(session: Session, term: Term) -> list[int]:
    """Return places whose name or label contains the term, with all places inside them.

    A full name in quotes matches only that place.
    """
    shown = [
        (place, (normal_form(name), normal_form(label or name)))
        for place, _, _, name, label in _fast(session, _PLACES, ())
    ]
    named = [place for place, forms in shown if term.quoted and term.text in forms]
    held = [place for place, forms in shown if any(term.text in form for form in forms)]
    return places_within(session, named or held)


def places_within(session: Session, places: Sequence[int]) -> list[int]:
    """Return these places and all places inside them."""
    inner: dict[int | None, list[int]] = {}
    for place, parent, *_ in _fast(session, _PLACES, ()):
        inner.setdefault(parent, []).append(place)
    found, todo = dict.fromkeys(places), list(places)
    while todo:
        fresh = [place for place in inner.get(todo.pop(), ()) if place not in found]
        found |= dict.fromkeys(fresh)
        todo += fresh
    return list(found)


def cupboards(session: Session) -> dict[int, int]:
    """Return place -> its cupboard, or else its outermost place below the room."""
    rows = {place: (parent, kind) for place, parent, kind, *_ in _fast(session, _PLACES, ())}
    found: dict[int, int] = {}
    for place in rows:
        at, passed = place, {place}
        while rows[at][1] != "cupboard":
            parent = rows[at][0]
            if parent not in rows or rows[parent][1] == "room" or parent in passed:
                break
            at = parent
            passed.add(at)
        found[place] = at
    return found


def entries(session: Session, ids: Iterable[int], kinds: Kinds) -> list[Entry]:
    """Return index entries of these records, tombstones for deleted ones."""
    record_ids = list(ids)
    found: dict[int, Record] = {}
    tags: dict[int, list[str]] = {}
    for low in range(0, len(record_ids), 900):
        part = record_ids[low : low + 900]
        found |= {r.id: r for r in session.scalars(select(Record).where(Record.id.in_(part)))}
        tagged = select(RecordTag.record_id, Tag.name).join(Tag, Tag.id == RecordTag.tag_id)
        for record, tag in session.execute(tagged.where(RecordTag.record_id.in_(part))):
            tags.setdefault(record, []).append(tag)
    return [
        _entry(session, found[record], kinds, tuple(tags.get(record, ())))
        if record in found and found[record].deleted_at is None
        else Entry(record, found[record].version if record in found else 0, alive=False)
        for record in record_ids
    ]


def _entry(session: Session, record: Record, kinds: Kinds, tags: tuple[str, ...]) -> Entry:
    pieces: list[Piece] = []
    values = ""
    if record.kind in kinds:
        kind = kinds.get(record.kind)
        for passage in kind.passages(session, record.id):
            pieces.append(Piece(passage.anchor, passage.label, normal_form(passage.text)))
        values = normal_form("\n".join(value for _, value in kind.facts(session, record.id)))
    if values and not any(piece.text for piece in pieces):
        # A record without pages consists of its fields: a staff member, a cooperative.
        pieces, values = [Piece("", "", values)], ""
    return Entry(
        record.id,
        record.version,
        internal=record.audience != "public",
        title=normal_form(record.title),
        number=normal_form(record.number),
        fields=values,
        dated=int((record.dated or "0").replace("-", "")[:8] or 0),
        rank=2 if record.status in ENDED else 0 if record.status in _IN_FORCE else 1,
        place=record.place_id or 0,
        kind=record.kind,
        status=record.status,
        issuer=record.issuer,
        tags=tags,
        pieces=pieces,
    )


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
                # Read-only by URI: a plain connection would create the file that the writer is
                # about to make.
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
        seen = hit_rows(session, list({row[0] for row in rows}), audiences)
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
        seen = hit_rows(session, list({row[2] for row in missing}), audiences)
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
                state["cursor"] = last_change(session)
            ids = records_from(session, first, _READ)
            state["next"] = ids[-1] + 1 if ids else -1
        else:
            ids, cursor = changed_records(session, state["cursor"], 4 * _READ)
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
