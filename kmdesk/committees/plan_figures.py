"""Figures of a KM plan and of its fiscal year, and its Gantt chart.

Every figure names the rows it was computed from, so that a test can trace each number back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import select

from kmdesk.committees import plan
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    CommitteeDetail,
    DesiredState,
    Evidence,
    FocusArea,
    KmPlanDetail,
    KnowledgeSetDetail,
    KnowledgeStep,
    Membership,
    ProgressReport,
    Trainee,
    TrainingDetail,
)
from kmdesk.committees.participants import held_until
from kmdesk.committees.plan import fiscal_span
from kmdesk.i18n import N_
from kmdesk.records import Session
from kmdesk.records.describe import effective_status_column
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


class StateRow(Protocol):
    """Fields read from a desired state."""

    id: int
    focus_id: int | None
    baseline: float | None
    target: float | None
    reached: float
    due_on: str | None


class ActivityRow(Protocol):
    """Fields read from an activity."""

    id: int
    state_id: int | None
    part: str
    status: str
    done_percent: int
    budget: float | None
    spent: float | None
    to_on: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name (message id), its unit and its source rows."""

    name: str
    value: float
    table: str
    """A key of ``queries.ROWS``."""
    sources: tuple[int, ...]
    percent: bool = False


def share(baseline: float | None, target: float | None, reached: float) -> float | None:
    """Return the progress from the baseline (0 when not given) to the target, from 0 to 1.

    Returns None without a target or when target and baseline are equal.
    """
    start = baseline or 0.0
    if target is None or target == start:
        return None
    return max(0.0, min(1.0, (reached - start) / (target - start)))


def progress(activity: ActivityRow) -> float:
    """Return percent done; a finished activity is 100, whatever was typed."""
    return 100.0 if activity.status == "done" else float(activity.done_percent)


def is_late(activity: ActivityRow, today: str) -> bool:
    """Return whether an unfinished activity is past its last day."""
    return bool(
        activity.to_on and activity.to_on < today and activity.status in ("planned", "running")
    )


def roll_up(
    states: Sequence[StateRow], activities: Sequence[ActivityRow], today: str
) -> tuple[Figure, ...]:
    """Return the figures of a plan on ``today`` (ISO)."""
    # A dropped activity is neither late nor undone; a state without a target cannot be measured.
    live = [a for a in activities if a.status != "dropped"]
    measured = [s for s in states if share(s.baseline, s.target, s.reached) is not None]
    reached = [s for s in measured if share(s.baseline, s.target, s.reached) == 1.0]

    def act(name: str, rows: Iterable[ActivityRow]) -> Figure:
        ids = tuple(row.id for row in rows)
        return Figure(name, float(len(ids)), "activity", ids)

    return (
        act(N_("Activities"), live),
        act(N_("Activities done"), (a for a in live if a.status == "done")),
        act(N_("Activities under way"), (a for a in live if a.status == "running")),
        act(N_("Activities late"), (a for a in live if is_late(a, today))),
        _mean(N_("Progress of the activities"), "activity", live, progress),
        _sum(N_("Budget (baht)"), live, lambda a: a.budget),
        _sum(N_("Spent (baht)"), live, lambda a: a.spent),
        Figure(N_("Desired states"), float(len(states)), "state", tuple(s.id for s in states)),
        Figure(
            N_("Desired states reached"),
            float(len(reached)),
            "state",
            tuple(s.id for s in reached),
        ),
        _mean(
            N_("On the way to the desired states"),
            "state",
            measured,
            lambda s: 100 * (share(s.baseline, s.target, s.reached) or 0.0),
        ),
    )


def figure_words(figure: Figure) -> str:
    """Format a figure: whole numbers without decimals, percentages with their sign."""
    text = f"{figure.value:,.0f}" if figure.value == round(figure.value) else f"{figure.value:,.2f}"
    if figure.percent:
        return f"{figure.value:.0f}%"
    return text


_Row = TypeVar("_Row", StateRow, ActivityRow)


def _mean(name: str, table: str, rows: Sequence[_Row], value: Callable[[_Row], float]) -> Figure:
    mean = sum(value(row) for row in rows) / len(rows) if rows else 0.0
    return Figure(name, mean, table, tuple(row.id for row in rows), percent=True)


def _sum(
    name: str, rows: Sequence[ActivityRow], value: Callable[[ActivityRow], float | None]
) -> Figure:
    there = [row for row in rows if value(row) is not None]
    total = sum(value(row) or 0.0 for row in there)
    return Figure(name, total, "activity", tuple(row.id for row in there))


