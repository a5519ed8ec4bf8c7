"""Queries over records of all kinds."""

from sqlalchemy import func, select

from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


def kinds_there(reading: Reading) -> set[str]:
    """Return the kinds with at least one record visible to the reader."""
    return set(reading.session.scalars(select(Record.kind).where(reading.visible()).distinct()))


def kinds_in_use(reading: Reading) -> dict[str, int]:
    """Return kind → id of its first visible public record."""
    query = (
        select(Record.kind, func.min(Record.id))
        .where(reading.visible(), Record.audience == "public")
        .group_by(Record.kind)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}
