"""What a library's folder says before it is opened: its server, whether it is a kiosk or a mirror.

Light to import: the start of the window asks this before SQLAlchemy is loaded.
"""

import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from kmdesk.store.atomic import write_whole

DATABASE = "library.sqlite"
RESTORE_POINTS = "backups"
"""Folder for backups made before a migration or a change to many records."""
_SERVER_FILE = "server.json"
SERVER_VARIABLE = "KMDESK_DATABASE"
SERVER_SCHEME = "postgresql+psycopg://"


def server_of(root: Path) -> str:
    """Return the address stored in the folder; ``""`` for a local library."""
    try:
        stored = json.loads((root / _SERVER_FILE).read_text("utf-8"))
        return str(stored["database"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def server_for(root: Path) -> str:
    """Return the address from ``KMDESK_DATABASE``, or else from the folder."""
    return os.environ.get(SERVER_VARIABLE, "") or server_of(root)


def is_address(text: str) -> bool:
    """Return whether ``text`` is a server address, not a folder."""
    return text.startswith(SERVER_SCHEME)


def keep_server(root: Path, address: str) -> None:
    """Store the address with owner-only permissions (it may hold a password); raises OSError."""
    write_whole(root / _SERVER_FILE, json.dumps({"database": address}), private=True)


KIOSK_FILE = "kiosk.json"
"""Marker beside the library of a kiosk; its content is defined by ``people.keys``."""
_KIOSK = "SELECT 1 FROM office_value WHERE key = 'kiosk' AND value = '1'"


def starts_as_kiosk(root: Path) -> bool:
    """Return whether ``root`` is a kiosk; called before the first paint."""
    # The marker counts without a library, too: a public PC whose library is gone or does not open
    # must not become an ordinary window.
    if (root / KIOSK_FILE).is_file():
        return True
    database = root / DATABASE
    if not database.is_file():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True,
                                                          timeout=0)) as base:  # fmt: skip
        return base.execute(_KIOSK).fetchone() is not None
    return False


MIRROR_STATE = "mirror_state"


def forget_mirror(root: Path) -> None:
    """Drop the mirror state: a folder opened without its server must never follow it again."""
    with closing(sqlite3.connect(root / DATABASE, isolation_level=None)) as base:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        if base.execute(known, (MIRROR_STATE,)).fetchone() is not None:
            base.execute(f"DROP TABLE {MIRROR_STATE}")
