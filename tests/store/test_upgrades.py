"""Libraries of former schemas, opened by a later program: every row arrives, or nothing changes.

The later program is this one with two invented migrations after its last.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.library import COPIED
from kmdesk.store import StoreError
from kmdesk.store.backup import restore
from kmdesk.store.check import check_store
from kmdesk.store.engine import REVISIONS, head, migrate, revision_of
from kmdesk.widgets.queries import record_view
from tests.fixtures.former import FROZEN, LETTER, LETTER_TITLE, lay, rows_of, schema_of
from tests.fixtures.later import IN_THE_WAY, LATER, later_schema

TECHNICIAN = Actor("administrator", Duty.ADMINISTRATOR)
PRESENT = REVISIONS[-1]
TREE = Path(__file__).parents[2]


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """Where the migrations of the later program lie."""
    return tmp_path / "scripts"


@pytest.fixture
def later(scripts: Path) -> Iterator[str]:
    """The program is of a later schema: its revision."""
    with later_schema(scripts) as revision:
        yield revision


def test_a_library_of_every_schema_is_kept(tmp_path: Path) -> None:
    assert tuple(FROZEN) == REVISIONS, "run: python -m tests.fixtures.freeze"
    made = tmp_path / "made.sqlite"
    migrate(made)
    frozen = schema_of(lay(tmp_path / "library", PRESENT))
    assert frozen == schema_of(made), "run: python -m tests.fixtures.freeze"


@pytest.mark.parametrize("revision", FROZEN)
def test_every_table_of_a_frozen_library_has_rows(revision: str, tmp_path: Path) -> None:
    database = lay(tmp_path / "library", revision)
    assert revision_of(database) == revision
    assert [table for table, rows in rows_of(database).items() if not rows] == []


def test_the_present_schema_is_opened_as_it_is(tmp_path: Path) -> None:
    root = tmp_path / "library"
    before = rows_of(lay(root, PRESENT))
    told: list[int] = []
    Library.open(root, tell=lambda done, _total: told.append(done)).close()
    assert rows_of(root / "library.sqlite") == before
    assert check_store(root) == []
    assert told == [] and not (root / "backups").exists()


@pytest.mark.parametrize("revision", FROZEN)
def test_rows_arrive(revision: str, tmp_path: Path, later: str) -> None:
    root = tmp_path / "library"
    database = lay(root, revision)
    before = rows_of(database)
    whole = dict(before)
    del before["alembic_version"]
    told: list[int] = []

    library = Library.open(root, tell=lambda done, _total: told.append(done))
    try:
        kinds = build_kinds()
        with library.reading(TECHNICIAN) as reading:
            for record_id in before["record"]:
                view = record_view(reading, kinds, int(str(record_id)), None)
                assert view.title
            assert reading.record(LETTER).title == LETTER_TITLE
    finally:
        library.close()

    after = rows_of(database)
    for table, rows in before.items():
        for key, row in rows.items():
            arrived = {name: after[table][key][name] for name in row}
            assert arrived == row, (table, key)
    assert {row["invented"] for row in after["record"].values()} == {"ใหม่"}
    assert after["invented"] == {1: {"id": 1}}
    assert revision_of(database) == later == head()
    assert check_store(root) == []
    assert told == sorted(told)
    assert told[0] < COPIED
    assert told[-1] == 100
    (bag,) = (root / "backups").glob("kmdesk-2*")
    (copy,) = bag.rglob("library.sqlite")
    assert rows_of(copy) == whole  # the way back


def test_a_step_that_fails_leaves_the_former_library(tmp_path: Path, later: str) -> None:
    root = tmp_path / "library"
    database = lay(root, PRESENT)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(IN_THE_WAY)
        connection.commit()
    before = rows_of(database)

    with pytest.raises(StoreError, match="ปรับคลังเป็นรุ่นปัจจุบันไม่ได้"):
        Library.open(root)
    assert rows_of(database) == before
    assert revision_of(database) == PRESENT
    (bag,) = (root / "backups").glob("kmdesk-2*")
    (copy,) = bag.rglob("library.sqlite")
    assert rows_of(copy) == before


def test_broken_references_roll_the_steps_back(tmp_path: Path, later: str) -> None:
    database = lay(tmp_path / "library", PRESENT)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO record_tag (id, record_id, tag_id) VALUES (99, 77, 77)")
        connection.commit()
    before = rows_of(database)
    with pytest.raises(StoreError, match="มี 2 แถว"):
        migrate(database)
    assert rows_of(database) == before
    assert revision_of(database) == PRESENT


@pytest.mark.parametrize("at", [0, COPIED + 3, 100])
def test_leaving_in_the_middle_leaves_the_former_library(
    at: int, tmp_path: Path, later: str
) -> None:
    root = tmp_path / "library"
    database = lay(root, PRESENT)
    before = rows_of(database)

    def leave(done: int, _total: int) -> None:
        if done >= at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Library.open(root, tell=leave)
    assert rows_of(database) == before
    Library.open(root).close()
    assert revision_of(database) == later


def test_a_reader_leaves_a_former_library_to_the_window(tmp_path: Path, later: str) -> None:
    root = tmp_path / "library"
    lay(root, PRESENT)
    with pytest.raises(StoreError, match="รุ่นเก่า"):
        Library.open(root, readonly=True)
    assert revision_of(root / "library.sqlite") == PRESENT


def test_the_copy_made_first_is_restored(tmp_path: Path, later: str) -> None:
    root = tmp_path / "library"
    lay(root, PRESENT)
    Library.open(root).close()
    (bag,) = (root / "backups").glob("kmdesk-2*")
    restore(bag, tmp_path / "back")
    assert check_store(tmp_path / "back") == []
    assert revision_of(tmp_path / "back" / "library.sqlite") == PRESENT
    Library.open(tmp_path / "back").close()
    assert revision_of(tmp_path / "back" / "library.sqlite") == later


def test_of_two_programs_that_start_at_once_one_migrates(tmp_path: Path, scripts: Path) -> None:
    database = lay(tmp_path / "library", PRESENT)
    with later_schema(scripts):
        pass  # its migrations are there
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")  # neither can go on before both are there
        both = [_migrating(scripts, database.parent) for _ in range(2)]
        connection.execute("COMMIT")
    told = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(map(len, told)) == [0, len(LATER)]  # the other finds it done
    with later_schema(scripts) as revision:
        assert revision_of(database) == revision
        assert check_store(database.parent) == []


def _migrating(scripts: Path, root: Path) -> "subprocess.Popen[str]":
    """A process of the later program that is about to migrate."""
    command = [sys.executable, "-m", "tests.fixtures.later", "migrate", str(scripts), str(root)]
    process = subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "0\n"
    return process
