"""A PC's mirror: its own SQLite library and files, following the server's log of rows.

The number of the last row applied is stored in the mirror itself, in the same transaction as the
rows, so a row is never applied twice or skipped, whatever happens.

Attachment files are on the server in the database, in parts, in the transaction of their rows: so
one backup, one port and one password cover everything, and a row never refers to a file that is not
there. Every PC keeps its own copy of each file.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.errors import StoreError
from kmdesk.store.files import WANTED, FileStore
from kmdesk.store.folder import DATABASE
from kmdesk.store.server_engine import check_revision

# Neither side ever holds a whole scan in memory.
_PART_BYTES = 1 << 20
_HELD = text("SELECT 1 FROM stored_file WHERE sha256 = :sha256")
_ADD_FILE = text("INSERT INTO stored_file (sha256, size) VALUES (:sha256, :size)")
_PUT_PART = "INSERT INTO stored_part (sha256, part, body) VALUES (%s, %s, %b)"
_DROP_FILE = text("DELETE FROM stored_file WHERE sha256 = :sha256")
_PARTS = text("SELECT count(*) FROM stored_part WHERE sha256 = :sha256")
_GET_PART = text("SELECT body FROM stored_part WHERE sha256 = :sha256 AND part = :part")


def send_file(connection: Connection, path: Path, sha256: str) -> bool:
    """Upload a file within this transaction; return False when it is there already."""
    if connection.scalar(_HELD, {"sha256": sha256}) is not None:
        return False
    connection.execute(_ADD_FILE, {"sha256": sha256, "size": path.stat().st_size})
    with path.open("rb") as stream:
        part = 0
        while block := stream.read(_PART_BYTES):
            connection.exec_driver_sql(_PUT_PART, (sha256, part, block))
            part += 1
    return True


def forget_file(connection: Connection, sha256: str) -> None:
    """Delete a file on the server within this transaction."""
    connection.execute(_DROP_FILE, {"sha256": sha256})


def fetch_file(connection: Connection, files: FileStore, sha256: str) -> bool:
    """Download a file unless it is here; return False if the server lacks it or part of it.

    Raises StoreError when the disk is full.
    """
    if files.path(sha256).is_file():
        return True
    if connection.scalar(_HELD, {"sha256": sha256}) is None:
        return False
    stored = files.put(read_file(connection, sha256))
    if stored.sha256 == sha256:
        return True
    # What came is another file, stored under its own hash, where no row wants it.
    files.path(stored.sha256).unlink(missing_ok=True)
    return False


def read_file(connection: Connection, sha256: str) -> Iterator[bytes]:
    """Yield the content of a file, part by part; raises StoreError when parts are missing."""
    for part in range(connection.scalar(_PARTS, {"sha256": sha256}) or 0):
        body = connection.scalar(_GET_PART, {"sha256": sha256, "part": part})
        if body is None:
            raise StoreError("A file on the server is not whole. Call the technician.")
        yield bytes(body)


_STATE = """
CREATE TABLE IF NOT EXISTS mirror_state (
    one INTEGER PRIMARY KEY CHECK (one = 1), library TEXT NOT NULL, cursor INTEGER NOT NULL
)
"""
_WAIT_S = 30.0
STREAMED = {"yield_per": 1000}
"""Fetch the rows of a long answer in batches, not all at once."""


class Mirror:
    """The library folder ``root`` as a copy of what ``engine`` (reading) shows."""

    def __init__(self, root: Path, engine: Engine, files: FileStore | None = None) -> None:
        self.root, self._engine = root, engine
        self._files = files or FileStore(root / "files")
        self._lock = threading.Lock()

    def cursor(self) -> tuple[str, int]:
        """Return (library id, last row applied); ("", 0) for a folder that is no mirror yet."""
        if not (self.root / DATABASE).is_file():
            return "", 0
        with closing(_open(self.root)) as base:
            return _state(base)

    def catch_up(self, tell: Tell = quiet) -> bool:
        """Apply new rows from the server; return whether there were any.

        Raises StoreError (ServerLost) when the server cannot be reached, or when it has another
        library. A mirror too far behind is refilled in one transaction.
        """
        with self._lock, self._engine.connect() as server:
            library, trimmed, last = _end(server)
            # Asked without the lock of a writer: mostly there is nothing to do.
            if self.cursor() == (library, last):
                return False
            with closing(_open(self.root)) as base, _writing(base):
                known, cursor = _state(base)
                if known != library:
                    raise StoreError(
                        "The server has another library than this PC's copy. Join it into an empty"
                        " folder: kmdesk join ADDRESS --library FOLDER."
                    )
                # Behind what the log still has, or ahead of it because the server itself was
                # restored.
                if cursor < trimmed or cursor > last:
                    fill(base, server, self._files, tell)
                elif cursor < last:
                    self._apply(base, server, cursor)
                    base.execute("UPDATE mirror_state SET cursor = ?", (last,))
                else:
                    return False
        return True

    def fill(self, tell: Tell = quiet) -> None:
        """Refill all rows and files from the server, in one transaction of the mirror."""
        with (
            self._lock,
            self._engine.connect() as server,
            closing(_open(self.root)) as base,
            _writing(base),
        ):
            fill(base, server, self._files, tell)

    def fetch_missing(self) -> int:
        """Download files this PC lost or quarantined; return how many."""
        with self._lock, self._engine.connect() as server, closing(_open(self.root)) as base:
            wanted = [row[0] for row in base.execute(WANTED)]
            lost = [sha256 for sha256 in wanted if not self._files.path(sha256).is_file()]
            return sum(fetch_file(server, self._files, sha256) for sha256 in lost)

    def _apply(self, base: sqlite3.Connection, server: Connection, cursor: int) -> None:
        tables = Tables(base)
        query = text("SELECT tab, op, body FROM mirror_row WHERE n > :cursor ORDER BY n")
        rows = server.execute(query, {"cursor": cursor}, execution_options=STREAMED)
        wanted: set[str] = set()
        for table, op, body in rows:
            # "C" marks a commit (see RemoteUnit.commit) and carries no row.
            if op == "C" or table not in tables.columns:
                continue
            values = json.loads(body)
            if op == "D":
                tables.delete(table, values)
                if table == "attachment":
                    self._files.note_undone()  # swept at the next start if nothing refers to it
            else:
                tables.put(table, values)
                wanted |= _files_of(table, values)
        # The files are here before any reader sees their rows.
        for sha256 in sorted(wanted):
            fetch_file(server, self._files, sha256)


class Tables:
    """Writes and deletes SQLite rows by table name, whatever the tables are."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self.columns: dict[str, list[str]] = {}
        self.keys: dict[str, list[str]] = {}
        for name in table_names(base):
            info = base.execute(f'PRAGMA table_info("{name}")').fetchall()
            self.columns[name] = [row[1] for row in info]
            self.keys[name] = [row[1] for row in sorted(info, key=lambda r: r[5]) if row[5]]
        self._puts = {name: self._put_sql(name) for name in self.columns}

    def put(self, table: str, values: dict[str, Any]) -> None:
        """Insert a row, or update the one with its key."""
        row = [values.get(column) for column in self.columns[table]]
        self._base.execute(self._puts[table], row)

    def put_all(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert many rows whose values are in the order of :attr:`columns`."""
        marks = ", ".join("?" * len(self.columns[table]))
        self._base.executemany(f'INSERT INTO "{table}" ({_names(self.columns[table])})'
                               f" VALUES ({marks})", rows)  # fmt: skip

    def delete(self, table: str, key: dict[str, Any]) -> None:
        """Delete the row with this key."""
        keys = self.keys[table]
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        self._base.execute(f'DELETE FROM "{table}" WHERE {where}', [key[name] for name in keys])

    def _put_sql(self, table: str) -> str:
        columns, keys = self.columns[table], self.keys[table]
        sets = ", ".join(f'"{c}" = excluded."{c}"' for c in columns if c not in keys)
        marks = ", ".join("?" * len(columns))
        then = f"DO UPDATE SET {sets}" if sets else "DO NOTHING"
        return (
            f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({marks})'
            f" ON CONFLICT ({_names(keys)}) {then}"
        )


def table_names(base: sqlite3.Connection) -> list[str]:
    """Return the tables of a library, without those of SQLite, Alembic and the mirror."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    names = [row[0] for row in base.execute(query)]
    return [n for n in names if not n.startswith("sqlite_") and n not in _NOT_MIRRORED]


def fill(
    base: sqlite3.Connection,
    server: Connection,
    files: FileStore | None,
    tell: Tell = quiet,
    *,
    checked: bool = True,
) -> None:
    """Replace all rows of ``base`` by those of the server, and fetch their files."""
    library, _trimmed, last = _end(server, checked=checked)
    tables = Tables(base)
    for table, columns in tables.columns.items():
        base.execute(f'DELETE FROM "{table}"')
        query = text(f'SELECT {_names(columns)} FROM "{table}"')
        rows = server.execute(query, execution_options=STREAMED)
        tables.put_all(table, (tuple(row) for row in rows))
        _continue_ids(base, server, table, tables.keys[table])
    wanted = [row[0] for row in base.execute(WANTED)] if files else []
    for at, sha256 in enumerate(wanted):
        tell(at, len(wanted))
        if files is not None:
            fetch_file(server, files, sha256)
    adopt(base, library, last)


def adopt(base: sqlite3.Connection, library: str, last: int) -> None:
    """Record that ``base`` equals the server up to row ``last`` of its log."""
    base.execute(_STATE)
    base.execute("INSERT OR REPLACE INTO mirror_state VALUES (1, ?, ?)", (library, last))


_NOT_MIRRORED = frozenset({"alembic_version", "mirror_state"})


def _continue_ids(
    base: sqlite3.Connection, server: Connection, table: str, keys: list[str]
) -> None:
    """Continue the id sequences, so that ids are not reused if this becomes a local library."""
    made = base.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    if "AUTOINCREMENT" not in made:
        return
    name = server.scalar(
        text("SELECT pg_get_serial_sequence(:table, :key)"), {"table": f'"{table}"', "key": keys[0]}
    )
    if name is not None:
        given = server.scalar(text(f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1"
                                   f" END FROM {name}"))  # fmt: skip
        base.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        base.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, given))


