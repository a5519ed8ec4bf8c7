"""What a clerk does with knowledge sets."""

from kmdesk.committees import knowledge
from kmdesk.committees.knowledge import COMMENT
from kmdesk.committees.terms import NEXT_STEPS, STEPS
from kmdesk.committees.ui.asking import ask, ask_row, detail_of, pick, today
from kmdesk.committees.ui.board import VersionDialog
from kmdesk.committees.view import statuses_open_to
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import chosen, without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView


def new_version(tab: ActingTab, view: RecordView | None) -> None:
    """Begin a draft that will replace the set shown."""
    if view is None:
        return
    set_id = view.id

    def work(unit: Unit) -> int:
        return knowledge.new_version(unit, set_id, today()).id

    tab.save(N_("New version of a set"), work)


def comment(tab: ActingTab, view: RecordView | None) -> None:
    """Write a remark on the set shown."""
    if view is None:
        return
    set_id = view.id

    def work(unit: Unit, values: dict[str, str]) -> None:
        knowledge.add_comment(unit, set_id, values["text"], values["said_on"], values["said_by"])

    ask(
        tab,
        N_("Comment on the set"),
        form_fields(without(COMMENT, "settled_on")),
        {"said_on": today(), "said_by": tab.context.actor.name},
        work,
    )


def edit_comment(tab: ActingTab, view: RecordView | None) -> None:
    """Say that a remark was dealt with, or take it out."""
    rows = detail_of(view).rows_of("comment")
    if not rows:
        show_message(tab, tr("There are no comments on this set."))
        return
    title = N_("Deal with a comment")
    fields = form_fields(chosen(COMMENT, "text", "settled_on"))
    pick(tab, title, rows, lambda row: ask_row(tab, title, fields, row))


def compare(tab: ActingTab, view: RecordView | None) -> None:
    """Show what changed between two versions of the text."""
    steps = detail_of(view).rows_of("step")
    if len(steps) < 2 or view is None:
        show_message(tab, tr("This set has only one version so far."))
        return
    choices = {number: row.words for number, row in enumerate(steps)}
    fields = [
        Field("old", N_("Older version"), "choice", choices=choices),
        Field("new", N_("Newer version"), "choice", choices=choices),
    ]
    title = view.title

    def go_on(values: dict[str, int], form: FormDialog) -> None:
        form.accept()
        old, new = steps[values["old"]], steps[values["new"]]
        VersionDialog(tab, title, old, new).open()

    first = {"old": len(steps) - 2, "new": len(steps) - 1}
    ask_form(tab, N_("Compare versions"), fields, first, go_on, button=N_("Compare"))


def advance_set(tab: ActingTab, view: RecordView | None) -> None:
    """Take a set to its next step."""
    if view is None:
        return
    set_id = view.id
    names = {step: STEPS[step] for step in NEXT_STEPS.get(view.status, ())}
    ways = statuses_open_to(tab.context.actor, view.kind, view.status, names)
    if not ways:
        show_message(tab, tr("The next step is the secretary's. Sign in as the secretary first."))
        return
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
