"""The KM plan of a fiscal year: focus areas, desired states, activities."""

from collections.abc import Mapping

from kmdesk.committees import queries
from kmdesk.committees.appoint import CommitteeError, check_day, known, required
from kmdesk.committees.model import Activity, DesiredState, FocusArea, KmPlanDetail
from kmdesk.committees.terms import KM_PARTS
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_thai


def add_plan(unit: Unit, values: Mapping[str, object]) -> Record:
    """A new plan; ``fiscal_year`` in พ.ศ."""
    number = fiscal_number(values.get("fiscal_year"))
    record = unit.add(
        kind="km_plan", title=required(values, "title"), number=number, status="draft"
    )
    unit.session.add(KmPlanDetail(record_id=record.id, **known(KmPlanDetail, values)))
    unit.session.flush()
    return record


def fiscal_number(year: object) -> str:
    """The number of a plan: its fiscal year (พ.ศ.) in Thai digits.

    Raises CommitteeError for a year out of range, also one of the Common Era.
    """
    if not isinstance(year, int) or not 2400 <= year <= 2650:
        raise CommitteeError("The year is out of range. Check the Buddhist year you typed.").at(
            "fiscal_year"
        )
    return to_thai(str(year))


def add_focus(unit: Unit, plan_id: int, title: str) -> None:
    """A focus area (ขอบเขต KM)."""
    count = len(queries.plan_parts(unit.session, plan_id)[0])
    text = required({"title": title}, "title")
    unit.session.add(FocusArea(record_id=plan_id, title=text, position=count))
    unit.session.flush()


def add_state(unit: Unit, plan_id: int, values: Mapping[str, object]) -> None:
    """A desired state (เป้าหมาย KM)."""
    required(values, "title")
    check_day(values.get("due_on"), "due_on")
    count = len(queries.plan_parts(unit.session, plan_id)[1])
    unit.session.add(DesiredState(record_id=plan_id, position=count, **values))
    unit.session.flush()


def add_activity(unit: Unit, plan_id: int, values: Mapping[str, object]) -> None:
    """An activity under one of the seven steps or six change parts."""
    required(values, "title")
    if values.get("part") not in KM_PARTS:
        raise CommitteeError("Choose one of the KM steps or change parts.").at("part")
    count = len(queries.plan_parts(unit.session, plan_id)[2])
    unit.session.add(Activity(record_id=plan_id, position=count, **values))
    unit.session.flush()
