"""Backup of a library to a BagIt folder, verified by restoring and comparing it; and the restore.

The database is copied with SQLite's online backup, so the clerk can go on working meanwhile.
Attachment files are written once to the vault ``kmdesk-files`` beside the bags; later backups refer
to them (by hard links, or ``fetch.txt`` on sticks that do not support links). A restore goes to a
folder beside the library, which is swapped in only when it is complete.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kmdesk import clock
from kmdesk.store.atomic import (
    Tell,
    only_one,
    point,
    quiet,
    replace_file,
    sync_file,
    sync_folder,
    whole_folder,
)
from kmdesk.store.backup_plan import (
    GOING,
    LIBRARY_TAG,
    PART,
    BackupSettings,
    Retention,
    origin_of,
    read_backup_settings,
    write_backup_settings,
)
from kmdesk.store.bagit import (
    BAG_PREFIX,
    KEY_FILE,
    VAULT,
    Bag,
    Encryption,
    bags_in,
    damaged,
    payload_of,
    read_bag,
)
from kmdesk.store.check import damaged_library, faults_in, faults_of
from kmdesk.store.engine import revision_of
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.files import FileStore, sha256_of, wanted_files
from kmdesk.store.folder import DATABASE, KIOSK_FILE, RESTORE_POINTS
from kmdesk.store.manifest import MANIFEST, Manifest

_SCRATCH = ".proof"
_LOCK = ".backup.lock"
_RESTORED = ".restored"
_BEFORE = "-before-restore-"
_HASH = re.compile("[0-9a-f]{64}")
_TRACES = frozenset(("reports", ".window.lock", ".window.call", KIOSK_FILE))
"""Files a window leaves even where no library was created."""
_OURS = _TRACES | frozenset(
    (
        "files", "index", "backups", "drafts", "quarantine", "usage.json",
        "backup.json", _LOCK, _SCRATCH, f"{DATABASE}-wal", f"{DATABASE}-shm",
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


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A verified backup; ``new`` files were written for it.

    ``missing`` are hashes that rows refer to but neither library nor vault has any more.
    """

    folder: Path
    files: int
    new: int = 0
    missing: tuple[str, ...] = ()


def back_up(
    root: Path,
    target: Path,
    *,
    seal: Encryption | None = None,
    tell: Tell = quiet,
    now: datetime | None = None,
    link: bool = False,
) -> BackupDone:
    """Back up the library ``root`` to a new bag in ``target``, verify it, rotate old ones.

    With ``link`` the files are hard links into the library: a restore point without a second copy.
    Only its database is verified then; its files are the library's own, which the full check reads.
    Raises StoreError; an unfinished copy is removed and never looks like a backup.
    """
    # Whole seconds: the name of the bag carries no more.
    made = (now or clock.now()).astimezone(UTC).replace(microsecond=0)
    # A bag inside another would be payload that its list does not name.
    if (target / MANIFEST).exists():
        raise StoreError(
            "{folder} is itself a backup or a handover pack. Choose the folder around it.",
            folder=str(target),
        )
    try:
        with _alone(root) as scratch:
            target.mkdir(parents=True, exist_ok=True)
            return _Making(root, target, scratch, seal, tell, made, link).run()
    except (DamagedCopy, OSError, sqlite3.Error, UnicodeDecodeError) as error:
        # A damaged library often shows first when it is copied; the stick must not get the blame.
        faults = [] if isinstance(error, OSError) else faults_of(root)
        if faults:
            raise damaged_library(faults[0]) from error
        if isinstance(error, DamagedCopy):
            raise
        raise StoreError(
            "The backup to {folder} failed ({reason}). Check the stick or the free space, then"
            " try again. The library itself is unharmed.",
            folder=str(target),
            reason=reason_of(error),
        ) from error


def tidy_backup(root: Path) -> None:
    """Remove what a killed backup left in the library; skipped while a backup is running."""
    left = [root / _SCRATCH, *(root / RESTORE_POINTS).glob(f".{BAG_PREFIX}*{PART}")]
    if any(folder.exists() for folder in left):
        with suppress(OSError), only_one(root / _LOCK) as mine:
            for folder in left if mine else ():
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """Yield an empty scratch folder, locked against other backups of this library."""
    with only_one(root / _LOCK) as mine:
        if not mine:
            raise StoreError("Another backup is under way. Wait until it is done.")
        scratch = root / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


