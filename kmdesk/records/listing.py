"""Records as rows of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.records.effective_status import effective_status_column
from kmdesk.records.model import Place, Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One row of a list; ``place`` is the full label."""

    id: int
    kind: str
    number: str
    title: str
    dated: str | None
    status: str
    place: str


def listed(reading: Reading, ids: Sequence[int]) -> list[ListedRecord]:
    """Return the visible records among ``ids``, in the order given."""
    query = (
        select(
            Record.id,
            Record.kind,
            Record.number,
            Record.title,
            Record.dated,
            effective_status_column(),
            Place.label,
            Place.name,
        )
        .outerjoin(Place, Place.id == Record.place_id)
        .where(Record.id.in_(ids), reading.visible())
    )
    found = {
        row[0]: ListedRecord(*row[:6], place=row[6] or row[7] or "")
        for row in reading.session.execute(query)
    }
    return [found[record_id] for record_id in ids if record_id in found]
