"""SQLite integrity check; the only place that decides whether a database is intact."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, Message
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.folder import DATABASE

_FAULTY = N_("its own check found faults")
_DAMAGED = N_(
    "The database is damaged ({reason}). Restore the latest backup; the present library is kept"
    " aside."
)
_DANGLING = N_("{count} rows of the database refer to rows that are gone. Restore a backup.")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault SQLite found; ``reason`` in few words, ``said`` with what to do."""

    reason: Message
    said: Message


def faults_of(root: Path) -> list[Fault]:
    """Return the faults SQLite finds in the database of ``root``; empty when it is intact.

    A fault must be found twice: another program writing at that very moment was seen to make the
    first check fail. The second check runs in one transaction and may take part in the write-ahead
    log.
    """
    database = root / DATABASE
    found = faults_in(database, "mode=ro")
    if not found:
        return []
    return faults_in(database, "mode=rw", fallback=found)


def faults_in(database: Path, how: str, fallback: list[Fault] | None = None) -> list[Fault]:
    """Return the faults of one file, opened with the URI parameter ``how``.

    ``fallback`` is the result if it cannot be opened that way.
    """
    try:
        uri = f"{database.absolute().as_uri()}?{how}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as base:
            base.text_factory = bytes  # SQLite quotes a damaged page, whose bytes are no text
            base.execute("BEGIN")
            return _found(base)
    except UnicodeDecodeError:  # SQLite quotes a damaged page, which is no text
        reason = Message(_FAULTY, {})
        return [Fault(reason, Message(_DAMAGED, {"reason": reason}))]
    except sqlite3.DatabaseError as error:
        if fallback is not None and not _says_damage(error):
            return fallback
        reason = reason_of(error)
        return [Fault(reason, Message(_DAMAGED, {"reason": reason}))]


def damaged_library(fault: Fault) -> StoreError:
    """Return the error for a copy that failed because the library itself is damaged."""
    return StoreError(
        "Nothing was copied, for the library itself is damaged ({reason}); the stick is not to"
        " blame. Keep the earlier backups, restore the latest of them (the present library is"
        " kept aside), then back up again.",
        reason=fault.reason,
    )


def _found(base: sqlite3.Connection) -> list[Fault]:
    rows = base.execute("PRAGMA integrity_check(1)").fetchall()
    faulty = Message(_FAULTY, {})
    # no answer is a fault, too; one message is enough
    found = [] if rows == [(b"ok",)] else [Fault(faulty, Message(_DAMAGED, {"reason": faulty}))]
    broken = len(base.execute("PRAGMA foreign_key_check").fetchall())
    if broken:
        found.append(Fault(faulty, Message(_DANGLING, {"count": broken})))
    return found


def _says_damage(error: sqlite3.Error) -> bool:
    return "malformed" in str(error) or "not a database" in str(error)
