"""Tables of orders, committees, meetings, knowledge sets, KM plans and their follow-up, trainings.

Dates are ISO strings; a membership without ``to_on`` is open-ended. What people see of a column is
declared at the column (:mod:`kmdesk.records.fields`), in the order of the forms.
"""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.committees.terms import (
    ACTIVITY_STATUSES,
    END_REASONS,
    EVIDENCE_FORMS,
    FORMS,
    KM_PARTS,
    LEVELS,
    PRESENCES,
    REPORT_KINDS,
    ROLES,
    SECTIONS,
    STEPS,
    sensible_amount,
    sensible_hours,
    sensible_notice,
    sensible_percent,
    sensible_time,
    sensible_year,
)
from kmdesk.i18n import N_, language, tr
from kmdesk.people import Person
from kmdesk.records.fields import FieldSpec, field_info, sensible_day
from kmdesk.store.engine import Base
from kmdesk.thai.numbers import to_thai

Info = dict[str, FieldSpec]
_RECORD = "record.id"


def _detail() -> Mapped[int]:
    return mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), primary_key=True)


def _of_record() -> Mapped[int]:
    return mapped_column(ForeignKey(_RECORD, ondelete="CASCADE"), index=True)


def _position() -> Mapped[int]:
    return mapped_column(Integer, default=0, info=_hidden(N_("Place in the list")))


def _words(info: Info, **column: Any) -> Mapped[str]:
    return mapped_column(Text, default="", info=info, **column)


def _to(target: str, info: Info, *, index: bool | None = None) -> Mapped[int | None]:
    # The row outlives what it points to: a member stays one when the order is deleted.
    return mapped_column(ForeignKey(target, ondelete="SET NULL"), index=index, info=info)


def _day(label: str, **more: Any) -> Info:
    return field_info(label, "date", check=sensible_day, **more)


def _hidden(label: str, **more: Any) -> Info:
    """Return the field of a column that no form asks for and no panel shows."""
    return field_info(label, "", in_panel=False, **more)


def _signer_words(row: "OrderDetail") -> str:
    return " ".join(filter(None, (row.signer, row.signer_position)))


def _quorum_words(row: "CommitteeDetail") -> str:
    return tr("half of the members") if row.has_quorum else ""


def _year_words(row: "KmPlanDetail") -> str:
    year = str(row.fiscal_year)
    return to_thai(year) if language() == "th" else year


def _hours_words(row: "TrainingDetail") -> str:
    return "" if row.hours is None else f"{row.hours:g}"


# Apart from the membership, which belongs to the post and goes on when its holder changes.
class PostHolder(Base):
    """Holder of a post, for members by post (โดยตำแหน่ง) of one committee."""

    __tablename__ = "post_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    post: Mapped[str] = mapped_column(Text, info=field_info(N_("Post"), "choice", required=True))
    name: Mapped[str] = mapped_column(
        Text, info=field_info(N_("Name of the new holder"), required=True)
    )
    from_on: Mapped[str] = mapped_column(
        String(10), info=_day(N_("From (first day)"), required=True)
    )
    to_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("To (last day)")))


class ReportRound(Base):
    """A request for progress of a plan; ``months`` is 6 or 12 for the main reports."""

    __tablename__ = "report_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    title: Mapped[str] = mapped_column(
        Text,
        info=field_info(N_("Report"), required=True, hint=N_("Progress of the first quarter")),
    )
    asked_on: Mapped[str] = mapped_column(String(10), info=_day(N_("Asked on"), required=True))
    due_on: Mapped[str] = mapped_column(String(10), info=_day(N_("Due"), required=True))
    months: Mapped[int | None] = mapped_column(
        Integer, info=field_info(N_("Kind of report"), "choice", choices=REPORT_KINDS)
    )


