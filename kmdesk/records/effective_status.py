"""What the status of a record is told as today: nothing holds before its day, or has been held.

The stored status is what was decided ("in force"); from which day it holds is a fact of the
room. Rooms register a rule for their kinds; whatever shows a status asks here, so that no job
has to run at midnight and a library opened on a stick is right, too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.records.model import Record

NOT_YET = "not_yet"
Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Records of ``kind`` stored as one of ``stored`` are told as ``told`` while ``holds``."""

    kind: str
    stored: tuple[str, ...]
    holds: Condition
    """Of the present day (ISO): a condition on the columns of Record."""
    told: str = NOT_YET

    def condition(self, today: str) -> ColumnElement[bool]:
        """The rule as SQL."""
        return and_(Record.kind == self.kind, Record.status.in_(self.stored), self.holds(today))


_rules: dict[tuple[str, str], Rule] = {}


def tell(rule: Rule) -> None:
    """Add a rule; one a kind and told status."""
    _rules[rule.kind, rule.told] = rule


def told_status() -> ColumnElement[str]:
    """The status as it is told today, for queries: in place of ``Record.status``."""
    today = clock.today_iso()
    rules = [(rule.condition(today), rule.told) for rule in _rules.values()]
    return case(*rules, else_=Record.status) if rules else Record.status.expression


def told_cell() -> ColumnElement[str]:
    """``kind:status``, for lists: the same code has other words in another kind."""
    return Record.kind.concat(":").concat(told_status())


def told(session: Session, record: Record) -> str:
    """The status of a record as it is told today."""
    return told_among(session, [record.id]).get(record.id, record.status)


def may_differ(kind: str, stored: str) -> bool:
    """Whether the day decides what a stored status of this kind is told as."""
    return any(rule.kind == kind and stored in rule.stored for rule in _rules.values())


def told_among(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Those of the records whose status is told otherwise than it is stored."""
    today, wanted = clock.today_iso(), list(record_ids)
    found: dict[int, str] = {}
    for rule in _rules.values() if wanted else ():
        query: Any = select(Record.id).where(Record.id.in_(wanted), rule.condition(today))
        found.update(dict.fromkeys(session.scalars(query), rule.told))
    return found
