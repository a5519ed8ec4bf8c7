"""Contents of the plan table, progress report and roster."""

from kmdesk import clock
from kmdesk.committees import plan, plan_figures, queries
from kmdesk.committees import reports as queries_follow
from kmdesk.committees.model import Activity, DesiredState, KmPlanDetail
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.plan_figures import (
    Figure,
    figure_words,
    is_late,
    roll_up,
    share,
    year_figures,
)
from kmdesk.committees.tables import activity_period, activity_status, measured, seat_words
from kmdesk.committees.terms import KM_PARTS, KM_STEPS, LEVELS, role_shown
from kmdesk.i18n import tr
from kmdesk.pdf.sheets.committee import (
    Bar,
    MemberLine,
    PlanLine,
    PlanSheet,
    PlanState,
    ProgressSheet,
)
from kmdesk.records import Duty
from kmdesk.records.display import screen_date
from kmdesk.records.unit import Reading


def plan_sheet(reading: Reading, plan_id: int) -> PlanSheet:
    """Return the plan's states with their two tables; activities without a state come last."""
    title = reading.record(plan_id).title
    session = reading.session
    detail = session.get(KmPlanDetail, plan_id) or KmPlanDetail(fiscal_year=0, level="province")
    focus, states, activities = plan.plan_parts(session, plan_id)
    areas = {area.id: area.title for area in focus}
    known = {state.id for state in states}
    sheets = [
        _state(areas.get(s.focus_id or 0, ""), s.title, _target(s), s.id, activities)
        for s in states
    ]
    loose = [activity for activity in activities if activity.state_id not in known]
    if loose:
        lines = _lines(loose, True), _lines(loose, False)
        sheets.append(PlanState("", tr("Activities of no desired state"), "", *lines))
    return PlanSheet(
        title,
        detail.fiscal_year,
        tr(LEVELS[detail.level]),
        tuple(sheets),
        detail.reviewer,
        detail.approver,
    )


def report_figures(reading: Reading, plan_id: int, today: str) -> tuple[Figure, ...]:
    """Return every figure of the report: of the plan, and of its fiscal year to ``today`` (ISO)."""
    session = reading.session
    detail = session.get(KmPlanDetail, plan_id)
    _focus, states, activities = plan.plan_parts(session, plan_id)
    figures = roll_up(states, activities, today)
    if detail is None:
        return figures
    rows = plan_figures.year_rows(reading, plan_id, *fiscal_span(detail.fiscal_year))
    return (*figures, *year_figures(rows, today))


def progress_sheet(reading: Reading, plan_id: int, today: str) -> ProgressSheet:
    """Return the report for the chair on ``today`` (ISO); problems only for the staff."""
    title = reading.record(plan_id).title
    session = reading.session
    _focus, states, activities = plan.plan_parts(session, plan_id)
    late = sorted((a for a in activities if is_late(a, today)), key=lambda a: a.to_on or "")
    problems = []
    if reading.actor.duty >= Duty.CLERK:
        reports = queries_follow.reports(session, plan_id)
        problems = [f"{r.activity}: {r.problem}" for r in reports if r.problem]
    return ProgressSheet(
        title,
        tr("As at {day}", day=screen_date(today)),
        tuple((tr(f.name), figure_words(f)) for f in report_figures(reading, plan_id, today)),
        tuple(Bar(s.title, share(s.baseline, s.target, s.reached)) for s in states),
        tuple((a.title, a.owner, screen_date(a.to_on, "short")) for a in late),
        tuple(dict.fromkeys(problems)),
    )


def roster_lines(reading: Reading, committee_id: int, day: str) -> tuple[str, list[MemberLine]]:
    """Return the committee's name and its members on ``day`` (ISO)."""
    title = reading.record(committee_id).title
    orders = queries.order_numbers(reading)
    terms = {m.id: m for m in queries.roster(reading.session, committee_id, day)}
    lines = []
    for seat in queries.seats(reading.session, committee_id, day):
        member = terms[seat.member_id]
        order = orders.get(member.order_id or 0, "")
        name, role = seat_words(seat), role_shown(seat)
        lines.append(MemberLine(name, role, member.from_on, member.to_on, order))
    return title, lines


def _state(
    focus: str, title: str, target: str, state_id: int, activities: list[Activity]
) -> PlanState:
    own = [activity for activity in activities if activity.state_id == state_id]
    return PlanState(focus, title, target, _lines(own, True), _lines(own, False))


def _target(state: DesiredState) -> str:
    amount = measured(state.target, state.unit)
    due = tr("by {day}", day=screen_date(state.due_on)) if state.due_on else ""
    return " ".join(filter(None, (state.measure, amount, due)))


def _lines(activities: list[Activity], of_steps: bool) -> tuple[PlanLine, ...]:
    order = list(KM_PARTS)
    chosen = [a for a in activities if (a.part in KM_STEPS) == of_steps]
    return tuple(
        PlanLine(
            tr(KM_PARTS[a.part]),
            a.title,
            a.method,
            activity_period(a),
            a.indicator,
            a.target,
            a.tools,
            "" if a.budget is None else f"{a.budget:,.0f}",
            a.owner,
            activity_status(a),
        )
        for a in sorted(chosen, key=lambda a: order.index(a.part))
    )


def today() -> str:
    """Return today as an ISO date."""
    return clock.today_iso()