class ProgressReport(Base):
    """One person's report on one activity; still awaited while ``reported_on`` is empty."""

    __tablename__ = "progress_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    round_id: Mapped[int] = mapped_column(
        ForeignKey("report_round.id", ondelete="CASCADE"), index=True, info=_hidden(N_("Report"))
    )
    activity_id: Mapped[int | None] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), info=_hidden(N_("Activity"))
    )
    # The row is made when the report is asked for, so that it is known who has not sent one yet.
    owner: Mapped[str] = mapped_column(Text, info=_hidden(N_("In charge")))
    reported_on: Mapped[str | None] = mapped_column(
        String(10), info=_day(N_("Day of the report"), required=True)
    )
    done_percent: Mapped[int | None] = mapped_column(
        Integer,
        info=field_info(N_("Done (percent)"), "number", required=True, check=sensible_percent),
    )
    spent: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Spent so far (baht)"), "decimal", check=sensible_amount)
    )
    words: Mapped[str] = _words(field_info(N_("What was done"), "lines"))
    problem: Mapped[str] = _words(field_info(N_("Problems"), "lines"))


class Evidence(Base):
    """A file that proves a desired state, an activity of a plan, or a completed resolution."""

    __tablename__ = "km_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), info=_hidden(N_("File"))
    )
    form: Mapped[str] = mapped_column(
        String(16),
        default="other",
        info=field_info(
            N_("Kind of evidence"), "choice", required=True, choices=EVIDENCE_FORMS, default="photo"
        ),
    )
    item_id: Mapped[int | None] = _to("agenda_item.id", field_info(N_("Resolution"), "choice"))
    state_id: Mapped[int | None] = _to(
        "desired_state.id", field_info(N_("Desired state"), "choice")
    )
    activity_id: Mapped[int | None] = _to("activity.id", field_info(N_("Activity"), "choice"))
    dated: Mapped[str | None] = mapped_column(String(10), info=_day(N_("Day")))
    note: Mapped[str] = _words(field_info(N_("Remarks")))


class KnowledgeComment(Base):
    """A comment on a knowledge set, open until it has been dealt with."""

    __tablename__ = "knowledge_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    text: Mapped[str] = mapped_column(Text, info=field_info(N_("Comment"), "lines", required=True))
    said_by: Mapped[str] = mapped_column(Text, info=field_info(N_("By whom")))
    said_on: Mapped[str] = mapped_column(String(10), info=_day(N_("Day"), required=True))
    settled_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("Dealt with on")))


class TrainingDetail(Base):
    """A course or a knowledge-sharing day; its first day is the record's date."""

    __tablename__ = "training"

    record_id: Mapped[int] = _detail()
    to_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("To (last day)")))
    hours: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Hours"), "decimal", check=sensible_hours, show=_hours_words)
    )
    held_at: Mapped[str] = _words(field_info(N_("Held at")))
    trainers: Mapped[str] = _words(field_info(N_("Trainers"), "lines"))
    topics: Mapped[str] = _words(field_info(N_("Topics"), "lines"))


class Trainee(Base):
    """A participant of a training, with hours and whether a future Master Trainer."""

    __tablename__ = "trainee"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    name: Mapped[str] = mapped_column(Text, info=field_info(N_("Name"), required=True))
    office: Mapped[str] = _words(field_info(N_("Affiliation")))
    hours: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Hours (when not all)"), "decimal", check=sensible_hours)
    )
    master_trainer: Mapped[bool] = mapped_column(
        Boolean, default=False, info=field_info(N_("Master Trainer"), "check")
    )
    certificate: Mapped[str] = mapped_column(
        String(50), default="", info=field_info(N_("Certificate number"))
    )


class OrderDetail(Base):
    """Order คำสั่ง (แบบที่ ๔); number, subject and date are columns of the record."""

    __tablename__ = "appointment_order"

    record_id: Mapped[int] = _detail()
    reason: Mapped[str] = _words(field_info(N_("Reason"), "lines"))
    power: Mapped[str] = _words(field_info(N_("By the power of"), "lines"))
    effective_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("In force from")))
    signer: Mapped[str] = _words(field_info(N_("Signed by"), show=_signer_words))
    signer_position: Mapped[str] = _words(field_info(N_("Position of the signer"), in_panel=False))
    text: Mapped[str] = _words(field_info(N_("Text of the order"), "lines"))


