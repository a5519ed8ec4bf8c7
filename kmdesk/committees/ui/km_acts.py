"""What a clerk does with knowledge sets."""

from kmdesk.committees import knowledge
from kmdesk.committees.terms import NEXT_STEPS, STEPS
from kmdesk.committees.ui.asking import TITLE, ask, detail_of, today
from kmdesk.i18n import N_
from kmdesk.widgets.dialogs import Field
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import RecordTab


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
