"""Orders, committees and dated memberships; holders of posts, and next year's order.

A membership ends only by expiry, removal or a repealed order; a later order adds to it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from kmdesk import clock
from kmdesk.committees import queries
from kmdesk.committees.model import CommitteeDetail, Membership, OrderDetail, PostHolder, RoleDuty
from kmdesk.committees.terms import (
    COMMITTEE_STATUSES,
    END_REASONS,
    ROLES,
    SINGLE_ROLES,
    check_day,
    check_span,
)
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records import BaseKind, Session, Unit
from kmdesk.records.describe import NOT_YET, StatusRule
from kmdesk.records.edit import add_record, check_values
from kmdesk.records.fields import InvalidValue, fields_of, record_field, sensible_day, without
from kmdesk.records.model import Link, Record
from kmdesk.records.settings import duties_setting
from kmdesk.resources import resource_path


class CommitteeError(KmdeskError):
    """Raised for an invalid order, membership, meeting or plan."""


class OrderForm(BaseKind):
    """How the values of an order's form are stored.

    Orders read from old papers may lack a number or a date; only the forms ask for them.
    """

    code = "order"
    detail = OrderDetail
    initial: Mapping[str, object] = {"status": "in_force"}
    fields = (
        record_field("number", N_("Order no.")),
        record_field("title", N_("Title"), "title", required=True),
        record_field("dated", N_("Dated"), "date", check=sensible_day),
        record_field("issuer", N_("Issued by")),
        *fields_of(OrderDetail),
    )


# “Not yet” follows from the first day of the members and is never chosen.
_DECIDED = {key: words for key, words in COMMITTEE_STATUSES.items() if key != NOT_YET}


class CommitteeForm(BaseKind):
    """How the values of a committee's form are stored."""

    code = "committee"
    detail = CommitteeDetail
    initial: Mapping[str, object] = {"status": "active"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        *fields_of(CommitteeDetail),
        record_field("status", N_("Status"), "choice", choices=_DECIDED),
    )


ORDER, COMMITTEE = OrderForm(), CommitteeForm()
MEMBER = without(fields_of(Membership), "end_reason")
"""Fields of a membership; why it ended is asked when it ends."""
HOLDER = without(fields_of(PostHolder), "to_on")


