"""Queries for follow-up of a plan: rounds of reports, awaited reports, evidence."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    DesiredState,
    Evidence,
    ProgressReport,
    ReportRound,
)
from kmdesk.records.model import Attachment, Record


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report, filed or awaited, with its round and activity."""

    report_id: int
    round_id: int
    round: str
    due_on: str
    owner: str
    activity: str
    reported_on: str | None
    done_percent: int | None
    spent: float | None
    words: str
    problem: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One file of evidence and what it proves."""

    evidence_id: int
    form: str
    dated: str | None
    note: str
    name: str
    sha256: str
    media_type: str
    proves: str


def rounds(session: Session, plan_id: int) -> list[ReportRound]:
    """Return the report rounds of a plan, earliest due first."""
    query = select(ReportRound).where(ReportRound.record_id == plan_id)
    return list(session.scalars(query.order_by(ReportRound.due_on, ReportRound.id)))


def reports(session: Session, plan_id: int) -> list[ReportLine]:
    """Return every report of a plan, filed or awaited, newest round first, by person."""
    query = (
        select(
            ProgressReport.id,
            ReportRound.id,
            ReportRound.title,
            ReportRound.due_on,
            ProgressReport.owner,
            Activity.title,
            ProgressReport.reported_on,
            ProgressReport.done_percent,
            ProgressReport.spent,
            ProgressReport.words,
            ProgressReport.problem,
        )
        .join(ReportRound, ReportRound.id == ProgressReport.round_id)
        .outerjoin(Activity, Activity.id == ProgressReport.activity_id)
        .where(ProgressReport.record_id == plan_id)
        .order_by(ReportRound.due_on.desc(), ProgressReport.owner, ProgressReport.id)
    )
    return [ReportLine(*row) for row in session.execute(query)]


def newest_report(session: Session, activity_id: int) -> ProgressReport | None:
    """Return the latest filed report of an activity."""
    return session.scalar(
        select(ProgressReport)
        .where(ProgressReport.activity_id == activity_id, ProgressReport.reported_on.is_not(None))
        .order_by(ProgressReport.reported_on.desc(), ProgressReport.id.desc())
        .limit(1)
    )


def awaited(session: Session, last: str) -> list[tuple[int, str]]:
    """Return (plan id, day) of rounds due by ``last`` (ISO) with missing reports."""
    query = (
        select(ReportRound.record_id, ReportRound.due_on)
        .join(ProgressReport, ProgressReport.round_id == ReportRound.id)
        .where(ProgressReport.reported_on.is_(None), ReportRound.due_on <= last)
        .distinct()
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def plans_due(session: Session, last: str) -> list[tuple[int, str]]:
    """Return (plan id, day) of unfinished activities of approved plans due by ``last`` (ISO)."""
    query = (
        select(Activity.record_id, Activity.to_on)
        .join(Record, Record.id == Activity.record_id)
        .where(
            Record.status == "approved",
            Activity.status.in_(("planned", "running")),
            Activity.to_on <= last,
        )
        .distinct()
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def evidence(session: Session, plan_id: int) -> list[EvidenceLine]:
    """Return evidence of a plan or of a meeting's resolutions, by what it proves."""
    query = (
        select(
            Evidence.id,
            Evidence.form,
            Evidence.dated,
            Evidence.note,
            Attachment.name,
            Attachment.sha256,
            Attachment.media_type,
            DesiredState.title,
            Activity.title,
            AgendaItem.resolution,
        )
        .join(Attachment, Attachment.id == Evidence.attachment_id)
        .outerjoin(DesiredState, DesiredState.id == Evidence.state_id)
        .outerjoin(Activity, Activity.id == Evidence.activity_id)
        .outerjoin(AgendaItem, AgendaItem.id == Evidence.item_id)
        .where(Evidence.record_id == plan_id)
        .order_by(DesiredState.position, Activity.position, Evidence.dated, Evidence.id)
    )
    return [
        EvidenceLine(*row[:7], row[7] or row[8] or row[9] or "") for row in session.execute(query)
    ]
