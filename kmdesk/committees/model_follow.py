"""What follows a plan, a set or a post: reports, evidence, comments, holders, trainings."""

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.store.base import Base

_RECORD = "record.id"


class PostHolder(Base):
    """Who held a post, for members by post (โดยตำแหน่ง) of one committee."""

    __tablename__ = "post_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    post: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    from_on: Mapped[str] = mapped_column(String(10))
    to_on: Mapped[str | None] = mapped_column(String(10))


class ReportRound(Base):
    """Progress of a plan is asked for by a day; ``months`` is 6 or 12 for the big reports."""

    __tablename__ = "report_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[str] = mapped_column(String(10))
    months: Mapped[int | None] = mapped_column(Integer)


class ProgressReport(Base):
    """What one person reports of one activity; without ``reported_on`` it is still awaited."""

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
    """A file that proves a desired state or an activity of a plan, or a resolution done."""

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
    """A remark on a knowledge set, open until somebody has dealt with it."""

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
    """Who took part in a training, for how long, and whether as a Master Trainer to be."""

    __tablename__ = "trainee"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[float | None] = mapped_column(Float)
    master_trainer: Mapped[bool] = mapped_column(Boolean, default=False)
    certificate: Mapped[str] = mapped_column(String(50), default="")
