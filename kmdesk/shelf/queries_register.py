"""Queries for the register import: letters that already exist."""

from sqlalchemy import select

from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import Receipt


def present(reading: Reading) -> list[tuple[int, str, str | None, str, str]]:
    """Return (record id, number, day, issuer, title) of every visible document, oldest last."""
    query = (
        select(Record.id, Record.number, Record.dated, Record.issuer, Record.title)
        .where(reading.visible(), Record.kind == "document")
        .order_by(Record.id.desc())
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in reading.session.execute(query)]


def stamps(reading: Reading) -> list[tuple[int, str, str]]:
    """Return (record id, receive number, day) of every receipt of a visible document."""
    query = (
        select(Receipt.record_id, Receipt.number, Receipt.received_on)
        .join(Record, Record.id == Receipt.record_id)
        .where(reading.visible())
    )
    return [(row[0], row[1], row[2]) for row in reading.session.execute(query)]