class _Making:
    """A backup in progress."""

    def __init__(
        self,
        root: Path,
        target: Path,
        scratch: Path,
        seal: Encryption | None,
        tell: Tell,
        made: datetime,
        link: bool,
    ) -> None:
        self._target, self._scratch = target, scratch
        self._seal, self._tell, self._made, self._link = seal, tell, made, link
        self._root, self._files = root, FileStore(root / "files")
        self._vault = target / VAULT
        self._known = _known_hashes(target) if seal else {}
        self._listed: dict[str, str] = {}
        self._fetch: list[str] = []
        self._missing: list[str] = []
        self._plain_database = self._revision = self._origin = ""
        self._new = 0

    def run(self) -> BackupDone:
        self._origin = origin_of(self._root / DATABASE)
        # Marked with the library: libraries that share a stick must not remove each other's parts.
        mine = f".{self._origin[:8] or 'new'}{PART}"
        for ending in (mine, GOING):
            for old in self._target.glob(f".{BAG_PREFIX}*{ending}"):
                shutil.rmtree(old, ignore_errors=True)  # left by a killed backup
        name = f"{BAG_PREFIX}{self._made:%Y%m%dT%H%M%SZ}"
        partial = self._target / f".{name}{mine}"
        try:
            (partial / "data" / "files").mkdir(parents=True)
            wanted, self._missing = self._fill(partial)
            self._write_tags(partial)
            # Proved while its name is still hidden: nothing unproved ever looks like a backup.
            self._prove(partial, wanted)
            point("rename")
            final = _free_name(self._target, name)  # another library may have taken it
            replace_file(partial, final)
            sync_folder(self._target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        # Old backups go only now that the new one is proved and in its place.
        mine_alone = Retention(self._target, self._vault, self._origin, self._seal, self._link)
        mine_alone.let_go(final)
        return BackupDone(final, len(self._listed) - 1, self._new, tuple(self._missing))

    # Filling ---------------------------------------------------------------------------

    def _fill(self, bag: Path) -> tuple[list[str], list[str]]:
        # Copied to the library's own disk first: SQLite begins an online backup anew after each
        # write by somebody else, and a stick is slow.
        snapshot = self._scratch / DATABASE
        wanted = _snapshot(self._root / DATABASE, snapshot)
        self._refuse_without_room(snapshot, wanted)
        copy = bag / "data" / DATABASE
        if self._link:
            snapshot.replace(copy)  # on the same disk: no second copy of it either
            self._plain_database = sha256_of(copy)
        else:
            self._write(snapshot, copy)
            self._plain_database = sha256_of(snapshot)
            snapshot.unlink()
        self._listed[f"data/{DATABASE}"] = sha256_of(copy) if self._seal else self._plain_database
        missing = []
        rounds = 1 if self._link else 2  # linked files are not read back one by one
        for at, sha256 in enumerate(wanted):
            self._tell(at, rounds * len(wanted))
            if not self._place(bag, sha256):
                missing.append(sha256)
        return [sha256 for sha256 in wanted if sha256 not in missing], missing

    def _place(self, bag: Path, sha256: str) -> bool:
        """Put the file into vault and bag; return False when it exists nowhere."""
        name = self._seal.name(sha256) if self._seal else sha256
        kept_at = self._vault / name[:2] / name[2:]
        if not kept_at.is_file():
            if not self._is_there(sha256):
                return False
            self._keep(sha256, kept_at)
        payload = payload_of(name)
        if self._seal is None:
            self._listed[payload] = sha256
        else:
            # The encrypted file has a hash of its own, which an earlier bag mostly knows.
            self._listed[payload] = self._known.get(payload) or sha256_of(kept_at)
        linked = bag / payload
        linked.parent.mkdir(exist_ok=True)
        try:
            os.link(kept_at, linked)
        except OSError:  # FAT and exFAT have no hard links
            size = kept_at.stat().st_size
            self._fetch.append(f"../{VAULT}/{name[:2]}/{name[2:]} {size} {payload}\n")
        return True

    def _is_there(self, sha256: str) -> bool:
        """Return whether the library has the file; for a real backup, also whether it is intact."""
        return self._files.path(sha256).is_file() if self._link else self._files.verify(sha256)

    def _keep(self, sha256: str, kept_at: Path) -> None:
        source = self._files.path(sha256)
        kept_at.parent.mkdir(parents=True, exist_ok=True)
        if self._link:
            try:
                os.link(source, kept_at)
                return
            except OSError:
                pass  # another disk: copy
        temporary = kept_at.with_name(f".{kept_at.name[:16]}{PART}")
        try:
            self._write(source, temporary)
            point("rename")
            replace_file(temporary, kept_at)
        finally:
            temporary.unlink(missing_ok=True)
        self._new += 1

    def _write(self, source: Path, target: Path) -> None:
        if self._seal is None:
            shutil.copyfile(source, target)
        else:
            self._seal.close_file(source, target)
        # Out of the cache, so that the proof reads the stick and not the memory.
        sync_file(target, from_medium=True)

    def _write_tags(self, bag: Path) -> None:
        Manifest(dict(sorted(self._listed.items()))).write(bag)
        sync_file(bag / MANIFEST, from_medium=True)
        tags = {
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": f"Bagging-Date: {self._made:%Y-%m-%d}\n"
            f"Bag-Software-Agent: kmdesk\nKmdesk-Made: {self._made:%Y%m%dT%H%M%SZ}\n"
            f"Kmdesk-Schema: {self._revision}\nKmdesk-Files: {len(self._listed) - 1}\n"
            f"{LIBRARY_TAG}: {self._origin}\n",
        }
        if self._missing:
            tags["bag-info.txt"] += f"Kmdesk-Missing: {' '.join(self._missing)}\n"
        if self._fetch:
            tags["fetch.txt"] = "".join(sorted(self._fetch))
        else:
            (bag / "fetch.txt").unlink(missing_ok=True)
        for name, text in tags.items():
            (bag / name).write_text(text, "utf-8", newline="\n")
            sync_file(bag / name, from_medium=True)
        if self._seal is not None:
            (bag / KEY_FILE).write_bytes(self._seal.wrapped)
            sync_file(bag / KEY_FILE, from_medium=True)

    def _refuse_without_room(self, snapshot: Path, wanted: list[str]) -> None:
        self._revision = revision_of(snapshot)
        need = 2 * snapshot.stat().st_size + (1 << 20)
        for sha256 in wanted:
            name = self._seal.name(sha256) if self._seal else sha256
            path = self._files.path(sha256)
            if not (self._vault / name[:2] / name[2:]).is_file() and path.is_file():
                # A link takes no room.
                need += 0 if self._link else path.stat().st_size
        free = shutil.disk_usage(self._target).free
        if free < need:
            raise StoreError(
                "The backup needs {need} MB and {folder} has {free} MB free. Use a larger stick"
                " or remove something from it.",
                need=(need >> 20) + 1,  # never equal to what is free
                free=free >> 20,
                folder=str(self._target),
            )

    # Verifying -------------------------------------------------------------------------

    def _prove(self, folder: Path, wanted: list[str]) -> None:
        """Restore every file to the scratch folder and compare it, one at a time."""
        bag = read_bag(folder)
        if self._link:
            check_database(folder / "data" / DATABASE)
            return
        database = self._scratch / DATABASE
        if bag.take(f"data/{DATABASE}", database, self._seal) != self._plain_database:
            raise damaged(folder, DATABASE)
        check_database(database)
        with closing(sqlite3.connect(database)) as connection:
            if not set(wanted) <= set(wanted_files(connection)):
                raise damaged(folder, DATABASE)
        for at, sha256 in enumerate(wanted):
            self._tell(len(wanted) + at, 2 * len(wanted))
            try:
                self._prove_file(bag, sha256)
            except StoreError:
                bag = self._renew(folder, sha256)

    def _prove_file(self, bag: Bag, sha256: str) -> None:
        name = self._seal.name(sha256) if self._seal else sha256
        taken = self._scratch / "file"
        if bag.take(payload_of(name), taken, self._seal) != sha256:
            raise damaged(bag.folder, name)

    def _renew(self, folder: Path, sha256: str) -> Bag:
        """Rewrite a file that has become damaged on the stick since an earlier backup.

        If the library's own copy is damaged, too, the file is listed as missing, as if it existed
        nowhere: it must not block all later backups.
        """
        name = self._seal.name(sha256) if self._seal else sha256
        payload, whole = payload_of(name), self._files.verify(sha256)
        (folder / payload).unlink(missing_ok=True)
        self._known.pop(payload, None)
        self._listed.pop(payload, None)
        self._fetch = [line for line in self._fetch if not line.endswith(f" {payload}\n")]
        if whole:
            (self._vault / name[:2] / name[2:]).unlink(missing_ok=True)
            self._place(folder, sha256)
        else:
            self._missing.append(sha256)
        self._write_tags(folder)
        bag = read_bag(folder)
        if whole:
            self._prove_file(bag, sha256)
        return bag


def _known_hashes(target: Path) -> dict[str, str]:
    """Return payload name → hash as written, so that encrypted files are not read again."""
    known: dict[str, str] = {}
    for bag in reversed(bags_in(target)):
        known.update(bag.listed)
    return known


def _snapshot(database: Path, copy: Path) -> list[str]:
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=2000)
        wanted = wanted_files(target)
    sync_file(copy, from_medium=True)
    return wanted


def _free_name(target: Path, name: str) -> Path:
    candidate, number = target / name, 1
    while candidate.exists():
        number += 1
        candidate = target / f"{name}-{number}"
    return candidate
