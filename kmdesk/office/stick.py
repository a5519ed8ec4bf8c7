"""Find new files on a stick: papers of readable types that the library does not have.

Nothing on it is written, started or imported; a file is only hashed when the library holds one of
the same size.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kmdesk.i18n import KmdeskError
from kmdesk.intake import sniff
from kmdesk.records.model import Attachment
from kmdesk.records.portable.format import MANIFEST
from kmdesk.records.unit import Reading
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import Entry, inside, is_own_backup

_ENDINGS = frozenset(ending for endings in sniff.ENDINGS.values() for ending in endings) | {
    ".pptx", ".ppt", ".odt", ".ods", ".odp", ".txt", ".csv", ".tsv", ".gif", ".bmp", ".webp",
    ".eml", ".mbox", ".mht", ".mhtml",
}  # fmt: skip
_MOST = 5000
_MOST_READ = 1 << 30
"""Maximum bytes to hash; files beyond it are compared by name and size."""


@dataclass(frozen=True, slots=True)
class NewOnStick:
    """Files of one stick that can be imported."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Files of the library: hashes by size, and names with sizes."""

    hashes: dict[int, set[str]]
    names: frozenset[tuple[str, int]]


def look_at(folder: Path, held: Held, left_out: Collection[Path] = ()) -> NewOnStick:
    """Return the new papers below ``folder``; slow. ``left_out`` are folders with a task."""
    read = 0
    found: list[Path] = []
    skipped = {path.absolute() for path in left_out}

    def skip(at: Path, names: set[str]) -> bool:
        return at in skipped or MANIFEST in names or is_own_backup(at, names)

    for entry in inside(folder, skip):
        size = _size(entry)
        if size is None:
            continue
        if size not in held.hashes:
            found.append(entry.path)
        elif read + size > _MOST_READ:
            if (entry.path.name, size) not in held.names:
                found.append(entry.path)
        else:
            read += size
            if _hash(entry.path) not in held.hashes[size] | {""}:
                found.append(entry.path)
        if len(found) >= _MOST:
            break
    return NewOnStick(folder, tuple(found))


def _size(entry: Entry) -> int | None:
    """Return the size of a file that may be a paper, or None for anything else."""
    if entry.refusal is not None or entry.path.suffix.lower() not in _ENDINGS:
        return None
    try:
        return os.lstat(entry.path).st_size or None
    except OSError:
        return None


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except (OSError, KmdeskError):
        return ""  # an unreadable file is not offered


def held_files(reading: Reading) -> Held:
    """Return hashes by size, and names with sizes, of every file including the trash."""
    hashes: dict[int, set[str]] = {}
    names: set[tuple[str, int]] = set()
    query = select(Attachment.size, Attachment.sha256, Attachment.name)
    for size, sha256, name in reading.session.execute(query):
        hashes.setdefault(size, set()).add(sha256)
        names.add((name, size))
    return Held(hashes, frozenset(names))
