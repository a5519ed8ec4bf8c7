"""Schema versions of the library and their migrations."""

import sqlite3
from pathlib import Path

from kmdesk.store.bagit import Tell, quiet
from kmdesk.store.engine import open_engine
from kmdesk.store.errors import StoreError, is_damage, reason_of, user_message

REVISIONS = (
    "0001_records",
    "0002_shelf",
    "0003_regulations",
    "0004_processes",
    "0005_committees",
    "0006_directory",
    "0007_places",
    "0008_plans",
    "0009_follow",
    "0010_letters",
    "0011_programme",
    "0012_sketches",
    "0013_amendments",
    "0014_roles",
)
HEAD = REVISIONS[-1]
_SCRIPTS = Path(__file__).parent / "migrations"


def revision_of(database: Path) -> str:
    """Return the schema revision of a library file, ``""`` for an empty one.

    Raises StoreError for a file that is no library, is damaged or is newer than this program.
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
    if revision and revision not in REVISIONS:
        raise StoreError(
            "This library was made by a newer version of kmdesk. Install the newer version,"
            " then open it again."
        )
    return revision


def migrate(database: Path, revision: str = HEAD, tell: Tell = quiet) -> None:
    """Migrate ``database`` to ``revision``, all or nothing; ``tell`` is called after each step.

    Foreign keys are off meanwhile (a batch copy would cascade deletes) and checked afterwards.
    Raises StoreError when a step fails or rows refer to nothing: the file is then unchanged.
    """
    from sqlalchemy.exc import DatabaseError  # slow to import, needed only for a migration

    try:
        _migrate(database, revision, tell)
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
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
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