class CommitteeDetail(Base):
    """A committee, working group or KM group; ``issue`` is the topic of a KM group."""

    __tablename__ = "committee"

    record_id: Mapped[int] = _detail()
    form: Mapped[str] = mapped_column(
        String(32),
        default="working_group",
        index=True,
        info=field_info(N_("Form of committee"), "choice", choices=FORMS, default="working_group"),
    )
    purpose: Mapped[str] = _words(field_info(N_("Purpose"), "lines"))
    issue: Mapped[str] = _words(field_info(N_("Knowledge issue"), "lines"))
    # Off until the office sets it: a working group decides without one.
    has_quorum: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        info=field_info(
            N_("Needs a quorum of half"), "check", panel_label=N_("Quorum"), show=_quorum_words
        ),
    )
    notice_days: Mapped[int | None] = mapped_column(
        Integer,
        info=field_info(
            N_("Invited at least (days before)"), "number", check=sensible_notice, in_panel=False
        ),
    )


class RoleDuty(Base):
    """The duties of a role in a committee."""

    __tablename__ = "role_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    role: Mapped[str] = mapped_column(
        String(32), info=field_info(N_("Role"), "choice", required=True, choices=ROLES)
    )
    duties: Mapped[str] = mapped_column(Text, info=field_info(N_("Duties"), "lines"))


class Membership(Base):
    """Membership in a committee for a period, by name or by post (โดยตำแหน่ง)."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey(Person.id), info=_hidden(N_("Person of the office"))
    )
    name: Mapped[str] = _words(field_info(N_("Name")))
    post: Mapped[str] = _words(field_info(N_("Post")))
    by_post: Mapped[bool] = mapped_column(
        Boolean, default=False, info=field_info(N_("Member by post"), "check")
    )
    role: Mapped[str] = mapped_column(
        String(32),
        info=field_info(N_("Role"), "choice", required=True, choices=ROLES, default="member"),
    )
    # Prints once said เลขานุการ where the order had คณะทำงานและเลขานุการ: the code alone loses
    # that.
    role_words: Mapped[str] = _words(field_info(N_("Role as the order says")), server_default="")
    """Role in the words of the order; ``role`` is its code."""
    position: Mapped[int] = _position()
    from_on: Mapped[str] = mapped_column(
        String(10), info=_day(N_("From (first day)"), required=True)
    )
    to_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("To (last day)")))
    order_id: Mapped[int | None] = _to(_RECORD, field_info(N_("Appointed by order"), "choice"))
    end_reason: Mapped[str] = mapped_column(
        String(16),
        default="",
        server_default="",
        info=field_info(N_("Why it ends"), "choice", choices=END_REASONS),
    )


class MeetingDetail(Base):
    """A meeting (แบบที่ ๑๑); ครั้งที่ is the record's number, its day the record's date."""

    __tablename__ = "meeting"

    record_id: Mapped[int] = _detail()
    committee_id: Mapped[int | None] = _to(_RECORD, _hidden(N_("Committee")), index=True)
    noticed_on: Mapped[str | None] = mapped_column(
        String(10), info=_day(N_("Invitation of (day)"), in_panel=False)
    )
    """Day the invitation was sent."""
    held_at: Mapped[str] = _words(field_info(N_("Held at")))
    opened_at: Mapped[str] = mapped_column(
        String(5), default="", info=field_info(N_("Opened at"), hint="09.30", check=sensible_time)
    )
    closed_at: Mapped[str] = mapped_column(
        String(5), default="", info=field_info(N_("Closed at"), hint="12.00", check=sensible_time)
    )
    recorder: Mapped[str] = _words(field_info(N_("Minutes taken by")))
    checker: Mapped[str] = _words(field_info(N_("Minutes checked by")))
    headings: Mapped[str] = _words(
        field_info(N_("Headings of the six items, where they differ"), "lines", in_panel=False),
        server_default="",
    )
    """The six headings of the วาระ, one per line, when they differ from the defaults."""
    certified_in: Mapped[str] = _words(field_info(N_("Certified in"), ""))
    certified_by: Mapped[int | None] = _to(_RECORD, _hidden(N_("Certified in meeting no.")))


class Attendance(Base):
    """Presence, substitution or absence with its reason."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    name: Mapped[str] = mapped_column(Text, info=field_info(N_("Name"), required=True))
    presence: Mapped[str] = mapped_column(
        String(16),
        default="present",
        info=field_info(
            N_("Presence"), "choice", required=True, choices=PRESENCES, default="present"
        ),
    )
    stands_for: Mapped[str] = _words(field_info(N_("Came instead of (name)")), server_default="")
    came_at: Mapped[str] = mapped_column(
        String(5),
        default="",
        server_default="",
        info=field_info(N_("Came at"), check=sensible_time),
    )
    note: Mapped[str] = _words(field_info(N_("Remarks (why absent)")))


