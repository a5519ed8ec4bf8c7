"""Actions that concern answer cards."""

from typing import Any

from kmdesk import clock
from kmdesk.i18n import N_
from kmdesk.regulations.edits import add_card, add_card_on, draft_card, edit_card
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import CARD_STATUSES
from kmdesk.regulations.ui.law_body import reading_place
from kmdesk.regulations.view import CardView
from kmdesk.thai.digits import to_thai
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.queries import RecordView


def _card_fields() -> list[Field]:
    return [
        Field("question", N_("Question"), "lines", required=True),
        Field("answer", N_("Answer"), "lines", required=True),
        Field("answered_by", N_("Answered by")),
        Field("answered_on", N_("Answered on"), "date"),
        Field("status", N_("Status"), "choice", choices=CARD_STATUSES),
        Field("checked_by", N_("Checked by")),
        Field("checked_on", N_("Checked on"), "date"),
        Field("note", N_("Remarks"), "lines"),
    ]


def ask_card(tab: ActingTab, view: RecordView, card: CardView) -> None:
    """The form of the card on the right."""
    record_id = view.id
    values = {**card.values, "question": view.title, "status": view.status}
    ask_form(
        tab,
        N_("Edit answer card"),
        _card_fields(),
        values,
        lambda values, form: tab.save(
            N_("Edit an answer card"),
            edit_card,
            record_id,
            dict(form.opened),
            form.touched(values),
            form=form,
        ),
    )


def new_card(tab: ActingTab, _view: RecordView | None) -> None:
    """A card with nothing in it yet."""
    ask_form(
        tab,
        N_("New answer card"),
        _card_fields(),
        {"status": "unchecked", "answered_on": clock.today_iso()},
        lambda values, form: tab.save(N_("Add an answer card"), _create_card, values, form=form),
    )


def _create_card(unit: Any, values: dict[str, Any]) -> int:
    question, answer = values.pop("question"), values.pop("answer")
    return add_card(unit, question, answer, (), values).id


def card_here(tab: ActingTab, view: RecordView | None) -> None:
    """A card on the provision being read: only the question is left to write."""
    if view is None:
        return
    record_id, title = view.id, view.title
    numbers = Field("numbers", N_("Provisions"), hint=N_("e.g. 11, 33/1"))
    question, answer, *rest = _card_fields()

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
