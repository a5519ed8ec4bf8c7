"""Orders, committees and dated memberships.

A membership ends only by expiry, removal or a repealed order; a later order adds to it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Self

from kmdesk.committees import queries
from kmdesk.committees.model import CommitteeDetail, Membership, OrderDetail, RoleDuty
from kmdesk.committees.terms import END_REASONS, ROLES, SINGLE_ROLES
from kmdesk.i18n import KmdeskError, tr
from kmdesk.records import Unit
from kmdesk.records.model import Record

_FIRST_DAY, _LAST_DAY = "1857-01-01", "2156-12-31"


class CommitteeError(KmdeskError):
    """Raised for an invalid order, membership, meeting or plan."""

    field: str = ""
    line: int | None = None
    """Line of a list it refers to, from 0."""

    def at(self, field: str) -> Self:
        """Set the form field at which the error is shown; return the error itself."""
        self.field = field
        return self


def add_order(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create an order: number, title, date, issuer and the detail's fields."""
    check_day(values.get("dated"), "dated")
    check_day(values.get("effective_on"), "effective_on")
    record = unit.add(
        kind="order",
        title=required(values, "title"),
        number=str(values.get("number") or ""),
        issuer=str(values.get("issuer") or ""),
        dated=values.get("dated"),
        status="in_force",
    )
    unit.session.add(OrderDetail(record_id=record.id, **known(OrderDetail, values)))
    unit.session.flush()
    return record


def add_committee(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a committee, working group or KM group."""
    record = unit.add(kind="committee", title=required(values, "title"), status="active")
    unit.session.add(CommitteeDetail(record_id=record.id, **known(CommitteeDetail, values)))
    unit.session.flush()
    return record


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

    Raises CommitteeError for an end before the start, a year out of range, a missing name and post,
    or a second chair, CKO or head at the same time.
    """
    if not (name.strip() or post.strip()):
        raise CommitteeError("Type the name or the post of the member.").at("name")
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
        raise CommitteeError("A membership ends by expiry, removal or a repealed order.").at(
            "end_reason"
        )
    member = unit.session.get(Membership, member_id)
    if member is None:
        raise CommitteeError("This member is not in the committee any more.")
    check_span(member.from_on, to_on)
    if member.to_on and to_on > member.to_on:
        raise CommitteeError("The membership ended before that day already.").at("to_on")
    member.to_on, member.end_reason = to_on, reason
    unit.session.flush()


def repeal_order(unit: Unit, order_id: int, on: str) -> None:
    """Repeal an order: its memberships end on the day before, future ones are deleted."""
    check_day(on, "on")
    unit.record(order_id).status = "repealed"
    last = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    for _title, member in queries.appointed_by(unit.session, order_id):
        if member.from_on > last:
            unit.session.delete(member)
        elif member.to_on is None or member.to_on > last:
            member.to_on, member.end_reason = last, "repealed"
    unit.session.flush()


def check_span(from_on: str, to_on: str | None) -> None:
    """Raise CommitteeError unless both days are valid and in order (ISO dates)."""
    check_day(from_on, "from_on")
    check_day(to_on, "to_on")
    if to_on and to_on < from_on:
        raise CommitteeError("The end is before the beginning. Check the two dates.").at("to_on")


def check_day(day: object, field: str) -> None:
    """Raise CommitteeError, at ``field``, for a day (ISO) in an impossible year."""
    if day and not _FIRST_DAY <= str(day) <= _LAST_DAY:
        raise CommitteeError("The year is out of range. Check the Buddhist year you typed.").at(
            field
        )


def check_single(others: Iterable[Membership], role: str, from_on: str, to_on: str | None) -> None:
    """Raise CommitteeError if one of ``others`` is the only chair, CKO or head at that time."""
    if role not in SINGLE_ROLES:
        return
    for other in others:
        if other.role == role and _overlap(other.from_on, other.to_on, from_on, to_on):
            raise CommitteeError(
                "There is already a {role} at that time: {name}. End that membership first.",
                role=tr(ROLES[role]),
                name=other.name or other.post,
            ).at("role")


def required(values: Mapping[str, object], key: str) -> str:
    """Return a non-empty text; raises CommitteeError, at ``key``, when it is empty."""
    text = str(values.get(key) or "").strip()
    if not text and key == "title":
        raise CommitteeError("Type a title first.").at(key)
    if not text:
        raise CommitteeError("Please fill in this field.").at(key)
    return text


def known(
    table: type[queries.Detail], values: Mapping[str, object], *, keep_none: bool = False
) -> dict[str, object]:
    """Return the values that are columns of a detail table; None only for nullable ones."""
    columns = {
        column.key: bool(column.nullable)
        for column in table.__table__.columns
        if column.key != "record_id"
    }
    return {
        key: value
        for key, value in values.items()
        if key in columns and (value is not None or (keep_none and columns[key]))
    }


def _overlap(a_from: str, a_to: str | None, b_from: str, b_to: str | None) -> bool:
    return (a_to is None or b_from <= a_to) and (b_to is None or a_from <= b_to)
