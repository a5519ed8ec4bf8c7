"""Effective status of orders and committees before their first day, and of future meetings.

Trainings still to be held are covered too.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from kmdesk import clock
from kmdesk.committees.model import Membership, OrderDetail
from kmdesk.records.effective_status import Rule
from kmdesk.records import Session
from kmdesk.records.model import Link, Record


def _order_begins(today: str) -> ColumnElement[bool]:
    return _has(OrderDetail.record_id, OrderDetail.effective_on > today)


def _order_goes_on(today: str) -> ColumnElement[bool]:
    """Condition: repealed from a future day; until then its members are members."""
    seats = Membership.end_reason == "repealed", Membership.to_on >= today
    later = aliased(OrderDetail)
    coming = (
        select(Link.to_id)
        .join(later, later.record_id == Link.record_id)
        .where(Link.relation == "repeals", later.effective_on > today)
    )
    return or_(_has(Membership.order_id, *seats), Record.id.in_(coming))


def _committee_begins(today: str) -> ColumnElement[bool]:
    """Condition: has future members but none until today."""
    return _has(Membership.record_id) & ~_has(Membership.record_id, Membership.from_on <= today)


def _is_to_come(today: str) -> ColumnElement[bool]:
    return Record.dated > today


def _has(owner: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return Record.id.in_(select(owner).where(owner.is_not(None), *where))


# Without them an order was in force, and a meeting held, before its day had come.
RULES = (
    Rule("order", ("in_force",), _order_begins),
    Rule("order", ("repealed",), _order_goes_on, effective="in_force"),
    Rule("committee", ("active",), _committee_begins),
    Rule("meeting", ("draft", "certified"), _is_to_come, effective="planned"),
    Rule("training", ("held",), _is_to_come, effective="planned"),
)


def begins_on(session: Session, kind: str, record_id: int) -> str:
    """Return the future day (ISO) on which an order or committee starts, or ``""``."""
    today = clock.today_iso()
    if kind == "order":
        detail = session.get(OrderDetail, record_id)
        day = detail.effective_on if detail is not None else None
    else:
        first = select(func.min(Membership.from_on)).where(Membership.record_id == record_id)
        day = session.scalar(first)
    return day if day and day > today else ""


def ends_after(session: Session, order_id: int) -> str:
    """Return the last day (ISO) of an order repealed from a future day, or ``""``."""
    last = select(func.max(Membership.to_on)).where(
        Membership.order_id == order_id, Membership.end_reason == "repealed"
    )
    day = session.scalar(last)
    return day if day and day >= clock.today_iso() else ""
