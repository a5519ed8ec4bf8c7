"""Mirror state in a folder that once mirrored a server."""

import sqlite3
from contextlib import closing
from pathlib import Path

STATE = "mirror_state"


def forget_mirror(root: Path) -> None:
    """Drop the mirror state: a folder opened without its server must never follow it again."""
    with closing(sqlite3.connect(root / "library.sqlite", isolation_level=None)) as base:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        if base.execute(known, (STATE,)).fetchone() is not None:
            base.execute(f"DROP TABLE {STATE}")
