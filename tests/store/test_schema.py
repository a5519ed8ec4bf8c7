"""The schema: one baseline that equals the models; newer libraries and those of 0.x refused."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kmdesk.composition import build_kinds
from kmdesk.records import Library
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up, restore
from kmdesk.store.engine import (
    REVISIONS,
    SCRIPTS,
    Base,
    head,
    is_before_1_0,
    is_known,
    migrate,
    open_engine,
)
from kmdesk.store.manifest import MANIFEST
from tests.fixtures.former import lay, rows_of, schema_of

BEFORE_1_0 = (
    "0001_records", "0002_shelf", "0003_regulations", "0004_processes", "0005_committees",
    "0006_directory", "0007_places", "0008_plans", "0009_follow", "0010_letters",
    "0011_programme", "0012_sketches", "0013_amendments", "0014_roles",
)  # fmt: skip
"""Every schema that a library of kmdesk 0.1 may have."""


def stamp(database: Path, revision: str) -> None:
    """Say that the library is of this schema."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


def test_migrated_schema_equals_the_models(tmp_path: Path) -> None:
    build_kinds()
    database = tmp_path / "library.sqlite"
    migrate(database)
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_its_sql_is_that_of_the_models(tmp_path: Path) -> None:
    """What Alembic does not compare, too: names and defaults, deferred checks, autoincrement."""
    build_kinds()
    migrate(tmp_path / "migrated.sqlite")
    engine = open_engine(tmp_path / "models.sqlite")
    Base.metadata.create_all(engine)
    engine.dispose()
    migrated = schema_of(tmp_path / "migrated.sqlite")
    del migrated["alembic_version"]
    assert migrated == schema_of(tmp_path / "models.sqlite")


def test_the_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == REVISIONS


def test_no_schema_is_taken_for_one_of_another_version() -> None:
    assert not any(is_before_1_0(revision) for revision in (*REVISIONS, "", "9999_future"))
    assert not any(is_known(revision) for revision in (*BEFORE_1_0, "", "9999_future", None))
    assert all(is_before_1_0(revision) for revision in BEFORE_1_0)


def test_what_is_deleted_is_overwritten_whatever_sqlite_does_of_itself(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "library.sqlite")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    engine.dispose()


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    Library.create(root).close()
    stamp(root / "library.sqlite", "9999_future")
    with pytest.raises(StoreError, match="ใหม่กว่า"):
        Library.open(root)


@pytest.mark.parametrize("revision", (BEFORE_1_0[0], BEFORE_1_0[-1]))
def test_a_library_of_0_x_is_told_how_it_comes_over(revision: str, tmp_path: Path) -> None:
    root = tmp_path / "library"
    database = lay(root, head())
    stamp(database, revision)
    before = rows_of(database)
    for readonly in (False, True):
        with pytest.raises(StoreError, match="รุ่น 0") as refused:
            Library.open(root, readonly=readonly)
        assert "ชุดส่งมอบ" in str(refused.value)
    assert rows_of(database) == before
    assert not (root / "backups").exists()


def test_a_backup_of_0_x_is_told_how_it_comes_over(tmp_path: Path) -> None:
    root = tmp_path / "library"
    lay(root, head())
    bag = back_up(root, tmp_path / "stick").folder
    (copy,) = bag.rglob("library.sqlite")
    listed, before = bag / MANIFEST, sha256(copy.read_bytes()).hexdigest()
    stamp(copy, BEFORE_1_0[-1])
    after = sha256(copy.read_bytes()).hexdigest()
    listed.write_text(listed.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(StoreError, match="รุ่น 0"):
        restore(bag, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    root.mkdir()
    (root / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        Library.open(root)
