"""The server address of a mirrored library: ``server.json`` in its folder, in no backup."""

import json
import os
from pathlib import Path

_NAME = "server.json"
VARIABLE = "KMDESK_DATABASE"
SCHEME = "postgresql+psycopg://"


def server_of(root: Path) -> str:
    """Return the address stored in the folder; ``""`` for a local library."""
    try:
        stored = json.loads((root / _NAME).read_text("utf-8"))
        return str(stored["database"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def wanted_server(root: Path) -> str:
    """Return the address from ``KMDESK_DATABASE``, or else from the folder."""
    return os.environ.get(VARIABLE, "") or server_of(root)


def is_address(text: str) -> bool:
    """Return whether ``text`` is a server address, not a folder."""
    return text.startswith(SCHEME)


def keep_server(root: Path, address: str) -> None:
    """Store the address with owner-only permissions (it may hold a password); raises OSError."""
    fresh = root / f".{_NAME}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"database": address}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(root / _NAME)