@dataclass(frozen=True, slots=True)
class Action:
    """A resolution with an owner; days are ISO."""

    id: int
    due_on: str | None
    done_on: str | None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A report requested from one person, filed or not."""

    id: int
    reported_on: str | None


@dataclass(frozen=True, slots=True)
class TakenPart:
    """A participant of a training, with the hours that count."""

    id: int
    hours: float


@dataclass(frozen=True, slots=True)
class YearRows:
    """Ids of the rows that belong to a fiscal year."""

    orders: tuple[int, ...]
    committees: tuple[int, ...]
    meetings: tuple[int, ...]
    actions: tuple[Action, ...]
    reports: tuple[Awaited, ...]
    evidence: tuple[int, ...]
    published: tuple[int, ...]
    trainings: tuple[int, ...]
    trainees: tuple[TakenPart, ...]


def year_figures(rows: YearRows, today: str) -> tuple[Figure, ...]:
    """Return the year's figures as of ``today`` (ISO)."""

    def count(name: str, table: str, ids: tuple[int, ...]) -> Figure:
        return Figure(name, float(len(ids)), table, ids)

    done = tuple(a.id for a in rows.actions if a.done_on and a.done_on <= today)
    late = tuple(a.id for a in rows.actions if a.id not in done and a.due_on and a.due_on < today)
    filed = tuple(r.id for r in rows.reports if r.reported_on)
    hours = sum(part.hours for part in rows.trainees)
    return (
        count(N_("Appointment orders of the year"), "order", rows.orders),
        count(N_("Committees and groups at work"), "committee", rows.committees),
        count(N_("Meetings held"), "meeting", rows.meetings),
        count(N_("Resolutions to carry out"), "item", tuple(a.id for a in rows.actions)),
        count(N_("Resolutions carried out"), "item", done),
        count(N_("Resolutions overdue"), "item", late),
        count(N_("Reports asked for"), "report", tuple(r.id for r in rows.reports)),
        count(N_("Reports that came in"), "report", filed),
        count(N_("Files of evidence"), "evidence", rows.evidence),
        count(N_("Knowledge sets published"), "knowledge_set", rows.published),
        count(N_("Trainings held"), "training", rows.trainings),
        Figure(N_("Hours of training"), hours, "trainee", tuple(p.id for p in rows.trainees)),
    )


def year_rows(reading: Reading, plan_id: int, first: str, last: str) -> YearRows:
    """Return the rows of the plan and of the days ``first`` to ``last`` (ISO) a reader may see.

    A committee counts when it had a member on one of the days; a set when it was first published on
    one of them.
    """
    # a report before the year is over must not count what is only planned
    held = held_until(last)
    return YearRows(
        _dated(reading, "order", first, last),
        _committees(reading, first, last),
        _dated(reading, "meeting", first, last, but="planned"),
        _actions(reading, first, last),
        _reports(reading, plan_id),
        _evidence(reading, plan_id),
        _published(reading, first, held),
        _dated(reading, "training", first, held),
        _trainees(reading, first, held),
    )


def _dated(reading: Reading, kind: str, first: str, last: str, but: str = "") -> tuple[int, ...]:
    query = select(Record.id).where(
        reading.visible(),
        Record.kind == kind,
        Record.dated >= first,
        Record.dated <= last,
        # a meeting of a day to come is only called, even with minutes begun
        effective_status_column() != but,
    )
    return tuple(reading.session.scalars(query.order_by(Record.dated, Record.id)))


def _committees(reading: Reading, first: str, last: str) -> tuple[int, ...]:
    query = (
        select(Record.id)
        .join(CommitteeDetail, CommitteeDetail.record_id == Record.id)
        .join(Membership, Membership.record_id == Record.id)
        .where(
            reading.visible(),
            Membership.from_on <= last,
            Membership.to_on.is_(None) | (Membership.to_on >= first),
        )
        .distinct()
        .order_by(Record.id)
    )
    return tuple(reading.session.scalars(query))


def _actions(reading: Reading, first: str, last: str) -> tuple[Action, ...]:
    query = (
        select(AgendaItem.id, AgendaItem.due_on, AgendaItem.done_on)
        .join(Record, Record.id == AgendaItem.record_id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            AgendaItem.from_item_id.is_(None),  # a carried-over item is the same resolution
            Record.dated >= first,
            Record.dated <= last,
        )
        .order_by(AgendaItem.id)
    )
    return tuple(Action(*row) for row in reading.session.execute(query))


def _reports(reading: Reading, plan_id: int) -> tuple[Awaited, ...]:
    query = select(ProgressReport.id, ProgressReport.reported_on).where(
        ProgressReport.record_id == plan_id
    )
    rows = reading.session.execute(query.order_by(ProgressReport.id))
    return tuple(Awaited(*row) for row in rows)


def _evidence(reading: Reading, plan_id: int) -> tuple[int, ...]:
    query = select(Evidence.id).where(Evidence.record_id == plan_id).order_by(Evidence.id)
    return tuple(reading.session.scalars(query))


