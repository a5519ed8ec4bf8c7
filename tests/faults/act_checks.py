"""What must hold of a library after an act on it was killed: all of a round or nothing of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kmdesk.records import Library
from kmdesk.store.files import remove_strays
from tests.faults import acts, kill


def one(library: Path, query: str) -> list[tuple]:
    """All rows of a query."""
    with closing(sqlite3.connect(library / "library.sqlite")) as connection:
        return connection.execute(query).fetchall()


def check_whole(library: Path) -> None:
    """What the next start of the window finds: no broken row, no stray or missing file."""
    Library.open(library).close()
    remove_strays(library, undone=True)
    wrong = kill.faults_of_database(library) + kill.faults_of_files(library)
    assert not wrong, wrong


def check_move(library: Path, said: list[int], first: int = 1) -> None:
    """All papers lie together, where it was said or one shelf further."""
    places = {row[0] for row in one(library, "SELECT place_id FROM record")}
    assert len(places) == 1, f"half a move: {places}"
    last = said[-1] if said else first
    assert places <= {last, last + 1}, f"said {last}, papers lie in {places}"


def check_merge(library: Path, said: list[int]) -> None:
    """What was merged is gone and all it had is with the other."""
    gone = {row[0] for row in one(library, "SELECT id FROM record WHERE deleted_at IS NOT NULL")}
    assert {keep + 1 for keep in said} <= gone
    assert len(gone) <= len(said) + 1
    counts = "SELECT record_id, count(*) FROM {} GROUP BY record_id"
    for table in ("attachment", "passage", "receipt"):
        for record, count in one(library, counts.format(table)):
            assert record not in gone, f"{table} left with a merged paper"
            assert count == (2 if record + 1 in gone else 1)
    for record, _tag in one(library, "SELECT record_id, tag_id FROM record_tag"):
        assert record <= acts.PAPERS
    tags = one(library, "SELECT count(DISTINCT tag_id) FROM record_tag")
    assert tags == [(acts.PAPERS,)]
    pointing = one(library, "SELECT record_id, to_id FROM link")
    assert not {end for pair in pointing for end in pair} & gone


def check_undo(library: Path, said: list[int]) -> None:
    """All papers lie where the last stroke said, or one stroke further."""
    places = {row[0] for row in one(library, "SELECT place_id FROM record")}
    assert len(places) == 1, f"half an undo: {places}"
    last = said[-1] if said else 1
    assert places <= {last, 3 - last}


def check_bring(library: Path, said: list[int]) -> None:
    """The folder is in wholly or not at all."""
    (records,), (files,), (texts,) = (
        one(library, f"SELECT count(*) FROM {table}")[0]
        for table in ("record", "attachment", "passage")
    )
    assert records in (0, acts.PAPERS)
    assert files == texts == records
    last = said[-1] if said else 0
    assert records in {last, acts.PAPERS - last}


CHECKS = {
    "move": check_move,
    "merge": check_merge,
    "undo": check_undo,
    "bring": check_bring,
}
