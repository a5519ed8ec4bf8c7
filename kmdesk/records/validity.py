"""Records no longer in force, and the chain of related records before and after one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from kmdesk.i18n import tr
from kmdesk.records.effective_status import effective_status, effective_status_column
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading

ENDED = ("repealed", "expired", "cancelled", "revoked", "dissolved", "superseded")
"""Statuses of records that nobody may act on any more, in every kind."""

_ENDING = ("repeals", "replaces")
_CHAINED = ("repeals", "replaces", "amends", "forwards", "cites")
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One record of a chain; ``relation`` is its effect on the record ``to_id``, or ``""``."""

    record_id: int
    number: str
    title: str
    dated: str | None
    ended: bool
    relation: str
    to_id: int


def ended_words(reading: Reading, kinds: Kinds, record_id: int) -> str:
    """Return the text of a record's red banner, with what ended it; ``""`` while it is in force."""
    record = reading.record(record_id)
    word = effective_status(reading.session, record)
    if word not in ENDED:
        return ""
    if record.kind in kinds:
        word = kinds.get(record.kind).statuses.get(word, word)
    query = (
        select(Record.number, Record.title)
        .join(Link, Link.record_id == Record.id)
        .where(Link.to_id == record_id, Link.relation.in_(_ENDING), reading.visible())
        .order_by(Record.dated.desc(), Record.id)
        .limit(1)
    )
    by = reading.session.execute(query).first()
    if by is None:
        return tr("{status}: do not use", status=tr(word))
    return tr(
        "{status}: do not use. See {title}", status=tr(word), title=" ".join(filter(None, by))
    )


def chain(reading: Reading, record_id: int) -> list[ChainRow]:
    """Return the records related by repeal, amendment, forwarding or citing, oldest first.

    The record itself is included; without others the list is empty. Mere citations are followed one
    step, other relations to the end.
    """
    links: dict[tuple[int, int], str] = {}
    known, edge = {record_id}, {record_id}
    while edge and len(known) <= _LONGEST:
        found = _links(reading, edge, citing=edge == {record_id})
        links.update({(source, target): relation for source, target, relation in found})
        edge = {end for source, target, _ in found for end in (source, target)} - known
        known |= edge
    if len(known) < 2:
        return []
    query = select(Record.id, Record.number, Record.title, Record.dated, effective_status_column())
    rows = reading.session.execute(query.where(Record.id.in_(known), reading.visible())).all()
    rows = sorted(rows, key=lambda row: (row[3] or "", row[0]))[:_LONGEST]
    return [
        ChainRow(row[0], row[1], row[2], row[3], row[4] in ENDED, *_does(row[0], links))
        for row in rows
    ]


def _links(reading: Reading, ends: Iterable[int], citing: bool) -> list[tuple[int, int, str]]:
    wanted = [r for r in _CHAINED if citing or r != "cites"]
    query = select(Link.record_id, Link.to_id, Link.relation).where(
        Link.relation.in_(wanted), or_(Link.record_id.in_(ends), Link.to_id.in_(ends))
    )
    return [(row[0], row[1], row[2]) for row in reading.session.execute(query)]


def _does(record_id: int, links: dict[tuple[int, int], str]) -> tuple[str, int]:
    """Return a record's strongest relation to another in the chain, and that record's id."""
    done = [
        (_CHAINED.index(relation), relation, target)
        for (source, target), relation in links.items()
        if source == record_id
    ]
    return min(done)[1:] if done else ("", 0)
