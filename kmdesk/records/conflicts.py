"""Three-way merge of concurrent edits to one record; conflicting fields are reported.

A form keeps the values it was ``opened`` with and passes them along with what was typed;
:func:`merge` compares both with what is stored now. Where both people changed a field differently,
nothing is stored: the form shows each :class:`FieldConflict` at its field and then treats the other
person's value as the opened one, so that pressing Save again stores what is in the field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.records.model import Change
from kmdesk.records.unit import RecordError, Unit


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field both people changed: the stored value (``theirs``) and the unsaved one (``mine``)."""

    field: str
    theirs: object
    mine: object
    line: int | None = None
    """Index (from 0) of the list row concerned; None for a field of the record itself."""


class EditConflict(RecordError):
    """Another user changed the same fields; nothing was saved."""

    clashes: tuple[FieldConflict, ...] = ()


def merge(
    unit: Unit,
    record_id: int,
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
) -> dict[str, object]:
    """Merge ``mine``, edited from ``opened``, with the ``present`` values; return what to store.

    Raises EditConflict listing every field that both changed differently.
    """
    values, clashes = three_way(opened, present, mine)
    raise_conflicts(unit, record_id, clashes)
    return values


def three_way(
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
    line: int | None = None,
) -> tuple[dict[str, object], list[FieldConflict]]:
    """Merge one row like :func:`merge`; return the values to store and the conflicts."""
    values, clashes = dict(mine), list[FieldConflict]()
    for field, value in mine.items():
        if field not in opened or field not in present:
            continue
        now, before = present[field], opened[field]
        if _same(now, before) or _same(now, value):
            continue
        if _same(value, before):
            values[field] = now
        else:
            clashes.append(FieldConflict(field, now, value, line))
    return values, clashes


def raise_conflicts(unit: Unit, record_id: int, clashes: Sequence[FieldConflict]) -> None:
    """Raise EditConflict if ``clashes`` is not empty."""
    if not clashes:
        return
    error = EditConflict(
        "{actor} changed this item while you had it open. What was written there stands below"
        " each field: take it over, or press Save once more to keep yours.",
        actor=_last_actor(unit, record_id),
    )
    error.clashes = tuple(clashes)
    raise error


def concat_unique(mine: object, theirs: object, between: str = "\n") -> str:
    """Concatenate both texts, dropping one that is contained in the other."""
    first, second = str(theirs or "").strip(), str(mine or "").strip()
    if not first or first in second:
        return second
    return first if second in first else f"{first}{between}{second}"


@dataclass(slots=True)
class EditSession:
    """Optimistic lock for an editor of all rows of a record: reports a change, never merges."""

    record_id: int
    version: int

    def refuse_if_moved_on(self, unit: Unit) -> None:
        """Raise EditConflict if the record changed since; only once, then the editor wins."""
        present = unit.record(self.record_id).version
        if present != self.version:
            self.version = present
            raise EditConflict(
                "{actor} changed this item while you had it open. Press Save once more to keep"
                " yours, or close and open it again to see what was changed.",
                actor=_last_actor(unit, self.record_id),
            )

    def saved(self, unit: Unit) -> None:
        """Take over the version after this unit's own writes, so that they are no conflict."""
        unit.session.flush()
        self.version = unit.record(self.record_id).version


def _last_actor(unit: Unit, record_id: int) -> str:
    query = select(Change.actor).where(Change.record_id == record_id)
    return unit.session.scalar(query.order_by(Change.seq.desc()).limit(1)) or "–"


def _same(one: object, other: object) -> bool:
    return _plain(one) == _plain(other)


def _plain(value: object) -> object:
    # An empty field comes back as None, "" or False, depending on the editor; 0 is a number.
    if isinstance(value, str):
        return value.strip()
    return "" if value is None or value is False else value
