"""Kiosk detection before the library is opened."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

FILE = "kiosk.json"
"""Marker beside the library of a kiosk; its content is defined by ``people.keys``."""
_KIOSK = "SELECT 1 FROM office_value WHERE key = 'kiosk' AND value = '1'"


def starts_as_kiosk(root: Path) -> bool:
    """Return whether ``root`` is a kiosk; called before the first paint."""
    if (root / FILE).is_file():
        return True
    database = root / "library.sqlite"
    if not database.is_file():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True,
                                                          timeout=0)) as base:  # fmt: skip
        return base.execute(_KIOSK).fetchone() is not None
    return False
