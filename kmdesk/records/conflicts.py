"""Two people at one item: what only one of them changed goes together, the rest is asked.

A form keeps what it was ``opened`` with and hands that over with what was typed; :func:`merge`
compares both with what is stored by now. Where both changed a field differently, nothing is
stored: the form shows each :class:`FieldConflict` at its field and counts it as opened with what
the other person wrote, so that Save, pressed once more, stores what stands in the field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.records.model import Change
from kmdesk.records.unit import RecordError, Unit


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both changed: what stands there now, and what is to be saved."""

    field: str
    theirs: object
    mine: object
    line: int | None = None
    """Which line of a list it is about, from 0."""


class EditConflict(RecordError):
    """Somebody else changed the same fields; nothing was saved."""

    clashes: tuple[FieldConflict, ...] = ()


def merge(
    unit: Unit,
    record_id: int,
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
) -> dict[str, object]:
    """What to store of ``mine``, typed into a form that was ``opened`` so and is ``present`` now.

    Raises EditConflict, which names all fields that both changed differently.
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
    """As :func:`merge`, for one of several lines: what to store, and what must be asked."""
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
    """Raise EditConflict for ``clashes``; pass when there are none."""
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
    """Both texts one after the other, what is in both only once."""
    first, second = str(theirs or "").strip(), str(mine or "").strip()
    if not first or first in second:
        return second
    return first if second in first else f"{first}{between}{second}"


@dataclass(slots=True)
class EditSession:
    """An item as an editor of all its rows began with it: rows are told of, not merged."""

    record_id: int
    version: int

    def refuse_if_moved_on(self, unit: Unit) -> None:
        """ChangedMeanwhile when somebody changed the item since; once, then the editor's holds."""
        present = unit.record(self.record_id).version
        if present != self.version:
            self.version = present
            raise EditConflict(
                "{actor} changed this item while you had it open. Press Save once more to keep"
                " yours, or close and open it again to see what was changed.",
                actor=_last_actor(unit, self.record_id),
            )

    def saved(self, unit: Unit) -> None:
        """What this unit wrote is the editor's own."""
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
