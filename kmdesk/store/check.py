"""Check and repair of a library: the database by SQLite, every file by its hash.

Here alone is decided whether a database is intact and a library healthy. Damaged files are
quarantined, never deleted.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, Message
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.backup_plan import read_backup_settings
from kmdesk.store.bagit import Bag, bags_in, payload_of
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.files import FileStore, wanted_files
from kmdesk.store.folder import DATABASE, RESTORE_POINTS

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
            return _sqlite_faults(base)
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


def _sqlite_faults(base: sqlite3.Connection) -> list[Fault]:
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


QUARANTINE = "quarantine"
_INDEX_UNKNOWN = N_(
    "The search index could not be compared with the library. Close the program, open it again,"
    " then check once more."
)
_INDEX_BEHIND = N_(
    "The search index differs in {count} items. Build the search index anew on the health page."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem found by a check; ``sha256`` is the file concerned, if any."""

    message: Message
    sha256: str = ""
    mended: bool = False


def quick_check(root: Path) -> list[Problem]:
    """Check that the database is readable and every file exists with its size.

    Reads no content; takes well under a second for ten thousand files, so it runs at every start.
    """
    files = FileStore(root / "files")
    try:
        with closing(_open(root)) as connection:
            sizes = connection.execute("SELECT DISTINCT sha256, size FROM attachment").fetchall()
            return [
                _file_problem(connection, sha256)
                for sha256, size in sizes
                if not _has_size(files.path(sha256), size)
            ]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [_damaged_database(reason_of(error))]


def check_store(root: Path, tell: Tell = quiet) -> list[Problem]:
    """Check the database with SQLite, all references, and the hash of every file."""
    files = FileStore(root / "files")
    found = [Problem(fault.said) for fault in faults_of(root)]
    try:
        with closing(_open(root)) as connection:
            wanted = wanted_files(connection)
            for at, sha256 in enumerate(wanted):
                tell(at, len(wanted))
                if not files.verify(sha256):
                    found.append(_file_problem(connection, sha256))
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # SQLite's own check has mostly said so already; one sentence is enough.
        if not found:
            found.append(_damaged_database(reason_of(error)))
    return found


def judge(root: Path, drift: int | None, tell: Tell = quiet) -> list[Problem]:
    """Return every problem of a library; the only basis for calling it healthy.

    A library is healthy when SQLite finds its database intact, every file has its hash, and the
    index holds exactly the items of the library. ``drift`` is the number of items by which the
    index differs, None if that is unknown.
    """
    found = check_store(root, tell)
    if drift is None:
        found.append(Problem(Message(_INDEX_UNKNOWN, {})))
    elif drift:
        found.append(Problem(Message(_INDEX_BEHIND, {"count": drift})))
    return found


def mend(files: FileStore, problems: Iterable[Problem]) -> list[Problem]:
    """Replace damaged or missing files from a backup within reach.

    The damaged file is moved to the folder ``quarantine`` whether or not it could be replaced, so
    that it is never shown, and adding the document again stores it again.
    """
    root = files.root.parent
    plan = read_backup_settings(root)
    # Restore points first: they lie on the same disk, while a stick is slow and may be out.
    folders = [root / RESTORE_POINTS, *([Path(plan.folder)] if plan.folder else [])]
    bags = [bag for folder in folders if folder.is_dir() for bag in bags_in(folder)]
    after = []
    for problem in problems:
        mended = bool(problem.sha256) and _replace(files, problem.sha256, bags)
        after.append(Problem(problem.message, problem.sha256, mended))
    return after


def _replace(files: FileStore, sha256: str, bags: list[Bag]) -> bool:
    root = files.root.parent
    if files.path(sha256).exists():
        if files.verify(sha256):
            return True
        files.set_aside(sha256, root / QUARANTINE)
    seal = read_backup_settings(root).seal
    taken = root / ".mending"
    try:
        for bag in bags:
            # The key of this machine or none: nobody is there to type a passphrase.
            key = seal if bag.is_sealed else None
            name = payload_of(key.name(sha256) if key else sha256)
            with suppress(StoreError, OSError):
                if name in bag.listed and bag.take(name, taken, key) == sha256:
                    files.put(taken)
                    return True
    finally:
        taken.unlink(missing_ok=True)
    return False


def _open(root: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(root / DATABASE).absolute().as_uri()}?mode=ro", uri=True)


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _damaged_database(reason: Message) -> Problem:
    text = N_(
        "The database is damaged ({reason}). Restore the latest backup; the present library is"
        " kept aside."
    )
    return Problem(Message(text, {"reason": reason}))


def _file_problem(connection: sqlite3.Connection, sha256: str) -> Problem:
    row = connection.execute(
        "SELECT a.name, r.title FROM attachment a JOIN record r ON r.id = a.record_id"
        " WHERE a.sha256 = ? LIMIT 1",
        (sha256,),
    ).fetchone()
    name, title = row or (sha256[:12], "–")
    text = N_("The file {name} of “{title}” is missing or damaged. Add the paper again.")
    return Problem(Message(text, {"name": name, "title": title}), sha256)
