"""Reads of the room: a record and its rows by kind, orders, and the members of a day.

What only one thing is asked for (agenda, steps, plan parts) is read in that thing's module.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    Attendance,
    CommitteeDetail,
    DesiredState,
    Evidence,
    FocusArea,
    KmPlanDetail,
    KnowledgeComment,
    KnowledgeSetDetail,
    MeetingDetail,
    Membership,
    OrderDetail,
    PostHolder,
    ProgressReport,
    ReportRound,
    RoleDuty,
    Trainee,
    TrainingDetail,
)
from kmdesk.records.describe import effective_status_column
from kmdesk.records.model import OfficeValue, Record
from kmdesk.records.settings import duties_setting
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_arabic

KIND = Record.kind
Detail = (
    OrderDetail
    | CommitteeDetail
    | MeetingDetail
    | KnowledgeSetDetail
    | KmPlanDetail
    | TrainingDetail
)

# by kind of record
DETAILS: dict[str, type[Detail]] = {
    "order": OrderDetail,
    "committee": CommitteeDetail,
    "meeting": MeetingDetail,
    "knowledge_set": KnowledgeSetDetail,
    "km_plan": KmPlanDetail,
    "training": TrainingDetail,
}

Row = (
    Membership
    | RoleDuty
    | Attendance
    | AgendaItem
    | FocusArea
    | DesiredState
    | Activity
    | PostHolder
    | ReportRound
    | ProgressReport
    | Evidence
    | KnowledgeComment
    | Trainee
)
# by the name under which forms and figures refer to a table of rows
ROWS: dict[str, type[Row]] = {
    "member": Membership,
    "duty": RoleDuty,
    "attendance": Attendance,
    "item": AgendaItem,
    "focus": FocusArea,
    "state": DesiredState,
    "activity": Activity,
    "holder": PostHolder,
    "round": ReportRound,
    "report": ProgressReport,
    "evidence": Evidence,
    "comment": KnowledgeComment,
    "trainee": Trainee,
}


def detail(session: Session, kind: str, record_id: int) -> Detail | None:
    """Return the detail row of a record of the committees, or None."""
    row: Detail | None = session.get(DETAILS[kind], record_id)  # type: ignore[assignment]
    return row


def detail_values(reading: Reading, record_id: int) -> dict[str, object] | None:
    """Return the detail of a visible record as plain values, for forms."""
    kind = reading.record(record_id).kind
    row = detail(reading.session, kind, record_id) if kind in DETAILS else None
    if row is None:
        return None
    return {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "record_id"}


def row_values(row: Row) -> dict[str, object]:
    """Return a row as plain values, for forms."""
    columns = row.__table__.columns
    return {c.key: getattr(row, c.key) for c in columns if c.key not in ("id", "record_id")}


def title_of(session: Session, record_id: int | None) -> str:
    """Return a record's title, or "" for None."""
    if record_id is None:
        return ""
    return session.scalar(select(Record.title).where(Record.id == record_id)) or ""


def status_of(session: Session, record_id: int) -> str:
    """Return a record's status, or "" when it does not exist."""
    # The effective one: minutes begun in advance do not make a meeting held.
    return session.scalar(select(effective_status_column()).where(Record.id == record_id)) or ""


def dated_of(session: Session, record_id: int) -> str:
    """Return a record's date (ISO), or ""."""
    return session.scalar(select(Record.dated).where(Record.id == record_id)) or ""


def titled(session: Session, kind: str, title: str) -> int | None:
    """Return the record of a kind with this title."""
    return session.scalar(
        select(Record.id).where(Record.kind == kind, Record.title == title).limit(1)
    )


def in_hand(session: Session, kind: str, status: str) -> list[int]:
    """Return records of a kind with a status that are not in the trash, newest first."""
    query = select(Record.id).where(
        Record.kind == kind, Record.status == status, Record.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(Record.id.desc())))


