"""The whole check: database, references, files, index; mends what it can and notes the rest."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import KmdeskError
from kmdesk.records import Library
from kmdesk.search.client import SearchClient
from kmdesk.store.bag import Tell, quiet
from kmdesk.store.check import Problem, check_store, mend, quick_check
from kmdesk.store.plan import read_plan, write_plan


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
    problems = mend(library.root, check_store(library.root, tell))
    checked = Checked(tuple(problems), _mend_index(client))
    plan = read_plan(library.root)
    plan.checked_at = clock.now().isoformat()
    plan.problems = len(checked.open)
    write_plan(library.root, plan)
    return checked


def check_at_start(root: Path) -> int:
    """The quick look of every start: how many problems; noted for Home. Reads no file."""
    count = len(quick_check(root))
    plan = read_plan(root)
    if count and plan.problems != count:
        plan.problems = count
        write_plan(root, plan)
    return count


def _mend_index(client: SearchClient | None) -> bool:
    """Whether the index differed from the library although it had caught up."""
    if client is None:
        return False
    try:
        client.catch_up()
        if client.status(deep=True).drift == 0:
            return False
        client.rebuild(wait=True)
    except KmdeskError:
        return False  # the search process says so itself, and is started again
    return True
