"""When a library is backed up, where to, and which of its old backups stay.

``backup.json`` holds the backup settings of this machine and the latest outcome. It is in the
library folder but in no backup: the key of encrypted backups stays here.
"""

import base64
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from kmdesk import clock
from kmdesk.clock import day_of
from kmdesk.store.atomic import replace_file, write_whole
from kmdesk.store.bagit import BAG_PREFIX, KEY_FILE, Bag, Encryption, bags_in
from kmdesk.store.folder import DATABASE

_NAME = "backup.json"
EVERY = timedelta(hours=20)
"""One backup a day, even if the clerk starts the machine earlier than the day before."""
RETRY = timedelta(minutes=30)
OLD = timedelta(days=4)
"""A warning is due after this time without a verified backup: longer than a weekend."""


@dataclass(slots=True)
class BackupSettings:
    """The chosen folder, the key (``""`` for none), and the latest outcomes (UTC, ISO)."""

    folder: str = ""
    identity: str = ""
    wrapped: str = ""
    last_at: str = ""
    last_folder: str = ""
    last_missing: int = 0
    failed_at: str = ""
    failed: str = ""
    proposed: str = ""
    """Folder this library was restored from, proposed for backups."""
    checked_at: str = ""
    problems: int = 0

    @property
    def seal(self) -> Encryption | None:
        """Return the key for encrypted backups; None when they are not encrypted."""
        if not self.identity:
            return None
        return Encryption(self.identity, base64.b64decode(self.wrapped))

    def set_seal(self, seal: Encryption | None) -> None:
        """Set the key for encrypting later backups; None turns encryption off."""
        self.identity = seal.identity if seal else ""
        self.wrapped = base64.b64encode(seal.wrapped).decode() if seal else ""

    def is_due(self, now: datetime) -> bool:
        """Return whether a backup should be made now."""
        if not self.folder:
            return False
        failed = moment(self.failed_at)
        if failed is not None and timedelta(0) <= now - failed < RETRY:
            return False
        return _is_past(moment(self.last_at), now, EVERY)

    def is_old(self, now: datetime) -> bool:
        """Return whether the latest verified backup is too old."""
        return _is_past(moment(self.last_at), now, OLD)

    def is_check_due(self, now: datetime) -> bool:
        """Return whether a full check is due."""
        return _is_past(moment(self.checked_at), now, EVERY)


def read_backup_settings(root: Path) -> BackupSettings:
    """Return the backup settings of ``root``; defaults when missing or unreadable."""
    # The file of a later version may have more fields.
    known = {field.name: field.type for field in fields(BackupSettings)}
    try:
        stored = json.loads((root / _NAME).read_text("utf-8"))
        return BackupSettings(**{key: value for key, value in stored.items() if key in known})
    # Whatever was done to the file by hand, the program starts; a backup is then planned anew.
    except (OSError, ValueError, TypeError, AttributeError):
        return BackupSettings()


def write_backup_settings(root: Path, plan: BackupSettings) -> None:
    """Store the settings with owner-only permissions; raises OSError."""
    write_whole(root / _NAME, json.dumps(asdict(plan), ensure_ascii=False), private=True)


def moment(stored: str) -> datetime | None:
    """Parse a stored instant; None for an empty or invalid one."""
    return clock.instant(stored)


def _is_past(then: datetime | None, now: datetime, span: timedelta) -> bool:
    # A clock that was set back must not delay the next backup for years.
    return then is None or now - then >= span or then - now > timedelta(days=1)


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
        # After all bags were seen: a file of the vault belongs to every bag that lists it.
        for path in self.vault.glob("*/*") if self._may_sweep(bags) else ():
            if f"data/files/{path.parent.name}/{path.name}" not in held:
                path.unlink(missing_ok=True)

    def _is_mine(self, bag: Bag) -> bool:
        said = bag.info.get(LIBRARY_TAG)
        if said is None and bag.is_sealed:  # made before backups recorded their library
            wrapped = (bag.folder / KEY_FILE).read_bytes()
            return self.seal is not None and self.seal.wrapped == wrapped
        # An open bag without tags: its database says whose it is.
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
