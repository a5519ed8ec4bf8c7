"""Libraries of every former schema, opened by the present program: every row arrives."""

import sqlite3
from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.library import COPIED
from kmdesk.store import StoreError
from kmdesk.store.check import check_store
from kmdesk.store.restore import restore
from kmdesk.store.schema import HEAD, REVISIONS, revision_of
from kmdesk.widgets.queries import record_view
from tests.fixtures.former import FROZEN, LETTER, LETTER_TITLE, lay, rows_of

TECHNICIAN = Actor("administrator", Duty.ADMINISTRATOR)


def test_every_former_schema_is_kept() -> None:
    missing = [revision for revision in REVISIONS[:-1] if revision not in FROZEN]
    assert not missing, "run: python -m tests.fixtures.freeze"


@pytest.mark.parametrize("revision", FROZEN)
def test_every_table_of_a_frozen_library_has_rows(revision: str, tmp_path: Path) -> None:
    database = lay(tmp_path / "library", revision)
    assert revision_of(database) == revision
    assert [table for table, rows in rows_of(database).items() if not rows] == []


@pytest.mark.parametrize("revision", FROZEN)
def test_rows_arrive(revision: str, tmp_path: Path) -> None:
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
    assert revision_of(database) == HEAD
    assert check_store(root) == []
    if revision != HEAD:
        assert told == sorted(told)
        assert told[0] < COPIED
        assert told[-1] == 100
        (bag,) = (root / "backups").glob("kmdesk-2*")
        (copy,) = bag.rglob("library.sqlite")
        assert rows_of(copy) == whole  # the way back


def test_a_step_that_fails_leaves_the_former_library(tmp_path: Path) -> None:
    root = tmp_path / "library"
    database = lay(root, "0008_plans")
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE sketch (record_id INTEGER)")  # in the way of a later step
    connection.commit()
    connection.close()
    before = rows_of(database)

    with pytest.raises(StoreError, match="ปรับคลังเป็นรุ่นปัจจุบันไม่ได้"):
        Library.open(root)
    assert rows_of(database) == before
    assert revision_of(database) == "0008_plans"
    (bag,) = (root / "backups").glob("kmdesk-2*")
    (copy,) = bag.rglob("library.sqlite")
    assert rows_of(copy) == before


@pytest.mark.parametrize("at", [0, COPIED + 3])
def test_leaving_in_the_middle_leaves_the_former_library(at: int, tmp_path: Path) -> None:
    root = tmp_path / "library"
    database = lay(root, "0005_committees")
    before = rows_of(database)

    def leave(done: int, _total: int) -> None:
        if done >= at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Library.open(root, tell=leave)
    assert rows_of(database) == before
    Library.open(root).close()
    assert revision_of(database) == HEAD


def test_the_copy_made_first_is_restored(tmp_path: Path) -> None:
    root = tmp_path / "library"
    lay(root, "0009_follow")
    Library.open(root).close()
    (bag,) = (root / "backups").glob("kmdesk-2*")
    restore(bag, tmp_path / "back")
    assert check_store(tmp_path / "back") == []
    Library.open(tmp_path / "back").close()
