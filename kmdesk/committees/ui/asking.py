"""How the room asks: one form an act; first which line, when a record has several."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from kmdesk.committees import edit
from kmdesk.committees.merge import Conflict
from kmdesk.committees.ui.conflict import ConflictDialog
from kmdesk.committees.view import CommitteeView, RowView
from kmdesk.i18n import N_
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.queries import RecordView

TITLE = Field("title", N_("Title"), "lines", required=True)
_REMOVE = Field("remove", N_("Remove this line"), "check")


def today() -> str:
    """Today as an ISO date, for a form's first values."""
    return date.today().isoformat()


def detail_of(view: RecordView | None) -> CommitteeView:
    """The room's part of the record shown; empty when there is none."""
    detail = view.detail if view is not None else None
    return detail if isinstance(detail, CommitteeView) else CommitteeView({}, ())


def ask(
    tab: ActingTab,
    title: str,
    fields: Sequence[Field],
    values: dict[str, Any],
    work: Callable[[Any, dict[str, Any]], object],
    *,
    seen: dict[str, Any] | None = None,
    note: str = "",
) -> FormDialog:
    """A form whose values go to ``work(unit, values)``; a record id it gives is shown.

    ``seen`` is what ``work`` compares with what is stored: where somebody else changed a field
    meanwhile, both texts are offered and the choice goes back into the form.
    """

    def save(got: dict[str, Any], form: FormDialog) -> None:
        def settle(result: object) -> None:
            form.accept()
            if isinstance(result, int) and not isinstance(result, bool):
                tab.open_record(result)

        def refuse(error: Exception) -> None:
            form.show_error(error)
            if isinstance(error, Conflict) and seen is not None and error.field in form.editors:
                _offer_both(form, error, seen)

        tab.context.write(title, work, got, done=settle, failed=refuse)

    return ask_form(tab, title, fields, values, save, note=note)


def _offer_both(form: FormDialog, conflict: Conflict, seen: dict[str, Any]) -> None:
    editor = form.editors[conflict.field]

    def choose(value: object) -> None:
        editor.set_value(value)
        seen[conflict.field] = conflict.theirs
        editor.widget.setFocus()

    ConflictDialog(form, editor.field, conflict, choose).open()


def ask_record(tab: ActingTab, view: RecordView, title: str, fields: Sequence[Field]) -> None:
    """A form that changes the record shown itself."""
    record_id = view.id
    seen = {**detail_of(view).values, "title": view.title, "status": view.status}

    def work(unit: Any, values: dict[str, Any]) -> int:
        return edit.change_record(unit, record_id, values, seen)

    ask(tab, title, fields, seen, work, seen=seen)


def pick(
    tab: ActingTab,
    title: str,
    rows: Sequence[RowView],
    then: Callable[[RowView], None],
    note: str = "",
) -> None:
    """Ask which of ``rows`` is meant; a single one is taken at once."""
    if len(rows) == 1:
        then(rows[0])
        return
    choices = {number: row.words for number, row in enumerate(rows)}

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        then(rows[values["row"]])

    field = Field("row", N_("Which line"), "choice", choices=choices)
    ask_form(tab, title, [field], {}, go_on, button=N_("Next"), note=note)


def ask_row(tab: ActingTab, title: str, fields: Sequence[Field], row: RowView) -> None:
    """A form that changes or removes a row below the record."""
    seen = dict(row.values)

    def work(unit: Any, values: dict[str, Any]) -> None:
        values = dict(values)  # the form may be sent again after an error
        if values.pop("remove"):
            edit.remove_row(unit, row.table, row.id)
        else:
            edit.change_row(unit, row.table, row.id, values, seen)

    ask(tab, title, [*fields, _REMOVE], seen, work, seen=seen)
