"""Errors of the library folder and its database, and what errors of SQLite and the disk mean."""

import errno
import sqlite3
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError, Message


class StoreError(KmdeskError):
    """The library could not be opened, written or restored."""


class ServerLost(StoreError):
    """The office server cannot be reached; nothing was changed."""


_FULL = N_("no free space is left")
_BARRED = N_("permission to write or read is missing")
_PROTECTED = N_("it is write-protected")
_GONE = N_("it is not there any more")
_SILENT = N_("the disk or stick does not answer; it may have been pulled out")
_IN_USE = N_("another program is using it")
_TAKEN = N_("something of that name is already there")
_TOO_LARGE = N_("the file is too large for this disk")
_DAMAGED = N_("its content is damaged")
_NETWORK = N_("the folder on the network does not answer")
_BY_NUMBER = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _BARRED,
    errno.EPERM: _BARRED,
    errno.EROFS: _PROTECTED,
    errno.ENOENT: _GONE,
    errno.EIO: _SILENT,
    errno.ENODEV: _SILENT,
    errno.ENXIO: _SILENT,
    errno.EBUSY: _IN_USE,
    errno.ETXTBSY: _IN_USE,
    errno.EEXIST: _TAKEN,
    errno.ENOTEMPTY: _TAKEN,
    errno.EFBIG: _TOO_LARGE,
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EINVAL: N_("this disk does not take such a name or file"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.ELOOP: N_("it is a link that leads in a circle"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ESTALE: _NETWORK,
    errno.ETIMEDOUT: _NETWORK,
    errno.ENOTCONN: _NETWORK,
    errno.EHOSTDOWN: _NETWORK,
    errno.EHOSTUNREACH: _NETWORK,
}
# Python maps all of these Windows errors to "permission denied".
_BY_WINDOWS_NUMBER = {19: _PROTECTED, 21: _SILENT, 32: _IN_USE, 33: _IN_USE}
_BY_WORDS_OF_SQLITE = {
    "locked": _IN_USE,
    "busy": _IN_USE,
    "readonly": _PROTECTED,
    "unable to open": _BARRED,
    "disk I/O": _SILENT,
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
}


def reason_of(error: BaseException) -> Message:
    """Return the reason for a system error as a message, for ``{reason}`` in a sentence."""
    cause = getattr(error, "orig", None) or error
    if is_full(cause):
        words: str | None = _FULL
    elif isinstance(cause, sqlite3.Error):
        text = str(cause)
        words = next((w for key, w in _BY_WORDS_OF_SQLITE.items() if key in text), None)
    else:
        words = _BY_WINDOWS_NUMBER.get(getattr(cause, "winerror", None) or 0)
        words = words or _BY_NUMBER.get(getattr(cause, "errno", None) or 0)
    if words is not None:
        return Message(words, {})
    code = getattr(cause, "errno", None) or type(cause).__name__
    return Message(N_("the system says error {code}"), {"code": code})


def is_damage(error: BaseException) -> bool:
    """Return whether SQLite reports a damaged file or one that is no database."""
    text = str(getattr(error, "orig", None) or error)
    return "malformed" in text or "not a database" in text


def is_full(cause: BaseException) -> bool:
    """Return whether an error of the system or of SQLite means that the disk is full."""
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT)
    # To open a library SQLite first enlarges the -shm file beside it.
    beside = getattr(cause, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE"
    return isinstance(cause, sqlite3.Error) and (beside or "disk is full" in str(cause))


def unwritable(folder: Path, error: BaseException) -> StoreError:
    """Return the error for a folder that cannot be written."""
    return StoreError(
        "The folder {folder} cannot be written ({reason}). Choose another folder or ask for"
        " permission to write there.",
        folder=str(folder),
        reason=reason_of(error),
    )


def worded(error: Exception) -> KmdeskError:
    """Return any error as one in a sentence for a person."""
    if isinstance(error, KmdeskError):
        return error
    if (known := user_message(error)) is not None:
        return known
    is_system = isinstance(error, OSError)
    return unexpected(reason_of(error) if is_system else f"{type(error).__name__}: {error}")


def unexpected(reason: object) -> KmdeskError:
    """Return the error for what nobody has foreseen."""
    return KmdeskError(
        "Something unexpected happened ({reason}). Nothing was lost; try again or tell the"
        " technician.",
        reason=reason,
    )


def user_message(error: BaseException) -> StoreError | None:
    """Return what a raw error means and what to do about it; None if unknown."""
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    if is_full(cause):
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
    if is_damage(cause) or "disk I/O" in text:
        return StoreError(
            "The database is damaged ({reason}). Restore the latest backup; the present library is"
            " kept aside.",
            reason=reason_of(cause),
        )
    return None
