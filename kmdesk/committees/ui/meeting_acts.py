"""What a clerk does with a meeting: attendance, matters, resolutions, certification."""

from pathlib import Path
from typing import Any

from kmdesk.committees import meetings
from kmdesk.committees.meetings import MATTER, MEETING
from kmdesk.committees.ui.asking import ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import RowView
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import chosen, defaults, without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView

_PROGRESS = form_fields(chosen(MATTER, "progress", "done_on"))
_NEW_MATTER = without(MATTER, "progress", "done_on")


def edit_meeting(tab: ActingTab, view: RecordView | None) -> None:
    """Change the meeting shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the meeting"), form_fields(MEETING.fields))


def add_item(tab: ActingTab, view: RecordView | None) -> None:
    """Write a matter and its resolution into the minutes."""
    if view is None:
        return
    meeting_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        meetings.add_item(unit, meeting_id, **values)  # type: ignore[arg-type]

    ask(tab, N_("New matter"), form_fields(_NEW_MATTER), defaults(_NEW_MATTER), work)


def edit_item(tab: ActingTab, view: RecordView | None) -> None:
    """Change a matter, its resolution or action."""
    rows = detail_of(view).rows_of("item")
    if rows:
        title = N_("Edit a matter")
        pick(tab, title, rows, lambda row: ask_row(tab, title, form_fields(MATTER), row))


def finish_action(tab: ActingTab, view: RecordView | None) -> None:
    """Write how far a resolution is, or that it was carried out."""
    items = detail_of(view).rows_of("item")
    rows = [row for row in items if row.values["owner"] and not row.values["done_on"]]
    if not rows:
        show_message(tab, tr("No resolution of this meeting waits to be carried out."))
        return
    title = N_("Carried out")

    def work(unit: Unit, item_id: int, values: dict[str, str]) -> None:
        if values["progress"]:
            meetings.note_progress(unit, item_id, values["progress"])
        if values["done_on"]:
            meetings.finish_action(unit, item_id, values["done_on"])

    def go_on(row: RowView) -> None:
        first = {"done_on": today(), "progress": row.values["progress"]}
        note = N_("Leave the day empty while it is still going on.")
        ask_form(
            tab,
            title,
            _PROGRESS,
            first,
            lambda values, form: tab.save(title, work, row.id, values, form=form),
            note=note,
        )

    pick(tab, title, rows, go_on)


def certify(tab: ActingTab, view: RecordView | None) -> None:
    """Certify the minutes shown, in a later meeting of the same committee."""
    if view is None:
        return
    meeting_id, later = view.id, detail_of(view).later
    fields = [
        Field("certified_by", N_("Certified in meeting no."), "choice", choices=later),
        Field("certified_in", N_("or in words")),
    ]
    first = next((key for key in later if key is not None), None)
    ask(
        tab,
        N_("Certify the minutes"),
        fields,
        {"certified_by": first},
        lambda unit, values: meetings.certify(unit, meeting_id, **_either(values)),
    )


def _either(values: dict[str, Any]) -> dict[str, Any]:
    # Words typed stand for a meeting that is not in the library.
    return {**values, "certified_by": None} if values["certified_in"] else values


def attach_papers(tab: ActingTab, view: RecordView | None) -> None:
    """Put what is in the basket on the table of the meeting."""
    if view is None:
        return
    ids = [item.record_id for item in tab.context.basket.items if item.record_id != view.id]
    if not ids:
        show_message(tab, tr("Put the papers into the basket first, then attach them here."))
        return
    meeting_id = view.id
    tab.save(N_("Attach papers"), lambda unit: meetings.attach_papers(unit, meeting_id, ids))


def print_book(tab: ActingTab, view: RecordView | None) -> None:
    """Agenda, minutes to certify and all papers in one PDF."""
    if view is None:
        return
    context, meeting_id = tab.context, view.id
    library, actor, kinds = context.library, context.actor, context.kinds

    def make() -> Path:
        from kmdesk.committees.official import write_book  # only when printing

        out = print_path("book.pdf")
        write_book(library, actor, kinds, meeting_id, out)
        return out

    print_made(tab, context, make, tr("Meeting book"))
