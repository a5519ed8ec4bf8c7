"""Attachment files on the server: in the database, in parts, in the transaction of their rows.

So one backup, one port and one password cover everything, and a row never refers to a file that is
not there. Every PC keeps its own copy of each file.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from kmdesk.store.errors import StoreError
from kmdesk.store.files import FileStore

_PART = 1 << 20
_HELD = text("SELECT 1 FROM stored_file WHERE sha256 = :sha256")
_FILE = text("INSERT INTO stored_file (sha256, size) VALUES (:sha256, :size)")
_PUT = "INSERT INTO stored_part (sha256, part, body) VALUES (%s, %s, %b)"
_DROP = text("DELETE FROM stored_file WHERE sha256 = :sha256")
_PARTS = text("SELECT count(*) FROM stored_part WHERE sha256 = :sha256")
_GET = text("SELECT body FROM stored_part WHERE sha256 = :sha256 AND part = :part")


def send_file(connection: Connection, path: Path, sha256: str) -> bool:
    """Upload a file within this transaction; return False when it is there already."""
    if connection.scalar(_HELD, {"sha256": sha256}) is not None:
        return False
    connection.execute(_FILE, {"sha256": sha256, "size": path.stat().st_size})
    with path.open("rb") as stream:
        part = 0
        while block := stream.read(_PART):
            connection.exec_driver_sql(_PUT, (sha256, part, block))
            part += 1
    return True


def forget_file(connection: Connection, sha256: str) -> None:
    """Delete a file on the server within this transaction."""
    connection.execute(_DROP, {"sha256": sha256})


def fetch_file(connection: Connection, files: FileStore, sha256: str) -> bool:
    """Download a file unless it is here; return False if the server lacks it or part of it.

    Raises StoreError when the disk is full.
    """
    if files.path(sha256).is_file():
        return True
    if connection.scalar(_HELD, {"sha256": sha256}) is None:
        return False
    stored = files.put(read_file(connection, sha256))
    if stored.sha256 == sha256:
        return True
    files.path(stored.sha256).unlink(missing_ok=True)
    return False


def read_file(connection: Connection, sha256: str) -> Iterator[bytes]:
    """Yield the content of a file, part by part; raises StoreError when parts are missing."""
    for part in range(connection.scalar(_PARTS, {"sha256": sha256}) or 0):
        body = connection.scalar(_GET, {"sha256": sha256, "part": part})
        if body is None:
            raise StoreError("A file on the server is not whole. Call the technician.")
        yield bytes(body)