def _published(reading: Reading, first: str, last: str) -> tuple[int, ...]:
    query = (
        select(Record.id, KnowledgeStep.taken_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .join(KnowledgeStep, KnowledgeStep.record_id == Record.id)
        .where(reading.visible(), KnowledgeStep.step == "published")
        .order_by(KnowledgeStep.id)
    )
    first_time: dict[int, str] = {}
    for record_id, day in reading.session.execute(query):
        first_time.setdefault(record_id, day)  # republished after a review: counted once
    return tuple(record_id for record_id, day in first_time.items() if first <= day <= last)


def _trainees(reading: Reading, first: str, last: str) -> tuple[TakenPart, ...]:
    query = (
        select(Trainee.id, Trainee.hours, TrainingDetail.hours)
        .join(TrainingDetail, TrainingDetail.record_id == Trainee.record_id)
        .join(Record, Record.id == Trainee.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= last)
        .order_by(Trainee.id)
    )
    return tuple(
        TakenPart(row[0], row[1] if row[1] is not None else row[2] or 0.0)
        for row in reading.session.execute(query)
    )


def department_parts(reading: Reading) -> tuple[dict[int, str], dict[int, str]]:
    """Return focus areas and desired states of the department's visible plans, newest first."""
    plans = (
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(reading.visible(), KmPlanDetail.level == "department")
        .order_by(KmPlanDetail.fiscal_year.desc())
    )
    focus: dict[int, str] = {}
    states: dict[int, str] = {}
    for plan_id in reading.session.scalars(plans).all():
        for found, table in ((focus, FocusArea), (states, DesiredState)):
            query = select(table.id, table.title).where(table.record_id == plan_id)
            found.update(
                {row[0]: row[1] for row in reading.session.execute(query.order_by(table.position))}
            )
    return focus, states


def served_focus(reading: Reading, plan_id: int) -> list[tuple[str, str, int, str, int]]:
    """Return own focus areas that serve a department plan.

    Each is (department's focus area, plan, its id, own focus area, its id).
    """
    # both sides of the query are the same table
    above, own = FocusArea.__table__.alias("above"), FocusArea.__table__.alias("own")
    query = (
        select(above.c.title, Record.title, Record.id, own.c.title, own.c.id)
        .select_from(above)
        .join(own, own.c.under_id == above.c.id)
        .join(Record, Record.id == own.c.record_id)
        .where(reading.visible(), above.c.record_id == plan_id)
        .order_by(above.c.position, Record.id, own.c.position)
    )
    return [tuple(row) for row in reading.session.execute(query)]


def served_states(reading: Reading, plan_id: int) -> list[tuple[str, str, int]]:
    """Return (department's desired state, plan, id of the state that serves it)."""
    above, own = DesiredState.__table__.alias("above"), DesiredState.__table__.alias("own")
    query = (
        select(above.c.title, Record.title, own.c.id)
        .select_from(above)
        .join(own, own.c.under_id == above.c.id)
        .join(Record, Record.id == own.c.record_id)
        .where(reading.visible(), above.c.record_id == plan_id)
        .order_by(above.c.position, Record.id, own.c.position)
    )
    return [tuple(row) for row in reading.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: start and end as shares of the year (None: no dates), ``done`` from 0 to 1."""

    title: str
    start: float | None
    end: float | None
    done: float
    state: str
    """done, late, running, planned, dropped or goal."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of the plan and the position of today in the year, None outside it."""

    year: int
    bars: tuple[Bar, ...]
    today: float | None


def plan_chart(session: Session, plan_id: int, today: str) -> Chart | None:
    """Return the chart of a plan, or None without activities and measured goals."""
    detail = session.get(KmPlanDetail, plan_id)
    if detail is None:
        return None
    _focus, states, activities = plan.plan_parts(session, plan_id)
    span = fiscal_span(detail.fiscal_year)
    bars = [_goal(state) for state in states if state.target is not None]
    bars += [_bar(activity, span, today) for activity in activities]
    now = share_of_year(today, span)
    inside = span[0] <= today <= span[1]
    return Chart(detail.fiscal_year, tuple(bars), now if inside else None) if bars else None


def _goal(state: DesiredState) -> Bar:
    part = share(state.baseline, state.target, state.reached)
    return Bar(state.title, None, None, part or 0.0, "goal")


def _bar(activity: Activity, span: tuple[str, str], today: str) -> Bar:
    state = "late" if is_late(activity, today) else activity.status
    done = progress(activity) / 100
    # a single day is a bar of that day
    first, last = activity.from_on or activity.to_on, activity.to_on or activity.from_on
    if not first or not last or last < span[0] or first > span[1]:
        return Bar(activity.title, None, None, done, state)
    # The last day counts in full: its bar ends where the next day begins.
    return Bar(
        activity.title, share_of_year(first, span), share_of_year(last, span, 1), done, state
    )


def share_of_year(day: str, span: tuple[str, str], more: int = 0) -> float:
    """Return where a day (ISO), and some days after it, lies in a year, from 0 to 1."""
    first, last = date.fromisoformat(span[0]), date.fromisoformat(span[1])
    days = (date.fromisoformat(day) - first).days + more
    return max(0.0, min(1.0, days / ((last - first).days + 1)))
