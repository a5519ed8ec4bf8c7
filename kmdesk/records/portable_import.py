"""Import of a readable folder as one unit of work, undone in one step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Table, select

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records import portable_folder
from kmdesk.records.library import Library
from kmdesk.records.model import SECRETS, Attachment, Change, OfficeValue, Place, Record
from kmdesk.records.portable_folder import BROKEN, FolderError, OpenedFolder, OpenedRecord, texts_of
from kmdesk.records.settings import CREST
from kmdesk.records.unit import Actor, Duty, Unit, require, require_for_status
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.errors import user_message
from kmdesk.store.import_paths import shown_text

Check = Callable[[str], None]
"""Takes the first page of a record; raises KmdeskError if it must not be stored."""


@dataclass(slots=True)
class ImportResult:
    """Outcome of one record; ``reason`` says why it was refused or what was left out."""

    folder: str
    status: Literal["added", "duplicate", "refused"]
    record_id: int | None = None
    reason: str = ""


def import_portable(
    library: Library,
    actor: Actor,
    folder: Path,
    check: Check | None = None,
    progress: Tell = quiet,
) -> list[ImportResult]:
    """Import the records of ``folder``, one outcome each; records already there stay unchanged.

    Ids are kept where they are free, so that a whole library is restored unchanged. Raises
    FolderError when the folder was not made by kmdesk or is a sealed pack that was changed. A bad
    record is refused individually, and so is one with a status the actor may not set.
    """
    require(actor, Duty.CLERK)
    opened = OpenedFolder(folder)
    opened.prove(progress)
    bad: dict[str, str] = {}
    while True:
        with library.writing(actor, N_("Bring in a folder")) as unit:
            try:
                done = _BringIn(unit, opened, check, bad).run(progress)
            except _BadRecord as found:
                # rolled back: all the others once more, without this one
                bad[found.folder] = found.reason
                continue
            unit.commit()
        return done


class _BadRecord(Exception):
    """The database rejected a record that passed the checks."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(folder)
        self.folder, self.reason = folder, reason


@contextmanager
def _blaming(folder: str, file: str) -> Iterator[None]:
    """Blame an error inside on this record, unless the library itself is in trouble."""
    try:
        yield
    except KmdeskError:
        raise
    except Exception as error:
        if user_message(error) is not None:
            raise
        raise _BadRecord(folder, tr(BROKEN, file=shown_text(file))) from error


@dataclass(slots=True)
class _Waiting:
    """A reference to a row that may be imported later."""

    row: Any
    column: str
    target: str
    old: int


