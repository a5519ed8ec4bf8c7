"""KM plan of a fiscal year: its parts, the next year, progress reports and evidence.

Reports are asked of everyone in charge by a day, and filed one by one.
"""

import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    DesiredState,
    Evidence,
    FocusArea,
    KmPlanDetail,
    ProgressReport,
    ReportRound,
)
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.terms import PLAN_STATUSES, check_span
from kmdesk.i18n import N_
from kmdesk.records import BaseKind, Session, Unit
from kmdesk.records.edit import add_record, check_values
from kmdesk.records.fields import InvalidValue, fields_of, record_field
from kmdesk.records.model import EVIDENCE, Attachment, Record
from kmdesk.thai.numbers import to_arabic, to_thai


def plan_parts(
    session: Session, plan_id: int
) -> tuple[list[FocusArea], list[DesiredState], list[Activity]]:
    """Return focus areas, desired states and activities of a plan."""
    focus = select(FocusArea).where(FocusArea.record_id == plan_id)
    states = select(DesiredState).where(DesiredState.record_id == plan_id)
    activities = select(Activity).where(Activity.record_id == plan_id)
    return (
        list(session.scalars(focus.order_by(FocusArea.position, FocusArea.id))),
        list(session.scalars(states.order_by(DesiredState.position, DesiredState.id))),
        list(session.scalars(activities.order_by(Activity.position, Activity.id))),
    )


def carried_to(session: Session, plan_id: int) -> int | None:
    """Return the next year's plan carried over from this one, unless deleted."""
    return session.scalar(
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(KmPlanDetail.carried_from == plan_id, Record.deleted_at.is_(None))
        .limit(1)
    )


