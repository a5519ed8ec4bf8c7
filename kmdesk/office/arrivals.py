"""Papers that arrive by themselves: scans in a watched folder, and new files on a stick.

A scan leaves the folder only after the library has stored it durably; a rejected one goes to a
folder of its own with the reason beside it. No state survives a restart: a file that was stored but
not yet moved is found again, recognised by its bytes, and moved.

Nothing on a stick is written, started or imported; a file is only hashed when the library holds one
of the same size.
"""

import contextlib
import os
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake import ENDINGS
from kmdesk.office.protocol import Outcome
from kmdesk.records import Actor, Duty
from kmdesk.records.model import Attachment
from kmdesk.records.portable_folder import HEADER
from kmdesk.records.unit import Reading
from kmdesk.store.errors import reason_of
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import (
    EntranceError,
    Entry,
    from_argument,
    inside,
    is_ordinary,
    is_own_backup,
    open_file,
    shown_name,
)

DONE, REFUSED = N_("Taken in"), N_("Not taken in")
"""Names (message ids) of the two folders inside the inbox."""
_MARK = ".kmdesk"  # in both folders, which are recognised by it whatever their names
PATIENCE = 120.0
"""Seconds a file may look unfinished before it is imported unchanged."""
_SETTLED = 2.0  # seconds without a change, besides two equal observations
_MOST_AT_ONCE = 100  # files per run
_COLLECTIONS = (".jsonl", ".jsonl.zst")  # no scanner writes them, and they contain many items
_TAIL = 2048
_LONGEST_NAME = 255  # bytes

Stamp = tuple[int, int]  # size, mtime in nanoseconds
State = Literal["off", "watching", "gone", "barred"]


class InboxError(KmdeskError):
    """Raised for a folder that cannot serve as the inbox."""


@dataclass(frozen=True, slots=True)
class Look:
    """Result of one scan of the folder."""

    state: State
    ready: tuple[Path, ...] = ()
    waiting: int = 0
    """Files that are still growing."""
    seen: Mapping[Path, Stamp] = field(default_factory=dict)
    """Input of the next scan."""


def taker() -> Actor:
    """Return the actor for imports without a sign-in: the folder, with a clerk's duty."""
    return Actor(tr("Folder for scans"), Duty.CLERK)


def look_at_inbox(folder: Path, before: Mapping[Path, Stamp], now: float) -> Look:
    """Return files ready to be imported at ``now`` (seconds of the epoch), oldest first.

    A file is ready when an earlier scan saw it unchanged and it does not look truncated. A missing
    folder (an unplugged stick) is a state, not an error.
    """
    try:
        if not folder.is_dir():
            return Look("gone")
        found = {path: (info.st_size, info.st_mtime_ns) for path, info in _papers(folder)}
    except PermissionError:
        return Look("barred")
    except OSError:
        return Look("gone")
    ready = [
        path
        for path, stamp in found.items()
        if before.get(path) == stamp and (not is_ordinary(path) or _has_settled(path, stamp, now))
    ]
    # In the order of scanning, which is the order of the papers on the pile.
    ready.sort(key=lambda path: (found[path][1], path.name))
    return Look("watching", tuple(ready[:_MOST_AT_ONCE]), len(found) - len(ready), found)


def check_folder(folder: Path, library: Path) -> None:
    """Raise InboxError unless files can be moved out of ``folder``."""
    if not folder.is_dir():
        raise InboxError("The folder {folder} is not there.", folder=str(folder))
    inner, outer = folder.resolve(), library.resolve()
    if inner == outer or outer in inner.parents or inner in outer.parents:
        raise InboxError("This folder belongs to the library. Choose one of its own for scans.")
    if inner == Path.home().resolve() or inner == Path(inner.anchor):
        raise InboxError(
            "Everything in this folder would be taken in. Choose a folder for scans alone."
        )
    try:
        _make_aside(folder, DONE)
    except OSError as error:
        raise InboxError(
            "Files cannot be moved inside {folder} ({reason}). Choose another folder.",
            folder=str(folder),
            reason=reason_of(error),
        ) from error


def put_aside(folder: Path, path: Path, reason: str = "") -> str:
    """Move a processed file aside; ``reason`` says why it was rejected, "" when stored.

    Returns its new name, or "" when it could not be moved (in use, stick unplugged); then it stays
    and is processed again later.
    """
    try:
        target = _make_aside(folder, REFUSED if reason else DONE)
        free = _free_name(target, path.name)
        path.replace(free)
    except OSError:
        return ""
    if reason:
        # The file is aside already; a full stick must not make that a failure.
        with contextlib.suppress(OSError):
            (target / _fitting(free.name, ".txt")).write_text(
                tr("{name} was not taken in: {reason}", name=shown_name(path), reason=reason)
                + "\n",
                "utf-8",
            )
    return shown_name(free)


def put_done_aside(folder: Path, outcome: Outcome) -> None:
    """Move the file of an outcome aside, unless it is to be tried again."""
    if outcome.path and not outcome.retry:
        reason = outcome.reason if outcome.status == "refused" else ""
        put_aside(folder, from_argument(outcome.path), reason)


def _make_aside(folder: Path, name: str) -> Path:
    target = folder / tr(name)
    target.mkdir(exist_ok=True)
    (target / _MARK).touch()
    return target


