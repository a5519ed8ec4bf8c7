"""What a clerk does with KM plans."""

from kmdesk.committees import carry, plan
from kmdesk.committees.terms import ACTIVITY_STATUSES, KM_PARTS, LEVELS, PLAN_STATUSES
from kmdesk.committees.ui.asking import TITLE, ask, ask_record, ask_row, detail_of, pick
from kmdesk.committees.view import CommitteeView, RowView
from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.widgets.dialogs import Field
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import RecordTab

_PLAN = [
    TITLE,
    Field("fiscal_year", N_("Fiscal year (Buddhist era)"), "number", required=True),
    Field("level", N_("Level"), "choice", choices=LEVELS),
    Field("reviewer", N_("Reviewer")),
    Field("approver", N_("Approver (CKO)")),
]
_REACHED = Field("reached", N_("Reached so far"), "decimal", required=True)
_DONE = [
    Field("status", N_("Status"), "choice", choices=ACTIVITY_STATUSES),
    Field("done_percent", N_("Done (percent)"), "number", required=True),
    Field("spent", N_("Spent (baht)"), "decimal"),
]


def _state(detail: CommitteeView) -> list[Field]:
    return [
        Field("focus_id", N_("Focus area"), "choice", choices=detail.choices("focus")),
        TITLE,
        Field("measure", N_("Measure")),
        Field("unit", N_("Unit of measure")),
        Field("baseline", N_("Baseline"), "decimal"),
        Field("target", N_("Target"), "decimal"),
        Field("due_on", N_("Due"), "date"),
    ]


def _activity(detail: CommitteeView, own: int = 0) -> list[Field]:
    earlier = detail.choices("activity", but=own)
    return [
        Field("state_id", N_("Desired state"), "choice", choices=detail.choices("state")),
        Field("part", N_("Part"), "choice", choices=KM_PARTS),
        TITLE,
        Field("method", N_("Way to success"), "lines"),
        Field("from_on", N_("From (first day)"), "date"),
        Field("to_on", N_("To (last day)"), "date"),
        Field("period", N_("Period in words")),
        Field("after_id", N_("Comes after"), "choice", choices=earlier),
        Field("indicator", N_("Indicator")),
        Field("target", N_("Target")),
        Field("tools", N_("Tools")),
        Field("budget", N_("Budget (baht)"), "decimal"),
        Field("owner", N_("In charge")),
    ]


def new_plan(tab: RecordTab, _view: RecordView | None) -> None:
    """Begin a KM plan."""
    ask(
        tab,
        N_("New KM plan"),
        _PLAN,
        {"level": "province"},
        lambda unit, values: plan.add_plan(unit, values).id,
    )


def edit_plan(tab: RecordTab, view: RecordView | None) -> None:
    """Change the plan shown."""
    if view is not None:
        status = Field("status", N_("Status"), "choice", choices=PLAN_STATUSES)
        ask_record(tab, view, N_("Edit the plan"), [*_PLAN, status])


def add_focus(tab: RecordTab, view: RecordView | None) -> None:
    """Add a focus area to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New focus area"),
        [TITLE],
        {},
        lambda unit, values: plan.add_focus(unit, plan_id, values["title"]),
    )


def add_state(tab: RecordTab, view: RecordView | None) -> None:
    """Add a desired state to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New desired state"),
        _state(detail_of(view)),
        {},
        lambda unit, values: plan.add_state(unit, plan_id, values),
    )


def add_activity(tab: RecordTab, view: RecordView | None) -> None:
    """Add an activity to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New activity"),
        _activity(detail_of(view)),
        {"part": "identify"},
        lambda unit, values: plan.add_activity(unit, plan_id, values),
    )


def edit_part(tab: RecordTab, view: RecordView | None) -> None:
    """Change a focus area, a desired state (what is reached) or an activity (its status)."""
    detail = detail_of(view)
    title = N_("Progress and changes")

    def go_on(row: RowView) -> None:
        fields = {
            "focus": [TITLE],
            "state": [_REACHED, *_state(detail)],
            "activity": [*_DONE, *_activity(detail, row.id)],
        }
        ask_row(tab, title, fields[row.table], row)

    rows = detail.rows_of("state", "activity", "focus")
    if rows:
        pick(tab, title, rows, go_on)


def carry_on(tab: RecordTab, view: RecordView | None) -> None:
    """Make the next year's draft from the plan shown."""
    if view is None:
        return
    plan_id = view.id

    def work(unit: Unit) -> int:
        return carry.carry_plan(unit, plan_id).id

    tab.save(N_("Carry the plan to the next year"), work)
