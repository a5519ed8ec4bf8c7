"""How the room asks: one form an act; first which line, when a record has several."""

from collections.abc import Callable, Sequence
from typing import Any

from kmdesk import clock
from kmdesk.committees import kind
from kmdesk.committees.view import CommitteeView, RowView
from kmdesk.i18n import N_
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.queries import RecordView

_REMOVE = Field("remove", N_("Remove this line"), "check")


def today() -> str:
    """Today as an ISO date, for a form's first values."""
    return clock.today_iso()


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
    note: str = "",
) -> FormDialog:
    """A form whose values go to ``work(unit, values)``; a record id it gives is shown."""

    def save(got: dict[str, Any], form: FormDialog) -> None:
        tab.save(title, work, got, form=form)

    return ask_form(tab, title, fields, values, save, note=note)


def ask_record(tab: ActingTab, view: RecordView, title: str, fields: Sequence[Field]) -> None:
    """A form that changes the record shown itself."""
    record_id = view.id

    def save(values: dict[str, Any], form: FormDialog) -> None:
        typed, opened = form.touched(values), dict(form.opened)
        tab.save(title, kind.change_record, record_id, typed, opened, form=form)

    present = {**detail_of(view).values, "title": view.title, "status": view.status}
    ask_form(tab, title, fields, present, save)


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
    # By number: two lines may read the same.
    choices = {number: row.words for number, row in enumerate(rows)}

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        then(rows[values["row"]])

    field = Field("row", N_("Which line"), "choice", choices=choices)
    ask_form(tab, title, [field], {}, go_on, button=N_("Next"), note=note)


def ask_row(tab: ActingTab, title: str, fields: Sequence[Field], row: RowView) -> None:
    """A form that changes or removes a row below the record."""

    def save(values: dict[str, Any], form: FormDialog) -> None:
        if values.pop("remove"):
            tab.save(title, kind.remove_row, row.table, row.id, form=form)
            return
        typed, opened = form.touched(values), dict(form.opened)
        tab.save(title, kind.change_row, row.table, row.id, typed, opened, form=form)

    ask_form(tab, title, [*fields, _REMOVE], dict(row.values), save)
