"""Copying a whole library to the server and back, verified row by row and file by file."""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from kmdesk.store.atomic import Tell, quiet, whole_folder
from kmdesk.store.backup import check_database
from kmdesk.store.engine import head, migrate
from kmdesk.store.errors import StoreError
from kmdesk.store.files import WANTED, FileStore
from kmdesk.store.folder import DATABASE, keep_server
from kmdesk.store.server_engine import (
    OWN_TABLES,
    TURN,
    add_triggers,
    create_schema,
    drop_rows,
    make_tables,
    reading_engine,
    refuse_unknown_server,
    set_sequences,
    tables,
)
from kmdesk.store.server_mirror import (
    STREAMED,
    Tables,
    adopt,
    fill,
    read_file,
    send_file,
    table_names,
)


@dataclass(frozen=True, slots=True)
class Copied:
    """Result of a copy that was found equal on both sides."""

    rows: int
    files: int
    missing: tuple[str, ...]
    """Hashes of files that the source itself lacked."""


def to_server(root: Path, address: str, tell: Tell = quiet) -> Copied:
    """Copy the closed library ``root`` to an empty database and make the folder its mirror.

    All or nothing, in one transaction. Raises StoreError when the database is not empty, cannot be
    reached, or differs from the library afterwards.
    """
    engine = reading_engine(address)
    try:
        with closing(sqlite3.connect(root / DATABASE, isolation_level=None)) as base:
            base.execute("BEGIN IMMEDIATE")  # nobody adds anything meanwhile
            with engine.begin() as server:
                done = _copy(base, server, FileStore(root / "files"), tell)
                library = server.scalar(text("SELECT library FROM kmdesk_clock"))
            # before the lock is released: a waiting process must not write here any more
            keep_server(root, address)
            adopt(base, str(library), 0)
            base.execute("COMMIT")
    finally:
        engine.dispose()
    return done


def _copy(base: sqlite3.Connection, server: Connection, files: FileStore, tell: Tell) -> Copied:
    create_schema(server)
    _put_rows(base, server)
    wanted = [row[0] for row in base.execute(WANTED)]
    missing = tuple(sha256 for sha256 in wanted if not files.path(sha256).is_file())
    for at, sha256 in enumerate(wanted):
        tell(at, 2 * len(wanted))
        if sha256 not in missing:
            send_file(server, files.path(sha256), sha256)
    rows = _compare_rows(base, server)
    for at, sha256 in enumerate(wanted):
        tell(len(wanted) + at, 2 * len(wanted))
        if sha256 not in missing:
            _compare_file(read_file(server, sha256), sha256)
    # Only now: a mirror begins with all rows and needs no log of them.
    add_triggers(server)
    return Copied(rows, len(wanted) - len(missing), missing)


def found(address: str) -> None:
    """Create an empty library in an empty database."""
    engine = reading_engine(address)
    try:
        with engine.begin() as server:
            create_schema(server)
            set_sequences(server)
            add_triggers(server)
    finally:
        engine.dispose()


def to_folder(address: str, root: Path, tell: Tell = quiet) -> Copied:
    """Copy the server's library to an empty folder, as a local library.

    Raises StoreError when the folder is not empty or the copy differs; the folder then stays empty.
    """
    if root.exists() and any(root.iterdir()):
        raise StoreError("The folder {folder} is not empty. Choose an empty one.", folder=str(root))
    engine = reading_engine(address)
    try:
        with whole_folder(root, ".copying") as partial:
            migrate(partial / DATABASE)
            files = FileStore(partial / "files")
            with engine.connect() as server, closing(_unchecked(partial / DATABASE)) as base:
                base.execute("BEGIN IMMEDIATE")
                fill(base, server, files, tell)
                # Filling leaves the mark of a mirror; this copy is a library of its own.
                base.execute("DROP TABLE mirror_state")
                base.execute("COMMIT")
                rows = _compare_rows(base, server)
                wanted = [row[0] for row in base.execute(WANTED)]
                missing = tuple(sha for sha in wanted if not files.verify(sha))
                lost = [sha for sha in missing if _holds(server, sha)]
                if lost:
                    raise _unequal("stored_file", lost[0])
            check_database(partial / DATABASE)
            if root.exists():
                root.rmdir()
    finally:
        engine.dispose()
    return Copied(rows, len(wanted) - len(missing), missing)


