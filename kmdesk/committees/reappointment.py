"""Another holder of a post, next year's order from last year's, the texts of duties."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from kmdesk.committees import queries, queries_roster
from kmdesk.committees.model import OrderDetail
from kmdesk.committees.model_follow import PostHolder
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
    """Somebody holds a post from a day on; every member by that post follows.

    The membership itself goes on (it belongs to the post). Gives the number of committees.
    """
    post = required({"post": post}, "post")
    name = required({"name": name}, "name")
    check_day(from_on, "from_on")
    members = queries_roster.members_by_post(unit.session, post, from_on)
    if not members:
        raise CommitteeError("Nobody is a member by this post on that day.").at("post")
    last = (date.fromisoformat(from_on) - timedelta(days=1)).isoformat()
    committees = {member.record_id: member for member in members}
    for committee_id, member in committees.items():
        before = [h for h in queries_roster.holders(unit.session, committee_id) if h.post == post]
        if any(other.from_on >= from_on for other in before):
            raise CommitteeError("A later holder of this post is noted already.").at("from_on")
        if not before and member.name and member.from_on <= last:
            # Who was named in the order held the post until now.
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
    """A new order that follows ``old_id``: the same seats, some with other people.

    ``people`` gives names for membership ids: another name replaces, an empty one leaves the
    seat out. The old order is repealed from the day the new one takes effect.
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
    """The text a role's duties begin with: the office's own, else the seed's."""
    own = queries_roster.template(session, role)
    return own if own is not None else _seed().get(role, "")


def keep_template(unit: Unit, role: str, duties: str) -> None:
    """Make a text the office's own for new committees."""
    duties_setting(role).store(unit, duties.strip())
    unit.session.flush()


@cache
def _seed() -> dict[str, str]:
    file = resource_path("committees") / "duties.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    return {role: str(text).strip() for role, text in data.items()}
