"""Two clerks on one item: what somebody else wrote there since a form was opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.records.model import Change
from kmdesk.records.unit import RecordError, Unit


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what stands there now, and what is to be saved."""

    field: str
    theirs: object
    mine: object


class ChangedMeanwhile(RecordError):
    """Somebody else changed the same fields; nothing was saved."""

    clashes: tuple[Clash, ...] = ()


def refuse_clashes(
    unit: Unit,
    record_id: int,
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
) -> None:
    """Pass when no field of ``mine`` differs from ``present`` that was not so when ``opened``.

    Changes to other fields go together; ChangedMeanwhile names those that do not.
    """
    clashes = tuple(
        Clash(field, present[field], value)
        for field, value in mine.items()
        if field in present
        and field in opened
        and _plain(present[field]) not in (_plain(opened[field]), _plain(value))
    )
    if clashes:
        error = ChangedMeanwhile(
            "{actor} changed this item while you had it open. What was written there stands below"
            " each field: take it over, or press Save once more to keep yours.",
            actor=_last_actor(unit, record_id),
        )
        error.clashes = clashes
        raise error


@dataclass(slots=True)
class Opened:
    """An item as an editor of all its rows began with it: rows are told of, not merged."""

    record_id: int
    version: int

    def refuse_if_moved_on(self, unit: Unit) -> None:
        """ChangedMeanwhile when somebody changed the item since; once, then the editor's holds."""
        present = unit.record(self.record_id).version
        if present != self.version:
            self.version = present
            raise ChangedMeanwhile(
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


def _plain(value: object) -> object:
    return "" if value is None else value
