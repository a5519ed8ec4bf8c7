"""Full check and repair of a library; damaged files are quarantined, never deleted."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, Message
from kmdesk.store.backup import RESTORE_POINTS
from kmdesk.store.backup_settings import read_backup_settings
from kmdesk.store.bagit import DATABASE, Bag, Tell, bags_in, payload_of, quiet
from kmdesk.store.error_messages import reason_of
from kmdesk.store.errors import StoreError
from kmdesk.store.files import FileStore, wanted_files
from kmdesk.store.integrity import faults_of

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
