"""Tidy a library after a process was killed in the middle of writing files."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kmdesk.store.files import WANTED, FileStore

DATABASE = "library.sqlite"


def remove_strays(root: Path, *, undone: bool = False) -> int:
    """Delete files that no committed row refers to; how many went.

    ``undone``: also what an undo left without a row, so that it can no longer be done
    again: when a window starts, not while one is open. Does nothing when every unit of
    work settled its files, or while another process writes (it may be in the middle of
    putting files; the next start looks again).
    """
    files = FileStore(root / "files")
    if not files.is_unsettled() and not (undone and files.has_undone()):
        return 0
    with closing(sqlite3.connect(root / DATABASE, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return 0
        wanted = {row[0] for row in connection.execute(WANTED)}
        gone = files.sweep(wanted)
        connection.execute("ROLLBACK")
    return gone
