"""Errors of SQLite and the disk in the words of the office."""

import errno
import sqlite3

from kmdesk.store.errors import StoreError


def worded(error: BaseException) -> StoreError | None:
    """What a raw error means and what to do; None for anything unknown."""
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    full = isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or "disk is full" in text:
        return StoreError(
            "The disk is full, so nothing more can be kept. Free some space, then try again; what"
            " was saved before is safe."
        )
    if not isinstance(cause, sqlite3.Error):
        return None
    if "locked" in text or "busy" in text:
        return StoreError(
            "Another program is holding the library. Close other programs that use it, then try"
            " again; nothing was lost."
        )
    if "readonly" in text or "unable to open" in text:
        return StoreError(
            "The library cannot be written here. Check the folder's permissions or plug the disk"
            " in again, then try once more; what was saved before is safe."
        )
    if "malformed" in text or "not a database" in text or "disk I/O" in text:
        return StoreError(
            "The database is damaged ({reason}). Restore the latest backup; the present library is"
            " kept aside.",
            reason=text[:80],
        )
    return None
