"""The SQLite database of a library: its engine, the base of all tables, schema and migrations.

PRAGMAs are set on connect; BEGIN is explicit, so that DDL rolls back, too.
"""

import os
import re
import sqlite3
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from urllib.parse import quote

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.errors import StoreError, is_damage, reason_of, user_message

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


REVISIONS = ("1.0_baseline",)
"""Every schema a library may have, oldest first; the last one is the present schema."""
SCRIPTS = Path(__file__).parent / "migrations"
_BEFORE_1_0 = re.compile(r"00\d\d_[a-z]+")


def head() -> str:
    """Return the revision of the present schema."""
    return REVISIONS[-1]


def is_known(revision: str | None) -> bool:
    """Return whether this program can open a library of this schema, migrated or not."""
    return revision in REVISIONS


def is_before_1_0(revision: str) -> bool:
    """Return whether a revision is of kmdesk 0.x, whose migrations are gone."""
    return _BEFORE_1_0.fullmatch(revision) is not None


def refuse_unknown(revision: str) -> None:
    """Raise StoreError for a library's revision that is of kmdesk 0.x or newer than the program."""
    if is_before_1_0(revision):
        raise StoreError(
            "This library is of version 0.x of kmdesk and was left as it is. Open it with that"
            " version and make a handover pack there; then start a new library here and take the"
            " pack over."
        )
    if not is_known(revision):
        raise StoreError(
            "This library was made by a newer version of kmdesk. Install the newer version,"
            " then open it again."
        )


def revision_of(database: Path) -> str:
    """Return the schema revision of a library file, ``""`` for an empty one.

    Raises StoreError for a file that is no library, is damaged, is of kmdesk 0.x or is newer than
    this program.
    """
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # UnicodeDecodeError: SQLite quotes a damaged page, which is no text
        if "no such table" in str(error):
            return ""
        told = None if is_damage(error) else user_message(error)
        raise told or StoreError(
            "The library file {file} is damaged or is not a library ({reason}). Restore the"
            " latest backup.",
            file=str(database),
            reason=reason_of(error),
        ) from error
    revision = str(row[0]) if row else ""
    if revision:
        refuse_unknown(revision)
    return revision


def migrate(database: Path, revision: str = "", tell: Tell = quiet) -> None:
    """Migrate ``database``, all or nothing; ``tell`` is called after each step.

    It ends at ``revision``, by default at the present schema.

    Foreign keys are off meanwhile (a batch copy would cascade deletes) and checked afterwards.
    Raises StoreError when a step fails or rows refer to nothing: the file is then unchanged.
    """
    from sqlalchemy.exc import DatabaseError  # slow to import, needed only for a migration

    try:
        _migrate(database, revision or head(), tell)
    except DatabaseError as error:
        if user_message(error) is not None:  # the disk is full, or another process holds the file
            raise
        raise StoreError(
            "The library could not be brought up to date ({reason}). Nothing was changed; go on"
            " with the former version of the program, or restore the latest backup.",
            reason=str(error.orig)[:120],
        ) from error


def _migrate(database: Path, revision: str, tell: Tell) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    present = revision_of(database) if database.exists() else ""
    first = REVISIONS.index(present) + 1 if present else 0
    steps = REVISIONS.index(revision) + 1 - first
    config.attributes["tell"] = lambda applied: tell(applied, steps)
    engine = open_engine(database)
    try:
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StoreError(
                        "The library could not be brought up to date: {count} rows refer to"
                        " missing rows. Nothing was changed; restore the latest backup.",
                        count=len(broken),
                    )
            raw.execute("PRAGMA foreign_keys = ON")
    finally:
        engine.dispose()