class AgendaItem(Base):
    """An item under one of the six วาระ, with its resolution and an optional action."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    section: Mapped[int] = mapped_column(
        Integer,
        default=1,
        info=field_info(N_("Agenda item"), "choice", required=True, choices=SECTIONS, default=5),
    )
    text: Mapped[str] = mapped_column(Text, info=field_info(N_("Matter"), "lines", required=True))
    resolution: Mapped[str] = _words(field_info(N_("Resolution"), "lines"))
    owner: Mapped[str] = _words(field_info(N_("In charge")))
    due_on: Mapped[str | None] = mapped_column(String(10), index=True, info=_day(N_("Due")))
    progress: Mapped[str] = _words(field_info(N_("Progress of it"), "lines"), server_default="")
    done_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("Done on")))
    # Owner and day are not copied along: stored twice, one resolution would count as two.
    from_item_id: Mapped[int | None] = _to("agenda_item.id", _hidden(N_("Taken up again from")))


class KnowledgeSetDetail(Base):
    """A knowledge set: its group, its issue and its text."""

    __tablename__ = "knowledge_set"

    record_id: Mapped[int] = _detail()
    group_id: Mapped[int | None] = _to(_RECORD, _hidden(N_("KM group")), index=True)
    issue: Mapped[str] = _words(field_info(N_("Knowledge issue")))
    makers: Mapped[str] = _words(field_info(N_("Made by")))
    due_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("Next step due")))
    text: Mapped[str] = _words(field_info(N_("Text"), "lines", in_panel=False))
    replaces_id: Mapped[int | None] = _to(_RECORD, _hidden(N_("Older version")))


class KnowledgeStep(Base):
    """One step in the life of a set, with its date and person."""

    __tablename__ = "knowledge_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    step: Mapped[str] = mapped_column(
        String(16), info=field_info(N_("Step"), "choice", required=True, choices=STEPS)
    )
    taken_on: Mapped[str] = mapped_column(String(10), info=_day(N_("Day"), required=True))
    taken_by: Mapped[str] = mapped_column(Text, info=field_info(N_("By whom")))
    note: Mapped[str] = _words(field_info(N_("Remarks"), "lines"))
    # As it was at this step, since the set itself keeps only the newest text.
    text: Mapped[str] = _words(_hidden(N_("Text")), server_default="")


class KmPlanDetail(Base):
    """A KM plan of one fiscal year (พ.ศ., named by the year it ends in)."""

    __tablename__ = "km_plan"

    record_id: Mapped[int] = _detail()
    fiscal_year: Mapped[int] = mapped_column(
        Integer,
        index=True,
        info=field_info(
            N_("Fiscal year (Buddhist era)"),
            "number",
            required=True,
            check=sensible_year,
            panel_label=N_("Fiscal year"),
            show=_year_words,
        ),
    )
    level: Mapped[str] = mapped_column(
        String(16),
        default="province",
        info=field_info(N_("Level"), "choice", choices=LEVELS, default="province"),
    )
    reviewer: Mapped[str] = _words(field_info(N_("Reviewer")))
    approver: Mapped[str] = _words(field_info(N_("Approver (CKO)")))
    carried_from: Mapped[int | None] = _to(_RECORD, _hidden(N_("Carried on from plan")))


class FocusArea(Base):
    """Focus area (ขอบเขต KM) of a plan."""

    __tablename__ = "focus_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    title: Mapped[str] = mapped_column(Text, info=field_info(N_("Title"), "title", required=True))
    under_id: Mapped[int | None] = _to("focus_area.id", field_info(N_("Under"), "choice"))
    """The department's focus area it serves."""


