"""Which server a library folder mirrors: ``server.json`` beside the library, in no backup."""

import json
import os
from pathlib import Path

_NAME = "server.json"
VARIABLE = "KMDESK_DATABASE"
SCHEME = "postgresql+psycopg://"


def server_of(root: Path) -> str:
    """The address that the folder keeps; ``""`` for a library of its own."""
    try:
        stored = json.loads((root / _NAME).read_text("utf-8"))
        return str(stored["database"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def wanted_server(root: Path) -> str:
    """What ``KMDESK_DATABASE`` says for this run, or else the folder."""
    return os.environ.get(VARIABLE, "") or server_of(root)


def is_address(text: str) -> bool:
    """Whether ``text`` names a server and not a folder."""
    return text.startswith(SCHEME)


def keep_server(root: Path, address: str) -> None:
    """Note the address, readable for the owner alone (it may hold a password). Raises OSError."""
    fresh = root / f".{_NAME}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"database": address}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(root / _NAME)
