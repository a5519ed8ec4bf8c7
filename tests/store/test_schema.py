"""Migrations: from an old file up, all or nothing, newer refused."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kmdesk.composition import build_kinds
from kmdesk.records import Library
from kmdesk.store import StoreError
from kmdesk.store.engine import Base, open_engine
from kmdesk.store.schema import migrate, revision_of


def test_migrated_schema_equals_the_models(tmp_path: Path) -> None:
    build_kinds()
    database = tmp_path / "library.sqlite"
    migrate(database)
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_what_is_deleted_is_overwritten_whatever_sqlite_does_of_itself(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "library.sqlite")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    engine.dispose()


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    Library.create(root).close()
    connection = sqlite3.connect(root / "library.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="ใหม่กว่า"):
        Library.open(root)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    root.mkdir()
    (root / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        Library.open(root)


def test_broken_references_roll_the_migration_back(tmp_path: Path) -> None:
    database = tmp_path / "library.sqlite"
    migrate(database, "0001_records")
    connection = sqlite3.connect(database)
    connection.execute("INSERT INTO record_tag (id, record_id, tag_id) VALUES (1, 77, 77)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError):
        migrate(database)
    assert revision_of(database) == "0001_records"
