"""KM plan of a fiscal year: focus areas, desired states, activities."""

from collections.abc import Iterable, Mapping
from datetime import date

from kmdesk.committees import queries_plan
from kmdesk.committees.model import Activity, DesiredState, FocusArea, KmPlanDetail
from kmdesk.committees.orders import CommitteeError, check_day, check_span, known, required
from kmdesk.committees.terms import KM_PARTS
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_thai


def add_plan(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a plan; ``fiscal_year`` is in พ.ศ."""
    number = fiscal_number(values.get("fiscal_year"))
    record = unit.add(
        kind="km_plan", title=required(values, "title"), number=number, status="draft"
    )
    unit.session.add(KmPlanDetail(record_id=record.id, **known(KmPlanDetail, values)))
    unit.session.flush()
    return record


def fiscal_number(year: object) -> str:
    """Return the number of a plan: its fiscal year (พ.ศ.) in Thai digits.

    Raises CommitteeError for a year out of range, including years of the Common Era.
    """
    if not isinstance(year, int) or not 2400 <= year <= 2650:
        raise CommitteeError("The year is out of range. Check the Buddhist year you typed.").at(
            "fiscal_year"
        )
    return to_thai(str(year))


def fiscal_span(year: int) -> tuple[str, str]:
    """Return first and last day (ISO) of a fiscal year (พ.ศ., named by the year it ends in)."""
    return f"{year - 544:04d}-10-01", f"{year - 543:04d}-09-30"


def add_focus(unit: Unit, plan_id: int, title: str, under_id: int | None = None) -> FocusArea:
    """Add a focus area (ขอบเขต KM), optionally under one of the department's."""
    count = len(queries_plan.plan_parts(unit.session, plan_id)[0])
    text = required({"title": title}, "title")
    area = FocusArea(record_id=plan_id, title=text, position=count, under_id=under_id)
    unit.session.add(area)
    unit.session.flush()
    return area


def add_state(unit: Unit, plan_id: int, values: Mapping[str, object]) -> DesiredState:
    """Add a desired state (เป้าหมาย KM), under a focus area of the same plan or none."""
    required(values, "title")
    focus, states, _activities = queries_plan.plan_parts(unit.session, plan_id)
    check_state(values, {area.id for area in focus})
    state = DesiredState(record_id=plan_id, position=len(states), **values)
    unit.session.add(state)
    unit.session.flush()
    return state


def add_activity(unit: Unit, plan_id: int, values: Mapping[str, object]) -> Activity:
    """Add an activity under one of the seven steps or six change parts."""
    required(values, "title")
    _focus, states, activities = queries_plan.plan_parts(unit.session, plan_id)
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
    for state in queries_plan.plan_parts(unit.session, plan_id)[1]:
        count = measures.get(state.counted_by) if state.counted_by else None
        if count is not None and count != state.reached:
            state.reached = count
            changed += 1
    unit.session.flush()
    return changed


def check_state(values: Mapping[str, object], areas: set[int]) -> None:
    """Raise CommitteeError, at the field, for an invalid desired state."""
    check_day(values.get("due_on"), "due_on")
    _belongs(values.get("focus_id"), areas, "focus_id")
    target, baseline = values.get("target"), values.get("baseline")
    if target is not None and target == baseline:
        raise CommitteeError("The target is what there was at the beginning already.").at("target")


def check_activity(
    values: Mapping[str, object], states: set[int], others: Iterable[Activity], own_id: int = 0
) -> None:
    """Raise CommitteeError, at the field, for an invalid activity."""
    if values.get("part") not in KM_PARTS:
        raise CommitteeError("Choose one of the KM steps or change parts.").at("part")
    _check_days(values)
    _belongs(values.get("state_id"), states, "state_id")
    for field in ("budget", "spent"):
        amount = values.get(field)
        if isinstance(amount, int | float) and amount < 0:
            raise CommitteeError("An amount of money cannot be below zero.").at(field)
    percent = values.get("done_percent")
    if isinstance(percent, int) and not 0 <= percent <= 100:
        raise CommitteeError("Type a percentage from 0 to 100.").at("done_percent")
    after = values.get("after_id")
    before = {other.id: other.after_id for other in others}
    _belongs(after, set(before), "after_id")
    if isinstance(after, int) and own_id and is_circular(before, own_id, after):
        raise CommitteeError(
            "That activity itself waits for this one. Choose one that can be done earlier."
        ).at("after_id")


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
    at = date.fromisoformat(day)
    if (at.month, at.day) == (2, 29):
        at = at.replace(day=28)
    return at.replace(year=at.year + 1).isoformat()


def _check_days(values: Mapping[str, object]) -> None:
    first, last = values.get("from_on"), values.get("to_on")
    if first:
        check_span(str(first), str(last) if last else None)
    else:
        check_day(last, "to_on")


def _belongs(wanted: object, present: set[int], field: str) -> None:
    if wanted is not None and wanted not in present:
        raise CommitteeError("This line is not there any more. Open the record again.").at(field)
