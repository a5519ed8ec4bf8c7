"""Tables of orders, committees, meetings, knowledge sets, KM plans and their follow-up, trainings.

Dates are ISO strings; a membership without ``to_on`` is open-ended.
"""

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.people import Person
from kmdesk.store.engine import Base

_RECORD = "record.id"


class PostHolder(Base):
    """Holder of a post, for members by post (โดยตำแหน่ง) of one committee."""

    __tablename__ = "post_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    post: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    from_on: Mapped[str] = mapped_column(String(10))
    to_on: Mapped[str | None] = mapped_column(String(10))


class ReportRound(Base):
    """A request for progress of a plan; ``months`` is 6 or 12 for the main reports."""

    __tablename__ = "report_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[str] = mapped_column(String(10))
    months: Mapped[int | None] = mapped_column(Integer)


class ProgressReport(Base):
    """One person's report on one activity; still awaited while ``reported_on`` is empty."""

    __tablename__ = "progress_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("report_round.id", ondelete="CASCADE"), index=True
    )
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    owner: Mapped[str] = mapped_column(Text)
    reported_on: Mapped[str | None] = mapped_column(String(10))
    done_percent: Mapped[int | None] = mapped_column(Integer)
    spent: Mapped[float | None] = mapped_column(Float)
    words: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(Text, default="")


class Evidence(Base):
    """A file that proves a desired state, an activity of a plan, or a completed resolution."""

    __tablename__ = "km_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"))
    state_id: Mapped[int | None] = mapped_column(
        ForeignKey("desired_state.id", ondelete="SET NULL")
    )
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    form: Mapped[str] = mapped_column(String(16), default="other")
    dated: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")


class KnowledgeComment(Base):
    """A comment on a knowledge set, open until it has been dealt with."""

    __tablename__ = "knowledge_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    said_on: Mapped[str] = mapped_column(String(10))
    said_by: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    settled_on: Mapped[str | None] = mapped_column(String(10))


class TrainingDetail(Base):
    """A course or a knowledge-sharing day; its first day is the record's date."""

    __tablename__ = "training"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    to_on: Mapped[str | None] = mapped_column(String(10))
    hours: Mapped[float | None] = mapped_column(Float)
    held_at: Mapped[str] = mapped_column(Text, default="")
    trainers: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[str] = mapped_column(Text, default="")


class Trainee(Base):
    """A participant of a training, with hours and whether a future Master Trainer."""

    __tablename__ = "trainee"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[float | None] = mapped_column(Float)
    master_trainer: Mapped[bool] = mapped_column(Boolean, default=False)
    certificate: Mapped[str] = mapped_column(String(50), default="")


class OrderDetail(Base):
    """Order คำสั่ง (แบบที่ ๔); number, subject and date are columns of the record."""

    __tablename__ = "appointment_order"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(Text, default="")
    power: Mapped[str] = mapped_column(Text, default="")
    effective_on: Mapped[str | None] = mapped_column(String(10))
    signer: Mapped[str] = mapped_column(Text, default="")
    signer_position: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")


class CommitteeDetail(Base):
    """A committee, working group or KM group; ``issue`` is the topic of a KM group."""

    __tablename__ = "committee"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(String(32), default="working_group", index=True)
    purpose: Mapped[str] = mapped_column(Text, default="")
    issue: Mapped[str] = mapped_column(Text, default="")
    has_quorum: Mapped[bool] = mapped_column(Boolean, default=False)
    notice_days: Mapped[int | None] = mapped_column(Integer)


class RoleDuty(Base):
    """The duties of a role in a committee."""

    __tablename__ = "role_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    duties: Mapped[str] = mapped_column(Text)


class Membership(Base):
    """Membership in a committee for a period, by name or by post (โดยตำแหน่ง)."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(Text, default="")
    post: Mapped[str] = mapped_column(Text, default="")
    by_post: Mapped[bool] = mapped_column(Boolean, default=False)
    role: Mapped[str] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(Integer, default=0)
    from_on: Mapped[str] = mapped_column(String(10))
    to_on: Mapped[str | None] = mapped_column(String(10))
    order_id: Mapped[int | None] = mapped_column(ForeignKey(_RECORD, ondelete="SET NULL"))
    end_reason: Mapped[str] = mapped_column(String(16), default="", server_default="")
    role_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Role in the words of the order; ``role`` is its code."""