def _files_of(table: str, values: dict[str, Any]) -> set[str]:
    """Return the hashes of files a row refers to; matches ``store.files.WANTED``."""
    if table == "attachment":
        return {values["sha256"]}
    if table == "floor_plan" and values["image"]:
        return {values["image"]}
    if table == "office_value" and values["key"] == "crest" and values["value"]:
        return {values["value"]}
    return set()


def _end(server: Connection, *, checked: bool = True) -> tuple[str, int, int]:
    """Return (library, last row trimmed, last row of the log); StoreError on another schema."""
    query = text(
        "SELECT library, trimmed, coalesce((SELECT max(n) FROM mirror_row), trimmed),"
        " (SELECT version_num FROM alembic_version) FROM kmdesk_clock"
    )
    library, trimmed, last, revision = server.execute(query).one()
    if checked:
        check_revision(revision)
    return str(library), int(trimmed), int(last)


def _state(base: sqlite3.Connection) -> tuple[str, int]:
    try:
        row = base.execute("SELECT library, cursor FROM mirror_state").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        row = None
    return (str(row[0]), int(row[1])) if row else ("", 0)


def _open(root: Path) -> sqlite3.Connection:
    base = sqlite3.connect(
        root / DATABASE, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
    )
    # Rows arrive as they are on the server, cascades included, and in its order.
    base.execute("PRAGMA foreign_keys = OFF")
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    # what was deleted permanently there must be so here, too
    base.execute("PRAGMA secure_delete = ON")
    return base


@contextmanager
def _writing(base: sqlite3.Connection) -> Iterator[None]:
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