class DesiredState(Base):
    """Desired state (เป้าหมาย KM): ``target`` and current ``reached``, measured in ``unit``.

    ``counted_by`` names the measure of the library that computes ``reached``, if any.
    """

    __tablename__ = "desired_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    reached: Mapped[float] = mapped_column(
        Float,
        default=0.0,
        info=field_info(N_("Reached so far"), "decimal", required=True, default=0.0),
    )
    focus_id: Mapped[int | None] = _to("focus_area.id", field_info(N_("Focus area"), "choice"))
    under_id: Mapped[int | None] = _to("desired_state.id", field_info(N_("Under"), "choice"))
    title: Mapped[str] = mapped_column(Text, info=field_info(N_("Title"), "title", required=True))
    measure: Mapped[str] = _words(field_info(N_("Measure")))
    unit: Mapped[str] = mapped_column(
        String(50), default="", info=field_info(N_("Unit of measure"))
    )
    baseline: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Baseline"), "decimal")
    )
    target: Mapped[float | None] = mapped_column(Float, info=field_info(N_("Target"), "decimal"))
    due_on: Mapped[str | None] = mapped_column(String(10), index=True, info=_day(N_("Due")))
    counted_by: Mapped[str] = mapped_column(
        String(32),
        default="",
        server_default="",
        info=field_info(N_("Counted from the library"), "choice"),
    )


class Activity(Base):
    """An activity of the plan under one of the seven steps or six change parts."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = _position()
    status: Mapped[str] = mapped_column(
        String(16),
        default="planned",
        info=field_info(N_("Status"), "choice", choices=ACTIVITY_STATUSES, default="planned"),
    )
    done_percent: Mapped[int] = mapped_column(
        Integer,
        default=0,
        server_default="0",
        info=field_info(
            N_("Done (percent)"), "number", required=True, check=sensible_percent, default=0
        ),
    )
    spent: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Spent (baht)"), "decimal", check=sensible_amount)
    )
    state_id: Mapped[int | None] = _to(
        "desired_state.id", field_info(N_("Desired state"), "choice")
    )
    part: Mapped[str] = mapped_column(
        String(32),
        info=field_info(N_("Part"), "choice", required=True, choices=KM_PARTS, default="identify"),
    )
    title: Mapped[str] = mapped_column(Text, info=field_info(N_("Title"), "title", required=True))
    method: Mapped[str] = _words(field_info(N_("Way to success"), "lines"))
    from_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("From (first day)")))
    to_on: Mapped[str | None] = mapped_column(String(10), info=_day(N_("To (last day)")))
    # For plans that give their time in words, from which no days can be derived.
    period: Mapped[str] = _words(field_info(N_("Period in words")))
    after_id: Mapped[int | None] = _to("activity.id", field_info(N_("Comes after"), "choice"))
    indicator: Mapped[str] = _words(field_info(N_("Indicator")))
    target: Mapped[str] = _words(field_info(N_("Target")))
    tools: Mapped[str] = _words(field_info(N_("Tools")))
    budget: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Budget (baht)"), "decimal", check=sensible_amount)
    )
    owner: Mapped[str] = _words(field_info(N_("In charge")))
