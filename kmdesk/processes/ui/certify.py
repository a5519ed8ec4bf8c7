"""Before and after: correct what became of each step, print the certificate."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_
from kmdesk.processes.compare import comparison_of
from kmdesk.processes.flow import AFTER, BEFORE
from kmdesk.processes.kind import save_matches
from kmdesk.processes.queries import ProcessView
from kmdesk.processes.ui.match_editor import MatchEditor, Pair
from kmdesk.records.unit import Unit
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_made, print_path


def correct_matches(parent: QWidget, context: Context, record_id: int, detail: ProcessView) -> None:
    """Open the choices over the window; saved as one unit of work."""
    before, after = detail.phase(BEFORE), detail.phase(AFTER)
    if before is None or after is None:
        return

    def store(unit: Unit, pairs: Sequence[Pair]) -> None:
        save_matches(unit, record_id, pairs)

    def save(pairs: Sequence[Pair], editor: MatchEditor) -> None:
        context.write(
            N_("Correct the matches"),
            store,
            tuple(pairs),
            done=lambda _nothing: editor.accept(),
            failed=editor.show_error,
        )

    MatchEditor(
        parent, before.process, after.process, detail.matches, detail.target_percent, save
    ).open()


def print_certificate(
    parent: QWidget, context: Context, title: str, detail: ProcessView, paper: str
) -> None:
    """Make the certificate off the UI thread and show it."""
    comparison = comparison_of(detail)
    before, after = detail.phase(BEFORE), detail.phase(AFTER)
    if comparison is None or before is None or after is None:
        return
    office, target = context.settings.office_name, detail.target_percent
    names = (before.name, after.name)

    def make() -> Path:
        from kmdesk.processes.print import write_certificate

        out = print_path("certificate.pdf")
        return write_certificate(
            out, comparison, title, target=target, paper=paper, office=office, names=names
        )

    print_made(parent, context, make, title)
