"""Queries over records of all kinds."""

from sqlalchemy import select

from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


def kinds_there(reading: Reading) -> set[str]:
    """Return the kinds with at least one record visible to the reader."""
    return set(reading.session.scalars(select(Record.kind).where(reading.visible()).distinct()))
