"""Gantt chart of a plan: bars of activities over the months of the fiscal year. No Qt here."""

from dataclasses import dataclass
from datetime import date

from kmdesk.committees import plan
from kmdesk.committees.model import Activity, DesiredState, KmPlanDetail
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.plan_metrics import is_late, progress, share
from kmdesk.records import Session


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
    now = _share(today, span)
    inside = span[0] <= today <= span[1]
    return Chart(detail.fiscal_year, tuple(bars), now if inside else None) if bars else None


def _goal(state: DesiredState) -> Bar:
    part = share(state.baseline, state.target, state.reached)
    return Bar(state.title, None, None, part or 0.0, "goal")


def _bar(activity: Activity, span: tuple[str, str], today: str) -> Bar:
    state = "late" if is_late(activity, today) else activity.status
    done = progress(activity) / 100
    first, last = activity.from_on or activity.to_on, activity.to_on or activity.from_on
    if not first or not last or last < span[0] or first > span[1]:
        return Bar(activity.title, None, None, done, state)
    return Bar(activity.title, _share(first, span), _share(last, span, 1), done, state)


def _share(day: str, span: tuple[str, str], more: int = 0) -> float:
    first, last = date.fromisoformat(span[0]), date.fromisoformat(span[1])
    days = (date.fromisoformat(day) - first).days + more
    return max(0.0, min(1.0, days / ((last - first).days + 1)))
