"""What a clerk does with orders, committees and members."""

from typing import Any

from kmdesk.committees import meetings, orders
from kmdesk.committees.terms import COMMITTEE_STATUSES, END_REASONS, FORMS, ROLES
from kmdesk.committees.ui.asking import TITLE, ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import CommitteeView, RowView
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.status import NOT_YET
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.queries import RecordView

_ORDER = [
    Field("number", N_("Order no."), required=True),
    TITLE,
    Field("dated", N_("Dated"), "date", required=True),
    Field("issuer", N_("Issued by")),
    Field("power", N_("By the power of"), "lines"),
    Field("reason", N_("Reason"), "lines"),
    Field("effective_on", N_("In force from"), "date"),
    Field("signer", N_("Signed by")),
    Field("signer_position", N_("Position of the signer")),
    Field("text", N_("Text of the order"), "lines"),
]


def _sensible_notice(days: int) -> str | None:
    return None if 0 <= days <= 60 else N_("Type a number of days from 0 to 60.")


_DECIDED = {key: word for key, word in COMMITTEE_STATUSES.items() if key != NOT_YET}
_END_REASONS = {key: word for key, word in END_REASONS.items() if key in ("removed", "expired")}
_COMMITTEE = [
    TITLE,
    Field("form", N_("Form of committee"), "choice", choices=FORMS),
    Field("purpose", N_("Purpose"), "lines"),
    Field("issue", N_("Knowledge issue"), "lines"),
    Field("has_quorum", N_("Needs a quorum of half"), "check"),
    Field("notice_days", N_("Invited at least (days before)"), "number", check=_sensible_notice),
]


def _member(detail: CommitteeView) -> list[Field]:
    return [
        Field("name", N_("Name")),
        Field("post", N_("Post")),
        Field("by_post", N_("Member by post"), "check"),
        Field("role", N_("Role"), "choice", choices=ROLES),
        Field("role_words", N_("Role as the order says")),
        Field("from_on", N_("From (first day)"), "date", required=True),
        Field("to_on", N_("To (last day)"), "date"),
        Field("order_id", N_("Appointed by order"), "choice", choices=detail.orders),
    ]


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
        _COMMITTEE,
        {"form": "working_group"},
        lambda unit, values: orders.add_committee(unit, values).id,
    )


def edit_committee(tab: ActingTab, view: RecordView | None) -> None:
    """Change the committee shown."""
    if view is not None:
        status = Field("status", N_("Status"), "choice", choices=_DECIDED)
        ask_record(tab, view, N_("Edit the committee"), [*_COMMITTEE, status])


def add_member(tab: ActingTab, view: RecordView | None) -> None:
    """Put somebody into the committee shown."""
    if view is None:
        return
    committee_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        orders.appoint(unit, committee_id, **values)  # type: ignore[arg-type]

    first = {"role": "member", "from_on": today()}
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
    fields = [
        Field("post", N_("Post"), "choice", choices=posts),
        Field("name", N_("Name of the new holder"), required=True),
        Field("from_on", N_("From (first day)"), "date", required=True),
    ]

    def work(unit: Unit, values: dict[str, str]) -> None:
        orders.set_holder(unit, **values)

    ask(tab, N_("New holder of a post"), fields, {"from_on": today()}, work)


def next_order(tab: ActingTab, view: RecordView | None) -> None:
    """Draft a new order from the one shown, with people replaced."""
    if view is None:
        return
    old_id, detail = view.id, detail_of(view)
    seats = [row for row in detail.rows_of("member") if not row.values["to_on"]]
    fields = [
        Field("number", N_("Order no."), required=True),
        TITLE,
        Field("dated", N_("Dated"), "date", required=True),
        Field("effective_on", N_("In force from"), "date", required=True),
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

        ask(tab, N_("Duties of a role"), fields, {"duties": text.replace("; ", "\n")}, work)

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        ask_duties(values["role"])

    role = Field("role", N_("Role"), "choice", choices=ROLES)
    ask_form(tab, N_("Duties of a role"), [role], {}, go_on, button=N_("Next"))


def new_meeting(tab: ActingTab, view: RecordView | None) -> None:
    """Call a meeting of the committee shown."""
    if view is None:
        return
    committee_id = view.id
    fields = [
        Field("dated", N_("Day of the meeting"), "date", required=True),
        Field("number", N_("Meeting no. (empty: the next one)")),
        Field("noticed_on", N_("Invitation of (day)"), "date"),
        Field("held_at", N_("Held at")),
        Field("opened_at", N_("Opened at"), hint="09.30"),
        Field("recorder", N_("Minutes taken by")),
        Field("checker", N_("Minutes checked by")),
    ]
    ask(
        tab,
        N_("Call a meeting"),
        fields,
        {"dated": today()},
        lambda unit, values: meetings.call_meeting(unit, committee_id, values).id,
    )
