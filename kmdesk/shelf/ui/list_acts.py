"""What a clerk does with the whole list: gaps, due days, stock-take, acts on many."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from kmdesk.i18n import N_
from kmdesk.shelf.documents import note_answer
from kmdesk.shelf.ui.bulk_acts import change_many, join_pages, move_many, replace_many
from kmdesk.shelf.ui.findings_dialog import show_due, show_gaps
from kmdesk.shelf.ui.register_dialog import import_register
from kmdesk.shelf.ui.stock_dialog import take_stock
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import Action

LIST_ACTS = (
    Action(N_("Import a register…"), import_register, needs_record=False, rare=True),
    Action(N_("Change many… (Ctrl+E)"), change_many, needs_record=False, rare=True),
    Action(N_("Move many… (Ctrl+M)"), move_many, needs_record=False, rare=True),
    Action(N_("Find and replace… (Ctrl+H)"), replace_many, needs_record=False, rare=True),
    Action(N_("Join the pages of several… (Ctrl+J)"), join_pages, needs_record=False, rare=True),
    Action(N_("What is missing… (F8)"), show_gaps, needs_record=False, rare=True),
    Action(N_("What is due… (F9)"), show_due, needs_record=False, rare=True),
    Action(N_("Stock-take… (Ctrl+K)"), take_stock, needs_record=False, rare=True),
)
_KEYS = {
    "Ctrl+E": change_many,
    "Ctrl+M": move_many,
    "Ctrl+H": replace_many,
    "Ctrl+J": join_pages,
    "F8": show_gaps,
    "F9": show_due,
    "Ctrl+K": take_stock,
}


def bind_keys(tab: ActingTab) -> None:
    """The keys named in the menu, for whoever may use it."""
    for keys, run in _KEYS.items():
        action = next(act for act in LIST_ACTS if act.run is run)
        shortcut = QShortcut(QKeySequence(keys), tab)
        shortcut.activated.connect(partial(_press, tab, action))


def _press(tab: ActingTab, action: Action) -> None:
    # The key is heard even where its entry in the menu is not shown.
    if tab.context.actor.duty >= action.duty:
        action.run(tab, None)


def answered(tab: ActingTab, view: RecordView | None) -> None:
    """Ask with which letter this one was answered."""
    if view is None:
        return
    record_id = view.id
    fields = [
        Field("number", N_("Number of the answer"), required=True),
        Field("action", N_("Action taken"), "lines"),
    ]
    ask_form(
        tab,
        N_("Answered with"),
        fields,
        {},
        lambda values, form: tab.save(
            N_("Note an answer"),
            lambda unit: note_answer(unit, record_id, **values),
            form=form,
        ),
    )
