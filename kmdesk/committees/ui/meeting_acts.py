"""What a clerk does with a meeting: attendance, matters, resolutions, certification."""

from dataclasses import replace

from kmdesk.committees import meet
from kmdesk.committees.terms import PRESENCES, SECTIONS
from kmdesk.committees.ui.asking import TITLE, ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.committees.view import RowView
from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.widgets.dialogs import Field
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import RecordTab

_MEETING = [
    TITLE,
    Field("number", N_("Meeting no."), required=True),
    Field("dated", N_("Day of the meeting"), "date", required=True),
    Field("held_at", N_("Held at")),
    Field("opened_at", N_("Opened at")),
    Field("closed_at", N_("Closed at")),
    Field("recorder", N_("Minutes taken by")),
    Field("checker", N_("Minutes checked by")),
]
_PERSON = [
    Field("name", N_("Name"), required=True),
    Field("presence", N_("Presence"), "choice", choices=PRESENCES),
    Field("note", N_("Remarks (stood in for whom, or why absent)")),
]
_MATTER = [
    Field("section", N_("Agenda item"), "choice", choices=SECTIONS),
    Field("text", N_("Matter"), "lines", required=True),
    Field("resolution", N_("Resolution"), "lines"),
    Field("owner", N_("In charge")),
    Field("due_on", N_("Due"), "date"),
]
_DONE = Field("done_on", N_("Done on"), "date")


def edit_meeting(tab: RecordTab, view: RecordView | None) -> None:
    """Change the meeting shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the meeting"), _MEETING)


def attendance(tab: RecordTab, view: RecordView | None) -> None:
    """Note how somebody took part, or add somebody to the attendance."""
    if view is None:
        return
    meeting_id = view.id
    title = N_("Attendance")
    new = RowView("attendance", 0, N_("Somebody not in the list"), {"presence": "guest"})

    def go_on(row: RowView) -> None:
        if row.id:
            ask_row(tab, title, _PERSON, row)
        else:
            ask(
                tab,
                title,
                _PERSON,
                dict(row.values),
                lambda unit, values: meet.attend(unit, meeting_id, **values),
            )

    pick(tab, title, [*detail_of(view).rows_of("attendance"), new], go_on)


def add_item(tab: RecordTab, view: RecordView | None) -> None:
    """Write a matter and its resolution into the minutes."""
    if view is None:
        return
    meeting_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        meet.add_item(unit, meeting_id, **values)  # type: ignore[arg-type]

    ask(tab, N_("New matter"), _MATTER, {"section": 5}, work)


def edit_item(tab: RecordTab, view: RecordView | None) -> None:
    """Change a matter, its resolution or action."""
    rows = detail_of(view).rows_of("item")
    if rows:
        title = N_("Edit a matter")
        pick(tab, title, rows, lambda row: ask_row(tab, title, [*_MATTER, _DONE], row))


def finish_action(tab: RecordTab, view: RecordView | None) -> None:
    """Note that a resolution was carried out."""
    items = detail_of(view).rows_of("item")
    rows = [row for row in items if row.values["owner"] and not row.values["done_on"]]
    if not rows:
        return
    title = N_("Carried out")

    def go_on(row: RowView) -> None:
        ask(
            tab,
            title,
            [replace(_DONE, required=True)],
            {"done_on": today()},
            lambda unit, values: meet.finish_action(unit, row.id, values["done_on"]),
        )

    pick(tab, title, rows, go_on)


def certify(tab: RecordTab, view: RecordView | None) -> None:
    """Certify the minutes shown."""
    if view is None:
        return
    meeting_id = view.id
    ask(
        tab,
        N_("Certify the minutes"),
        [Field("certified_in", N_("Certified in meeting no."), required=True)],
        {},
        lambda unit, values: meet.certify(unit, meeting_id, values["certified_in"]),
    )
