"""Tables of follow-up: reports, evidence, comments, post holders, trainings."""

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

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