def plans_of_level(session: Session, level: str) -> list[tuple[Record, KmPlanDetail]]:
    """Return plans of a level, oldest first, without deleted and internal ones."""
    query = (
        select(Record, KmPlanDetail)
        .join(KmPlanDetail, KmPlanDetail.record_id == Record.id)
        .where(
            KmPlanDetail.level == level,
            Record.deleted_at.is_(None),
            # the comparison by years is printed and searched for everybody
            Record.audience == "public",
        )
        .order_by(KmPlanDetail.fiscal_year, Record.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


class PlanForm(BaseKind):
    """How the values of a KM plan's form are stored; its number is its fiscal year."""

    code = "km_plan"
    detail = KmPlanDetail
    initial: Mapping[str, object] = {"status": "draft"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        *fields_of(KmPlanDetail),
        record_field("status", N_("Status"), "choice", choices=PLAN_STATUSES),
    )

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with the fiscal year as the number, in Thai digits."""
        stored = dict(values)
        if "fiscal_year" in stored:
            stored["number"] = to_thai(str(stored["fiscal_year"]))
        return stored


PLAN = PlanForm()
FOCUS, STATE, ACTIVITY = fields_of(FocusArea), fields_of(DesiredState), fields_of(Activity)


def add_plan(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a draft of a plan; ``fiscal_year`` is in พ.ศ."""
    return add_record(unit, PLAN, {**values, "status": "draft"})


def fiscal_span(year: int) -> tuple[str, str]:
    """Return first and last day (ISO) of a fiscal year (พ.ศ., named by the year it ends in)."""
    return f"{year - 544:04d}-10-01", f"{year - 543:04d}-09-30"


def add_focus(unit: Unit, plan_id: int, title: str, under_id: int | None = None) -> FocusArea:
    """Add a focus area (ขอบเขต KM), optionally under one of the department's."""
    count = len(plan_parts(unit.session, plan_id)[0])
    check_values(FOCUS, {"title": title})
    area = FocusArea(record_id=plan_id, title=title.strip(), position=count, under_id=under_id)
    unit.session.add(area)
    unit.session.flush()
    return area


def add_state(unit: Unit, plan_id: int, values: Mapping[str, object]) -> DesiredState:
    """Add a desired state (เป้าหมาย KM), under a focus area of the same plan or none."""
    focus, states, _activities = plan_parts(unit.session, plan_id)
    check_state(values, {area.id for area in focus})
    state = DesiredState(record_id=plan_id, position=len(states), **values)
    unit.session.add(state)
    unit.session.flush()
    return state


def add_activity(unit: Unit, plan_id: int, values: Mapping[str, object]) -> Activity:
    """Add an activity under one of the seven steps or six change parts."""
    _focus, states, activities = plan_parts(unit.session, plan_id)
    check_activity(values, {state.id for state in states}, activities)
    activity = Activity(record_id=plan_id, position=len(activities), **values)
    unit.session.add(activity)
    unit.session.flush()
    return activity


def count_again(unit: Unit, plan_id: int, measures: Mapping[str, float]) -> int:
    """Update ``reached`` of every desired state that a measure of the library counts.

    ``measures`` gives counts by code. Returns the number of states changed.
    """
    changed = 0
    for state in plan_parts(unit.session, plan_id)[1]:
        count = measures.get(state.counted_by) if state.counted_by else None
        if count is not None and count != state.reached:
            state.reached = count
            changed += 1
    unit.session.flush()
    return changed


def check_state(values: Mapping[str, object], areas: set[int]) -> None:
    """Raise InvalidValue, at the field, for an invalid desired state."""
    # a title left out is reported like an empty one
    check_values(STATE, {"title": None, **values})
    _belongs(values.get("focus_id"), areas, "focus_id")
    target, baseline = values.get("target"), values.get("baseline")
    # progress from one to the other could not be measured
    if target is not None and target == baseline:
        raise InvalidValue("The target is what there was at the beginning already.", "target")


def check_activity(
    values: Mapping[str, object], states: set[int], others: Iterable[Activity], own_id: int = 0
) -> None:
    """Raise InvalidValue, at the field, for an invalid activity."""
    check_values(ACTIVITY, {"part": None, "title": None, **values})
    first, last = values.get("from_on"), values.get("to_on")
    if first:
        check_span(str(first), str(last) if last else None)
    _belongs(values.get("state_id"), states, "state_id")
    after = values.get("after_id")
    before = {other.id: other.after_id for other in others}
    _belongs(after, set(before), "after_id")
    if isinstance(after, int) and own_id and is_circular(before, own_id, after):
        raise InvalidValue(
            "That activity itself waits for this one. Choose one that can be done earlier.",
            "after_id",
        )


def is_circular(before: Mapping[int, int | None], own_id: int, after: int) -> bool:
    """Return whether ``own_id`` waiting for ``after`` would close a cycle."""
    seen: set[int] = set()
    step: int | None = after
    while step is not None and step not in seen:  # a stored cycle must not loop forever
        if step == own_id:
            return True
        seen.add(step)
        step = before.get(step)
    return False


def year_later(day: str | None) -> str | None:
    """Return the same day a year later; 29 February becomes the 28th."""
    if not day:
        return day
    moved = date.fromisoformat(day)
    if (moved.month, moved.day) == (2, 29):
        moved = moved.replace(day=28)
    return moved.replace(year=moved.year + 1).isoformat()


def _belongs(row_id: object, present: set[int], field: str) -> None:
    if row_id is not None and row_id not in present:
        raise InvalidValue("This line is not there any more. Open the record again.", field)


# What a plan of the next year begins with; days, links and progress need work of their own.
_CARRIED_OF_STATE = ("measure", "unit", "target", "under_id", "counted_by")
_CARRIED_OF_ACTIVITY = (
    "part",
    "title",
    "method",
    "period",
    "indicator",
    "target",
    "tools",
    "budget",
    "owner",
)


def copy_plan_to_next_year(unit: Unit, plan_id: int) -> Record:
    """Create a draft for the next year with all focus areas and unfinished parts.

    A desired state starts at its current value; dates move by one year. Raises CommitteeError when
    a plan of that year was already carried over from this one.
    """
    record, detail = unit.record(plan_id), unit.session.get(KmPlanDetail, plan_id)
    if detail is None:
        raise CommitteeError("This is not a KM plan.")
    if carried_to(unit.session, plan_id) is not None:
        raise CommitteeError("This plan was carried to the next year already.")
    new = add_plan(
        unit,
        {
            "title": _next_title(record.title, detail.fiscal_year),
            "fiscal_year": detail.fiscal_year + 1,
            "level": detail.level,
            "reviewer": detail.reviewer,
            "approver": detail.approver,
            "carried_from": plan_id,
        },
    )
    focus, states, activities = plan_parts(unit.session, plan_id)
    areas = {area.id: add_focus(unit, new.id, area.title, area.under_id).id for area in focus}
    goals = _carry_states(unit, new.id, states, areas)
    _carry_activities(unit, new.id, activities, goals)
    unit.link(new.id, plan_id, "about")
    return new


def _carry_states(
    unit: Unit, plan_id: int, states: list[DesiredState], areas: dict[int, int]
) -> dict[int, int]:
    goals: dict[int, int] = {}
    for state in states:
        # A state without a target is never reached, so it goes on every year.
        if state.target is not None and is_reached(state):
            continue
        values = {
            **{key: getattr(state, key) for key in _CARRIED_OF_STATE},
            "title": state.title,
            "focus_id": areas.get(state.focus_id or 0),
            "baseline": state.reached,
            "reached": state.reached,
            "due_on": year_later(state.due_on),
        }
        goals[state.id] = add_state(unit, plan_id, values).id
    return goals


def is_reached(state: DesiredState) -> bool:
    """Return whether a desired state has reached its target, above or below its baseline."""
    if state.target is None:
        return False
    falling = state.baseline is not None and state.target < state.baseline
    return state.reached <= state.target if falling else state.reached >= state.target


def _carry_activities(
    unit: Unit, plan_id: int, activities: list[Activity], goals: dict[int, int]
) -> None:
    new: dict[int, Activity] = {}
    for old in activities:
        if old.status in ("done", "dropped"):
            continue
        values = {
            **{key: getattr(old, key) for key in _CARRIED_OF_ACTIVITY},
            "state_id": goals.get(old.state_id or 0),
            "from_on": year_later(old.from_on),
            "to_on": year_later(old.to_on),
            # the work goes on, while status and money spent begin anew
            "done_percent": old.done_percent,
        }
        new[old.id] = add_activity(unit, plan_id, values)
    # a second pass, because an activity may wait for one further down the list
    for old in activities:
        if old.id in new and old.after_id in new:
            new[old.id].after_id = new[old.after_id].id
    unit.session.flush()


def _next_title(title: str, year: int) -> str:
    """Return the title with the year increased, in its own digits."""
    moved = title.replace(to_thai(str(year)), to_thai(str(year + 1)))
    return moved if moved != title else to_arabic_year(title, year)


def to_arabic_year(title: str, year: int) -> str:
    """Increase a year in Arabic digits; a title without any year gets it appended."""
    moved = title.replace(str(year), str(year + 1))
    if moved != title or to_thai(str(year + 1)) in title or str(year + 1) in to_arabic(title):
        return moved
    return f"{title} {to_thai(str(year + 1))}"


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


def report_rounds(session: Session, plan_id: int) -> list[ReportRound]:
    """Return the report rounds of a plan, earliest due first."""
    query = select(ReportRound).where(ReportRound.record_id == plan_id)
    return list(session.scalars(query.order_by(ReportRound.due_on, ReportRound.id)))


def progress_reports(session: Session, plan_id: int) -> list[ReportLine]:
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


def reports_awaited(session: Session, last: str) -> list[tuple[int, str]]:
    """Return (plan id, day) of rounds due by ``last`` (ISO) with missing reports."""
    query = (
        select(ReportRound.record_id, ReportRound.due_on)
        .join(ProgressReport, ProgressReport.round_id == ReportRound.id)
        .where(ProgressReport.reported_on.is_(None), ReportRound.due_on <= last)
        .distinct()
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def activities_due(session: Session, last: str) -> list[tuple[int, str]]:
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


def evidence_of(session: Session, plan_id: int) -> list[EvidenceLine]:
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
        _follow_report(unit, report.activity_id)


def _follow_report(unit: Unit, activity_id: int) -> None:
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
    # sign-in sheets and photographs show people: no reader and no meeting book gets them
    attachment = unit.attach(record, source, source.name, media, role=EVIDENCE)
    evidence = Evidence(record_id=plan_id, attachment_id=attachment.id, **values)
    unit.session.add(evidence)
    unit.session.flush()
    return evidence
