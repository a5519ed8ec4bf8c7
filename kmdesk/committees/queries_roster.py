"""Who is in a committee on a day: members by name, and whoever holds a post."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kmdesk.committees.model import CommitteeDetail, Membership
from kmdesk.committees.model_follow import PostHolder
from kmdesk.committees.queries import roster
from kmdesk.records.model import OfficeValue, Record
from kmdesk.records.settings import duties_setting


@dataclass(frozen=True, slots=True)
class Seat:
    """One member on a day; ``name`` is the holder's of that day for a member by post."""

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
        """The name, or the post while nobody is known to hold it."""
        return self.name or self.post


def seats(session: Session, committee_id: int, day: str) -> list[Seat]:
    """The roster of a committee on ``day`` (ISO), in order."""
    return [_seat(session, m, day) for m in roster(session, committee_id, day)]


def seat_names(session: Session, committee_id: int | None, day: str) -> list[tuple[str, str]]:
    """What each member of a day goes by in an attendance list: name and post."""
    found = seats(session, committee_id, day) if committee_id else []
    posts = [seat.post for seat in found if seat.by_post]
    return [
        (seat.words, seat.post if seat.by_post and posts.count(seat.post) == 1 else "")
        for seat in found
    ]


def holder(session: Session, committee_id: int, post: str, day: str) -> str | None:
    """Who held a post on ``day``; None when nothing is noted."""
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
    """All holders of posts in a committee, earliest first."""
    query = select(PostHolder).where(PostHolder.record_id == committee_id)
    return list(session.scalars(query.order_by(PostHolder.post, PostHolder.from_on)))


def members_by_post(session: Session, post: str, day: str) -> list[Membership]:
    """Memberships of any committee that follow this post on ``day`` or later."""
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
    """A seat with the committee it is in; ``form`` and ``order`` as shown to a reader."""

    committee_id: int
    committee: str
    form: str
    order: str
    seat: Seat


def every_seat(
    session: Session, day: str, visible: ColumnElement[bool] | None = None
) -> list[Place]:
    """Who sits where on ``day`` (ISO), in the committees a reader may see (all by default)."""
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
    """The office's own text of a role's duties, when it has one."""
    return session.scalar(select(OfficeValue.value).where(OfficeValue.key == template_key(role)))


def template_key(role: str) -> str:
    """Where the office's text of a role is kept."""
    return duties_setting(role).key


def _seat(session: Session, member: Membership, day: str) -> Seat:
    name = member.name
    if member.by_post and member.post:
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
