"""Actions that change what is known of a law: its facts, its status, its links."""

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.edits import LAW_FORM, change_law, confirm_status
from kmdesk.regulations.instruments import link_provision
from kmdesk.regulations.model import STATUSES, UNCHECKED
from kmdesk.regulations.queries import CARD, KIND
from kmdesk.regulations.ui.card_acts import ask_card
from kmdesk.regulations.ui.law_body import reading_place
from kmdesk.regulations.view import CardView, LawView
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView

_RELATIONS = {
    "legal_basis": N_("Legal basis"),
    "repeals": N_("Repeals"),
    "amends": N_("Amends"),
    "cites": N_("Refers to"),
}


def edit(tab: ActingTab, view: RecordView | None) -> None:
    """The form of the law or card on the right."""
    if view is None:
        return
    if isinstance(view.detail, CardView):
        ask_card(tab, view, view.detail)
    elif isinstance(view.detail, LawView):
        _ask_law(tab, view, view.detail)


def _ask_law(tab: ActingTab, view: RecordView, law: LawView) -> None:
    record_id = view.id
    values = {**law.values, "title": view.title, "issuer": view.issuer}
    values |= {"status": view.status, "audience": view.audience}
    ask_form(
        tab,
        N_("Edit law"),
        form_fields(LAW_FORM.fields),
        values,
        lambda values, form: tab.save(
            N_("Edit a law"),
            change_law,
            record_id,
            form.touched(values),
            dict(form.opened),
            form=form,
        ),
    )


def checked(tab: ActingTab, view: RecordView | None) -> None:
    """The status is as it stands, seen by me today; an unknown one is asked for."""
    if view is None or view.kind != KIND or tab.context.actor.duty < Duty.CLERK:
        return
    label, record_id, day = (
        N_("Check the status of a law"),
        view.id,
        short_date(clock.today_iso()),
    )
    if view.status != UNCHECKED:
        done = tr("Checked today ({day}): {title}", day=day, title=view.title)
        tab.save(
            label,
            confirm_status,
            record_id,
            done=lambda _record: tab.context.message_posted.emit(done),
        )
        return
    found = {code: words for code, words in STATUSES.items() if code != UNCHECKED}
    ask_form(
        tab,
        N_("Status checked"),
        [Field("status", N_("Status"), "choice", choices=found)],
        {"status": "in_force"},
        lambda values, form: tab.save(
            label, confirm_status, record_id, values["status"], form=form
        ),
        button=N_("Confirm"),
        note=N_("Who checks it and the day are kept with the status."),
    )


def link(tab: ActingTab, view: RecordView | None) -> None:
    """Join the law, card or provision being read with a provision of another law."""
    if view is None:
        return
    record_id, anchor = view.id, reading_place(tab) if view.kind == KIND else ""
    relation = "legal_basis" if view.kind == CARD else "cites"

    def ask(laws: dict[str, int]) -> None:
        ask_form(
            tab,
            N_("Link to a provision"),
            [
                Field("relation", N_("Relation"), "choice", choices=_RELATIONS),
                Field("law", N_("Law or regulation"), "suggest", True, suggestions=tuple(laws)),
                Field("number", N_("Number of the provision")),
            ],
            {"relation": relation},
            lambda values, form: tab.save(
                N_("Link to a provision"),
                link_provision,
                (record_id, anchor),
                # No law has the number 0: a title that is not in the list is refused in words.
                laws.get(values["law"].strip(), 0),
                values["number"],
                values["relation"],
                form=form,
            ),
            note=N_("Type some words of the title and choose it from the list."),
        )

    def titles(reading: Reading) -> dict[str, int]:
        # All of them: the list is narrowed by typing, and one left out could not be chosen.
        found = queries.laws_titled(reading, "", limit=5000)
        return {ref.title: ref.record_id for ref in found if ref.record_id != record_id}

    tab.context.read(titles, done=ask)
