"""Provisions printed as they are read."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_made, print_path


def print_provisions(
    parent: QWidget, context: Context, record_id: int, anchors: list[str], day: str | None
) -> None:
    """Provisions as they stand on screen, in the preview."""
    library, actor = context.library, context.actor

    def make() -> Path:
        from kmdesk.regulations.print import write_provisions  # reportlab only when printing

        out = print_path("provision.pdf")
        write_provisions(library, actor, record_id, anchors, out, day)
        return out

    print_made(parent, context, make, tr("Provision"))
