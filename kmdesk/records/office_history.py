"""History of the whole office, newest first, formatted for display."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.actor import DUTY_NAMES, Duty
from kmdesk.records.display import screen_date
from kmdesk.records.history import ChangeRow
from kmdesk.records.model import Change, Place, Record
from kmdesk.records.unit import Reading, decode

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
    "duty": N_("Duty"),
    "disabled": N_("Shut out of sign-in"),
    "kind": N_("Kind"),
    "why": N_("Reason"),
}
_AUDIENCES = {"public": N_("Everybody"), "internal": N_("Internal use")}
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


def changes_of(reading: Reading, unit: str, limit: int = 200) -> list[str]:
    """Return the changes of one unit, before and after; passages and files by name."""
    rows = reading.session.scalars(
        select(Change).where(Change.unit == unit).order_by(Change.seq).limit(limit)
    )
    lines: list[str] = []
    for row in rows:
        change = ChangeRow(
            row.seq, row.unit, row.at, row.actor, row.label, row.record_id, row.entity, row.op,
            decode(row.before), decode(row.after),
        )  # fmt: skip
        lines += change_words(reading, change)
    return lines


def change_words(reading: Reading, change: ChangeRow) -> list[str]:
    """Return “ชื่อเรื่อง: ก → ข” for every column that really changed."""
    return [
        f"{tr(FIELDS[name]) if name in FIELDS else name}:"
        f" {_value(reading, name, before)} → {_value(reading, name, after)}"
        for name, before, after in change.differences()
        if name not in {"id", "record_id", "created_at", "source_id"}
    ]


def _value(reading: Reading, name: str, value: object) -> str:
    if value in (None, ""):
        return "–"
    if name == "place_id":
        place = reading.session.get(Place, value)
        return (place.label or place.name) if place is not None else str(value)
    if name == "duty" and value in list(Duty):
        return tr(DUTY_NAMES[Duty(int(str(value)))])
    if name == "audience":
        return tr(_AUDIENCES.get(str(value), str(value)))
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    words = screen_date(value, "short") if name in {"dated", "deleted_at"} else str(value)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _titles(reading: Reading, ids: Sequence[int]) -> dict[int | None, str]:
    rows = reading.session.execute(select(Record.id, Record.title).where(Record.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
