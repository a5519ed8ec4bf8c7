"""The whole check: database, references, files, index; mends what it can and notes the rest."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import KmdeskError
from kmdesk.records import Library
from kmdesk.search.client import SearchClient
from kmdesk.store.backup_settings import read_backup_settings, write_backup_settings
from kmdesk.store.bagit import Tell, quiet
from kmdesk.store.check import Problem, judge, mend, quick_check


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; ``rebuilt`` when the index had to be made anew."""

    problems: tuple[Problem, ...]
    rebuilt: bool = False

    @property
    def open(self) -> tuple[Problem, ...]:
        """Problems that somebody has to do something about."""
        return tuple(problem for problem in self.problems if not problem.mended)


def check_everything(library: Library, client: SearchClient | None, tell: Tell = quiet) -> Checked:
    """Check and mend; for a lane, it reads every file. The outcome is noted for Home."""
    drift, rebuilt = _mend_index(client)
    problems = mend(library.root, judge(library.root, drift, tell))
    checked = Checked(tuple(problems), rebuilt)
    plan = read_backup_settings(library.root)
    plan.checked_at = clock.now().isoformat()
    plan.problems = len(checked.open)
    write_backup_settings(library.root, plan)
    return checked


def check_at_start(root: Path) -> int:
    """The quick look of every start: how many problems; noted for Home. Reads no file."""
    count = len(quick_check(root))
    plan = read_backup_settings(root)
    if count and plan.problems != count:
        plan.problems = count
        write_backup_settings(root, plan)
    return count


def drift_of(client: SearchClient | None) -> int | None:
    """By how many items the index differs from the library; None when it cannot be told."""
    if client is None:
        return None
    try:
        client.catch_up()
        return client.status(deep=True).drift
    except KmdeskError:
        return None


def _mend_index(client: SearchClient | None) -> tuple[int | None, bool]:
    """By how much the index differs now, and whether it was made anew for that."""
    drift = drift_of(client)
    if client is None or not drift:
        return drift, False
    with suppress(KmdeskError):  # the search process says so itself, and is started again
        client.rebuild(wait=True)
    return drift_of(client), True
