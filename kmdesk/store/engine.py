"""SQLite engines, and the declarative base of all tables.

PRAGMAs are set on connect; BEGIN is explicit, so that DDL rolls back, too.
"""

import os
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from urllib.parse import quote

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base class of all tables of a library."""

    metadata = MetaData(naming_convention=NAMING)


BUSY_TIMEOUT_MS = int(os.environ.get("KMDESK_BUSY_MS", "30000"))


def open_engine(path: Path, *, readonly: bool = False) -> Engine:
    """Return an engine for the SQLite file ``path``; writers take the lock at BEGIN.

    WAL, foreign_keys ON and synchronous=FULL: committed data survives a power cut.
    """
    # A reader, too, must be able to create the WAL's shared memory when it comes first; query_only
    # keeps it from writing. Only a library it cannot write at all is opened "ro".
    may_write = not readonly or os.access(path, os.W_OK)
    mode = "ro" if not may_write else "rw" if readonly else "rwc"
    uri = f"file:{quote(str(path))}?mode={mode}"
    engine = create_engine(
        f"sqlite:///{uri}&uri=true",
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver begins no transaction itself; "autocommit=" does not exist on Python 3.11.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # Deleted content is overwritten: Debian's SQLite does so by default, python.org's for
            # Windows does not, and deleted personal data stayed in the file.
            connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA cache_size = -16000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine
