"""Print a floor plan from the screen: PDF off the UI thread, then shown."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import tr
from kmdesk.places.floor_plan import PlanRow, ShapeRow, Target
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.printing import print_path


def print_plan(
    parent: QWidget,
    context: Context,
    plan: PlanRow,
    lit: ShapeRow | None,
    targets: tuple[Target, ...] = (),
) -> None:
    """Make the PDF of one floor and show it, to save or print from there."""
    context.message_posted.emit(tr("Preparing the print…"))

    def show(path: Path) -> None:
        context.message_posted.emit("")
        PreviewDialog(parent, context, path, plan.name).open()

    def refuse(error: Exception) -> None:
        context.message_posted.emit("")
        show_error(parent, error)

    picture = context.library.files.path(plan.image) if plan.image else None
    context.runner.submit_read(
        _write,
        context.settings.office_name,
        plan,
        lit,
        targets,
        picture,
        done=show,
        failed=refuse,
    )


def _write(
    office: str,
    plan: PlanRow,
    lit: ShapeRow | None,
    targets: tuple[Target, ...],
    picture: Path | None,
) -> Path:
    from kmdesk.places.print import write_plan  # reportlab only when printing

    out = print_path("plan.pdf")
    write_plan(out, plan, office=office, lit=lit, targets=targets, picture=picture)
    return out
