"""The status that holds today: nothing is in force before its day, or held before it was.

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
    """Records of ``kind`` stored as one of ``stored`` count as ``effective`` while ``holds``."""

    kind: str
    stored: tuple[str, ...]
    holds: Condition
    """Of the present day (ISO): a condition on the columns of Record."""
    effective: str = NOT_YET

    def condition(self, today: str) -> ColumnElement[bool]:
        """The rule as SQL."""
        return and_(Record.kind == self.kind, Record.status.in_(self.stored), self.holds(today))


_rules: dict[tuple[str, str], Rule] = {}


def register_rule(rule: Rule) -> None:
    """Register a rule; one for each kind and effective status."""
    _rules[rule.kind, rule.effective] = rule


def effective_status_column() -> ColumnElement[str]:
    """SQL for the effective status, in place of ``Record.status``."""
    today = clock.today_iso()
    rules = [(rule.condition(today), rule.effective) for rule in _rules.values()]
    return case(*rules, else_=Record.status) if rules else Record.status.expression


def status_cell() -> ColumnElement[str]:
    """``kind:status``, for lists: the same code has other words in another kind."""
    return Record.kind.concat(":").concat(effective_status_column())


def effective_status(session: Session, record: Record) -> str:
    """The status of a record that holds today."""
    return effective_statuses(session, [record.id]).get(record.id, record.status)


def may_differ(kind: str, stored: str) -> bool:
    """Whether the day decides the effective status of such a record."""
    return any(rule.kind == kind and stored in rule.stored for rule in _rules.values())


def effective_statuses(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Effective statuses of those records whose stored status does not hold today."""
    today, wanted = clock.today_iso(), list(record_ids)
    found: dict[int, str] = {}
    for rule in _rules.values() if wanted else ():
        query: Any = select(Record.id).where(Record.id.in_(wanted), rule.condition(today))
        found.update(dict.fromkeys(session.scalars(query), rule.effective))
    return found
