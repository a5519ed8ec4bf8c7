"""Restore of a backup to a folder beside the library, swapped in only when complete."""

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kmdesk import clock
from kmdesk.store.atomic import (
    Tell,
    point,
    quiet,
    replace_file,
    sync_file,
    sync_folder,
    whole_folder,
)
from kmdesk.store.backup_plan import BackupSettings, read_backup_settings, write_backup_settings
from kmdesk.store.bagit import Bag, Encryption, damaged, payload_of, read_bag
from kmdesk.store.check import faults_in
from kmdesk.store.engine import revision_of
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.files import wanted_files
from kmdesk.store.folder import DATABASE, KIOSK_FILE

_RESTORED = ".restored"
_BEFORE = "-before-restore-"
_HASH = re.compile("[0-9a-f]{64}")
_TRACES = frozenset(("reports", ".window.lock", ".window.call", KIOSK_FILE))
"""Files a window leaves even where no library was created."""
_OURS = _TRACES | frozenset(
    (
        "files", "index", "backups", "drafts", "quarantine", "usage.json",
        "backup.json", ".backup.lock", ".proof", f"{DATABASE}-wal", f"{DATABASE}-shm",
    )
)  # fmt: skip
"""Names of everything beside the database in a library's folder."""


class DamagedCopy(StoreError):
    """The database of a backup fails SQLite's integrity check."""


def restore(backup: Path, root: Path, *, passphrase: str = "", tell: Tell = quiet) -> Path:
    """Create a library in ``root`` from ``backup``; an existing one is never overwritten.

    Backups of all earlier versions are accepted. Raises StoreError when the backup is incomplete,
    damaged, encrypted with another passphrase or made by a newer version, or when ``root`` is
    taken.
    """
    if (root / DATABASE).exists():
        raise StoreError(
            "There is already a library in {folder}. Choose an empty folder to restore into.",
            folder=str(root),
        )
    try:
        with whole_folder(root, ".restoring", mode=0o700) as partial:
            (partial / "files").mkdir()
            _unpack(backup, partial, passphrase, tell)
            _note_origin(backup, partial)
            # Last of all: a restore that fails leaves the folder as it was.
            make_room(root)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            "The backup could not be restored to {folder} ({reason}). Choose an empty folder"
            " with enough space.",
            folder=str(root),
            reason=reason_of(error),
        ) from error
    return root


def make_room(root: Path) -> None:
    """Remove ``root`` so that a library can take its place; raises OSError if it is not empty."""
    if not root.is_dir():
        return
    if {path.name for path in root.iterdir()} <= _TRACES:
        shutil.rmtree(root)
    else:
        root.rmdir()


def restore_beside(backup: Path, root: Path, *, passphrase: str = "", tell: Tell = quiet) -> Path:
    """Restore next to the library ``root``, which stays in use; return the folder.

    Pass the folder to :func:`exchange`.
    """
    beside = root.with_name(f"{root.name}{_RESTORED}")
    shutil.rmtree(beside, ignore_errors=True)
    return restore(backup, beside, passphrase=passphrase, tell=tell)


def exchange(root: Path, restored: Path) -> Path:
    """Replace the closed library ``root`` by ``restored``; return where the old one is now.

    Backups continue as planned: their folder and key are in no backup. Raises StoreError, with the
    old library in place, when the folders cannot be renamed.
    """
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    aside = root.with_name(f"{root.name}{_BEFORE}{stamp}")
    try:
        _carry_plan(root, restored)
        # A restored folder is open to its owner alone; others may have been let into the old one.
        shutil.copymode(root, restored)
        point("rename")
        replace_file(root, aside)
        # Between the two renames there is no library at all.
        try:
            point("rename")
            replace_file(restored, root)
        except OSError:
            replace_file(aside, root)
            raise
        sync_folder(root.parent)
    except OSError as error:
        raise StoreError(
            "The restored library could not be put in place ({reason}). The present library goes"
            " on unchanged. Close other programs that use it, then try again.",
            reason=reason_of(error),
        ) from error
    return aside


def _note_origin(backup: Path, restored: Path) -> None:
    """Record the backup as the latest one, and propose its parent folder for more."""
    made = read_bag(backup).at
    write_backup_settings(
        restored,
        BackupSettings(
            last_at=made.isoformat() if made else "",
            last_folder=str(backup.absolute()),
            proposed=str(backup.absolute().parent),
        ),
    )


def _carry_plan(root: Path, restored: Path) -> None:
    plan = read_backup_settings(root)
    if plan.folder or plan.identity:
        # Without the outcome of the last check, which was of the old library.
        write_backup_settings(restored, replace(plan, checked_at="", problems=0))


def lost_its_database(root: Path) -> bool:
    """Return whether ``root`` holds a library's remains without a database and nothing else.

    Such a folder can be put aside whole.
    """
    if not root.is_dir() or (root / DATABASE).exists():
        return False
    left = {path.name for path in root.iterdir()}
    return bool(left) and left <= _OURS


def settle_exchange(root: Path) -> None:
    """Finish an exchange that was interrupted between its two renames."""
    restored = root.with_name(f"{root.name}{_RESTORED}")
    if root.exists() or not (restored / DATABASE).is_file():
        return
    if any(root.parent.glob(f"{root.name}{_BEFORE}*")):
        replace_file(restored, root)


def check_database(path: Path) -> None:
    """Raise DamagedCopy unless SQLite finds the file intact."""
    if faults_in(path, "mode=ro&immutable=1"):
        raise DamagedCopy("The database inside the backup is damaged. Use another backup.")


def _unpack(backup: Path, partial: Path, passphrase: str, tell: Tell) -> None:
    bag = read_bag(backup)
    seal = bag.seal(passphrase)
    database = partial / DATABASE
    bag.take(f"data/{DATABASE}", database, seal)
    revision_of(database)
    try:
        check_database(database)
        with closing(sqlite3.connect(database)) as connection:
            wanted = wanted_files(connection)
    except sqlite3.DatabaseError as error:
        raise damaged(backup, DATABASE) from error
    if not all(_HASH.fullmatch(sha256) for sha256 in wanted):
        raise damaged(backup, DATABASE)  # a name crafted to lead out of the library
    sync_file(database)
    _take_files(bag, seal, wanted, partial, tell)
    # Files first, then the folders that name them, before the whole takes its place.
    for folder in (*partial.glob("files/*"), partial / "files", partial):
        sync_folder(folder)


def _take_files(
    bag: Bag, seal: Encryption | None, wanted: list[str], partial: Path, tell: Tell
) -> None:
    """Extract all files of the database; only those the backup itself lacked may be missing."""
    lacking = set(bag.info.get("Kmdesk-Missing", "").split())
    for at, sha256 in enumerate(wanted):
        tell(at, len(wanted))
        name = seal.name(sha256) if seal else sha256
        if sha256 in lacking and payload_of(name) not in bag.listed:
            continue
        target = partial / "files" / sha256[:2] / sha256[2:]
        target.parent.mkdir(exist_ok=True)
        if bag.take(payload_of(name), target, seal) != sha256:
            raise damaged(bag.folder, name)
        sync_file(target)
