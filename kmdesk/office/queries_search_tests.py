"""Queries for the test searches."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


class Named(NamedTuple):
    """A record's id and names."""

    id: int
    title: str
    number: str


def named(reading: Reading, words: str, limit: int = 50) -> Sequence[Named]:
    """Return visible records with these words in title or number."""
    held = Record.title.contains(words, autoescape=True)
    held |= Record.number.contains(words, autoescape=True)
    query = select(Record.id, Record.title, Record.number).where(reading.visible(), held)
    return [Named(*row) for row in reading.session.execute(query.order_by(Record.id).limit(limit))]


def titles(reading: Reading) -> list[tuple[int, str]]:
    """Return (id, title) of every visible record that has one."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.title != "")
    return [(row[0], row[1]) for row in reading.session.execute(query.order_by(Record.id))]


def title(reading: Reading, record_id: int) -> str:
    """Return the title of a visible record, or ""."""
    query = select(Record.title).where(Record.id == record_id, reading.visible())
    return reading.session.scalar(query) or ""
