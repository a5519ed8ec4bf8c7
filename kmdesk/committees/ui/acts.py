"""What a signed-in clerk does in this room: one form an act."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kmdesk.committees import appoint, knowledge, meet, plan
from kmdesk.committees.terms import FORMS, KM_PARTS, LEVELS, NEXT_STEPS, ROLES, SECTIONS, STEPS
from kmdesk.committees.view import CommitteeView
from kmdesk.i18n import N_
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import RecordTab

Run = Callable[[RecordTab, RecordView | None], None]

_TITLE = Field("title", N_("Title"), "lines", required=True)


def _today() -> str:
    return date.today().isoformat()


def new_order(tab: RecordTab, _view: RecordView | None) -> None:
    """Add an appointment order."""
    fields = [
        Field("number", N_("Order no."), required=True),
        _TITLE,
        Field("dated", N_("Dated"), "date", required=True),
        Field("issuer", N_("Issued by")),
        Field("power", N_("By the power of"), "lines"),
        Field("reason", N_("Reason"), "lines"),
        Field("effective_on", N_("In force from"), "date"),
        Field("signer", N_("Signed by")),
        Field("signer_position", N_("Position of the signer")),
        Field("text", N_("Text of the order"), "lines"),
    ]
    _ask(
        tab,
        N_("New order"),
        fields,
        {"dated": _today()},
        lambda unit, values: appoint.add_order(unit, values).id,
    )


def new_committee(tab: RecordTab, _view: RecordView | None) -> None:
    """Add a committee or group."""
    fields = [
        _TITLE,
        Field("form", N_("Form of committee"), "choice", choices=FORMS),
        Field("purpose", N_("Purpose"), "lines"),
        Field("issue", N_("Knowledge issue"), "lines"),
        Field("has_quorum", N_("Needs a quorum of half"), "check"),
    ]
    _ask(
        tab,
        N_("New committee or group"),
        fields,
        {"form": "working_group"},
        lambda unit, values: appoint.add_committee(unit, values).id,
    )


def add_member(tab: RecordTab, view: RecordView | None) -> None:
    """Put somebody into the committee shown."""
    if view is None:
        return
    committee_id = view.id
    fields = [
        Field("name", N_("Name")),
        Field("post", N_("Post")),
        Field("by_post", N_("Member by post"), "check"),
        Field("role", N_("Role"), "choice", choices=ROLES),
        Field("from_on", N_("From (first day)"), "date", required=True),
        Field("to_on", N_("To (last day)"), "date"),
    ]
    _ask(
        tab,
        N_("New member"),
        fields,
        {"role": "member", "from_on": _today()},
        lambda unit, values: _nothing(appoint.appoint(unit, committee_id, **values)),
    )


def end_member(tab: RecordTab, view: RecordView | None) -> None:
    """Let a membership end."""
    detail = view.detail if view is not None else None
    if not isinstance(detail, CommitteeView) or not detail.members:
        return
    fields = [
        Field("member_id", N_("Member"), "choice", choices=dict(detail.members)),
        Field("to_on", N_("To (last day)"), "date", required=True),
    ]
    _ask(
        tab,
        N_("End a membership"),
        fields,
        {"to_on": _today()},
        lambda unit, values: appoint.end_membership(unit, **values),
    )


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
    _ask(
        tab,
        N_("Call a meeting"),
        fields,
        {"dated": _today()},
        lambda unit, values: meet.call_meeting(unit, committee_id, values).id,
    )


def add_item(tab: RecordTab, view: RecordView | None) -> None:
    """Write a matter and its resolution into the minutes."""
    if view is None:
        return
    meeting_id = view.id
    fields = [
        Field("section", N_("Agenda item"), "choice", choices=SECTIONS),
        Field("text", N_("Matter"), "lines", required=True),
        Field("resolution", N_("Resolution"), "lines"),
        Field("owner", N_("Owner")),
        Field("due_on", N_("Due"), "date"),
    ]
    _ask(
        tab,
        N_("New matter"),
        fields,
        {"section": 5},
        lambda unit, values: _nothing(meet.add_item(unit, meeting_id, **values)),
    )


def finish_action(tab: RecordTab, view: RecordView | None) -> None:
    """Note that a resolution was carried out."""
    detail = view.detail if view is not None else None
    if not isinstance(detail, CommitteeView) or not detail.actions:
        return
    fields = [
        Field("item_id", N_("Resolution"), "choice", choices=dict(detail.actions)),
        Field("done_on", N_("Done on"), "date", required=True),
    ]
    _ask(
        tab,
        N_("Carried out"),
        fields,
        {"done_on": _today()},
        lambda unit, values: meet.finish_action(unit, **values),
    )


def certify(tab: RecordTab, view: RecordView | None) -> None:
    """Certify the minutes shown."""
    if view is None:
        return
    meeting_id = view.id
    _ask(
        tab,
        N_("Certify the minutes"),
        [Field("certified_in", N_("Certified in meeting no."), required=True)],
        {},
        lambda unit, values: meet.certify(unit, meeting_id, **values),
    )


def new_set(tab: RecordTab, view: RecordView | None) -> None:
    """Begin a knowledge set of the group shown."""
    if view is None:
        return
    group_id = view.id
    fields = [
        _TITLE,
        Field("makers", N_("Made by")),
        Field("text", N_("Text"), "lines"),
    ]
    _ask(
        tab,
        N_("New knowledge set"),
        fields,
        {},
        lambda unit, values: knowledge.add_set(unit, {**values, "group_id": group_id}, _today()).id,
    )


def edit_set(tab: RecordTab, view: RecordView | None) -> None:
    """Change title, makers and text of a set."""
    detail = view.detail if view is not None else None
    if view is None or not isinstance(detail, CommitteeView):
        return
    set_id = view.id
    fields = [
        _TITLE,
        Field("issue", N_("Knowledge issue"), "lines"),
        Field("makers", N_("Made by")),
        Field("text", N_("Text"), "lines"),
    ]
    _ask(
        tab,
        N_("Edit the knowledge set"),
        fields,
        {**detail.values, "title": view.title},
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
    _ask(
        tab,
        N_("Next step of the set"),
        fields,
        {"on": _today(), "by": tab.context.actor.name},
        lambda unit, values: knowledge.advance(unit, set_id, **values),
    )


def new_plan(tab: RecordTab, _view: RecordView | None) -> None:
    """Begin a KM plan."""
    fields = [
        _TITLE,
        Field("fiscal_year", N_("Fiscal year (Buddhist era)"), "number", required=True),
        Field("level", N_("Level"), "choice", choices=LEVELS),
        Field("reviewer", N_("Reviewer")),
        Field("approver", N_("Approver (CKO)")),
    ]
    _ask(
        tab,
        N_("New KM plan"),
        fields,
        {"level": "province"},
        lambda unit, values: plan.add_plan(unit, values).id,
    )


def add_state(tab: RecordTab, view: RecordView | None) -> None:
    """Add a desired state to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    fields = [
        _TITLE,
        Field("measure", N_("Measure")),
        Field("unit", N_("Unit of measure")),
        Field("target", N_("Target"), "decimal"),
        Field("due_on", N_("Due"), "date"),
    ]
    _ask(
        tab,
        N_("New desired state"),
        fields,
        {},
        lambda unit, values: plan.add_state(unit, plan_id, values),
    )


def add_activity(tab: RecordTab, view: RecordView | None) -> None:
    """Add an activity to the plan shown."""
    if view is None:
        return
    plan_id = view.id
    fields = [
        Field("part", N_("Part"), "choice", choices=KM_PARTS),
        _TITLE,
        Field("method", N_("Way to success"), "lines"),
        Field("period", N_("Period")),
        Field("indicator", N_("Indicator")),
        Field("target", N_("Target")),
        Field("tools", N_("Tools")),
        Field("budget", N_("Budget (baht)"), "decimal"),
        Field("owner", N_("Owner")),
    ]
    _ask(
        tab,
        N_("New activity"),
        fields,
        {"part": "identify"},
        lambda unit, values: plan.add_activity(unit, plan_id, values),
    )


def _ask(
    tab: RecordTab,
    title: str,
    fields: list[Field],
    values: dict[str, Any],
    work: Callable[[Any, dict[str, Any]], int | None],
) -> None:
    ask_form(tab, title, fields, values, lambda got, form: tab.save(title, work, got, form=form))


def _nothing(_made: object) -> None:
    """The record shown stays; a row of it was made."""
