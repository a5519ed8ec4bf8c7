"""A new library that comes to be whole or not at all."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kmdesk.records import Library
from kmdesk.store.atomic import replace_file
from kmdesk.store.error_messages import unwritable
from kmdesk.store.errors import StoreError
from kmdesk.store.kiosk import FILE as KIOSK_FILE
from kmdesk.store.restore import make_room

Told = TypeVar("Told")


def atomic_library(root: Path, fill: Callable[[Path], Told]) -> Told:
    """Have ``fill`` make the library beside ``root``, then move it there; what ``fill`` told.

    Raises StoreError where a library is already or none can be written.
    """
    if Library.exists(root):
        raise StoreError("There is already a library in {folder}.", folder=str(root))
    partial = root.with_name(f".{root.name}.making")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        told = fill(partial)
        (root / KIOSK_FILE).unlink(missing_ok=True)  # of the library that was there before
        make_room(root)
        replace_file(partial, root)
        return told
    except OSError as error:
        raise unwritable(root, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
