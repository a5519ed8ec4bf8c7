"""Migrations: from an old file up, all or nothing, newer refused."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kmdesk.composition import build_kinds
from kmdesk.records import WALK_UP, Library
from kmdesk.store import Base, StoreError
from kmdesk.store.engine import open_engine
from kmdesk.store.restore import restore
from kmdesk.store.schema import HEAD, REVISIONS, migrate, revision_of

FIXTURES = Path(__file__).parent.parent / "fixtures" / "databases"


def test_migrated_schema_equals_the_models(tmp_path: Path) -> None:
    build_kinds()
    database = tmp_path / "library.sqlite"
    migrate(database)
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_first_schema_is_brought_up_to_date_and_a_copy_kept(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    root.mkdir()
    database = root / "library.sqlite"
    connection = sqlite3.connect(database)
    connection.executescript((FIXTURES / "0001_records.sql").read_text("utf-8"))
    connection.close()
    assert revision_of(database) == "0001_records"

    library = Library.open(root)
    try:
        with library.reading(WALK_UP) as reading:
            assert reading.record(1).title == "หนังสือเวียนตัวอย่าง"
    finally:
        library.close()
    assert revision_of(database) == HEAD
    assert len(list((root / "backups").glob("kmdesk-2*"))) == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_library_of_every_schema_opens_with_a_copy_first(revision: str, tmp_path: Path) -> None:
    root = tmp_path / "lib"
    root.mkdir()
    database = root / "library.sqlite"
    connection = sqlite3.connect(database)
    connection.executescript((FIXTURES / "0001_records.sql").read_text("utf-8"))
    connection.close()
    migrate(database, revision)
    before = dump(database)

    library = Library.open(root)
    try:
        with library.reading(WALK_UP) as reading:
            assert reading.record(1).title == "หนังสือเวียนตัวอย่าง"
    finally:
        library.close()
    assert revision_of(database) == HEAD
    bags = list((root / "backups").glob("kmdesk-2*"))
    assert len(bags) == (revision != HEAD)
    for bag in bags:  # the way back: the library as it was, and it opens again
        (copy,) = bag.rglob("library.sqlite")
        assert dump(copy) == before
        restore(bag, tmp_path / "back")
        Library.open(tmp_path / "back").close()


def dump(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    lines = list(connection.iterdump())
    connection.close()
    return lines


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
