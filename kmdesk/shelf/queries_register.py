"""Reads for the import of a register: which letters are there already."""

from sqlalchemy import select

from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


def present(reading: Reading) -> list[tuple[int, str, str | None, str, str]]:
    """(record, number, day, issuer, title) of every visible document, oldest last."""
    query = (
        select(Record.id, Record.number, Record.dated, Record.issuer, Record.title)
        .where(reading.visible(), Record.kind == "document")
        .order_by(Record.id.desc())
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in reading.session.execute(query)]
