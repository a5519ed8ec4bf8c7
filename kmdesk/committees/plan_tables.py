"""Tables of a KM plan: figures, focus areas with goals and activities, years."""

from collections.abc import Iterable, Sequence

from kmdesk import clock
from kmdesk.committees import plan
from kmdesk.committees.model import Activity, DesiredState, KmPlanDetail
from kmdesk.committees.plan_figures import figure_words, progress, roll_up, share
from kmdesk.committees.table import Block
from kmdesk.committees.terms import ACTIVITY_STATUSES, KM_PARTS, KM_STEPS
from kmdesk.i18n import N_, tr
from kmdesk.records import Session
from kmdesk.records.display import screen_date


def plan_blocks(session: Session, plan_id: int) -> Iterable[Block]:
    """Return all tables of a plan beyond its fields."""
    focus, states, activities = plan.plan_parts(session, plan_id)
    titles = {area.id: area.title for area in focus}
    figures = roll_up(states, activities, clock.today_iso())
    if states or activities:
        rows = tuple((tr(f.name), figure_words(f)) for f in figures)
        yield Block(N_("The plan in figures"), (N_("Figure"), N_("Value")), rows, (7, 3))
    yield Block(N_("Focus areas"), (), tuple((area.title,) for area in focus))
    goals = tuple(_goal(state, titles) for state in states)
    heads = (
        N_("Desired state"),
        N_("Focus area"),
        N_("Measure"),
        N_("Baseline"),
        N_("Target"),
        N_("Reached so far"),
        N_("Reached"),
        N_("Due"),
    )
    yield Block(N_("Desired states"), heads, goals, (5, 3, 3, 2, 2, 2, 2, 2))
    yield from _activities(states, activities)
    yield _years(session, plan_id)


def percent(reached: float, target: float | None, baseline: float | None = None) -> str:
    """Format the progress to the target, at most 100 %; "" without a target."""
    part = share(baseline, target, reached)
    return "" if part is None else f"{part:.0%}"


def _goal(state: DesiredState, areas: dict[int, str]) -> tuple[str, ...]:
    return (
        state.title,
        areas.get(state.focus_id or 0, ""),
        state.measure,
        measured(state.baseline, state.unit),
        measured(state.target, state.unit),
        measured(state.reached, state.unit) if state.target is not None else "",
        percent(state.reached, state.target, state.baseline),
        screen_date(state.due_on, "short"),
    )


def _activities(states: Sequence[DesiredState], activities: Sequence[Activity]) -> Iterable[Block]:
    titles = {state.id: state.title for state in states}
    names = {activity.id: activity.title for activity in activities}
    heads = (
        N_("Activity"),
        N_("Part"),
        N_("Desired state"),
        N_("Period"),
        N_("Comes after"),
        N_("In charge"),
        N_("Budget (baht)"),
        N_("Status"),
    )
    for heading, of_steps in (
        (N_("Activities of the seven steps"), True),
        (N_("Activities of the six change parts"), False),
    ):
        rows = tuple(
            (
                a.title,
                tr(KM_PARTS[a.part]),
                titles.get(a.state_id or 0, ""),
                period_words(a),
                names.get(a.after_id or 0, ""),
                a.owner,
                "" if a.budget is None else f"{a.budget:,.0f}",
                status_words(a),
            )
            for a in activities
            if (a.part in KM_STEPS) == of_steps
        )
        yield Block(heading, heads, rows, (5, 3, 3, 3, 3, 3, 2, 2))


def _years(session: Session, plan_id: int) -> Block:
    heads = (
        N_("Fiscal year"),
        N_("Activities"),
        N_("Activities done"),
        N_("Progress of the activities"),
        N_("Desired states"),
        N_("Desired states reached"),
        N_("Budget (baht)"),
    )
    detail = session.get(KmPlanDetail, plan_id)
    rows = [] if detail is None else [_year(session, *pair) for pair in _same(session, detail)]
    # A single plan has nothing to be compared with.
    shown = tuple(rows) if len(rows) > 1 else ()
    return Block(N_("Compared by year"), heads, shown, (2, 2, 2, 2, 2, 2, 2))


def _same(session: Session, detail: KmPlanDetail) -> list[tuple[int, int]]:
    plans = plan.plans_of_level(session, detail.level)
    return [(record.id, other.fiscal_year) for record, other in plans]


def _year(session: Session, plan_id: int, year: int) -> tuple[str, ...]:
    _focus, states, activities = plan.plan_parts(session, plan_id)
    figures = {f.name: f for f in roll_up(states, activities, clock.today_iso())}
    wanted = (
        "Activities",
        "Activities done",
        "Progress of the activities",
        "Desired states",
        "Desired states reached",
        "Budget (baht)",
    )
    return (str(year), *(figure_words(figures[name]) for name in wanted))


def measured(value: float | None, unit: str) -> str:
    """Format a number with its unit; Thai puts ร้อยละ before the number, other units after it."""
    if value is None:
        return ""
    words = (unit, f"{value:,g}") if unit.strip() == "ร้อยละ" else (f"{value:,g}", unit)
    return " ".join(words).strip()


def period_words(activity: Activity) -> str:
    """Return the period of an activity: its days, or the words typed instead."""
    if activity.from_on and activity.to_on:
        first = screen_date(activity.from_on, "short")
        return f"{first} – {screen_date(activity.to_on, 'short')}"
    return activity.period or screen_date(activity.to_on or activity.from_on, "short")


def status_words(activity: Activity) -> str:
    """Return the status, with the percentage while it is running."""
    word = tr(ACTIVITY_STATUSES[activity.status])
    if activity.status == "running" and activity.done_percent:
        return f"{word} {progress(activity):.0f}%"
    return word
