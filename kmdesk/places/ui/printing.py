"""Print a floor plan from the screen: PDF off the UI thread, then shown."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.places.floor_plan import PlanRow, ShapeRow, Target
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_made, print_path


def print_plan(
    parent: QWidget,
    context: Context,
    plan: PlanRow,
    lit: ShapeRow | None,
    targets: tuple[Target, ...] = (),
) -> None:
    """Make the PDF of one floor and show it, to save or print from there."""
    picture = context.library.files.path(plan.image) if plan.image else None
    make = partial(_write, context.settings.office_name, plan, lit, targets, picture)
    print_made(parent, context, make, plan.name)


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
