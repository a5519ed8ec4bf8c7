"""Status of a record: as it applies today, whether it has ended, and the chain of what ended it.

The stored status is what was decided ("in force"); the day from which it applies is a fact of the
module that owns the kind. Those modules register a rule per kind, and everything that shows a
status asks here, so that no job has to run at midnight and a library opened from a USB stick is
right, too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading

NOT_YET = "not_yet"
Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Records of ``kind`` stored as one of ``stored`` count as ``effective`` while ``holds``."""

    kind: str
    stored: tuple[str, ...]
    holds: Condition
    """Takes today's date (ISO) and returns a condition on the columns of Record."""
    effective: str = NOT_YET

    def condition(self, today: str) -> ColumnElement[bool]:
        """Return the rule as an SQL condition."""
        return and_(Record.kind == self.kind, Record.status.in_(self.stored), self.holds(today))


_rules: dict[tuple[str, str], StatusRule] = {}


def register_rule(rule: StatusRule) -> None:
    """Register a rule, replacing the one for the same kind and effective status."""
    _rules[rule.kind, rule.effective] = rule


def effective_status_column() -> ColumnElement[str]:
    """Return an SQL expression for the effective status, to use in place of ``Record.status``."""
    today = clock.today_iso()
    rules = [(rule.condition(today), rule.effective) for rule in _rules.values()]
    return case(*rules, else_=Record.status) if rules else Record.status.expression


def status_cell() -> ColumnElement[str]:
    """Return ``kind:status`` for lists, since kinds label the same status code differently."""
    return Record.kind.concat(":").concat(effective_status_column())


def effective_status(session: Session, record: Record) -> str:
    """Return the status of a record as of today."""
    return effective_statuses(session, [record.id]).get(record.id, record.status)


def may_differ(kind: str, stored: str) -> bool:
    """Return whether the effective status of such a record depends on the date."""
    return any(rule.kind == kind and stored in rule.stored for rule in _rules.values())


def effective_statuses(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Return the effective status of those records whose stored status does not apply today."""
    today, wanted = clock.today_iso(), list(record_ids)
    found: dict[int, str] = {}
    for rule in _rules.values() if wanted else ():
        query: Any = select(Record.id).where(Record.id.in_(wanted), rule.condition(today))
        found.update(dict.fromkeys(session.scalars(query), rule.effective))
    return found


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
        found = _chain_links(reading, edge, citing=edge == {record_id})
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


def _chain_links(reading: Reading, ends: Iterable[int], citing: bool) -> list[tuple[int, int, str]]:
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
