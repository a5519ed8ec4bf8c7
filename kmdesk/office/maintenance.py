"""Maintenance of a library: backup, full check and repair, and the upkeep of its search.

Test searches must find given records; synonyms are what the office adds to the words searched.
"""

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from kmdesk import clock
from kmdesk.i18n import KmdeskError, tr
from kmdesk.records import Library, Unit
from kmdesk.records.fields import screen_moment
from kmdesk.records.model import Record
from kmdesk.records.settings import GOLDEN_QUERIES, SYNONYMS
from kmdesk.records.unit import Actor, Duty, Reading, require
from kmdesk.search.client import SearchClient
from kmdesk.search.parse import synonyms
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
from kmdesk.thai.normal import normal_form

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


class NamedRecord(NamedTuple):
    """A record's id and names."""

    id: int
    title: str
    number: str


def records_named(reading: Reading, words: str, limit: int = 50) -> Sequence[NamedRecord]:
    """Return visible records with these words in title or number."""
    held = Record.title.contains(words, autoescape=True)
    held |= Record.number.contains(words, autoescape=True)
    query = select(Record.id, Record.title, Record.number).where(reading.visible(), held)
    return [
        NamedRecord(*row) for row in reading.session.execute(query.order_by(Record.id).limit(limit))
    ]


def all_titles(reading: Reading) -> list[tuple[int, str]]:
    """Return (id, title) of every visible record that has one."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.title != "")
    return [(row[0], row[1]) for row in reading.session.execute(query.order_by(Record.id))]


def title_of(reading: Reading, record_id: int) -> str:
    """Return the title of a visible record, or ""."""
    query = select(Record.title).where(Record.id == record_id, reading.visible())
    return reading.session.scalar(query) or ""


FIRST = 10  # the record must be among this many hits
_OWN = 12  # number of the library's own titles to test


class SearchTestError(KmdeskError):
    """Raised when a test search cannot be added."""


@dataclass(frozen=True, slots=True)
class SearchTest:
    """A query and the record it must find; ``own`` when chosen by the program."""

    query: str
    record_id: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class SearchTestOutcome:
    """Result of one test search: the rank among the first hits, 0 if missing."""

    golden: SearchTest
    title: str
    place: int


def stored_tests(reading: Reading) -> list[SearchTest]:
    """Return the clerk's test searches."""
    value = GOLDEN_QUERIES.read(reading.session)
    try:
        return [SearchTest(str(q), int(r)) for q, r in json.loads(value or "[]")]
    except (ValueError, TypeError):
        return []  # a value damaged by hand: the program's own set still runs


def add_test(unit: Unit, query: str, words: str) -> SearchTest:
    """Add a test for the one record with these words as number or title.

    Raises SearchTestError when the words do not name exactly one record.
    """
    query = " ".join(query.split())
    words = " ".join(words.split())
    found = records_named(unit, words)
    # A whole number or title counts before a part of one.
    exact = [row for row in found if words in (row.title, row.number)] or found
    if len(exact) != 1:
        raise SearchTestError(
            "{count} items have “{words}” in title or number. Type the whole number or title of"
            " one.",
            count=len(exact),
            words=words,
        )
    golden = SearchTest(query, exact[0].id)
    _store_tests(unit, [*(g for g in stored_tests(unit) if g != golden), golden])
    return golden


def remove_test(unit: Unit, golden: SearchTest) -> None:
    """Remove a test search from the set."""
    _store_tests(unit, [each for each in stored_tests(unit) if each != golden])


def run_tests(reading: Reading, client: SearchClient) -> list[SearchTestOutcome]:
    """Run all test searches; slow, the search runs in its own process."""
    wanted = [*stored_tests(reading), *_tests_of_own_titles(reading)]
    outcomes = []
    for golden in wanted:
        title = title_of(reading, golden.record_id)
        result = client.search(
            golden.query,
            actor_audiences=reading.actor.audiences,
            limit=FIRST,
            snippets=False,
            facets=False,  # keeps the query out of the readers' statistics
        )
        hits = [hit.record_id for hit in result.hits]
        place = hits.index(golden.record_id) + 1 if golden.record_id in hits else 0
        outcomes.append(SearchTestOutcome(golden, title, place))
    return outcomes


def _tests_of_own_titles(reading: Reading) -> list[SearchTest]:
    """Return unique titles spread over the library."""
    rows = all_titles(reading)
    titles: dict[str, int] = {}
    for _, title in rows:
        titles[title] = titles.get(title, 0) + 1
    single = [(record, title) for record, title in rows if titles[title] == 1]
    # Spread evenly: the first titles alone could all be from one early import.
    step = max(1, len(single) // _OWN)
    return [SearchTest(_quoted(title), record, own=True) for record, title in single[::step][:_OWN]]


def _quoted(title: str) -> str:
    # As one phrase: a title may hold words that the query language reads as its own.
    escaped = title.replace("\\", "\\\\")
    for sign in '"“”':
        escaped = escaped.replace(sign, "\\" + sign)
    return f'"{escaped}"'


def _store_tests(unit: Unit, goldens: Sequence[SearchTest]) -> None:
    pairs = [[golden.query, golden.record_id] for golden in goldens]
    GOLDEN_QUERIES.store(unit, json.dumps(pairs, ensure_ascii=False))


_SHORTEST = 2


class SynonymError(KmdeskError):
    """Raised for an invalid line, which the message names."""


def built_in_synonyms() -> list[str]:
    """Return the built-in lines, shown beside the clerk's."""
    groups = dict.fromkeys(synonyms("").values())
    return [" = ".join(forms) for forms in groups]


def checked_synonyms(text: str) -> str:
    """Return the normalised lines; raises SynonymError for the first invalid one."""
    lines: list[str] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            lines.append(_checked_line(raw, number, seen))
    return "\n".join(lines)


def save_synonyms(unit: Unit, text: str) -> str:
    """Validate and store the lines; they apply from the next search."""
    kept = checked_synonyms(text)
    SYNONYMS.store(unit, kept)
    return kept


def _checked_line(raw: str, number: int, seen: dict[str, int]) -> str:
    forms = [form for part in raw.split("=") if (form := " ".join(part.split()))]
    if len(forms) < 2:
        raise SynonymError(
            "Line {number}: write at least two forms with = between them.", number=number
        )
    for form in forms:
        normal = normal_form(form)
        if len(normal.replace(".", "").replace(" ", "")) < _SHORTEST:
            raise SynonymError(
                "Line {number}: “{form}” is too short; it stands in nearly every item.",
                number=number,
                form=form,
            )
        first = seen.setdefault(normal, number)
        if first != number:
            # Synonyms of synonyms would be circular, so a form may be on one line only.
            raise SynonymError(
                "“{form}” stands on line {first} and on line {number}. Put all its equals on"
                " one line.",
                form=form,
                first=first,
                number=number,
            )
    if len({normal_form(form) for form in forms}) < len(forms):
        raise SynonymError(
            "Line {number}: the same form stands there twice. The search sees no difference.",
            number=number,
        )
    return " = ".join(forms)
