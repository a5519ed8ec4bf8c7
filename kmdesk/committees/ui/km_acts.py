"""What a clerk does with knowledge sets and KM plans."""

from kmdesk.committees import knowledge, plan
from kmdesk.committees.terms import (
    ACTIVITY_STATUSES,
    KM_PARTS,
    LEVELS,
    NEXT_STEPS,
    PLAN_STATUSES,
    STEPS,
)
from kmdesk.committees.ui.asking import TITLE, ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import RowView
from kmdesk.i18n import N_
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
_STATE = [
    TITLE,
    Field("measure", N_("Measure")),
    Field("unit", N_("Unit of measure")),
    Field("target", N_("Target"), "decimal"),
    Field("due_on", N_("Due"), "date"),
]
_REACHED = Field("reached", N_("Reached so far"), "decimal", required=True)
_ACTIVITY = [
    Field("part", N_("Part"), "choice", choices=KM_PARTS),
    TITLE,
    Field("method", N_("Way to success"), "lines"),
    Field("period", N_("Period")),
    Field("indicator", N_("Indicator")),
    Field("target", N_("Target")),
    Field("tools", N_("Tools")),
    Field("budget", N_("Budget (baht)"), "decimal"),
    Field("owner", N_("In charge")),
]
_ACTIVITY_STATUS = Field("status", N_("Status"), "choice", choices=ACTIVITY_STATUSES)


def new_set(tab: RecordTab, view: RecordView | None) -> None:
    """Begin a knowledge set of the group shown."""
    if view is None:
        return
    group_id = view.id
    fields = [TITLE, Field("makers", N_("Made by")), Field("text", N_("Text"), "lines")]
    ask(
        tab,
        N_("New knowledge set"),
        fields,
        {},
        lambda unit, values: knowledge.add_set(unit, {**values, "group_id": group_id}, today()).id,
    )


def edit_set(tab: RecordTab, view: RecordView | None) -> None:
    """Change title, makers and text of a set."""
    if view is None:
        return
    set_id = view.id
    fields = [
        TITLE,
        Field("issue", N_("Knowledge issue"), "lines"),
        Field("makers", N_("Made by")),
        Field("text", N_("Text"), "lines"),
    ]
    ask(
        tab,
        N_("Edit the knowledge set"),
        fields,
        {**detail_of(view).values, "title": view.title},
        lambda unit, values: knowledge.write_text(unit, set_id, values),
    )


def advance_set(tab: RecordTab, view: RecordView | None) -> None:
    """Take a set to its next step."""
    if view is None:
        return
    set_id = view.id
    ways = {step: STEPS[step] for step in NEXT_STEPS.get(view.status, ())}
    fields = [
        Field("step", N_("Next step"), "choice", choices=ways),
        Field("on", N_("Day"), "date", required=True),
        Field("by", N_("By whom")),
        Field("note", N_("Remarks"), "lines"),
    ]
    ask(
        tab,
        N_("Next step of the set"),
        fields,
        {"on": today(), "by": tab.context.actor.name},
        lambda unit, values: knowledge.advance(unit, set_id, **values),
    )


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
        _STATE,
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
        _ACTIVITY,
        {"part": "identify"},
        lambda unit, values: plan.add_activity(unit, plan_id, values),
    )


def edit_part(tab: RecordTab, view: RecordView | None) -> None:
    """Change a focus area, a desired state (what is reached) or an activity (its status)."""
    fields = {
        "focus": [TITLE],
        "state": [*_STATE, _REACHED],
        "activity": [*_ACTIVITY, _ACTIVITY_STATUS],
    }
    title = N_("Progress and changes")

    def go_on(row: RowView) -> None:
        ask_row(tab, title, fields[row.table], row)

    rows = detail_of(view).rows_of("state", "activity", "focus")
    if rows:
        pick(tab, title, rows, go_on)
