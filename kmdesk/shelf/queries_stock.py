"""Queries for the stock-take and for bulk edits."""

from collections.abc import Iterable

from sqlalchemy import select

from kmdesk.records.model import Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import DocumentDetail


def papers_in(
    reading: Reading, place_ids: Iterable[int] | None
) -> list[tuple[int, str, str, str, str]]:
    """Return (record id, number, title, place, holding) of visible documents in these places."""
    query = (
        select(Record.id, Record.number, Record.title, Place.label, DocumentDetail.holding)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .join(Place, Place.id == Record.place_id)
        .where(reading.visible())
        .order_by(Place.label, Record.number, Record.id)
    )
    if place_ids is not None:
        query = query.where(Record.place_id.in_(list(place_ids)))
    return [(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]
