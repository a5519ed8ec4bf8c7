"""Folders written atomically, with clear errors when a USB stick fails."""

import errno
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmdesk.records.portable.format import FolderError
from kmdesk.store.atomic import replace_file
from kmdesk.store.errors import reason_of

_BEGUN = ".kmdesk-part"
_STALE_S = 24 * 3600


@contextmanager
def atomic_folder(out: Path) -> Iterator[Path]:
    """Yield a hidden sibling folder that is renamed to ``out`` on success and removed otherwise.

    Raises FolderError when something is at ``out`` already or it cannot be written.
    """
    if out.exists():
        raise FolderError(
            "There is already something at {folder}. Choose a name that is free.", folder=str(out)
        )
    partial = out.with_name(f".{out.name}{_BEGUN}")
    try:
        _sweep(out.parent)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        replace_file(partial, out)
    except OSError as error:
        raise explained(error, out) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove partial folders older than a day: left by a stick that was pulled out."""
    for left in folder.glob(f".*{_BEGUN}"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def explained(error: OSError, out: Path) -> FolderError:
    """Return the FolderError for an OSError while writing the folder ``out``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FolderError(
            "There is no room left at {folder}. Nothing half-made was left there. Remove something"
            " or take a larger stick, then try again.",
            folder=str(out.parent),
        )
    if error.errno in (errno.EIO, errno.ENODEV, errno.ENXIO) or not out.parent.exists():
        return FolderError(
            "{folder} cannot be reached any more: was the stick pulled out? Put it in again and"
            " start anew. What was begun does not count.",
            folder=str(out.parent),
        )
    return FolderError(
        "The folder {folder} could not be written ({reason}). Check the stick or the free"
        " space, then try again.",
        folder=str(out),
        reason=reason_of(error),
    )


def refuse_without_room(folder: Path, need: int) -> None:
    """Raise FolderError if the disk of ``folder`` has fewer than ``need`` bytes free."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < need:
        raise FolderError(
            "{need} MB are needed and {folder} has {free} MB free. Use a larger stick or remove"
            " something from it.",
            need=need // 1_000_000 + 1,
            free=free // 1_000_000,
            folder=str(folder),
        )