class MeetingDetail(Base):
    """A meeting (แบบที่ ๑๑); ครั้งที่ is the record's number, its day the record's date."""

    __tablename__ = "meeting"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    committee_id: Mapped[int | None] = mapped_column(
        ForeignKey(_RECORD, ondelete="SET NULL"), index=True
    )
    held_at: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[str] = mapped_column(String(5), default="")
    closed_at: Mapped[str] = mapped_column(String(5), default="")
    recorder: Mapped[str] = mapped_column(Text, default="")
    checker: Mapped[str] = mapped_column(Text, default="")
    certified_in: Mapped[str] = mapped_column(Text, default="")
    certified_by: Mapped[int | None] = mapped_column(ForeignKey(_RECORD, ondelete="SET NULL"))
    headings: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The six headings of the วาระ, one per line, when they differ from the defaults."""
    noticed_on: Mapped[str | None] = mapped_column(String(10))
    """Day the invitation was sent."""


class Attendance(Base):
    """Presence, substitution or absence with its reason."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Text)
    presence: Mapped[str] = mapped_column(String(16), default="present")
    note: Mapped[str] = mapped_column(Text, default="")
    stands_for: Mapped[str] = mapped_column(Text, default="", server_default="")
    came_at: Mapped[str] = mapped_column(String(5), default="", server_default="")


class AgendaItem(Base):
    """An item under one of the six วาระ, with its resolution and an optional action."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    section: Mapped[int] = mapped_column(Integer, default=1)
    text: Mapped[str] = mapped_column(Text)
    resolution: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[str | None] = mapped_column(String(10), index=True)
    done_on: Mapped[str | None] = mapped_column(String(10))
    progress: Mapped[str] = mapped_column(Text, default="", server_default="")
    from_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_item.id", ondelete="SET NULL")
    )


class KnowledgeSetDetail(Base):
    """A knowledge set: its group, its issue and its text."""

    __tablename__ = "knowledge_set"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey(_RECORD, ondelete="SET NULL"), index=True
    )
    issue: Mapped[str] = mapped_column(Text, default="")
    makers: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[str | None] = mapped_column(String(10))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey(_RECORD, ondelete="SET NULL"))


class KnowledgeStep(Base):
    """One step in the life of a set, with its date and person."""

    __tablename__ = "knowledge_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    taken_on: Mapped[str] = mapped_column(String(10))
    taken_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="", server_default="")


class KmPlanDetail(Base):
    """A KM plan of one fiscal year (พ.ศ., named by the year it ends in)."""

    __tablename__ = "km_plan"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True
    )
    fiscal_year: Mapped[int] = mapped_column(Integer, index=True)
    level: Mapped[str] = mapped_column(String(16), default="province")
    reviewer: Mapped[str] = mapped_column(Text, default="")
    approver: Mapped[str] = mapped_column(Text, default="")
    carried_from: Mapped[int | None] = mapped_column(ForeignKey(_RECORD, ondelete="SET NULL"))


class FocusArea(Base):
    """Focus area (ขอบเขต KM) of a plan."""

    __tablename__ = "focus_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(Text)
    under_id: Mapped[int | None] = mapped_column(ForeignKey("focus_area.id", ondelete="SET NULL"))
    """The department's focus area it serves."""


class DesiredState(Base):
    """Desired state (เป้าหมาย KM): ``target`` and current ``reached``, measured in ``unit``.

    ``counted_by`` names the measure of the library that computes ``reached``, if any.
    """

    __tablename__ = "desired_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    focus_id: Mapped[int | None] = mapped_column(ForeignKey("focus_area.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(50), default="")
    baseline: Mapped[float | None] = mapped_column(Float)
    target: Mapped[float | None] = mapped_column(Float)
    reached: Mapped[float] = mapped_column(Float, default=0.0)
    due_on: Mapped[str | None] = mapped_column(String(10), index=True)
    under_id: Mapped[int | None] = mapped_column(
        ForeignKey("desired_state.id", ondelete="SET NULL")
    )
    counted_by: Mapped[str] = mapped_column(String(32), default="", server_default="")


class Activity(Base):
    """An activity of the plan under one of the seven steps or six change parts."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    state_id: Mapped[int | None] = mapped_column(
        ForeignKey("desired_state.id", ondelete="SET NULL")
    )
    part: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text, default="")
    period: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[str | None] = mapped_column(String(10))
    to_on: Mapped[str | None] = mapped_column(String(10))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    indicator: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[str] = mapped_column(Text, default="")
    tools: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[float | None] = mapped_column(Float)
    spent: Mapped[float | None] = mapped_column(Float)
    owner: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="planned")
    done_percent: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