def upgrade(address: str) -> bool:
    """Migrate an older library on the server to the current schema; False if it is current.

    The rows are copied to a SQLite file, migrated like any library, and written back in one
    transaction. Every PC rebuilds its mirror afterwards; files stay where they are. Raises
    StoreError for a newer one.
    """
    engine = reading_engine(address)
    try:
        with tempfile.TemporaryDirectory(prefix="kmdesk-") as scratch, engine.begin() as server:
            # Nobody saves meanwhile: the turn is the one every unit of work takes.
            server.exec_driver_sql(TURN)
            revision = str(server.scalar(text("SELECT version_num FROM alembic_version")))
            if revision == head():
                return False
            refuse_unknown_server(revision)
            database = Path(scratch) / DATABASE
            migrate(database, revision)
            with closing(_unchecked(database)) as base:
                base.execute("BEGIN")
                fill(base, server, None, checked=False)
                base.execute("DROP TABLE mirror_state")
                base.execute("COMMIT")
            migrate(database)
            drop_rows(server)
            make_tables(server)
            with closing(_unchecked(database)) as base:
                _put_rows(base, server)
                _compare_rows(base, server)
            add_triggers(server)
    finally:
        engine.dispose()
    return True


def _put_rows(base: sqlite3.Connection, server: Connection) -> None:
    raw: Any = server.connection.driver_connection
    for table in tables():
        columns = [column.name for column in table.columns]
        names = ", ".join(f'"{name}"' for name in columns)
        with (
            raw.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
        ):
            for row in base.execute(f'SELECT {names} FROM "{table.name}"'):
                copy.write_row(row)
    _take_over_ids(base, server)


def _take_over_ids(base: sqlite3.Connection, server: Connection) -> None:
    """Continue the id sequences, so that no id is ever reused."""
    set_sequences(server)
    for name, given in base.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        sequence = server.scalar(
            text("SELECT pg_get_serial_sequence(:table, :key)"),
            {"table": f'"{name}"', "key": Tables(base).keys[name][0]},
        )
        if given:
            server.execute(text("SELECT setval(:name, :given)"), {"name": sequence, "given": given})


def _compare_rows(base: sqlite3.Connection, server: Connection) -> int:
    """Compare both sides row by row in key order; return how many rows."""
    shape = Tables(base)
    # A table that one side lacks would be compared with nothing and found equal.
    there = set(inspect(server).get_table_names()) - OWN_TABLES
    here = set(table_names(base))
    if there != here:
        raise _unequal(sorted(there ^ here)[0], "")
    count = 0
    for table in sorted(here):
        names = ", ".join(f'"{name}"' for name in shape.columns[table])
        keys = ", ".join(f'"{name}"' for name in shape.keys[table])
        query = f'SELECT {names} FROM "{table}" ORDER BY {keys}'
        ours = base.execute(query)
        theirs = server.execute(text(query), execution_options=STREAMED)
        for one, other in _pairs(ours, theirs):
            if one is None or other is None or _plain(one) != _plain(other):
                raise _unequal(table, str((one or other or ("",))[0]))
            count += 1
    return count


def _pairs(
    ours: Iterable[Any], theirs: Iterable[Any]
) -> Iterator[tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    for one, other in zip_longest(ours, theirs):
        yield one, (tuple(other) if other is not None else None)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    # SQLite has no booleans; PostgreSQL no NUL character
    return tuple(
        int(value)
        if isinstance(value, bool)
        else value.replace("\0", "")
        if isinstance(value, str)
        else value
        for value in row
    )


def _compare_file(blocks: Iterator[bytes], sha256: str) -> None:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    if digest.hexdigest() != sha256:
        raise _unequal("stored_file", sha256)


def _holds(server: Connection, sha256: str) -> bool:
    query = text("SELECT 1 FROM stored_file WHERE sha256 = :sha256")
    return server.scalar(query, {"sha256": sha256}) is not None


def _unchecked(database: Path) -> sqlite3.Connection:
    base = sqlite3.connect(database, isolation_level=None)
    base.execute("PRAGMA foreign_keys = OFF")
    return base


def _unequal(table: str, key: str) -> StoreError:
    return StoreError(
        "The copy is not equal to the library (table {table}, row {key}). Nothing was changed; call"
        " the technician.",
        table=table,
        key=key,
    )
