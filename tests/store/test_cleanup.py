"""Files of a unit that never committed are gone after the next start, and only those."""

import sqlite3
from contextlib import closing

from kmdesk.records import Actor, Library
from kmdesk.store.files import remove_strays


def _attach(library: Library, clerk: Actor, content: bytes, *, commit: bool) -> None:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="x")
        unit.attach(record, content, "a.txt", "text/plain")
        if commit:
            unit.commit()


def test_opening_again_removes_what_was_rolled_back(library: Library, clerk: Actor) -> None:
    _attach(library, clerk, b"kept", commit=True)
    _attach(library, clerk, b"lost", commit=False)
    assert len(list(library.files.hashes())) == 2
    Library.open(library.root).close()
    (left,) = library.files.hashes()
    assert library.files.path(left).read_bytes() == b"kept"
    assert not library.files.is_unsettled()


def test_a_settled_library_is_not_swept(library: Library, clerk: Actor) -> None:
    _attach(library, clerk, b"kept", commit=True)
    library.files.put(b"put by hand")
    assert remove_strays(library.root) == 0


def test_while_another_process_writes_nothing_is_touched(library: Library, clerk: Actor) -> None:
    _attach(library, clerk, b"lost", commit=False)
    database = library.root / "library.sqlite"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert remove_strays(library.root) == 0
        assert len(list(library.files.hashes())) == 1
        other.execute("ROLLBACK")
    assert remove_strays(library.root) == 1
