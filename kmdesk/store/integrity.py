"""Whether SQLite calls a database whole: the one place that asks, for all who say so."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, Message
from kmdesk.store.error_messages import reason_of
from kmdesk.store.errors import StoreError

DATABASE = "library.sqlite"
_FAULTY = N_("its own check found faults")
_DAMAGED = N_(
    "The database is damaged ({reason}). Restore the latest backup; the present library is kept"
    " aside."
)
_DANGLING = N_("{count} rows of the database refer to rows that are gone. Restore a backup.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing SQLite found; ``reason`` in few words, ``said`` with what to do."""

    reason: Message
    said: Message


def faults_of(root: Path) -> list[Fault]:
    """What SQLite finds wrong with the database of the library ``root``; empty when it is whole.

    Looked at twice before anything is called damaged: another program that writes at the very
    moment was seen to make a first look fail. The second is in one transaction, and may take
    part in the log that is being written.
    """
    database = root / DATABASE
    found = faults_in(database, "mode=ro")
    if not found:
        return []
    return faults_in(database, "mode=rw", fallback=found)


def faults_in(database: Path, how: str, fallback: list[Fault] | None = None) -> list[Fault]:
    """The same of one file, opened as the URI parameter ``how`` says.

    ``fallback`` is what holds when it cannot be opened in that way.
    """
    try:
        uri = f"{database.absolute().as_uri()}?{how}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as base:
            base.text_factory = bytes  # a damaged page is told in bytes that are no text
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
    """A copy that cannot be made, because what is to be copied is damaged itself."""
    return StoreError(
        "Nothing was copied, for the library itself is damaged ({reason}); the stick is not to"
        " blame. Keep the earlier backups, restore the latest of them (the present library is"
        " kept aside), then back up again.",
        reason=fault.reason,
    )


def _found(base: sqlite3.Connection) -> list[Fault]:
    rows = base.execute("PRAGMA integrity_check(1)").fetchall()
    faulty = Message(_FAULTY, {})
    # no answer at all is no good one; whoever reads it needs the sentence once
    found = [] if rows == [(b"ok",)] else [Fault(faulty, Message(_DAMAGED, {"reason": faulty}))]
    broken = len(base.execute("PRAGMA foreign_key_check").fetchall())
    if broken:
        found.append(Fault(faulty, Message(_DANGLING, {"count": broken})))
    return found


def _says_damage(error: sqlite3.Error) -> bool:
    return "malformed" in str(error) or "not a database" in str(error)
