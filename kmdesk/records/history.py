"""History, read from the change feed: of a record, of the office, and what a person confirmed.

A value the program extracted from a file is unconfirmed until somebody edits that very field or
confirms the whole document; everything typed or imported from a spreadsheet is confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.fields import AUDIENCES, RELATIONS, field_of, screen_date, value_words
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import (
    Change,
    Link,
    Record,
    decode,
)
from kmdesk.records.undo import ARRANGED, READ_TEXT, TAKEN_IN
from kmdesk.records.unit import DUTY_NAMES, Duty, Reading
from kmdesk.store.engine import Base


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when (UTC), by whom, in which unit, to which row, from what to what."""

    seq: int
    unit: str
    at: str
    actor: str
    label: str
    record_id: int | None
    entity: str
    op: str
    before: dict[str, object] | None
    after: dict[str, object] | None

    def differences(self) -> list[tuple[str, object, object]]:
        """Return (column, before, after) for the columns that really changed."""
        before, after = self.before or {}, self.after or {}
        skip = {"version", "updated_at", "sort_key"}
        return [
            (key, before.get(key), after.get(key))
            for key in dict.fromkeys((*before, *after))
            if key not in skip and before.get(key) != after.get(key)
        ]


def history(session: Session, record_id: int, limit: int = 500) -> list[ChangeRow]:
    """Return the changes of a record, newest first."""
    query = (
        select(Change).where(Change.record_id == record_id).order_by(Change.seq.desc()).limit(limit)
    )
    return [_change_row(change) for change in session.scalars(query)]


def _change_row(change: Change) -> ChangeRow:
    return ChangeRow(
        change.seq,
        change.unit,
        change.at,
        change.actor,
        change.label,
        change.record_id,
        change.entity,
        change.op,
        decode(change.before),
        decode(change.after),
    )


FIELDS = {
    "title": N_("Title"),
    "number": N_("Number"),
    "issuer": N_("Issuer"),
    "dated": N_("Dated"),
    "status": N_("Status"),
    "place_id": N_("Place"),
    "audience": N_("For whom"),
    "on_shelf": N_("On the shelf"),
    "deleted_at": N_("In the trash since"),
    "name": N_("Name"),
    "position": N_("Position"),
    "relation": N_("Relation"),
    "to_id": N_("Linked item"),
    "from_anchor": N_("Page or provision here"),
    "to_anchor": N_("Page or provision there"),
    "duty": N_("Duty"),
    "disabled": N_("Shut out of sign-in"),
    "kind": N_("Kind"),
    "why": N_("Reason"),
}
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Act:
    """A unit of work: when (UTC), by whom, its label, the first record and how many."""

    unit: str
    last: int
    at: str
    actor: str
    label: str
    record_id: int | None
    title: str
    count: int


def acts(
    reading: Reading, *, who: str = "", since: str = "", until: str = "", limit: int = 300
) -> list[Act]:
    """Return the office's units of work, newest first.

    ``since`` and ``until`` are local ISO dates, ``until`` included; ``""`` means any. Records that
    the actor may not see are left out.
    """
    # Exclude the hidden instead of selecting the visible: permanently deleted records have no row
    # any more, and their entries must stay listed.
    hidden = select(Record.id).where(Record.audience.not_in(reading.actor.audiences))
    query = select(
        Change.unit,
        # A unit has one actor and one label: max() only takes them out of the group.
        func.max(Change.seq),
        func.max(Change.at),
        func.max(Change.actor),
        func.max(Change.label),
        func.min(Change.record_id),
        func.count(func.distinct(Change.record_id)),
    ).where(Change.record_id.is_(None) | Change.record_id.not_in(hidden))
    if who:
        query = query.where(Change.actor == who)
    if since:
        query = query.where(Change.at >= clock.begins(date.fromisoformat(since)))
    if until:
        query = query.where(Change.at < clock.ends(date.fromisoformat(until)))
    query = query.group_by(Change.unit).order_by(func.max(Change.seq).desc()).limit(limit)
    rows = reading.session.execute(query).all()
    titles = _titles(reading, [row[5] for row in rows if row[5] is not None])
    return [Act(*row[:6], titles.get(row[5], ""), row[6]) for row in rows]


def actors(reading: Reading) -> list[str]:
    """Return the names of everyone who ever changed something."""
    return sorted(reading.session.scalars(select(Change.actor).distinct()))


def changes_of(reading: Reading, kinds: Kinds, unit: str, limit: int = 200) -> list[str]:
    """Return the changes of one unit, before and after; passages and files by name."""
    rows = reading.session.scalars(
        select(Change).where(Change.unit == unit).order_by(Change.seq).limit(limit)
    )
    lines: list[str] = []
    for row in rows:
        lines += change_words(reading, kinds, _change_row(row))
    return lines


def change_words(reading: Reading, kinds: Kinds, change: ChangeRow) -> list[str]:
    """Return “ชื่อเรื่อง: ก → ข” for every column that really changed."""
    codes = _codes_of(reading, kinds, change)
    return [
        f"{column_label(change.entity, name)}:"
        f" {_value(reading, change.entity, name, before, codes.get(name, {}))} →"
        f" {_value(reading, change.entity, name, after, codes.get(name, {}))}"
        for name, before, after in change.differences()
        if name not in {"id", "record_id", "created_at", "source_id"}
        and not (before in (None, "") and after in (None, ""))
    ]


def record_history(
    reading: Reading, kinds: Kinds, record_id: int
) -> list[tuple[ChangeRow, list[str]]]:
    """Return the changes of a visible record, newest first, each with its lines of words."""
    reading.record(record_id)
    rows = history(reading.session, record_id)
    return [(change, change_words(reading, kinds, change)) for change in rows]


