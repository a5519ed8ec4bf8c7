"""Facts of a record that a person has confirmed, derived from the change feed.

A value the program extracted from a file is unconfirmed until somebody edits that very field or
confirms the whole document; everything typed or imported from a spreadsheet is confirmed.
"""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import Change, Record
from kmdesk.records.undo import READ_TEXT
from kmdesk.records.unit import decode

TAKEN_IN = N_("Add documents")
"""Label of the unit that adds files: the values were extracted by the program."""
ARRANGED = N_("Arrange pages")
"""Label of the unit that splits scans into documents: those values are extracted, too."""
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


def confirmed(session: Session, record_id: int) -> Confirmed:
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