@dataclass
class _BringIn:
    unit: Unit
    opened: OpenedFolder
    check: Check | None
    bad: dict[str, str]
    """Reasons why records of these folders were refused in an earlier attempt."""
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    waiting: list[_Waiting] = field(default_factory=list)
    outside: dict[int, dict[str, Any]] = field(default_factory=dict)
    taken: dict[str, set[int]] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    """Records matched or added from this folder: none is matched a second time."""
    was_empty: bool = False

    def __post_init__(self) -> None:
        self._hanging = [
            (table, portable_folder.class_of(table), portable_folder.key_of(table))
            for table in portable_folder.hanging_tables()
        ]
        self._anchored = portable_folder.anchored()

    def run(self, progress: Tell) -> list[ImportResult]:
        self.was_empty = self.unit.session.scalar(select(Record.id).limit(1)) is None
        try:
            with _blaming("", portable_folder.SHARED):
                self._shared()
        except _BadRecord as error:
            raise FolderError(BROKEN, file=portable_folder.SHARED) from error
        total = 2 * len(self.opened.folders)
        outcomes: list[ImportResult] = []
        # Two passes: rows of one record may refer to a record that comes later in the folder.
        fresh: list[tuple[OpenedRecord, ImportResult]] = []
        for at, folder in enumerate(self.opened.folders):
            progress(at, total)
            outcome = ImportResult(shown_text(folder), "added")
            outcomes.append(outcome)
            if folder in self.bad:
                outcome.status, outcome.reason = "refused", self.bad[folder]
                continue
            try:
                record = self._opened(folder)
                self._refuse(record)
            except KmdeskError as error:
                outcome.status, outcome.reason = "refused", str(error)
                continue
            self.outside.update(record.outside)
            known = self._known(record)
            if known is not None:
                outcome.status, outcome.record_id = "duplicate", known
                outcome.reason = tr(
                    "Already in the library: {title}", title=record.rows["record"][0]["title"]
                )
                self.ids.setdefault("record", {})[record.id] = known
            else:
                with _blaming(folder, f"{folder}/{portable_folder.ROWS}"):
                    self._add_record(record, outcome)
                fresh.append((record, outcome))
        for at, (record, outcome) in enumerate(fresh, len(self.opened.folders)):
            progress(at, total)
            with _blaming(record.folder, f"{record.folder}/{portable_folder.ROWS}"):
                self._add_belongings(record, outcome)
        self._settle_waiting()
        return outcomes

    def _opened(self, folder: str) -> OpenedRecord:
        try:
            return self.opened.record(folder)
        except KmdeskError:
            raise
        except Exception as error:  # a hostile row may raise anything; the others are imported
            name = shown_text(f"{folder}/{portable_folder.ROWS}")
            raise FolderError(BROKEN, file=name) from error

    # Shared rows -----------------------------------------------------------------------

    def _shared(self) -> None:
        shared = self.opened.shared()
        for table in portable_folder.shared_tables():
            for row in _parents_first(table, shared.get(table.name, [])):
                self._share(table, row)
        self.unit.session.flush()

    def _share(self, table: Table, row: dict[str, Any]) -> None:
        session, key = self.unit.session, portable_folder.key_of(table)
        if table.name == OfficeValue.__tablename__:
            # Office settings are no record and are not undone: only an empty library receives them.
            allowed = self.was_empty and row["key"] not in SECRETS
            if allowed and session.get(OfficeValue, row["key"]) is None:
                value = row["value"]
                value = self._picture(value) if row["key"] == CREST.key else value
                session.add(OfficeValue(key=row["key"], value=value))
            return
        values = self._pointed(table, row, None)
        if table.name == "floor_plan":
            values["image"] = self._picture(row.get("image"))
        same = {k: v for k, v in values.items() if k not in _SAME_ANYWAY.get(table.name, {key})}
        cls = portable_folder.class_of(table)
        found = session.scalars(select(cls).filter_by(**same).limit(1)).first()
        if found is None:
            values[key] = self._free_id(table, row[key])
            found = cls(**values)
            session.add(found)
            session.flush()
        self.ids.setdefault(table.name, {})[row[key]] = getattr(found, key)

    def _picture(self, sha256: str | None) -> str:
        """Store a picture from the folder; ``""`` if it is missing or does not match its hash."""
        picture = self.opened.plan(sha256) if sha256 else None
        return self.unit.keep(picture).sha256 if picture else ""

    # Records ---------------------------------------------------------------------------

    def _refuse(self, record: OpenedRecord) -> None:
        first = next(texts_of(record), "")
        if self.check is not None and first:
            self.check(first)
        row = record.rows["record"][0]
        if self._known(record, claim=False) is None:
            # an imported folder must not set a status that only the secretary may set
            require_for_status(self.unit.actor, row["kind"], "", row.get("status", ""))

    def _known(self, record: OpenedRecord, *, claim: bool = True) -> int | None:
        """Return the id of an unclaimed record with the same head and files, or None; claim it."""
        row = record.rows["record"][0]
        session = self.unit.session
        same = {k: row.get(k) for k in ("kind", "number", "title", "dated")}
        query = select(Record.id).filter_by(**same).where(Record.deleted_at.is_(None))
        wanted = sorted(str(file["sha256"]) for file in record.rows.get("attachment", []))
        for record_id in session.scalars(query):
            present = select(Attachment.sha256).where(Attachment.record_id == record_id)
            if record_id not in self.claimed and sorted(session.scalars(present)) == wanted:
                if claim:
                    self.claimed.add(record_id)
                return record_id
        return None

    def _add_record(self, record: OpenedRecord, outcome: ImportResult) -> None:
        row = record.rows["record"][0]
        values = self._pointed(Record.__table__, row, outcome)
        values["id"] = self._free_id(Record.__table__, row["id"])
        self.unit.session.add(Record(**values))
        self.unit.session.flush()
        self.ids.setdefault("record", {})[row["id"]] = values["id"]
        self.claimed.add(values["id"])
        outcome.record_id = values["id"]

    def _add_belongings(self, record: OpenedRecord, outcome: ImportResult) -> None:
        session = self.unit.session
        for path in record.files.values():
            self.unit.keep(path)
        for table, cls, key in self._hanging:
            if not record.rows.get(table.name):
                continue
            for row in record.rows[table.name]:
                values = self._pointed(table, row, outcome)
                if values is _LEFT_OUT:
                    continue
                if key != "record_id":
                    values[key] = self._free_id(table, row[key])
                    self.ids.setdefault(table.name, {})[row[key]] = values[key]
                made = cls(**values)
                session.add(made)
                self._wait_for(table, row, values, made)
            session.flush()

    def _pointed(
        self, table: Any, row: dict[str, Any], outcome: ImportResult | None
    ) -> dict[str, Any]:
        """Return the row with every reference mapped to its id in this library."""
        values = dict(row)
        for column, target in portable_folder.references(table):
            old = row.get(column)
            if old is None:
                continue
            new = self._new_id(target, old)
            if new is None and not table.columns[column].nullable:
                if outcome is not None and target == "record":
                    title = str(self.outside.get(old, {}).get("title", old))
                    left = tr("Left out, because it is not here: {title}", title=title)
                    outcome.reason = " ".join(filter(None, (outcome.reason, left)))
                return _LEFT_OUT
            values[column] = new
        return values

    def _new_id(self, target: str, old: int) -> int | None:
        new = self.ids.get(target, {}).get(old)
        if new is None and target == "record" and old in self.outside:
            known = self.outside[old]
            same = {k: known.get(k) for k in ("kind", "number", "title", "dated")}
            query = select(Record.id).filter_by(**same).where(Record.deleted_at.is_(None)).limit(1)
            new = self.unit.session.scalar(query)
            if new is not None:
                self.ids.setdefault("record", {})[old] = new
        return new

    def _wait_for(self, table: Table, row: dict[str, Any], values: Any, made: Any) -> None:
        for column, target in portable_folder.references(table):
            if row.get(column) is not None and values[column] is None:
                self.waiting.append(_Waiting(made, column, target, row[column]))
        for column in ("from_anchor", "to_anchor"):
            word, _, number = str(row.get(column) or "").partition(":")
            if word in self._anchored and number.isdigit():
                self.waiting.append(_Waiting(made, column, self._anchored[word], int(number)))

    def _settle_waiting(self) -> None:
        for wait in self.waiting:
            new = self._new_id(wait.target, wait.old)
            if new is None:
                continue
            if wait.column.endswith("_anchor"):
                word = getattr(wait.row, wait.column).partition(":")[0]
                setattr(wait.row, wait.column, f"{word}:{new}")
            else:
                setattr(wait.row, wait.column, new)
        self.unit.session.flush()

    def _free_id(self, table: Any, wanted: int) -> int:
        """Return ``wanted`` if no row has or had that id, else the next free one.

        The largest possible id is refused, since it would leave none for later rows.
        """
        session, key = self.unit.session, table.columns[portable_folder.key_of(table)]
        taken = self.taken.get(table.name)
        if taken is None:
            taken = set(session.scalars(select(key)))
            # The feed keeps the history of deleted rows under their ids: a new row must not take
            # one.
            query = select(Change.entity_id).where(Change.entity == table.name).distinct()
            taken |= set(session.scalars(query))
            self.taken[table.name] = taken
        kept = wanted not in taken and 0 < wanted <= _LARGEST_ID
        free = wanted if kept else max(taken, default=0) + 1
        taken.add(free)
        return free


_LARGEST_ID = 1 << 30
_LEFT_OUT: dict[str, Any] = {}
_SAME_ANYWAY = {Place.__tablename__: {"id", "position", "label"}}
"""Columns that may differ between equal rows; by default only the id."""


def _parents_first(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort rows so that a row follows those of the same table it refers to."""
    up = [column for column, target in portable_folder.references(table) if target == table.name]
    if not up:
        return rows
    key = portable_folder.key_of(table)
    by_id = {row[key]: row for row in rows}
    done: dict[int, dict[str, Any]] = {}

    def place(row: dict[str, Any], under: frozenset[int]) -> None:
        for column in up:
            parent = by_id.get(row.get(column))
            if parent is not None and parent[key] not in under:
                place(parent, under | {row[key]})
        done.setdefault(row[key], row)

    for row in rows:
        place(row, frozenset((row[key],)))
    return list(done.values())