def _papers(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Return files of the folder and its subfolders, without those moved aside.

    Anything that is not a file, such as a link or a pipe, is included: it is moved aside with the
    reason.
    """
    os.scandir(folder).close()  # raises here: an unreadable folder is a state of its own
    found = []
    for entry in inside(folder, skip=lambda _at, names: _MARK in names):
        if entry.unreadable or entry.path.name.lower().endswith(_COLLECTIONS):
            continue
        with contextlib.suppress(FileNotFoundError):  # deleted since it was listed
            found.append((entry.path, entry.path.lstat()))
    return found


def _has_settled(path: Path, stamp: Stamp, now: float) -> bool:
    size, changed = stamp[0], stamp[1] / 1e9
    age = now - changed
    if age < 0 or age >= PATIENCE:  # a clock that runs ahead says nothing about the file
        return True
    return age >= _SETTLED and size > 0 and _looks_whole(path, size)


def _looks_whole(path: Path, size: int) -> bool:
    """Return whether a file has the end mark of its type; types without one count as whole."""
    try:
        with open_file(path) as stream:
            head = stream.read(8)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read(_TAIL)
    except (OSError, EntranceError):
        return False  # still locked by the program that writes it
    # Somewhere in the tail: some programs write blank lines after the end mark.
    if head.startswith(b"%PDF"):
        return b"%%EOF" in tail
    if head.startswith(b"\xff\xd8\xff"):
        return b"\xff\xd9" in tail
    if head.startswith(b"\x89PNG"):
        return b"IEND" in tail
    if head.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in tail
    return True


def _free_name(folder: Path, name: str) -> Path:
    path, number = folder / name, 2
    stem, ending = Path(name).stem, Path(name).suffix
    # A broken link has the name, too.
    while os.path.lexists(path):
        path = folder / _fitting(stem, f" ({number}){ending}")
        number += 1
    return path


def _fitting(stem: str, ending: str) -> str:
    """Join both, cutting the stem to the maximum length of a file name."""
    room = _LONGEST_NAME - len(os.fsencode(ending))
    raw = os.fsencode(stem)
    while len(raw) > room:
        stem = stem[:-1]
        raw = os.fsencode(stem)
    return stem + ending


_MOUNTS = Path("/proc/self/mounts")
_STICK_MOUNTS = ("/media/", "/run/media/", "/mnt/usb")
_REMOVABLE = 2  # DRIVE_REMOVABLE
_ESCAPED = re.compile(rb"\\([0-7]{3})")


def mounted_sticks(mounts: Path = _MOUNTS, media: tuple[str, ...] = _STICK_MOUNTS) -> list[Path]:
    """Return the mount points in order; run it in a lane, since a failing stick may block."""
    if sys.platform == "win32":
        return _removable_drives()
    if sys.platform == "darwin":
        return sorted(path for path in Path("/Volumes").glob("*") if path.is_mount())
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return []
    found = set()
    for line in lines:
        device, _, rest = line.partition(b" ")
        # The kernel writes a blank in the name of a stick as \040.
        place = _ESCAPED.sub(lambda code: bytes([int(code[1], 8)]), rest.partition(b" ")[0])
        folder = os.fsdecode(place)
        # A network share or tmpfs may lie there, too, and is no stick.
        if device.startswith(b"/dev/") and folder.startswith(media):
            found.add(Path(folder))
    return sorted(found)


def _removable_drives() -> list[Path]:
    import ctypes
    import string

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    # One bit a letter, from A.
    letters = [
        letter
        for at, letter in enumerate(string.ascii_uppercase)
        if kernel.GetLogicalDrives() >> at & 1
    ]
    roots = [f"{letter}:\\" for letter in letters]
    return [Path(root) for root in roots if kernel.GetDriveTypeW(root) == _REMOVABLE]


_ENDINGS = frozenset(ending for endings in ENDINGS.values() for ending in endings) | {
    ".pptx", ".ppt", ".odt", ".ods", ".odp", ".txt", ".csv", ".tsv", ".gif", ".bmp", ".webp",
    ".eml", ".mbox", ".mht", ".mhtml",
}  # fmt: skip
_MOST_OFFERED = 5000
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


def look_at_stick(folder: Path, held: Held, left_out: Collection[Path] = ()) -> NewOnStick:
    """Return the new papers below ``folder``; slow. ``left_out`` are folders with a task."""
    read = 0
    found: list[Path] = []
    skipped = {path.absolute() for path in left_out}

    def skip(at: Path, names: set[str]) -> bool:
        # Portable folders and backups come in whole, not paper by paper.
        return at in skipped or HEADER in names or is_own_backup(at, names)

    for entry in inside(folder, skip):
        size = _size_of_paper(entry)
        if size is None:
            continue
        if size not in held.hashes:
            found.append(entry.path)
        elif read + size > _MOST_READ:
            if (entry.path.name, size) not in held.names:
                found.append(entry.path)
        else:
            read += size
            if _hash_of(entry.path) not in held.hashes[size] | {""}:
                found.append(entry.path)
        if len(found) >= _MOST_OFFERED:
            break
    return NewOnStick(folder, tuple(found))


def _size_of_paper(entry: Entry) -> int | None:
    """Return the size of a file that may be a paper, or None for anything else."""
    if entry.refusal is not None or entry.path.suffix.lower() not in _ENDINGS:
        return None
    try:
        return os.lstat(entry.path).st_size or None
    except OSError:
        return None


def _hash_of(path: Path) -> str:
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
