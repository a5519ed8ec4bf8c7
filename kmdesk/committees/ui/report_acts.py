"""What a clerk does with progress reports and evidence of a plan."""

from pathlib import Path
from typing import Any

from kmdesk.committees import plan
from kmdesk.committees.plan import PROOF, REPORT, ROUND
from kmdesk.committees.terms import REPORTS
from kmdesk.committees.ui.asking import ask, ask_row, detail_of, pick, today
from kmdesk.committees.view import RowView
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import defaults
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.files import ask_files
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView


def ask_reports(tab: ActingTab, view: RecordView | None) -> None:
    """Ask everyone in charge for a report by a day."""
    if view is None:
        return
    plan_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        plan.ask_reports(unit, plan_id, values)

    ask(tab, N_("Ask for progress reports"), form_fields(ROUND), {"asked_on": today()}, work)


def file_report(tab: ActingTab, view: RecordView | None) -> None:
    """Take in the report of one person."""
    rows = [r for r in detail_of(view).rows_of("report") if not r.values["reported_on"]]
    if not rows:
        show_message(tab, tr("No report is awaited. Ask for reports first."))
        return
    title = N_("Take in a report")

    def go_on(row: RowView) -> None:
        ask(
            tab,
            title,
            form_fields(REPORT),
            {"reported_on": today()},
            lambda unit, values: plan.file_report(unit, row.id, values),
        )

    pick(tab, title, rows, go_on)


def edit_round(tab: ActingTab, view: RecordView | None) -> None:
    """Change the day of a round, or take it back."""
    rows = detail_of(view).rows_of("round")
    if rows:
        title = N_("Edit a call for reports")
        pick(tab, title, rows, lambda row: ask_row(tab, title, form_fields(ROUND), row))


def add_evidence(tab: ActingTab, view: RecordView | None) -> None:
    """Choose files that prove an indicator."""
    if view is None:
        return
    names = ask_files(tab, tr("Files of evidence"), "evidence")
    if names:
        ask_evidence(tab, view, [Path(name) for name in names])


def ask_evidence(tab: ActingTab, view: RecordView, files: list[Path]) -> None:
    """Ask what the files prove, then add them all."""
    record_id = view.id

    def work(unit: Unit, values: dict[str, object]) -> None:
        for file in files:
            plan.add_evidence(unit, record_id, file, values)

    ask(tab, N_("Add evidence"), _proof(view), defaults(PROOF), work)


def _proof(view: RecordView) -> list[Field]:
    """What a file proves: a resolution of a meeting, or a part of a plan."""
    detail = detail_of(view)
    tables = {"item_id": "item"}
    if view.kind != "meeting":
        tables = {"state_id": "state", "activity_id": "activity"}
    return form_fields(PROOF, {name: detail.choices(table) for name, table in tables.items()})


def edit_evidence(tab: ActingTab, view: RecordView | None) -> None:
    """Change what a file proves, or take it out."""
    rows = detail_of(view).rows_of("evidence")
    if rows and view is not None:
        title, fields = N_("Edit evidence"), _proof(view)
        pick(tab, title, rows, lambda row: ask_row(tab, title, fields, row))


def print_evidence(tab: ActingTab, view: RecordView | None) -> None:
    """Ask for which report, then the evidence in one PDF."""
    if view is None:
        return
    library, actor, plan_id = tab.context.library, tab.context.actor, view.id

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()
        months = values["months"]

        def make() -> Path:
            from kmdesk.committees.print import write_evidence  # only when printing

            out = print_path("evidence.pdf")
            write_evidence(library, actor, plan_id, out, months)
            return out

        print_made(tab, tab.context, make, tr("Evidence"))

    choices: dict[int | None, str] = {None: N_("All there is"), **REPORTS}
    fields = [Field("months", N_("Kind of report"), "choice", choices=choices)]
    ask_form(tab, N_("Print the evidence"), fields, {}, go_on, button=N_("Show it"))
