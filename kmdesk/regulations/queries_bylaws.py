"""Queries about bylaws: their cooperatives, the models, and relations between instruments."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading
from kmdesk.regulations.model import InstrumentDetail

BYLAWS_OF = "bylaws_of"
COOPERATIVE = "cooperative"
MODEL, BYLAW = "model_bylaw", "bylaw"


@dataclass(frozen=True, slots=True)
class Named:
    """A record and its title."""

    record_id: int
    title: str


def cooperatives(reading: Reading) -> list[Named]:
    """Return the cooperatives in the directory."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.kind == COOPERATIVE)
    rows = reading.session.execute(query.order_by(Record.sort_key))
    return [Named(*row) for row in rows]


def of_rank(reading: Reading, *ranks: str) -> list[Named]:
    """Return the instruments of these ranks."""
    query = (
        select(Record.id, Record.title)
        .join(InstrumentDetail, InstrumentDetail.record_id == Record.id)
        .where(reading.visible(), InstrumentDetail.rank.in_(ranks))
    )
    rows = reading.session.execute(query.order_by(Record.sort_key))
    return [Named(*row) for row in rows]


def owners(reading: Reading) -> list[tuple[Named, int]]:
    """Return cooperatives that have bylaws here, with their number of instruments."""
    bylaws = select(Record.id).where(reading.visible())
    query = (
        select(Record.id, Record.title, func.count())
        .join(Link, Link.to_id == Record.id)
        .where(Link.relation == BYLAWS_OF, Link.record_id.in_(bylaws), reading.visible())
        .group_by(Record.id)
        .order_by(Record.sort_key)
    )
    return [(Named(row[0], row[1]), row[2]) for row in reading.session.execute(query)]


def owner_of(reading: Reading, bylaws: int) -> int | None:
    """Return the cooperative that bylaws belong to."""
    query = select(Link.to_id).where(Link.record_id == bylaws, Link.relation == BYLAWS_OF)
    return reading.session.scalar(query.order_by(Link.id).limit(1))


def belonging_to(cooperative: int) -> ColumnElement[bool]:
    """Condition: bylaws and rules of one cooperative."""
    links = select(Link.record_id).where(Link.relation == BYLAWS_OF, Link.to_id == cooperative)
    return Record.id.in_(links)


def repealed_by(reading: Reading, record_id: int) -> list[Named]:
    """Return instruments that repeal the whole of another, according to manual links."""
    query = (
        select(Record.id, Record.title)
        .join(Link, Link.record_id == Record.id)
        .where(
            Link.to_id == record_id,
            Link.relation == "repeals",
            Link.to_anchor == "",
            reading.visible(),
        )
    )
    return [Named(*row) for row in reading.session.execute(query)]
