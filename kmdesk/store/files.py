"""Content-addressed store of attachment files, named by their SHA-256."""

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kmdesk.store.atomic import point, replace_file, sync_folder
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.folder import DATABASE
from kmdesk.store.import_paths import open_file

_CHUNK = 1 << 20
_OF_THE_PROGRAM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EACCES, errno.EPERM})
"""Errors of reading that do not mean the file is damaged."""
_UNSETTLED = ".unsettled-"
_UNDONE = ".undone"
# Every row that refers to a stored file, as SQL.
_WANTED = {
    "attachment": "SELECT sha256 FROM attachment",
    "floor_plan": "SELECT image FROM floor_plan WHERE image <> ''",
    "office_value": "SELECT value FROM office_value WHERE key = 'crest' AND value <> ''",
}
WANTED = " UNION ".join(_WANTED.values())


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file safely on disk: its hash (hex) and size in bytes."""

    sha256: str
    size: int


class FileStore:
    """The folder ``files/`` of a library: ``files/ab/cdef…``, written once, never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.let_go: Callable[[Path], object] = lambda _path: None
        """Called before a file is removed or replaced, to close it where it is shown: Windows
        refuses both while a process has it open."""

    def path(self, sha256: str) -> Path:
        """Return the path for content with this hash (whether or not it exists)."""
        return self.root / sha256[:2] / sha256[2:]

    def put(self, source: Path | bytes | Iterable[bytes]) -> StoredFile:
        """Store a copy of ``source``; durable on return (file and folder synced).

        Raises StoreError when the disk is full or the source cannot be read.
        """
        try:
            return self._put(source)
        except OSError as error:
            raise StoreError(
                "The file could not be stored ({reason}). Free some disk space or check the"
                " folder's permissions, then add it again.",
                reason=reason_of(error),
            ) from error

    def _put(self, source: Path | bytes | Iterable[bytes]) -> StoredFile:
        self.root.mkdir(parents=True, exist_ok=True)
        # In the store itself: a rename from another disk is a copy, which a power cut may halve.
        handle, name = tempfile.mkstemp(dir=self.root, prefix=".incoming-")
        temporary = Path(name)
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as target:
                for block in _blocks(source):
                    digest.update(block)
                    size += len(block)
                    target.write(block)
                target.flush()
                point("fsync")
                os.fsync(target.fileno())
            self._settle(temporary, digest.hexdigest())
        finally:
            temporary.unlink(missing_ok=True)
        return StoredFile(digest.hexdigest(), size)

    def _settle(self, temporary: Path, sha256: str) -> None:
        final = self.path(sha256)
        # The name is the hash, so it is there already; of another size it is damaged and replaced.
        if final.exists() and final.stat().st_size == temporary.stat().st_size:
            return
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            # The new folder must outlast a power cut before a file in it can.
            sync_folder(self.root)
        if final.exists():
            self.let_go(final)
        point("rename")
        replace_file(temporary, final)
        point("fsync")
        sync_folder(final.parent)

    def verify(self, sha256: str) -> bool:
        """Return whether the stored content still has its hash; False for an unreadable sector."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError as error:
            if error.errno in _OF_THE_PROGRAM:
                raise
            return False

    def hashes(self) -> Iterator[str]:
        """Yield the hashes of everything stored."""
        # By hex digits: beside them lie parts, marks and the texts kept for a redo.
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                yield folder.name + path.name

    def unsettle(self, unit: str) -> None:
        """Record that ``unit`` may leave files behind if it never commits."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / f"{_UNSETTLED}{unit}").touch()

    def settle(self, unit: str) -> None:
        """Record that all files of ``unit`` are referred to by committed rows."""
        (self.root / f"{_UNSETTLED}{unit}").unlink(missing_ok=True)

    def note_undone(self) -> None:
        """Record that an undo may have left files without a row; they stay for a redo."""
        (self.root / _UNDONE).mkdir(parents=True, exist_ok=True)

    def has_undone(self) -> bool:
        """Return whether an undo may have left files without a row, or a stash."""
        return (self.root / _UNDONE).is_dir()

    def stash(self, name: str, text: str) -> None:
        """Keep ``text`` for a redo until the next sweep."""
        self.note_undone()
        (self.root / _UNDONE / name).write_text(text, "utf-8")

    def stashed(self, name: str) -> str | None:
        """Return a stashed text; None when it was swept."""
        path = self.root / _UNDONE / name
        return path.read_text("utf-8") if path.is_file() else None

    def remove(self, sha256: str) -> None:
        """Delete a file that nothing refers to any more, also from quarantine."""
        self._drop(sha256)
        (self.root.parent / "quarantine" / sha256).unlink(missing_ok=True)

    def set_aside(self, sha256: str, folder: Path) -> None:
        """Move a damaged file to ``folder``, so that it is never shown."""
        folder.mkdir(exist_ok=True)
        self.let_go(self.path(sha256))
        replace_file(self.path(sha256), folder / sha256)

    def _drop(self, sha256: str) -> None:
        path = self.path(sha256)
        if path.exists():
            self.let_go(path)
            path.unlink(missing_ok=True)

    def drop_stashed(self, record_id: int) -> None:
        """Delete everything of this record that is kept for a redo."""
        for path in (self.root / _UNDONE).glob(f"*-{record_id}"):
            path.unlink(missing_ok=True)

    def is_unsettled(self) -> bool:
        """Return whether some unit stored files without committing (yet)."""
        return next(self.root.glob(f"{_UNSETTLED}*"), None) is not None

    def sweep(self, wanted: set[str]) -> int:
        """Delete temporary files and unreferenced content; return how many.

        Call it only under the write lock, so that nobody stores files meanwhile.
        """
        gone = 0
        for path in self.root.glob(".incoming-*"):
            path.unlink(missing_ok=True)
            gone += 1
        for path in self.root.glob(f"{_UNSETTLED}*"):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.root / _UNDONE, ignore_errors=True)
        for sha256 in list(self.hashes()):
            if sha256 not in wanted:
                self._drop(sha256)
                gone += 1
        return gone


def wanted_files(connection: sqlite3.Connection) -> list[str]:
    """Return the hashes of all referenced files, in a database of any schema version."""
    found: set[str] = set()
    for query in _WANTED.values():
        try:
            found |= {row[0] for row in connection.execute(query)}
        except sqlite3.OperationalError as error:
            # an earlier schema lacks the table or the column, and so has no such file
            if "no such" not in str(error):
                raise
    return sorted(found)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of an ordinary file."""
    with open_file(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _blocks(source: Path | bytes | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    if not isinstance(source, Path):
        yield from source
        return
    with open_file(source) as stream:
        while block := stream.read(_CHUNK):
            yield block


def remove_strays(root: Path, *, undone: bool = False) -> int:
    """Delete files that no committed row refers to; return how many.

    ``undone``: also delete what an undo left without a row, so that it can no longer be redone: for
    the start of a window, not while one is open. Does nothing when every unit of work settled its
    files, or while another process writes (it may be storing files; the next start tries again).
    """
    files = FileStore(root / "files")
    if not files.is_unsettled() and not (undone and files.has_undone()):
        return 0
    # Not waiting: a window is starting, and whoever writes now leaves this to the next start.
    with closing(sqlite3.connect(root / DATABASE, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return 0
        wanted = {row[0] for row in connection.execute(WANTED)}
        gone = files.sweep(wanted)
        # Nothing was written; only the lock was needed.
        connection.execute("ROLLBACK")
    return gone
