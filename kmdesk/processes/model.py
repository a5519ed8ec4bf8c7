"""Tables of a work process: visitor information, versions, steps, flows, matches.

Times are whole working minutes; ``…_unit`` is the unit they were typed in. References between rows
of one process are checked at commit, so that undo may restore them in any order.
"""

from sqlalchemy import Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.i18n import N_
from kmdesk.records.fields import field_info
from kmdesk.store.engine import Base


def _target(percent: float) -> str | None:
    return None if 0 <= percent <= 100 else N_("The target must lie between 0 and 100 %.")


def _of_record() -> Mapped[int]:
    return mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)


def _within(target: str) -> ForeignKey:
    return ForeignKey(target, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


class ProcessDetail(Base):
    """1:1 detail of a record of kind ``process``; its owner is the record's issuer."""

    __tablename__ = "process"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    desk_id: Mapped[int | None] = mapped_column(
        ForeignKey("place.id", ondelete="SET NULL"),
        info=field_info(N_("Desk to file at"), "choice"),
    )
    purpose: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Purpose"), "lines"))
    applicant: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Who may apply")))
    where_to_file: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Where to file"), "lines")
    )
    standard_minutes: Mapped[int | None] = mapped_column(
        Integer, info=field_info(N_("Service standard"), "")
    )
    fee: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("What it costs")))
    basis: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("By which law"), "lines")
    )
    legal_deadline: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Last day by law"), "lines")
    )
    complaints: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Where to complain"), "lines")
    )
    target_percent: Mapped[float] = mapped_column(
        Float,
        default=30.0,
        info=field_info(N_("Target: time saved (%)"), "decimal", default=30.0, check=_target),
    )
    note: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Remarks"), "lines"))


class ProcessPaper(Base):
    """A paper the citizen brings."""

    __tablename__ = "process_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Text)
    originals: Mapped[int] = mapped_column(Integer, default=0)
    copies: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="")


class ProcessVersion(Base):
    """The process as it was or is done; ``phase`` is "before" or "after"."""

    __tablename__ = "process_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = mapped_column(Integer, default=0)
    phase: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")


class ProcessStep(Base):
    """A row of the step table (OPDC columns)."""

    __tablename__ = "process_step"
    __anchor__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    version_id: Mapped[int] = mapped_column(_within("process_version.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(Text, default="")
    work_best: Mapped[int | None] = mapped_column(Integer)
    work_typical: Mapped[int | None] = mapped_column(Integer)
    work_worst: Mapped[int | None] = mapped_column(Integer)
    work_unit: Mapped[str] = mapped_column(String(8), default="")
    wait_best: Mapped[int | None] = mapped_column(Integer)
    wait_typical: Mapped[int | None] = mapped_column(Integer)
    wait_worst: Mapped[int | None] = mapped_column(Integer)
    wait_unit: Mapped[str] = mapped_column(String(8), default="")
    quality: Mapped[str] = mapped_column(Text, default="")
    forms: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"))
    shift_x: Mapped[float] = mapped_column(Float, default=0.0)
    shift_y: Mapped[float] = mapped_column(Float, default=0.0)


class ProcessFlow(Base):
    """Flow from a step to a next one; ``at_most`` limits the repeats of a loop."""

    __tablename__ = "process_flow"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    step_id: Mapped[int] = mapped_column(_within("process_step.id"), index=True)
    target_id: Mapped[int] = mapped_column(_within("process_step.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    condition: Mapped[str] = mapped_column(Text, default="")
    share: Mapped[float | None] = mapped_column(Float)
    at_most: Mapped[int] = mapped_column(Integer, default=1)


class ProcessMatch(Base):
    """Match of a step before and after chosen by the clerk; an empty side: removed or added."""

    __tablename__ = "process_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    before_id: Mapped[int | None] = mapped_column(_within("process_step.id"), index=True)
    after_id: Mapped[int | None] = mapped_column(_within("process_step.id"), index=True)


class Holiday(Base):
    """A day on which the office is closed."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(Text, default="")
