"""What a clerk does with KM plans."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kmdesk.committees import plan
from kmdesk.committees.imports import activities_table
from kmdesk.committees.terms import PLAN_STATUSES
from kmdesk.committees.ui.asking import ask, ask_record, ask_row, detail_of, pick
from kmdesk.committees.view import CommitteeView, RowView, statuses_open_to
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import FieldSpec, defaults, without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.table_import import TableDialog, ask_sheet

_NEW_PLAN = without(plan.PLAN.fields, "status")
_NEW_STATE = without(plan.STATE, "reached")
_NEW_ACTIVITY = without(plan.ACTIVITY, "status", "done_percent", "spent")


def _focus(detail: CommitteeView) -> list[Field]:
    return form_fields(plan.FOCUS, _under(detail, 0))


def _under(detail: CommitteeView, which: int) -> dict[str, Mapping[Any, str]]:
    """The choices of what a part serves; a form without any does not ask."""
    above = _above(detail, which)
    return {"under_id": above} if above else {}


def _above(detail: CommitteeView, which: int) -> dict[int | None, str]:
    """The department's parts a province's plan can serve; none for the department's own."""
    if detail.values.get("level") == "department" or not detail.above[which]:
        return {}
    return {None: "", **{key: _short(words) for key, words in detail.above[which].items()}}


def _short(words: str) -> str:
    # A box is as wide as its longest choice: a whole sentence would widen the form.
    return words if len(words) <= 60 else f"{words[:59]}…"


def _measures(tab: ActingTab) -> dict[str, str]:
    """What the library itself can count, by code."""
    found = {"": ""}
    for kind in tab.context.kinds:
        found.update(kind.measured)
    return found


def _state(
    tab: ActingTab, detail: CommitteeView, specs: Sequence[FieldSpec] = plan.STATE
) -> list[Field]:
    choices: dict[str, Mapping[Any, str]] = {"focus_id": detail.choices("focus")}
    choices |= {"counted_by": _measures(tab), **_under(detail, 1)}
    return form_fields(specs, choices)


def _activity(
    detail: CommitteeView, own: int = 0, specs: Sequence[FieldSpec] = plan.ACTIVITY
) -> list[Field]:
    earlier = detail.choices("activity", but=own)
    return form_fields(specs, {"state_id": detail.choices("state"), "after_id": earlier})


def new_plan(tab: ActingTab, _view: RecordView | None) -> None:
    """Begin a KM plan."""
    ask(
        tab,
        N_("New KM plan"),
        form_fields(_NEW_PLAN),
        defaults(_NEW_PLAN),
        lambda unit, values: plan.add_plan(unit, values).id,
    )


def edit_plan(tab: ActingTab, view: RecordView | None) -> None:
    """Change the plan shown."""
    if view is not None:
        open_now = statuses_open_to(tab.context.actor, view.kind, view.status, PLAN_STATUSES)
        fields = form_fields(plan.PLAN.fields, {"status": open_now})
        ask_record(tab, view, N_("Edit the plan"), fields)


def add_focus(tab: ActingTab, view: RecordView | None) -> None:
    """Add a focus area to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New focus area"),
        _focus(detail_of(view)),
        {},
        lambda unit, values: plan.add_focus(unit, plan_id, **values),
    )


def add_state(tab: ActingTab, view: RecordView | None) -> None:
    """Add a desired state to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New desired state"),
        _state(tab, detail_of(view), _NEW_STATE),
        {},
        lambda unit, values: plan.add_state(unit, plan_id, values),
    )


def add_activity(tab: ActingTab, view: RecordView | None) -> None:
    """Add an activity to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    ask(
        tab,
        N_("New activity"),
        _activity(detail_of(view), 0, _NEW_ACTIVITY),
        defaults(_NEW_ACTIVITY),
        lambda unit, values: plan.add_activity(unit, plan_id, values),
    )


def import_activities(tab: ActingTab, view: RecordView | None) -> None:
    """Ask for a spreadsheet of activities and show what it would do."""
    if view is None:
        return
    path = ask_sheet(tab, N_("Activities of the KM plan"))
    if path is not None:
        TableDialog(tab, tab.context, path, (activities_table(view.id),)).open()


def edit_part(tab: ActingTab, view: RecordView | None) -> None:
    """Change a focus area, a desired state (what is reached) or an activity (its status)."""
    detail = detail_of(view)
    title = N_("Progress and changes")

    def go_on(row: RowView) -> None:
        fields = {
            "focus": _focus(detail),
            "state": _state(tab, detail),
            "activity": _activity(detail, row.id),
        }
        ask_row(tab, title, fields[row.table], row)

    rows = [
        # Three tables in one list: each line must say which one it is of.
        replace(row, words=f"{tr(words)}: {row.words}")
        for table, words in _PARTS.items()
        for row in detail.rows_of(table)
    ]
    if rows:
        pick(tab, title, rows, go_on)


_PARTS = {
    "activity": N_("Activity"),
    "state": N_("Desired state"),
    "focus": N_("Focus area"),
}
"""Tables of a plan in the order one is asked for: progress is told of activities most."""


def carry_on(tab: ActingTab, view: RecordView | None) -> None:
    """Make the next year's draft from the plan shown."""
    if view is None:
        return
    plan_id = view.id

    def work(unit: Unit) -> int:
        return plan.copy_plan_to_next_year(unit, plan_id).id

    tab.save(N_("Carry the plan to the next year"), work)


def count_again(tab: ActingTab, view: RecordView | None) -> None:
    """Set what is reached of the goals that the library itself counts."""
    if view is None:
        return
    plan_id, kinds = view.id, list(tab.context.kinds)
    wanted = [row for row in detail_of(view).rows_of("state") if row.values["counted_by"]]
    if not wanted:
        show_message(tab, tr("No desired state is counted from the library yet."))
        return

    def work(unit: Unit) -> str:
        counts: dict[str, float] = {}
        for kind in kinds:
            counts.update(kind.measures(unit.session))
        # As text: a number would be taken for the record to show next.
        return str(plan.count_again(unit, plan_id, counts))

    def told(changed: str) -> None:
        show_message(tab, tr("{count} desired states have a new figure.", count=changed))

    tab.save(N_("Count again"), work, done=told)
