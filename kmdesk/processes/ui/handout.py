"""The sheet a visitor takes along: what to bring, where to go, until when."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.processes.queries import ProcessView
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_made, print_path


def print_handout(
    parent: QWidget, context: Context, title: str, detail: ProcessView, filed: str | None
) -> None:
    """Make it off the UI thread and show it."""
    office = context.settings.office_name
    day = date.fromisoformat(filed) if filed else None

    def make() -> Path:
        from kmdesk.processes.print import write_handout

        out = print_path("handout.pdf")
        return write_handout(out, title, detail, office=office, filed=day)

    print_made(parent, context, make, title)
