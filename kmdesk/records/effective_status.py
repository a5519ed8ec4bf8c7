"""Effective status: the stored status adjusted to today's date.

The stored status is what was decided ("in force"); the day from which it applies is a fact of the
module that owns the kind. Those modules register a rule per kind, and everything that shows a
status asks here, so that no job has to run at midnight and a library opened from a USB stick is
right, too.
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
    """Takes today's date (ISO) and returns a condition on the columns of Record."""
    effective: str = NOT_YET

    def condition(self, today: str) -> ColumnElement[bool]:
        """Return the rule as an SQL condition."""
        return and_(Record.kind == self.kind, Record.status.in_(self.stored), self.holds(today))


_rules: dict[tuple[str, str], Rule] = {}


def register_rule(rule: Rule) -> None:
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
