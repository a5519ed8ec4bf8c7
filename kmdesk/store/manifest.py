"""The manifest: the files of a folder with their SHA-256, written, read and verified one way.

A backup, a handover pack and a portable folder say with it what belongs to them. On disk it is the
list that ``sha256sum`` writes, so that a copy can be proved complete without this program.
"""

import hashlib
import os
from collections.abc import Callable
from enum import Enum
from pathlib import Path, PurePosixPath

from msgspec import Struct

from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import EntranceError, is_ordinary, open_file, read_list

MANIFEST = "manifest-sha256.txt"
_HASH_LENGTH, _BETWEEN = 64, "  "
_CHUNK = 1 << 20


class State(Enum):
    """What became of a listed file."""

    WHOLE = "whole"
    MISSING = "missing"
    CHANGED = "changed"


class Faults(Struct, frozen=True):
    """Names of the listed files that are missing, and of those with another content."""

    missing: list[str]
    changed: list[str]

    def __bool__(self) -> bool:
        """Return whether anything is wrong."""
        return bool(self.missing or self.changed)


class Manifest(Struct, frozen=True):
    """Names of files, relative to their folder and with ``/``, and the hash each must have."""

    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Return the manifest of ``folder``.

        Raises ValueError for a line that is none or a name that leads out of the folder,
        EntranceError or OSError when the list cannot be read.
        """
        files = {}
        for line in read_list(folder / MANIFEST).decode("utf-8").splitlines():
            sha256, name = line[:_HASH_LENGTH], line[_HASH_LENGTH + len(_BETWEEN) :]
            if line != f"{sha256}{_BETWEEN}{name}" or not _stays_inside(name):
                raise ValueError(line)
            files[name] = sha256
        return cls(files)

    @classmethod
    def of(cls, folder: Path, tell: Tell = quiet) -> "Manifest":
        """Return the manifest of what lies in ``folder`` now, read back from the medium."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        paths = [path for path in paths if path.name != MANIFEST]
        _drop_from_cache(paths)
        files = {}
        for index, path in enumerate(paths):
            tell(index, len(paths))
            files[path.relative_to(folder).as_posix()] = sha256_of(path)
        return cls(files)

    def write(self, folder: Path) -> None:
        """Write the list into ``folder``, in the order of :attr:`files`."""
        lines = (f"{sha256}{_BETWEEN}{name}\n" for name, sha256 in self.files.items())
        # sha256sum of every system takes a bare line feed; some refuse a carriage return.
        (folder / MANIFEST).write_text("".join(lines), "utf-8", newline="\n")

    def faults(
        self,
        folder: Path,
        tell: Tell = quiet,
        is_absurd: Callable[[Path], bool] = lambda _path: False,
    ) -> Faults:
        """Compare every listed file with its hash, read from the medium.

        A file that ``is_absurd`` counts as changed without being read.
        """
        root, missing, changed = folder.resolve(), list[str](), list[str]()
        _drop_from_cache([folder / name for name in self.files])
        for index, (name, sha256) in enumerate(self.files.items()):
            tell(index, len(self.files))
            path = folder / name
            absurd = is_ordinary(path) and is_absurd(path)
            state = State.CHANGED if absurd else state_of(path, sha256)
            # A folder in between may be a link; the last part is refused by state_of.
            if state is State.WHOLE and not path.resolve().is_relative_to(root):
                state = State.CHANGED
            if state is not State.WHOLE:
                (missing if state is State.MISSING else changed).append(name)
        return Faults(missing, changed)

    def copy(self, name: str, source: Path, target: Path) -> State:
        """Copy a listed file, wherever it lies, and verify what was read in the same pass.

        Reading it once more to verify it would take twice as long on a stick.
        """
        if name not in self.files or not is_ordinary(source):
            return State.MISSING
        digest = hashlib.sha256()
        with open_file(source) as reader, target.open("wb") as writer:
            while block := reader.read(_CHUNK):
                digest.update(block)
                writer.write(block)
        return State.WHOLE if digest.hexdigest() == self.files[name] else State.CHANGED


def state_of(path: Path, sha256: str) -> State:
    """Return whether an ordinary file is at ``path`` and has this hash."""
    try:
        if not is_ordinary(path):
            return State.MISSING
        return State.WHOLE if sha256_of(path) == sha256 else State.CHANGED
    except (OSError, EntranceError):
        return State.CHANGED  # an unreadable sector, or exchanged while it was opened


def _stays_inside(name: str) -> bool:
    # Looked at, not resolved: the rotation of backups reads the lists of many bags on a slow stick.
    path = PurePosixPath(name)
    odd = "\\" in name or "\0" in name
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not odd


def _drop_from_cache(paths: list[Path]) -> None:
    """Sync files and drop them from the page cache, so that reading them reads the medium."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()
    for path in paths:
        if is_ordinary(path):
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
