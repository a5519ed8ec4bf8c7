"""Provisions printed as they are read."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.printing import print_path


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
