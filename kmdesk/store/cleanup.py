"""Cleanup of a library after a process was killed while writing files."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kmdesk.store.files import WANTED, FileStore

DATABASE = "library.sqlite"


def remove_strays(root: Path, *, undone: bool = False) -> int:
    """Delete files that no committed row refers to; return how many.

    ``undone``: also delete what an undo left without a row, so that it can no longer be redone: for
    the start of a window, not while one is open. Does nothing when every unit of work settled its
    files, or while another process writes (it may be storing files; the next start tries again).
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
