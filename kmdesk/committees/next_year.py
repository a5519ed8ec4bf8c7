"""Carry the unfinished parts of a KM plan over to the next fiscal year."""

from kmdesk.committees import queries_plan
from kmdesk.committees.model import Activity, DesiredState, KmPlanDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import add_activity, add_focus, add_plan, add_state, year_later
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_arabic, to_thai

_STATE = ("measure", "unit", "target", "under_id", "counted_by")
_ACTIVITY = ("part", "title", "method", "period", "indicator", "target", "tools", "budget", "owner")


def copy_plan_to_next_year(unit: Unit, plan_id: int) -> Record:
    """Create a draft for the next year with all focus areas and unfinished parts.

    A desired state starts at its current value; dates move by one year. Raises CommitteeError when
    a plan of that year was already carried over from this one.
    """
    record, detail = unit.record(plan_id), unit.session.get(KmPlanDetail, plan_id)
    if detail is None:
        raise CommitteeError("This is not a KM plan.")
    if queries_plan.carried_to(unit.session, plan_id) is not None:
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
    focus, states, activities = queries_plan.plan_parts(unit.session, plan_id)
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
        if state.target is not None and is_reached(state):
            continue
        values = {
            **{key: getattr(state, key) for key in _STATE},
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
            **{key: getattr(old, key) for key in _ACTIVITY},
            "state_id": goals.get(old.state_id or 0),
            "from_on": year_later(old.from_on),
            "to_on": year_later(old.to_on),
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
