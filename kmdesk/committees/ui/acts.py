"""What a clerk does with orders, committees and members."""

from dataclasses import replace
from typing import Any

from kmdesk.committees import meetings, orders
from kmdesk.committees.model import RoleDuty
from kmdesk.committees.orders import COMMITTEE, HOLDER, MEMBER, ORDER
from kmdesk.committees.terms import END_REASONS, ROLES
from kmdesk.committees.ui.asking import ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import CommitteeView, RowView
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import chosen, defaults, demanded, fields_of, without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView

_ORDER = form_fields(demanded(ORDER.fields, "number", "dated"))
_NEW_COMMITTEE = without(COMMITTEE.fields, "status")
# The third reason, a repealed order, comes with its repeal and is not chosen here.
_END_REASONS = {key: word for key, word in END_REASONS.items() if key in ("removed", "expired")}


def _member(detail: CommitteeView) -> list[Field]:
    return form_fields(MEMBER, {"order_id": detail.orders})


def new_order(tab: ActingTab, _view: RecordView | None) -> None:
    """Add an appointment order."""
    ask(
        tab,
        N_("New order"),
        _ORDER,
        {"dated": today()},
        lambda unit, values: orders.add_order(unit, values).id,
    )


def edit_order(tab: ActingTab, view: RecordView | None) -> None:
    """Change the order shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the order"), _ORDER)


def repeal_order(tab: ActingTab, view: RecordView | None) -> None:
    """Repeal the order shown: the memberships it made end."""
    if view is None:
        return
    order_id = view.id
    ask(
        tab,
        N_("Repeal the order"),
        [Field("on", N_("Repealed from"), "date", required=True)],
        {"on": today()},
        lambda unit, values: orders.repeal_order(unit, order_id, values["on"]),
    )


def new_committee(tab: ActingTab, _view: RecordView | None) -> None:
    """Add a committee or group."""
    ask(
        tab,
        N_("New committee or group"),
        form_fields(_NEW_COMMITTEE),
        defaults(_NEW_COMMITTEE),
        lambda unit, values: orders.add_committee(unit, values).id,
    )


def edit_committee(tab: ActingTab, view: RecordView | None) -> None:
    """Change the committee shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the committee"), form_fields(COMMITTEE.fields))


def add_member(tab: ActingTab, view: RecordView | None) -> None:
    """Put somebody into the committee shown."""
    if view is None:
        return
    committee_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        orders.appoint(unit, committee_id, **values)  # type: ignore[arg-type]

    first = {**defaults(MEMBER), "from_on": today()}
    ask(tab, N_("New member"), _member(detail_of(view)), first, work)


def edit_member(tab: ActingTab, view: RecordView | None) -> None:
    """Change a membership of the committee shown, or let it end."""
    detail = detail_of(view)
    rows = detail.rows_of("member")
    if rows:
        title = N_("Edit a membership")
        pick(tab, title, rows, lambda row: ask_row(tab, title, _member(detail), row))


def end_member(tab: ActingTab, view: RecordView | None) -> None:
    """Let a membership end: removed, or its term expired."""
    rows = [row for row in detail_of(view).rows_of("member") if not row.values["to_on"]]
    if not rows:
        show_message(tab, tr("No membership of this committee is open-ended."))
        return
    title = N_("End a membership")
    fields = [
        Field("to_on", N_("To (last day)"), "date", required=True),
        Field("reason", N_("Why it ends"), "choice", choices=_END_REASONS),
    ]

    def go_on(row: RowView) -> None:
        ask(
            tab,
            title,
            fields,
            {"to_on": today(), "reason": "removed"},
            lambda unit, values: orders.end_membership(unit, row.id, **values),
        )

    pick(tab, title, rows, go_on)


def new_holder(tab: ActingTab, view: RecordView | None) -> None:
    """Somebody else holds a post: all members by that post follow."""
    rows = detail_of(view).rows_of("member")
    posts = {str(r.values["post"]): str(r.values["post"]) for r in rows if r.values["by_post"]}
    if not posts:
        show_message(tab, tr("Nobody in this committee is a member by post."))
        return
    fields = form_fields(HOLDER, {"post": posts})

    def work(unit: Unit, values: dict[str, str]) -> None:
        orders.set_holder(unit, **values)

    ask(tab, N_("New holder of a post"), fields, {"from_on": today()}, work)


_NEXT = ("number", "title", "dated", "effective_on")


def next_order(tab: ActingTab, view: RecordView | None) -> None:
    """Draft a new order from the one shown, with people replaced."""
    if view is None:
        return
    old_id, detail = view.id, detail_of(view)
    seats = [row for row in detail.rows_of("member") if not row.values["to_on"]]
    fields = [
        *form_fields(demanded(chosen(ORDER.fields, *_NEXT), *_NEXT)),
        *(Field(f"seat_{row.id}", row.words) for row in seats),
    ]
    first: dict[str, Any] = {"title": view.title, "dated": today(), "effective_on": today()}
    first |= {f"seat_{row.id}": row.values["name"] for row in seats}

    def work(unit: Unit, values: dict[str, Any]) -> int:
        people = {row.id: str(values[f"seat_{row.id}"]) for row in seats}
        order = {k: v for k, v in values.items() if not k.startswith("seat_")}
        return orders.draft_order(unit, old_id, order, people).id

    title = N_("New order from this one")
    note = N_("Type another name where somebody is replaced; empty a name to leave the seat out.")
    ask_form(
        tab,
        title,
        fields,
        first,
        lambda values, form: tab.save(title, work, values, form=form),
        note=note,
    )


def edit_duties(tab: ActingTab, view: RecordView | None) -> None:
    """Write the duties of a role, a line each."""
    if view is None:
        return
    committee_id = view.id
    present = {row.values["role"]: row.values["duties"] for row in detail_of(view).rows_of("duty")}

    def ask_duties(role: str) -> None:
        fields = [
            Field("duties", ROLES[role], "lines"),
            Field("keep", N_("Begin new committees with this text"), "check"),
        ]
        text = str(present.get(role) or detail_of(view).templates.get(role, ""))

        def work(unit: Unit, values: dict[str, Any]) -> None:
            orders.set_duties(unit, committee_id, role, values["duties"])
            if values["keep"]:
                orders.keep_template(unit, role, values["duties"])

        # Kept as one text; on the form each duty has a line.
        ask(tab, N_("Duties of a role"), fields, {"duties": text.replace("; ", "\n")}, work)

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        ask_duties(values["role"])

    role = form_fields(chosen(fields_of(RoleDuty), "role"))
    ask_form(tab, N_("Duties of a role"), role, {}, go_on, button=N_("Next"))


_DAY, _NUMBER = chosen(meetings.MEETING.fields, "dated", "number")
_CALL = (
    _DAY,
    replace(_NUMBER, label=N_("Meeting no. (empty: the next one)"), required=False),
    *chosen(meetings.MEETING.fields, "noticed_on", "held_at", "opened_at", "recorder", "checker"),
)


def new_meeting(tab: ActingTab, view: RecordView | None) -> None:
    """Call a meeting of the committee shown."""
    if view is None:
        return
    committee_id = view.id
    ask(
        tab,
        N_("Call a meeting"),
        form_fields(_CALL),
        {"dated": today()},
        lambda unit, values: meetings.call_meeting(unit, committee_id, values).id,
    )