def _codes_of(reading: Reading, kinds: Kinds, change: ChangeRow) -> Mapping[str, Mapping[str, str]]:
    """Return the names (message ids) of codes of a record's or a link's columns, by column."""
    if change.entity == Link.__tablename__:
        return {"relation": {code: outgoing for code, (outgoing, _back) in RELATIONS.items()}}
    if change.entity != Record.__tablename__:
        return {}
    # A record deleted for good has no row, and an old entry tells the kind of its time.
    stored = {**(change.before or {}), **(change.after or {})}
    record = reading.session.get(Record, change.record_id)
    code = str(stored.get("kind") or (record.kind if record is not None else ""))
    return {
        "kind": {kind.code: kind.label for kind in kinds},
        "status": kinds.get(code).statuses if code in kinds else {},
        "audience": AUDIENCES,
    }


def column_label(entity: str, name: str) -> str:
    """Return what people call a column of a table; its bare name where nobody is ever shown it."""
    spec = field_of(entity, name)
    if spec is not None:
        return tr(spec.label)
    return tr(FIELDS[name]) if name in FIELDS else name


def _value(
    reading: Reading, entity: str, name: str, value: object, codes: Mapping[str, str]
) -> str:
    if value in (None, ""):
        return "–"
    target = _referred_table(entity, name)
    if target is not None:
        return _short(_row_name(reading, target, value))
    spec = field_of(entity, name)
    if spec is not None:
        return _short(value_words(spec, value))
    if value in codes:
        return tr(codes[str(value)])
    if name == "duty" and value in list(Duty):
        return tr(DUTY_NAMES[Duty(int(str(value)))])
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    return _short(screen_date(value, "short") if name in {"dated", "deleted_at"} else str(value))


def _referred_table(entity: str, column: str) -> Table | None:
    """Return the table whose rows a column refers to by their ids, or None."""
    table = Base.metadata.tables.get(entity)
    if table is None or column not in table.columns:
        return None
    return next((key.column.table for key in table.columns[column].foreign_keys), None)


def _row_name(reading: Reading, table: Table, row_id: object) -> str:
    """Return what people call a row of a table; "…" for one that is gone or not readable."""
    columns = table.columns
    query = select(table).where(columns["id"] == row_id)
    record = columns["id"] if table.name == Record.__tablename__ else columns.get("record_id")
    if record is not None:
        # With those in the trash: what a change said then is still true of them.
        readable = Record.audience.in_(reading.actor.audiences)
        query = query.where(record.in_(select(Record.id).where(readable)))
    row = reading.session.execute(query).mappings().first()
    if row is None:
        return "…"
    words = [str(row[name] or "") for name in ("number", "title") if name in row]
    named = (str(row[name] or "") for name in ("label", "name", "text") if name in row)
    return " ".join(filter(None, words)) or next(filter(None, named), "…")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _titles(reading: Reading, ids: Sequence[int]) -> dict[int | None, str]:
    rows = reading.session.execute(select(Record.id, Record.title).where(Record.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


WAITING = "unchecked"
"""Table whose row marks a document awaiting review; deleting that row is a confirmation."""


@dataclass(slots=True)
class Confirmed:
    """Confirmed facts of one record: all of them, or some columns of some tables."""

    everything: bool = False
    columns: set[tuple[str, str]] = field(default_factory=set)

    def has(self, table: str, column: str) -> bool:
        """Return whether a person has confirmed the value of this column."""
        return self.everything or (table, column) in self.columns


def confirmed_facts(session: Session, record_id: int) -> Confirmed:
    """Return the confirmed facts of a record; a record without feed entries is all confirmed."""
    query = select(Change).where(Change.record_id == record_id).order_by(Change.seq)
    changes = list(session.scalars(query))
    standing = _standing(changes)
    found = Confirmed(everything=not changes)
    read = {
        change.unit
        for change in changes
        if change.op == "insert"
        and change.entity == Record.__tablename__
        and change.label in (TAKEN_IN, ARRANGED)
    }
    for change in changes:
        if change.unit in standing and change.op != "touch":
            _learn(found, change, by_machine=change.unit in read or change.label == READ_TEXT)
    return found


def _standing(changes: list[Change]) -> set[str]:
    """Return the units in effect: not undone, and not themselves an undo."""
    holds: dict[str, bool] = {}
    turned: dict[str, list[str]] = {}
    for change in changes:
        if change.undoes is None:
            holds.setdefault(change.unit, True)
        elif change.undoes not in turned.setdefault(change.unit, []):
            turned[change.unit].append(change.undoes)
            _turn(holds, turned, change.undoes, on=False)
    return {unit for unit, on in holds.items() if on}


def _turn(holds: dict[str, bool], turned: dict[str, list[str]], unit: str, *, on: bool) -> None:
    """Set whether a unit is in effect; undoing an undo puts its units back in effect."""
    for target in turned.get(unit, ()):
        _turn(holds, turned, target, on=not on)
    if unit in holds:
        holds[unit] = on


def _learn(found: Confirmed, change: Change, *, by_machine: bool) -> None:
    if change.entity == WAITING and change.op == "delete" and not by_machine:
        found.everything = True
        return
    before, after = decode(change.before) or {}, decode(change.after) or {}
    for column, value in after.items():
        if change.op == "insert" or before.get(column) != value:
            key = (change.entity, column)
            (found.columns.discard if by_machine else found.columns.add)(key)
