"""Full check of database, references, files and index; repairs what it can."""

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
    """Result of a check; ``rebuilt`` when the index had to be rebuilt."""

    problems: tuple[Problem, ...]
    rebuilt: bool = False

    @property
    def open(self) -> tuple[Problem, ...]:
        """Problems that require action."""
        return tuple(problem for problem in self.problems if not problem.mended)


def check_everything(library: Library, client: SearchClient | None, tell: Tell = quiet) -> Checked:
    """Check and repair; slow, as it reads every file. The result is stored for Home."""
    drift, rebuilt = _mend_index(client)
    problems = mend(library.files, judge(library.root, drift, tell))
    checked = Checked(tuple(problems), rebuilt)
    plan = read_backup_settings(library.root)
    plan.checked_at = clock.now().isoformat()
    plan.problems = len(checked.open)
    write_backup_settings(library.root, plan)
    return checked


def check_at_start(root: Path) -> int:
    """Run the quick check of each start, reading no file; store and return the problem count."""
    count = len(quick_check(root))
    plan = read_backup_settings(root)
    # finding nothing does not clear what the full check found
    if count and plan.problems != count:
        plan.problems = count
        write_backup_settings(root, plan)
    return count


def drift_of(client: SearchClient | None) -> int | None:
    """Return by how many items the index differs from the library, or None if unknown."""
    if client is None:
        return None
    try:
        client.catch_up()
        return client.status(deep=True).drift
    except KmdeskError:
        return None


def _mend_index(client: SearchClient | None) -> tuple[int | None, bool]:
    """Return (current drift, whether the index was rebuilt), rebuilding on any drift."""
    drift = drift_of(client)
    if client is None or not drift:
        return drift, False
    with suppress(KmdeskError):  # the search process reports it and is restarted
        client.rebuild(wait=True)
    return drift_of(client), True
