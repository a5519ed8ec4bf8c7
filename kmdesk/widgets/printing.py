"""Printing from anywhere: records → PDF off the UI thread → shown, saved or printed."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import defaults
from kmdesk.records.kinds import PrintForm, filled
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog, ask_form, show_error
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.keeping import PREFIX, drop_print
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Action

if TYPE_CHECKING:
    from kmdesk.records import Actor, Library
    from kmdesk.records.kinds import Kinds


def print_records(parent: QWidget, context: Context, record_ids: Sequence[int], title: str) -> None:
    """Make one PDF of the records and show it to the reader, to save or print from there."""
    print_made(parent, context, partial(_write_pdf, context, tuple(record_ids)), title)


def print_made(
    parent: QWidget, context: Context, make: Callable[[], Path], title: str, hint: str = ""
) -> None:
    """Run ``make`` off the UI thread and show the PDF it wrote; ``hint`` stands above it."""
    from kmdesk.widgets.preview import PreviewDialog

    actor, thai = context.actor, context.settings.thai_digits
    context.message_posted.emit(tr("Preparing the print…"))

    def work() -> Path:
        from kmdesk.pdf.document import digits_in_print  # reportlab only when printing

        # Inside the job: the choice holds for the thread that prints.
        with digits_in_print(thai):
            return make()

    def show(path: Path) -> None:
        context.message_posted.emit("")
        # What was made for a clerk who has left meanwhile is not for the next reader.
        if context.actor == actor:
            PreviewDialog(parent, context, path, title, hint).open()
        else:
            drop_print(path)

    def refuse(error: Exception) -> None:
        context.message_posted.emit("")
        show_error(parent, error)

    context.runner.submit_read(work, done=show, failed=refuse)


def print_sheet(
    parent: QWidget, context: Context, make: "Callable[[Library, Actor, Path], Path]", title: str
) -> None:
    """Show what ``make(library, actor, out)`` wrote for whoever is signed in now."""
    library, actor = context.library, context.actor
    print_made(parent, context, lambda: make(library, actor, print_path("sheet.pdf")), title)


def form_actions(kinds: "Kinds", codes: Sequence[str]) -> tuple[Action, ...]:
    """Return an entry of the print menu for each form of these kinds."""
    return tuple(
        Action(
            form.label,
            partial(_print_form, form),
            duty=form.duty,
            needs_record=form.of_record,
            kinds=(code,) if form.of_record else (),
            printed=True,
        )
        for code in codes
        if code in kinds
        for form in kinds.get(code).forms
    )


def _print_form(form: PrintForm, tab: ActingTab, view: RecordView | None) -> None:
    """Ask what the form asks, then show it."""
    if view is None and form.of_record:
        return
    record_id = view.id if view is not None and form.of_record else 0

    def show(values: Mapping[str, Any]) -> None:
        def make(library: "Library", actor: "Actor", out: Path) -> Path:
            form.write(library, actor, record_id, filled(form, values), out)
            return out

        print_sheet(tab, tab.context, make, tr(form.label))

    def go_on(values: dict[str, Any], dialog: FormDialog) -> None:
        dialog.accept()
        show(values)

    if not form.asks:
        show({})
        return
    first = {**defaults(form.asks), **tab.form_values(form.name)}
    ask_form(tab, form.label, form_fields(form.asks), first, go_on, button=N_("Show it"))


def print_path(name: str) -> Path:
    """A file of this name to print into, in a folder of its own."""
    # In a folder of its own: forgetting a print removes that, with all that was made on the way.
    return Path(tempfile.mkdtemp(prefix=PREFIX)) / name


def print_list(
    parent: QWidget, context: Context, ids: Sequence[int], title: str, words: str
) -> None:
    """Print these records as a list to take to the shelves; ``words`` narrowed it."""
    ids, actor = tuple(ids), context.actor

    def make() -> Path:
        from kmdesk.pdf.pick_list import Found, write_pick_list  # reportlab only when printing

        out = print_path("list.pdf")
        found = Found(ids, len(ids), query=words)
        write_pick_list(context.library, actor, context.kinds, found, out, title)
        return out

    print_made(parent, context, make, title)


def _write_pdf(context: Context, record_ids: tuple[int, ...]) -> Path:
    from kmdesk.pdf.merging import write_marked  # reportlab only when printing

    folder = print_path("print.pdf").parent
    outs: list[Path] = []
    for at, record_id in enumerate(record_ids):
        out = folder / f"{at + 1:03}.pdf"
        write_marked(context.library, context.actor, context.kinds, record_id, out)
        outs.append(out)
    if len(outs) == 1:
        return outs[0]
    from pypdf import PdfWriter

    pack = PdfWriter()
    for out in outs:
        pack.append(str(out))
    whole = folder / "print.pdf"
    pack.write(str(whole))
    pack.close()
    return whole
