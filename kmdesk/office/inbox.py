"""A folder that a scanner fills: what has stopped growing is taken, then put aside.

A file leaves the folder only after the library holds it durably; one that is refused goes to a
folder of its own with the reason beside it. Nothing here remembers across a restart: a file
that was stored but not yet put aside is met again, recognised by its bytes, and put aside.
"""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records import Actor, Duty
from kmdesk.store.error_messages import reason_of
from kmdesk.store.import_paths import EntranceError, inside, is_ordinary, open_file, shown_name

DONE, REFUSED = N_("Taken in"), N_("Not taken in")
"""Names (message ids) of the two folders inside the inbox."""
_MARK = ".kmdesk"  # in both of them: they are known whatever they are called
PATIENCE = 120.0
"""Seconds a file may look unfinished before it is taken as it is."""
_SETTLED = 2.0  # seconds without a change, beside two equal looks
_MOST = 100  # files of one run
_COLLECTIONS = (".jsonl", ".jsonl.zst")  # no scanner makes them, and they hold many items
_TAIL = 2048
_LONGEST_NAME = 255  # bytes

Stamp = tuple[int, int]  # size, mtime in nanoseconds
State = Literal["off", "watching", "gone", "barred"]


class InboxError(KmdeskError):
    """A folder that cannot serve as the inbox."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look into the folder found."""

    state: State
    ready: tuple[Path, ...] = ()
    waiting: int = 0
    """Files that still grow."""
    seen: Mapping[Path, Stamp] = field(default_factory=dict)
    """For the next look."""


def taker() -> Actor:
    """Who takes files in while nobody need be signed in: the folder itself, as a clerk would."""
    return Actor(tr("Folder for scans"), Duty.CLERK)


def look(folder: Path, before: Mapping[Path, Stamp], now: float) -> Look:
    """Files ready to be taken at ``now`` (seconds of the epoch), oldest first.

    A file is ready when an earlier look saw it just so and it does not look cut off. A folder
    that is away (a stick pulled out) is a state, no error.
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
    ready.sort(key=lambda path: (found[path][1], path.name))
    return Look("watching", tuple(ready[:_MOST]), len(found) - len(ready), found)


def check_folder(folder: Path, library: Path) -> None:
    """Raise InboxError unless files can be taken out of ``folder``."""
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
    """Move a file that was dealt with; ``reason`` why it was refused, empty when it is stored.

    The name it has now, or empty when it could not be moved (in use, the stick is gone); then it
    stays and is met again later.
    """
    try:
        target = _make_aside(folder, REFUSED if reason else DONE)
        free = _free_name(target, path.name)
        path.replace(free)
    except OSError:
        return ""
    if reason:
        with contextlib.suppress(OSError):
            (target / _fitting(free.name, ".txt")).write_text(
                tr("{name} was not taken in: {reason}", name=shown_name(path), reason=reason)
                + "\n",
                "utf-8",
            )
    return shown_name(free)


def _make_aside(folder: Path, name: str) -> Path:
    target = folder / tr(name)
    target.mkdir(exist_ok=True)
    (target / _MARK).touch()
    return target


def _papers(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Files of the folder and its own subfolders, without what was put aside.

    What is no file, a link or a pipe, is among them: it is put aside with the reason.
    """
    os.scandir(folder).close()  # a folder that may not be read is a state of its own
    found = []
    for entry in inside(folder, skip=lambda _at, names: _MARK in names):
        if entry.unreadable or entry.path.name.lower().endswith(_COLLECTIONS):
            continue
        with contextlib.suppress(FileNotFoundError):  # gone since it was listed
            found.append((entry.path, entry.path.lstat()))
    return found


def _has_settled(path: Path, stamp: Stamp, now: float) -> bool:
    size, changed = stamp[0], stamp[1] / 1e9
    age = now - changed
    if age < 0 or age >= PATIENCE:  # a clock that is ahead says nothing of the file
        return True
    return age >= _SETTLED and size > 0 and _looks_whole(path, size)


def _looks_whole(path: Path, size: int) -> bool:
    """Whether a file of a kind with an end mark has it; other kinds are believed."""
    try:
        with open_file(path) as stream:
            head = stream.read(8)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read(_TAIL)
    except (OSError, EntranceError):
        return False  # still held by the program that writes it
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
    while os.path.lexists(path):
        path = folder / _fitting(stem, f" ({number}){ending}")
        number += 1
    return path


def _fitting(stem: str, ending: str) -> str:
    """Both together, the stem cut to what a disk takes as one name."""
    room = _LONGEST_NAME - len(os.fsencode(ending))
    raw = os.fsencode(stem)
    while len(raw) > room:
        stem = stem[:-1]
        raw = os.fsencode(stem)
    return stem + ending