def add_order(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create an order: number, title, date, issuer and the detail's fields."""
    return add_record(unit, ORDER, values)


def add_committee(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a committee, working group or KM group."""
    return add_record(unit, COMMITTEE, values)


def set_duties(unit: Unit, committee_id: int, role: str, duties: str) -> None:
    """Set the duties of a role."""
    rows = [row for row in queries.duties(unit.session, committee_id) if row.role == role]
    if rows:
        rows[0].duties = duties
    else:
        unit.session.add(RoleDuty(record_id=committee_id, role=role, duties=duties))
    unit.session.flush()


def appoint(
    unit: Unit,
    committee_id: int,
    *,
    name: str = "",
    post: str = "",
    role: str = "member",
    role_words: str = "",
    from_on: str,
    to_on: str | None = None,
    by_post: bool = False,
    order_id: int | None = None,
    person_id: int | None = None,
) -> Membership:
    """Add a member to a committee for a period.

    Raises InvalidValue for an end before the start, a year out of range, a missing name and post,
    or a second chair, CKO or head at the same time.
    """
    if not (name.strip() or post.strip()):
        raise InvalidValue("Type the name or the post of the member.", "name")
    check_span(from_on, to_on)
    others = queries.roster(unit.session, committee_id)
    check_single(others, role, from_on, to_on)
    member = Membership(
        record_id=committee_id,
        person_id=person_id,
        name=name.strip(),
        post=post.strip(),
        by_post=by_post,
        role=role,
        role_words=role_words.strip(),
        # a roster keeps the sequence in which the orders name people: it is their rank
        position=max((other.position for other in others), default=0) + 1,
        from_on=from_on,
        to_on=to_on,
        order_id=order_id,
    )
    unit.session.add(member)
    if order_id is not None:
        unit.link(order_id, committee_id, "appoints")
    unit.session.flush()
    return member


def end_membership(unit: Unit, member_id: int, to_on: str, reason: str = "removed") -> None:
    """End a membership on its last day ``to_on``: removed, or an expired term."""
    if reason not in END_REASONS:
        raise InvalidValue(
            "A membership ends by expiry, removal or a repealed order.", "end_reason"
        )
    member = unit.session.get(Membership, member_id)
    if member is None:
        raise CommitteeError("This member is not in the committee any more.")
    check_span(member.from_on, to_on)
    if member.to_on and to_on > member.to_on:
        raise InvalidValue("The membership ended before that day already.", "to_on")
    member.to_on, member.end_reason = to_on, reason
    unit.session.flush()


def repeal_order(unit: Unit, order_id: int, on: str) -> None:
    """Repeal an order: its memberships end on the day before, future ones are deleted."""
    check_day(on, "on")
    unit.record(order_id).status = "repealed"
    last = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    for _title, member in queries.appointed_by(unit.session, order_id):
        if member.from_on > last:
            # It never began: ended before its first day it would be a member of no day.
            unit.session.delete(member)
        elif member.to_on is None or member.to_on > last:
            member.to_on, member.end_reason = last, "repealed"
    unit.session.flush()


def check_single(others: Iterable[Membership], role: str, from_on: str, to_on: str | None) -> None:
    """Raise InvalidValue if one of ``others`` is the only chair, CKO or head at that time."""
    if role not in SINGLE_ROLES:
        return
    for other in others:
        if other.role == role and _overlap(other.from_on, other.to_on, from_on, to_on):
            raise InvalidValue(
                "There is already a {role} at that time: {name}. End that membership first.",
                "role",
                role=tr(ROLES[role]),
                name=other.name or other.post,
            )


def _overlap(a_from: str, a_to: str | None, b_from: str, b_to: str | None) -> bool:
    return (a_to is None or b_from <= a_to) and (b_to is None or a_from <= b_to)


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
STATUS_RULES = (
    StatusRule("order", ("in_force",), _order_begins),
    StatusRule("order", ("repealed",), _order_goes_on, effective="in_force"),
    StatusRule("committee", ("active",), _committee_begins),
    StatusRule("meeting", ("draft", "certified"), _is_to_come, effective="planned"),
    StatusRule("training", ("held",), _is_to_come, effective="planned"),
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


_KEPT = ("reason", "power", "signer", "signer_position", "text")


def set_holder(unit: Unit, post: str, name: str, from_on: str) -> int:
    """Set the holder of a post from a day on, for every member by that post.

    The membership itself continues (it belongs to the post). Returns the number of committees.
    Raises InvalidValue when nobody is a member by the post or a later holder is recorded.
    """
    post, name = post.strip(), name.strip()
    check_values(HOLDER, {"post": post, "name": name, "from_on": from_on})
    members = queries.members_by_post(unit.session, post, from_on)
    if not members:
        raise InvalidValue("Nobody is a member by this post on that day.", "post")
    last = (date.fromisoformat(from_on) - timedelta(days=1)).isoformat()
    committees = {member.record_id: member for member in members}
    for committee_id, member in committees.items():
        before = [h for h in queries.holders(unit.session, committee_id) if h.post == post]
        if any(other.from_on >= from_on for other in before):
            raise InvalidValue("A later holder of this post is noted already.", "from_on")
        if not before and member.name and member.from_on <= last:
            # Until now the post was held by the person named in the order.
            unit.session.add(_holder(committee_id, post, member.name, member.from_on, last))
        for other in before:
            if other.to_on is None or other.to_on > last:
                other.to_on = last
        unit.session.add(_holder(committee_id, post, name, from_on, None))
    unit.session.flush()
    return len(committees)


def _holder(committee_id: int, post: str, name: str, from_on: str, to_on: str | None) -> PostHolder:
    return PostHolder(record_id=committee_id, post=post, name=name, from_on=from_on, to_on=to_on)


def draft_order(
    unit: Unit,
    old_id: int,
    values: Mapping[str, object],
    people: Mapping[int, str] | None = None,
) -> Record:
    """Create an order that succeeds ``old_id``, with the same seats and some other people.

    ``people`` gives names by membership id: another name replaces, an empty one omits the seat. The
    old order is repealed from the day the new one takes effect.
    """
    old = unit.session.get(OrderDetail, old_id)
    if old is None:
        raise CommitteeError("This is not an order.")
    start = str(values.get("effective_on") or values.get("dated") or "")
    if not start:
        raise InvalidValue("Type the day from which the order is in force.", "effective_on")
    record = unit.record(old_id)
    if record.dated and start <= record.dated:
        raise InvalidValue("The new order begins before the old one.", "effective_on")
    kept = {key: getattr(old, key) for key in _KEPT}
    new = add_order(unit, {**kept, "issuer": record.issuer, **values, "effective_on": start})
    names = people or {}
    last = (date.fromisoformat(start) - timedelta(days=1)).isoformat()
    # before repealing, which ends these memberships
    seats = [
        member
        for _title, member in queries.appointed_by(unit.session, old_id)
        if member.to_on is None or member.to_on >= last
    ]
    repeal_order(unit, old_id, start)
    for member in seats:
        name = names.get(member.id, member.name).strip()
        # a post without a name is a seat all the same, unless the name was just taken out
        if not name and not (member.by_post and member.id not in names):
            continue
        appoint(
            unit,
            member.record_id,
            name=name,
            post=member.post,
            by_post=member.by_post,
            role=member.role,
            role_words=member.role_words,
            from_on=start,
            order_id=new.id,
        )
    unit.link(new.id, old_id, "repeals")
    return new


def duties_of(session: Session, role: str) -> str:
    """Return the initial text of a role's duties: the office's own, else the default."""
    own = queries.duties_template(session, role)
    return own if own is not None else _seed().get(role, "")


def keep_template(unit: Unit, role: str, duties: str) -> None:
    """Store the office's own text for new committees."""
    duties_setting(role).store(unit, duties.strip())
    unit.session.flush()


# the panel asks for the text of every role each time a committee is shown
@cache
def _seed() -> dict[str, str]:
    file = resource_path("committees") / "duties.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {role: str(text).strip() for role, text in data.items()}
