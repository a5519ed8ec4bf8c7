"""Actions that concern answer cards."""

from typing import Any

from kmdesk import clock
from kmdesk.i18n import N_
from kmdesk.records.fields import defaults
from kmdesk.regulations.edits import CARD_FORM, add_card, add_card_on, change_card, draft_card
from kmdesk.regulations.structure import readable
from kmdesk.regulations.ui.law_body import reading_place
from kmdesk.regulations.view import CardView
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView


def ask_card(tab: ActingTab, view: RecordView, card: CardView) -> None:
    """The form of the card on the right."""
    record_id = view.id
    values = {**card.values, "title": view.title, "status": view.status}
    ask_form(
        tab,
        N_("Edit answer card"),
        form_fields(CARD_FORM.fields),
        values,
        lambda values, form: tab.save(
            N_("Edit an answer card"),
            change_card,
            record_id,
            form.touched(values),
            dict(form.opened),
            form=form,
        ),
    )


def new_card(tab: ActingTab, _view: RecordView | None) -> None:
    """A card with nothing in it yet."""
    ask_form(
        tab,
        N_("New answer card"),
        form_fields(CARD_FORM.fields),
        {**defaults(CARD_FORM.fields), "answered_on": clock.today_iso()},
        lambda values, form: tab.save(N_("Add an answer card"), _create_card, values, form=form),
    )


def _create_card(unit: Any, values: dict[str, Any]) -> int:
    question, answer = values.pop("title"), values.pop("answer")
    return add_card(unit, question, answer, (), values).id


def card_here(tab: ActingTab, view: RecordView | None) -> None:
    """A card on the provision being read: only the question is left to write."""
    if view is None:
        return
    record_id, title = view.id, view.title
    numbers = Field("numbers", N_("Provisions"), hint=N_("e.g. 11, 33/1"))
    question, answer, *rest = form_fields(CARD_FORM.fields)

    def ask(values: dict[str, str]) -> None:
        ask_form(
            tab,
            N_("New answer card"),
            [question, answer, numbers, *rest],
            values,
            lambda values, form: tab.save(
                N_("Add an answer card"), add_card_on, record_id, values, form=form
            ),
            note=to_thai(readable(title)),
        )

    tab.context.read(draft_card, record_id, reading_place(tab), done=ask)
