"""What a clerk does with orders, committees and members."""

from typing import Any

from kmdesk.committees import appoint, meet
from kmdesk.committees.terms import COMMITTEE_STATUSES, FORMS, ROLES
from kmdesk.committees.ui.asking import TITLE, ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import CommitteeView
from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import RecordTab

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
_COMMITTEE = [
    TITLE,
    Field("form", N_("Form of committee"), "choice", choices=FORMS),
    Field("purpose", N_("Purpose"), "lines"),
    Field("issue", N_("Knowledge issue"), "lines"),
    Field("has_quorum", N_("Needs a quorum of half"), "check"),
]


def _member(detail: CommitteeView) -> list[Field]:
    return [
        Field("name", N_("Name")),
        Field("post", N_("Post")),
        Field("by_post", N_("Member by post"), "check"),
        Field("role", N_("Role"), "choice", choices=ROLES),
        Field("from_on", N_("From (first day)"), "date", required=True),
        Field("to_on", N_("To (last day)"), "date"),
        Field("order_id", N_("Appointed by order"), "choice", choices=detail.orders),
    ]


def new_order(tab: RecordTab, _view: RecordView | None) -> None:
    """Add an appointment order."""
    ask(
        tab,
        N_("New order"),
        _ORDER,
        {"dated": today()},
        lambda unit, values: appoint.add_order(unit, values).id,
    )


def edit_order(tab: RecordTab, view: RecordView | None) -> None:
    """Change the order shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the order"), _ORDER)


def repeal_order(tab: RecordTab, view: RecordView | None) -> None:
    """Repeal the order shown: the memberships it made end."""
    if view is None:
        return
    order_id = view.id
    ask(
        tab,
        N_("Repeal the order"),
        [Field("on", N_("Repealed from"), "date", required=True)],
        {"on": today()},
        lambda unit, values: appoint.repeal_order(unit, order_id, values["on"]),
    )


def new_committee(tab: RecordTab, _view: RecordView | None) -> None:
    """Add a committee or group."""
    ask(
        tab,
        N_("New committee or group"),
        _COMMITTEE,
        {"form": "working_group"},
        lambda unit, values: appoint.add_committee(unit, values).id,
    )


def edit_committee(tab: RecordTab, view: RecordView | None) -> None:
    """Change the committee shown."""
    if view is not None:
        status = Field("status", N_("Status"), "choice", choices=COMMITTEE_STATUSES)
        ask_record(tab, view, N_("Edit the committee"), [*_COMMITTEE, status])


def add_member(tab: RecordTab, view: RecordView | None) -> None:
    """Put somebody into the committee shown."""
    if view is None:
        return
    committee_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        appoint.appoint(unit, committee_id, **values)  # type: ignore[arg-type]

    first = {"role": "member", "from_on": today()}
    ask(tab, N_("New member"), _member(detail_of(view)), first, work)


def edit_member(tab: RecordTab, view: RecordView | None) -> None:
    """Change a membership of the committee shown, or let it end."""
    detail = detail_of(view)
    rows = detail.rows_of("member")
    if rows:
        title = N_("Edit a membership")
        pick(tab, title, rows, lambda row: ask_row(tab, title, _member(detail), row))


def edit_duties(tab: RecordTab, view: RecordView | None) -> None:
    """Write the duties of a role, a line each."""
    if view is None:
        return
    committee_id = view.id
    present = {row.values["role"]: row.values["duties"] for row in detail_of(view).rows_of("duty")}

    def ask_duties(role: str) -> None:
        ask(
            tab,
            N_("Duties of a role"),
            [Field("duties", ROLES[role], "lines")],
            {"duties": str(present.get(role, "")).replace("; ", "\n")},
            lambda unit, values: appoint.set_duties(unit, committee_id, role, values["duties"]),
        )

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        ask_duties(values["role"])

    role = Field("role", N_("Role"), "choice", choices=ROLES)
    ask_form(tab, N_("Duties of a role"), [role], {}, go_on, button=N_("Next"))


def new_meeting(tab: RecordTab, view: RecordView | None) -> None:
    """Call a meeting of the committee shown."""
    if view is None:
        return
    committee_id = view.id
    fields = [
        Field("dated", N_("Day of the meeting"), "date", required=True),
        Field("number", N_("Meeting no. (empty: the next one)")),
        Field("held_at", N_("Held at")),
        Field("opened_at", N_("Opened at")),
        Field("recorder", N_("Minutes taken by")),
        Field("checker", N_("Minutes checked by")),
    ]
    ask(
        tab,
        N_("Call a meeting"),
        fields,
        {"dated": today()},
        lambda unit, values: meet.call_meeting(unit, committee_id, values).id,
    )
