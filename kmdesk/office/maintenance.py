"""Maintenance of a library: daily backup, full check and repair, and their state for Home."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import KmdeskError, tr
from kmdesk.records import Library
from kmdesk.records.fields import screen_moment
from kmdesk.records.unit import Actor, Duty, require
from kmdesk.search.client import SearchClient
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.backup import BackupDone, back_up
from kmdesk.store.backup_plan import (
    BackupSettings,
    moment,
    read_backup_settings,
    write_backup_settings,
)
from kmdesk.store.bagit import Encryption
from kmdesk.store.check import Problem, judge, mend, quick_check
from kmdesk.store.errors import StoreError, unwritable

LOW_MB = 500


@dataclass(frozen=True, slots=True)
class MaintenanceState:
    """Safety of the library as one line for Home; ``worries`` when somebody should act."""

    text: str
    worries: bool


def back_up_if_due(root: Path, tell: Tell = quiet) -> BackupDone:
    """Back up to the chosen folder and store the outcome. Raises StoreError."""
    plan = read_backup_settings(root)
    folder = Path(plan.folder)
    now = clock.now()
    try:
        if not plan.folder or not folder.is_dir():
            raise StoreError(
                "The folder for backups, {folder}, is not there. Plug in the stick or choose"
                " another folder.",
                folder=plan.folder or "–",
            )
        done = back_up(root, folder, seal=plan.seal, tell=tell)
    except KmdeskError as error:
        plan = read_backup_settings(root)
        # Stored, not only raised: nobody watches a backup that starts by itself, so Home says it
        # later.
        plan.failed_at, plan.failed = now.isoformat(), str(error)
        _write_plan(root, plan)
        raise
    # read again, as the settings may have changed during a long backup
    plan = read_backup_settings(root)
    plan.last_at, plan.last_folder = now.isoformat(), str(done.folder)
    plan.last_missing = len(done.missing)
    plan.failed_at = plan.failed = ""
    _write_plan(root, plan)
    return done


def choose_folder(root: Path, actor: Actor, folder: str) -> None:
    """Set the backup folder; raises NotAllowed for all but the administrator."""
    require(actor, Duty.ADMINISTRATOR)
    plan = read_backup_settings(root)
    plan.folder, plan.proposed = folder, ""
    plan.failed_at = plan.failed = ""
    _write_plan(root, plan)


def choose_encryption(root: Path, actor: Actor, seal: Encryption | None) -> None:
    """Turn encryption of backups on or off; raises NotAllowed for all but the administrator."""
    require(actor, Duty.ADMINISTRATOR)
    plan = read_backup_settings(root)
    plan.set_seal(seal)
    _write_plan(root, plan)


def _write_plan(root: Path, plan: BackupSettings) -> None:
    try:
        write_backup_settings(root, plan)
    except OSError as error:
        raise unwritable(root, error) from error


def maintenance_state(root: Path, now: datetime | None = None) -> MaintenanceState:
    """Return the message for Home on backup, check, free space and the clock."""
    now = now or clock.now()
    plan = read_backup_settings(root)
    text, worries = last_backup(plan), plan.is_old(now)
    if plan.failed:
        text, worries = f"{text}  ·  {plan.failed}", True
    elif worries and plan.last_at:
        text = tr("{what}: too long ago, back up today", what=text)
    if plan.problems:
        text = f"{text}  ·  " + tr(
            "The last check found {count} problems. See the health page.", count=plan.problems
        )
        worries = True
    free = free_mb(root)
    if free < LOW_MB:
        text = f"{text}  ·  " + tr(
            "Only {count} MB are free on the disk. Remove what is not needed.", count=free
        )
        worries = True
    # Compared with what was noted: an empty battery sets the clock of a PC years back.
    if clock.is_wrong(now, moment(plan.last_at), moment(plan.checked_at)):
        said = tr(
            "The clock says {time}. Set it, or dates and deadlines will be wrong.",
            time=screen_moment(now),
        )
        text, worries = f"{said}  ·  {text}", True
    return MaintenanceState(text, worries)


def last_backup(plan: BackupSettings) -> str:
    """“สำรองล่าสุด … ทดสอบกู้แล้ว”, in the current language."""
    then = moment(plan.last_at)
    if then is None:
        return tr("There is no backup yet. Choose a folder or a stick for backups.")
    return tr("Last backup {when}, test-restored", when=screen_moment(then))


def free_mb(root: Path) -> int:
    """Return the free space on the library's disk, in MB."""
    return shutil.disk_usage(root).free >> 20


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
    # The index first: a rebuilt one is judged like any other.
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
