"""Progress reports and evidence: asked of everyone in charge by a day, filed one by one."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    DesiredState,
    Evidence,
    ProgressReport,
    ReportRound,
)
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import plan_parts
from kmdesk.records import Session, Unit
from kmdesk.records.edit import check_values
from kmdesk.records.fields import InvalidValue, fields_of
from kmdesk.records.model import EVIDENCE, Attachment, Record

ROUND, REPORT, PROOF = fields_of(ReportRound), fields_of(ProgressReport), fields_of(Evidence)


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


def ask_reports(unit: Unit, plan_id: int, values: Mapping[str, object]) -> ReportRound:
    """Request a report by ``due_on`` from everyone in charge of unfinished activities."""
    check_values(ROUND, values, new=True)
    title, asked_on = str(values["title"]).strip(), str(values["asked_on"])
    due_on = str(values["due_on"])
    if due_on < asked_on:
        raise InvalidValue("The reports are due before they are asked for.", "due_on")
    months = values.get("months")
    in_charge = [
        (activity, owner)
        for activity in plan_parts(unit.session, plan_id)[2]
        if activity.status in ("planned", "running")
        for owner in owners(activity.owner)
    ]
    if not in_charge:
        raise InvalidValue(
            "No unfinished activity names anyone in charge. Fill in “In charge” first.", "title"
        )
    asked = ReportRound(
        record_id=plan_id,
        title=title,
        asked_on=asked_on,
        due_on=due_on,
        months=months if isinstance(months, int) else None,
    )
    unit.session.add(asked)
    unit.session.flush()
    for activity, owner in in_charge:
        unit.session.add(
            ProgressReport(
                record_id=plan_id, round_id=asked.id, activity_id=activity.id, owner=owner
            )
        )
    unit.session.flush()
    return asked


def owners(text: str) -> list[str]:
    """Split the people of an activity at commas, semicolons or line breaks."""
    marks = text.replace(";", ",").replace("\n", ",")
    return list(dict.fromkeys(name.strip() for name in marks.split(",") if name.strip()))


def file_report(unit: Unit, report_id: int, values: Mapping[str, object]) -> None:
    """File a report; the activity takes the values of its newest report."""
    report = unit.session.get(ProgressReport, report_id)
    if report is None:
        raise CommitteeError("This line is not there any more. Open the record again.")
    asked = unit.session.get(ReportRound, report.round_id)
    check_values(REPORT, values, new=True)
    day, percent = str(values["reported_on"]), values["done_percent"]
    if asked is not None and day < asked.asked_on:
        raise InvalidValue("The report is older than the question. Check the day.", "reported_on")
    spent = values.get("spent")
    report.reported_on, report.done_percent = day, int(str(percent))
    report.spent = spent if isinstance(spent, float) else None
    report.words = str(values.get("words") or "")
    report.problem = str(values.get("problem") or "")
    unit.session.flush()
    if report.activity_id is not None:
        _follow(unit, report.activity_id)


def _follow(unit: Unit, activity_id: int) -> None:
    activity = unit.session.get(Activity, activity_id)
    newest = newest_report(unit.session, activity_id)
    if activity is None or newest is None or newest.done_percent is None:
        return
    activity.done_percent = newest.done_percent
    if newest.spent is not None:
        activity.spent = newest.spent
    if activity.status in ("planned", "running"):  # a late report reopens nothing
        stages = {0: activity.status, 100: "done"}
        activity.status = stages.get(newest.done_percent, "running")
    unit.session.flush()


def add_evidence(unit: Unit, plan_id: int, source: Path, values: Mapping[str, object]) -> Evidence:
    """Attach a file as evidence for an indicator of the plan; hidden from readers."""
    check_values(PROOF, values, new=True)
    if not source.is_file():
        raise CommitteeError("The file {name} is not there. Choose it again.", name=source.name)
    media = mimetypes.guess_type(source.name)[0] or "application/octet-stream"
    record = unit.record(plan_id)
    attachment = unit.attach(record, source, source.name, media, role=EVIDENCE)
    evidence = Evidence(record_id=plan_id, attachment_id=attachment.id, **values)
    unit.session.add(evidence)
    unit.session.flush()
    return evidence
