"""What of this room goes on paper as a form: plan table, progress report, roster."""

from pathlib import Path
from typing import Any

from kmdesk.committees.ui.asking import today
from kmdesk.i18n import N_, tr
from kmdesk.records.display import URGENCIES
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.printing import print_sheet
from kmdesk.widgets.queries import RecordView


def plan_table(tab: ActingTab, view: RecordView | None) -> None:
    """The plan's tables."""
    if view is None:
        return
    record_id = view.id

    def make(library: Any, actor: Any, out: Path) -> Path:
        from kmdesk.committees.sheets import print_plan  # reportlab only when printing

        return print_plan(library, actor, record_id, out)

    print_sheet(tab, tab.context, make, tr("KM plan table"))


def progress_report(tab: ActingTab, view: RecordView | None) -> None:
    """The page for the chair."""
    if view is None:
        return
    record_id = view.id

    def make(library: Any, actor: Any, out: Path) -> Path:
        from kmdesk.committees.sheets import print_progress

        return print_progress(library, actor, record_id, out)

    print_sheet(tab, tab.context, make, tr("Progress report to the chair"))


def invitation(tab: ActingTab, view: RecordView | None) -> None:
    """The memo that calls the meeting."""
    _invite(tab, view, outside=False)


def outside_invitation(tab: ActingTab, view: RecordView | None) -> None:
    """The letter that calls people from outside."""
    _invite(tab, view, outside=True)


def _invite(tab: ActingTab, view: RecordView | None, *, outside: bool) -> None:
    if view is None:
        return
    record_id = view.id

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()

        def make(library: Any, actor: Any, out: Path) -> Path:
            from kmdesk.committees.official import print_invitation

            return print_invitation(
                library, actor, record_id, out, outside=outside, urgency=values["urgency"]
            )

        print_sheet(tab, tab.context, make, tr("Invitation to the meeting"))

    fields = [Field("urgency", N_("Urgency"), "choice", choices=URGENCIES)]
    title = N_("Invitation to the meeting")
    ask_form(tab, title, fields, {"urgency": ""}, go_on, button=N_("Show it"))


def roster(tab: ActingTab, view: RecordView | None) -> None:
    """Ask for the day, then print who was a member."""
    if view is None:
        return
    record_id = view.id

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        day = values["day"]

        def make(library: Any, actor: Any, out: Path) -> Path:
            from kmdesk.committees.sheets import print_roster

            return print_roster(library, actor, record_id, day, out)

        print_sheet(tab, tab.context, make, tr("Members as at a day"))

    fields = [Field("day", N_("Members on"), "date", required=True)]
    title = N_("Members as at a day")
    ask_form(tab, title, fields, {"day": today()}, go_on, button=N_("Show it"))
