"""Actions that print provisions: as they are read, or on slips."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_, tr
from kmdesk.regulations.queries import ANCHOR
from kmdesk.regulations.ui.law_body import reading_place
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_error
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView


def print_provisions(
    parent: QWidget, context: Context, record_id: int, anchors: list[str], day: str | None
) -> None:
    """Provisions as they stand on screen, in the preview."""
    from kmdesk.regulations.print import write_provisions
    from kmdesk.widgets.preview import PreviewDialog

    out = print_path("provision.pdf")

    def work() -> Path:
        write_provisions(context.library, context.actor, record_id, anchors, out, day)
        return out

    def refuse(error: Exception) -> None:
        show_error(parent, error)

    def show(path: Path) -> None:
        PreviewDialog(parent, context, path, tr("Provision")).open()

    context.runner.submit_read(work, done=show, failed=refuse)


def slips(tab: ActingTab, view: RecordView | None) -> None:
    """Ask which provisions go on slips; at first the one being read."""
    if view is None:
        return
    library, actor, record_id = tab.context.library, tab.context.actor, view.id

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()

        def make() -> Path:
            from kmdesk.regulations.print import print_slips  # only when printing

            out = print_path("slips.pdf")
            return print_slips(library, actor, record_id, values["numbers"], out)

        print_made(tab, tab.context, make, tr("Citation slips"))

    here = reading_place(tab).removeprefix(ANCHOR)
    fields = [Field("numbers", N_("Provisions"), required=True, hint=N_("e.g. 11, 33/1"))]
    present = {"numbers": here if here[:1].isdigit() else ""}
    ask_form(tab, N_("Citation slips"), fields, present, go_on, button=N_("Show it"))
