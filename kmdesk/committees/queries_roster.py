"""Queries for the roster of a day: members by name and the holders of posts."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kmdesk.committees.model import CommitteeDetail, Membership, PostHolder
from kmdesk.committees.queries import roster
from kmdesk.records.model import OfficeValue, Record
from kmdesk.records.settings import duties_setting


@dataclass(frozen=True, slots=True)
class Seat:
    """One member on a day; for a member by post, ``name`` is that day's holder."""

    member_id: int
    name: str
    post: str
    role: str
    by_post: bool
    from_on: str
    to_on: str | None
    role_words: str = ""

    @property
    def words(self) -> str:
        """The name, or the post while no holder is known."""
        return self.name or self.post


def seats(session: Session, committee_id: int, day: str) -> list[Seat]:
    """Return the roster of a committee on ``day`` (ISO), in order."""
    return [_seat(session, m, day) for m in roster(session, committee_id, day)]


def seat_names(session: Session, committee_id: int | None, day: str) -> list[tuple[str, str]]:
    """Return the names of each member in an attendance list: name and post."""
    found = seats(session, committee_id, day) if committee_id else []
    # a post that several members hold identifies none of them
    posts = [seat.post for seat in found if seat.by_post]
    return [
        (seat.words, seat.post if seat.by_post and posts.count(seat.post) == 1 else "")
        for seat in found
    ]


def holder(session: Session, committee_id: int, post: str, day: str) -> str | None:
    """Return the holder of a post on ``day``, or None when none is recorded."""
    return session.scalar(
        select(PostHolder.name)
        .where(
            PostHolder.record_id == committee_id,
            PostHolder.post == post,
            PostHolder.from_on <= day,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= day),
        )
        .order_by(PostHolder.from_on.desc(), PostHolder.id.desc())
        .limit(1)
    )


def holders(session: Session, committee_id: int) -> list[PostHolder]:
    """Return all holders of posts in a committee, earliest first."""
    query = select(PostHolder).where(PostHolder.record_id == committee_id)
    return list(session.scalars(query.order_by(PostHolder.post, PostHolder.from_on)))


def members_by_post(session: Session, post: str, day: str) -> list[Membership]:
    """Return memberships of any committee by this post on ``day`` or later."""
    query = (
        select(Membership)
        .join(Record, Record.id == Membership.record_id)
        .where(
            Membership.by_post,
            Membership.post == post,
            Record.deleted_at.is_(None),
            or_(Membership.to_on.is_(None), Membership.to_on >= day),
        )
    )
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Place:
    """A seat with its committee; ``form`` and ``order`` as shown to a reader."""

    committee_id: int
    committee: str
    form: str
    order: str
    seat: Seat


def every_seat(
    session: Session, day: str, visible: ColumnElement[bool] | None = None
) -> list[Place]:
    """Return the seats on ``day`` (ISO) in the visible committees (all by default)."""
    visible = Record.deleted_at.is_(None) if visible is None else visible
    query = (
        select(Record.id, Record.title, CommitteeDetail.form)
        .join(CommitteeDetail, CommitteeDetail.record_id == Record.id)
        .where(visible)
    )
    numbers = {
        row[0]: row[1]
        for row in session.execute(
            select(Record.id, Record.number).where(Record.kind == "order", visible)
        )
    }
    found = []
    for committee_id, title, form in session.execute(query.order_by(Record.sort_key)):
        for member in roster(session, committee_id, day):
            order = numbers.get(member.order_id or 0, "")
            found.append(Place(committee_id, title, form, order, _seat(session, member, day)))
    return found


def template(session: Session, role: str) -> str | None:
    """Return the office's own text of a role's duties, or None."""
    return session.scalar(select(OfficeValue.value).where(OfficeValue.key == template_key(role)))


def template_key(role: str) -> str:
    """Return the setting's key for the office's text of a role."""
    return duties_setting(role).key


def _seat(session: Session, member: Membership, day: str) -> Seat:
    name = member.name
    if member.by_post and member.post:
        # without a recorded holder the person named in the order counts
        found = holder(session, member.record_id, member.post, day)
        name = member.name if found is None else found
    return Seat(
        member.id,
        name,
        member.post,
        member.role,
        member.by_post,
        member.from_on,
        member.to_on,
        member.role_words,
    )
