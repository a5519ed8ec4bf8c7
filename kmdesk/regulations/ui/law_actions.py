"""Actions of the tab that concern a law's structure and amendments."""

from collections.abc import Callable
from typing import Any

from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.regulations import version_store
from kmdesk.regulations.amendments import ACTIONS, Proposed, add_amendment, propose
from kmdesk.regulations.ui.amend_page import AmendDialog
from kmdesk.regulations.ui.tree_editor import TreeEditor
from kmdesk.regulations.version_store import AmendedLaw
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.queries import RecordView


def check_structure(tab: ActingTab, view: RecordView | None) -> None:
    """Show the proposed tree beside the text, to be mended."""
    if view is not None:
        TreeEditor(tab, tab.context, view.id, view.title).open()


def check_imported(tab: ActingTab, title: str) -> Callable[[Any], None]:
    """After an import: the clerk sees at once how the text was taken apart."""
    return lambda record_id: TreeEditor(tab, tab.context, int(record_id), title).open()


def show_amendments(tab: ActingTab, view: RecordView | None) -> None:
    """The amendments of the law shown."""
    if view is None:
        return
    record_id, title = view.id, view.title

    def count(reading: Reading) -> int:
        return len(version_store.amendment_rows(reading.session, record_id))

    def settle(found: int) -> None:
        if found:
            AmendDialog(tab, tab.context, record_id, title).open()
        else:
            words = tr(
                "No amendment of this law has been read yet. Open the amending law and choose"
                " “Read its amendments…”."
            )
            show_message(tab, words)

    tab.context.read(count, done=settle)


def read_amendments(tab: ActingTab, view: RecordView | None) -> None:
    """Read the amending law shown; ask which law it amends when that is not plain."""
    if view is None:
        return
    by_id = view.id

    def settle(laws: list[AmendedLaw]) -> None:
        if len(laws) == 1:
            _propose(tab, laws[0], by_id)
        else:
            _ask_which(tab, laws, by_id)

    tab.context.read(version_store.amended_by, by_id, done=settle)


def _ask_which(tab: ActingTab, laws: list[AmendedLaw], by_id: int) -> None:
    if not laws:
        words = tr(
            "The law this one amends is not in the library, or no clause names one. Bring the"
            " amended law in first."
        )
        show_message(tab, words)
        return
    titles = {law.title: law for law in laws}

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        _propose(tab, titles[values["law"]], by_id)

    choices = {title: title for title in titles}
    fields = [Field("law", N_("Amended law"), "choice", True, choices=choices)]
    first = {"law": laws[0].title}
    ask_form(tab, N_("Read amendments"), fields, first, go_on, button=N_("Read amendments"))


def _propose(tab: ActingTab, law: AmendedLaw, by_id: int) -> None:
    def settle(told: Proposed) -> None:
        words = tr("{count} amendments were read.", count=told.found)
        if told.others:
            words += " " + tr("{count} concern other laws.", count=told.others)
        tab.context.message_posted.emit(words)
        AmendDialog(tab, tab.context, law.record_id, law.title).open()

    tab.save(N_("Read amendments"), propose, law.record_id, by_id, done=settle)


def add_by_hand(tab: ActingTab, view: RecordView | None) -> None:
    """An amendment entered by hand as a proposal."""
    if view is None:
        return
    record_id, title = view.id, view.title

    def settle(_made: object) -> None:
        AmendDialog(tab, tab.context, record_id, title).open()

    fields = [
        Field("act", N_("Amending law"), "lines", required=True),
        Field("action", N_("Change"), "choice", choices=ACTIONS),
        Field("number", N_("Number of the provision")),
        Field("text", N_("New wording"), "lines"),
        Field("effective_on", N_("In force from"), "date", required=True),
        Field("effective_source", N_("Where that is stated")),
    ]
    ask_form(
        tab,
        N_("Add an amendment"),
        fields,
        {"action": "replace"},
        lambda values, form: tab.save(
            N_("Add an amendment"), _add, record_id, values, form=form, done=settle
        ),
    )


def _add(unit: Any, record_id: int, values: dict[str, Any]) -> None:
    add_amendment(unit, record_id, values)
