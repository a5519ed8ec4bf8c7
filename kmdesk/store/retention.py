"""Which old backups of a library stay, by day, week and month; and removal of the rest."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from kmdesk.clock import day_of
from kmdesk.store.atomic import replace_file
from kmdesk.store.bagit import BAG_PREFIX, KEY_FILE, Bag, Encryption, bags_in
from kmdesk.store.folder import DATABASE

# Rotation: seven days, five weeks and twelve months in local time ------------------------

DAILY, WEEKLY, MONTHLY = 7, 5, 12
POINTS = 3
"""Restore points kept whatever their date, beside one for each of the last seven days."""


def kept_backups(made: Iterable[datetime]) -> set[datetime]:
    """Return the newest backup of each kept day, week and month.

    The newest of all always stays, whatever a clock that jumped has recorded.
    """
    return _kept(made, 1, ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)))


def kept_points(made: Iterable[datetime]) -> set[datetime]:
    """Return the restore points to keep: the last few, and the newest of each kept day."""
    return _kept(made, POINTS, ((DAILY, _day),))


def _kept(
    made: Iterable[datetime],
    last: int,
    spans: Iterable[tuple[int, Callable[[date], tuple[int, int]]]],
) -> set[datetime]:
    newest_first = sorted(set(made), reverse=True)
    stays = set(newest_first[:last])
    for count, span in spans:
        newest: dict[tuple[int, int], datetime] = {}
        for moment in newest_first:
            newest.setdefault(span(day_of(moment)), moment)
        stays.update(islice(newest.values(), count))
    return stays


def _day(day: date) -> tuple[int, int]:
    return day.year, day.timetuple().tm_yday


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


# Retention -------------------------------------------------------------------------------

PART = ".part"
"""Suffix of a backup in progress."""
GOING = f".gone{PART}"
"""Suffix of a backup being removed."""
LIBRARY_TAG = "Kmdesk-Library"


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention of one library's backups in ``target``, which may hold those of others."""

    target: Path
    vault: Path
    origin: str
    seal: Encryption | None
    of_points: bool
    """Whether these are restore points, which are kept by other rules than backups."""

    def let_go(self, newest: Path) -> None:
        """Remove expired backups; ``newest`` stays whatever its date."""
        bags = bags_in(self.target)
        mine = {bag.folder: bag.at for bag in bags if bag.at is not None and self._is_mine(bag)}
        stays = kept_points(mine.values()) if self.of_points else kept_backups(mine.values())
        held: set[str] = set()
        for bag in bags:
            if bag.folder not in mine or mine[bag.folder] in stays or bag.folder == newest:
                held.update(bag.listed)
            else:
                _remove_bag(bag.folder)
        for path in self.vault.glob("*/*") if self._may_sweep(bags) else ():
            if f"data/files/{path.parent.name}/{path.name}" not in held:
                path.unlink(missing_ok=True)

    def _is_mine(self, bag: Bag) -> bool:
        said = bag.info.get(LIBRARY_TAG)
        if said is None and bag.is_sealed:  # made before backups recorded their library
            wrapped = (bag.folder / KEY_FILE).read_bytes()
            return self.seal is not None and self.seal.wrapped == wrapped
        if said is None:
            said = origin_of(bag.place(f"data/{DATABASE}"), "immutable=1")
        return said == self.origin

    def _may_sweep(self, bags: list[Bag]) -> bool:
        """Return whether files may be removed from the vault.

        Not while a backup cannot be read, nor while another library's backup is in progress.
        """
        known = {bag.folder for bag in bags}
        unread = [
            folder
            for folder in self.target.glob(f"{BAG_PREFIX}*")
            if folder.is_dir() and folder != self.vault and folder not in known
        ]
        under_way = self.target.glob(f".{BAG_PREFIX}*{PART}")
        return not unread and all(part.name.endswith(GOING) for part in under_way)


def origin_of(database: Path, how: str = "mode=ro") -> str:
    """Return the identity of a library, kept by a restore: the unit of the feed's first entry."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?{how}", uri=True)) as base:
            first = base.execute("SELECT unit FROM change ORDER BY seq LIMIT 1").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return ""  # an earlier schema, or no database at all: its copy is verified elsewhere
    return str(first[0]) if first else ""


def _remove_bag(folder: Path) -> None:
    """Rename the backup, so that it no longer looks like one, then delete it."""
    going = folder.with_name(f".{folder.name}{GOING}")
    replace_file(folder, going)
    shutil.rmtree(going, ignore_errors=True)
