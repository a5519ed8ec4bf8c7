"""Create a library atomically: completely or not at all."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kmdesk.records import Library
from kmdesk.store.atomic import replace_file
from kmdesk.store.errors import StoreError, unwritable
from kmdesk.store.folder import KIOSK_FILE as KIOSK_FILE
from kmdesk.store.restore import make_room

Told = TypeVar("Told")


def atomic_library(root: Path, fill: Callable[[Path], Told]) -> Told:
    """Let ``fill`` create the library beside ``root``, then move it there; return its result.

    Raises StoreError when a library exists already or the folder is not writable.
    """
    if Library.exists(root):
        raise StoreError("There is already a library in {folder}.", folder=str(root))
    # beside the target, so that the move stays on one disk
    partial = root.with_name(f".{root.name}.making")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        told = fill(partial)
        (root / KIOSK_FILE).unlink(missing_ok=True)  # of a previous library
        make_room(root)
        replace_file(partial, root)
        return told
    except OSError as error:
        raise unwritable(root, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
