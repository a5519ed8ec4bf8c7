"""Replace the holder of a post, draft next year's order, and edit the texts of duties."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from kmdesk.committees import queries
from kmdesk.committees.model import OrderDetail, PostHolder
from kmdesk.committees.orders import (
    CommitteeError,
    add_order,
    appoint,
    check_day,
    repeal_order,
    required,
)
from kmdesk.records import Session, Unit
from kmdesk.records.model import Record
from kmdesk.records.settings import duties_setting
from kmdesk.resources import resource_path

_KEPT = ("reason", "power", "signer", "signer_position", "text")


def set_holder(unit: Unit, post: str, name: str, from_on: str) -> int:
    """Set the holder of a post from a day on, for every member by that post.

    The membership itself continues (it belongs to the post). Returns the number of committees.
    Raises CommitteeError when nobody is a member by the post or a later holder is recorded.
    """
    post = required({"post": post}, "post")
    name = required({"name": name}, "name")
    check_day(from_on, "from_on")
    members = queries.members_by_post(unit.session, post, from_on)
    if not members:
        raise CommitteeError("Nobody is a member by this post on that day.").at("post")
    last = (date.fromisoformat(from_on) - timedelta(days=1)).isoformat()
    committees = {member.record_id: member for member in members}
    for committee_id, member in committees.items():
        before = [h for h in queries.holders(unit.session, committee_id) if h.post == post]
        if any(other.from_on >= from_on for other in before):
            raise CommitteeError("A later holder of this post is noted already.").at("from_on")
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
        raise CommitteeError("Type the day from which the order is in force.").at("effective_on")
    record = unit.record(old_id)
    if record.dated and start <= record.dated:
        raise CommitteeError("The new order begins before the old one.").at("effective_on")
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


@cache
def _seed() -> dict[str, str]:
    file = resource_path("committees") / "duties.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {role: str(text).strip() for role, text in data.items()}
