"""What a folder that once mirrored a server still knows of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

STATE = "mirror_state"


def forget_mirror(root: Path) -> None:
    """A folder opened without its server goes its own way: it must never follow on from here."""
    with closing(sqlite3.connect(root / "library.sqlite", isolation_level=None)) as base:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        if base.execute(known, (STATE,)).fetchone() is not None:
            base.execute(f"DROP TABLE {STATE}")