def dated_between(session: Session, kind: str, first: str, last: str) -> list[tuple[int, str]]:
    """Return (record id, day) of a kind within a period (ISO)."""
    query = select(Record.id, Record.dated).where(
        Record.kind == kind,
        Record.deleted_at.is_(None),
        Record.dated >= first,
        Record.dated <= last,
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def is_kind(kind: str) -> ColumnElement[bool]:
    """Condition: records of one kind."""
    return Record.kind == kind


def of_form(form: str) -> ColumnElement[bool]:
    """Condition: committees of a form."""
    return CommitteeDetail.form == form


def in_state(kind: str, status: str) -> ColumnElement[bool]:
    """Condition: records of a kind with a status."""
    return (Record.kind == kind) & (effective_status_column() == status)


def statuses_of(reading: Reading, kind: str) -> dict[str, int]:
    """Return the number of visible records of a kind by status."""
    query = (
        select(Record.status, func.count())
        .where(reading.visible(), Record.kind == kind)
        .group_by(Record.status)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def forms_in_use(reading: Reading) -> dict[str, int]:
    """Return the number of visible committees by form."""
    query = (
        select(CommitteeDetail.form, func.count())
        .join(Record, Record.id == CommitteeDetail.record_id)
        .where(reading.visible())
        .group_by(CommitteeDetail.form)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def committees(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Return (id, title) of every visible committee and group."""
    query = (
        select(Record.id, Record.title)
        .where(Record.kind == "committee", reading.visible())
        .order_by(Record.sort_key)
    )
    return tuple((row[0], row[1]) for row in reading.session.execute(query))


def orders(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Return (id, number and title) of every visible order, newest first."""
    query = (
        select(Record.id, Record.number, Record.title)
        .where(Record.kind == "order", reading.visible())
        .order_by(Record.dated.desc(), Record.id.desc())
    )
    return tuple((row[0], f"{row[1]} {row[2]}".strip()) for row in reading.session.execute(query))


def order_numbered(session: Session, number: str, but: int) -> int | None:
    """Return the newest order in force with this number, in either digits."""
    # orders are cited in Thai and in Arabic digits, with spaces and without
    plain = to_arabic(number).replace(" ", "")
    query = select(Record.id, Record.number).where(
        Record.kind == "order",
        Record.status == "in_force",
        Record.deleted_at.is_(None),
        Record.id != but,
    )
    rows = session.execute(query.order_by(Record.dated.desc(), Record.id.desc()))
    return next((row[0] for row in rows if to_arabic(row[1]).replace(" ", "") == plain), None)


def order_numbers(reading: Reading) -> dict[int, str]:
    """Return the number of every visible order, or its subject without one."""
    query = select(Record.id, Record.number, Record.title)
    query = query.where(Record.kind == "order", reading.visible())
    return {row[0]: row[1] or row[2] for row in reading.session.execute(query)}


def appointed_by(session: Session, order_id: int) -> list[tuple[str, Membership]]:
    """Return the (committee, membership) pairs created by an order."""
    query = (
        select(Record.title, Membership)
        .join(Record, Record.id == Membership.record_id)
        .where(Membership.order_id == order_id)
        .order_by(Membership.record_id, Membership.position)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def duties(session: Session, committee_id: int) -> list[RoleDuty]:
    """Return the duties of each role."""
    return list(
        session.scalars(
            select(RoleDuty).where(RoleDuty.record_id == committee_id).order_by(RoleDuty.id)
        )
    )


def duties_template(session: Session, role: str) -> str | None:
    """Return the office's own text of a role's duties, or None."""
    return session.scalar(
        select(OfficeValue.value).where(OfficeValue.key == duties_setting(role).key)
    )


def roster(session: Session, committee_id: int, day: str | None = None) -> list[Membership]:
    """Return members on ``day`` (ISO), or all members of any time, in order."""
    query = select(Membership).where(Membership.record_id == committee_id)
    if day is not None:
        query = query.where(
            Membership.from_on <= day, or_(Membership.to_on.is_(None), Membership.to_on >= day)
        )
    return list(session.scalars(query.order_by(Membership.position, Membership.id)))


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
    members = seats(session, committee_id, day) if committee_id else []
    # a post that several members hold identifies none of them
    posts = [seat.post for seat in members if seat.by_post]
    return [
        (seat.words, seat.post if seat.by_post and posts.count(seat.post) == 1 else "")
        for seat in members
    ]


def _seat(session: Session, member: Membership, day: str) -> Seat:
    name = member.name
    if member.by_post and member.post:
        # without a recorded holder the person named in the order counts
        recorded = holder(session, member.record_id, member.post, day)
        name = member.name if recorded is None else recorded
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
        # rows corrected by hand may overlap: then the newer holder counts
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
class CommitteeSeat:
    """A seat with its committee; ``form`` and ``order`` as shown to a reader."""

    committee_id: int
    committee: str
    form: str
    order: str
    seat: Seat


def every_seat(
    session: Session, day: str, visible: ColumnElement[bool] | None = None
) -> list[CommitteeSeat]:
    """Return the seats on ``day`` (ISO) in the visible committees (all by default)."""
    visible = Record.deleted_at.is_(None) if visible is None else visible
    query = (
        select(Record.id, Record.title, CommitteeDetail.form)
        .join(CommitteeDetail, CommitteeDetail.record_id == Record.id)
        .where(visible)
    )
    # all orders at once, or each seat would cost a query of its own
    numbers = {
        row[0]: row[1]
        for row in session.execute(
            select(Record.id, Record.number).where(Record.kind == "order", visible)
        )
    }
    result = []
    for committee_id, title, form in session.execute(query.order_by(Record.sort_key)):
        for member in roster(session, committee_id, day):
            order = numbers.get(member.order_id or 0, "")
            result.append(
                CommitteeSeat(committee_id, title, form, order, _seat(session, member, day))
            )
    return result
