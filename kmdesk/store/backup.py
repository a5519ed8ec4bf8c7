"""Backup and restore of a whole library: BagIt folders, proved before they count.

Layout of a backup (RFC 8493): ``bagit.txt``, ``manifest-sha256.txt``, ``data/library.sqlite``,
``data/files/…``. The database goes through SQLite's online backup, so the clerk may go on
working meanwhile.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kmdesk.store.errors import StoreError
from kmdesk.store.faultpoints import point
from kmdesk.store.files import WANTED, FileStore, sync_folder
from kmdesk.store.schema import revision_of

DATABASE = "library.sqlite"
_MANIFEST = "manifest-sha256.txt"


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A finished, verified backup."""

    folder: Path
    files: int


def back_up(root: Path, target: Path) -> BackupDone:
    """Copy the library ``root`` into a new folder inside ``target`` and verify it.

    Raises StoreError; an unfinished copy is removed and never looks like a backup.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    final = _free_name(target, f"kmdesk-{stamp}")
    partial = final.with_name(f".{final.name}.part")
    try:
        (partial / "data").mkdir(parents=True)
        files = _fill(root, partial)
        _write_manifest(partial)
        _verify(partial)
        point("rename")
        partial.rename(final)
        sync_folder(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            "The backup to {folder} failed ({reason}). Check the stick or the free space, then"
            " try again. The library itself is unharmed.",
            folder=str(target),
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return BackupDone(final, files)


def restore(backup: Path, root: Path) -> None:
    """Make a library in ``root`` from ``backup``; an existing one is never overwritten.

    Raises StoreError when the backup is incomplete or damaged, or ``root`` is taken.
    """
    if (root / DATABASE).exists():
        raise StoreError(
            "There is already a library in {folder}. Choose an empty folder to restore into.",
            folder=str(root),
        )
    partial = root.with_name(f".{root.name}.restoring")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        _verify(backup)
        revision_of(backup / "data" / DATABASE)
        shutil.copytree(backup / "data", partial)
        for folder in (partial, *(p for p in partial.rglob("*") if p.is_dir())):
            sync_folder(folder)
        root.parent.mkdir(parents=True, exist_ok=True)
        if root.is_dir():
            root.rmdir()
        point("rename")
        partial.rename(root)
        sync_folder(root.parent)
    except OSError as error:
        raise StoreError(
            "The backup could not be restored to {folder} ({reason}). Choose an empty folder"
            " with enough space.",
            folder=str(root),
            reason=error.strerror or str(error),
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _free_name(target: Path, name: str) -> Path:
    candidate, number = target / name, 1
    while candidate.exists():
        number += 1
        candidate = target / f"{name}-{number}"
    return candidate


def _fill(root: Path, partial: Path) -> int:
    copy = partial / "data" / DATABASE
    source = sqlite3.connect(f"{(root / DATABASE).absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        source.backup(target, pages=2000)
        wanted = [row[0] for row in target.execute(WANTED)]
    finally:
        target.close()
        source.close()
    _sync(copy)
    original, copied = FileStore(root / "files"), FileStore(partial / "data" / "files")
    for sha256 in wanted:
        place = copied.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not original.path(sha256).is_file():
            raise StoreError(
                "A file of the library is missing on the disk, so a complete backup cannot be"
                " made. Open the health page to see which one."
            )
        shutil.copyfile(original.path(sha256), place)
        _sync(place)
    (partial / "data" / "files").mkdir(exist_ok=True)
    return len(wanted)


def _write_manifest(bag: Path) -> None:
    (bag / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8"
    )
    lines = [f"{_sha256(path)}  {path.relative_to(bag).as_posix()}\n" for path in _payload(bag)]
    (bag / _MANIFEST).write_text("".join(lines), "utf-8")
    _sync(bag / _MANIFEST)


def _verify(bag: Path) -> None:
    manifest = bag / _MANIFEST
    if not manifest.is_file():
        raise StoreError("{folder} is not a backup made by kmdesk.", folder=str(bag))
    listed: dict[str, str] = {}
    for line in manifest.read_text("utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        listed[name] = sha256
    present = {path.relative_to(bag).as_posix(): path for path in _payload(bag)}
    wrong = [n for n in listed if n not in present or _sha256(present[n]) != listed[n]]
    if wrong or f"data/{DATABASE}" not in listed:
        raise StoreError(
            "The backup in {folder} is damaged: {count} files differ. Use another backup.",
            folder=str(bag),
            count=max(1, len(wrong)),
        )
    _check_database(bag / "data" / DATABASE)


def _check_database(path: Path) -> None:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        result = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    if result != ("ok",):
        raise StoreError("The database inside the backup is damaged. Use another backup.")


def _payload(bag: Path) -> Iterator[Path]:
    return (path for path in sorted((bag / "data").rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    point("fsync")
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
