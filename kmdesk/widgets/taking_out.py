"""The list of a tab, or the whole library, as a readable folder or a spreadsheet."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.files import ask_folder, ask_target
from kmdesk.widgets.keeping import file_name
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Action
from kmdesk.widgets.work_dialog import WorkDialog

if TYPE_CHECKING:
    from kmdesk.records.portable_export import ExportResult

Told = Callable[[int, int], None]


def take_folder_to(
    parent: QWidget,
    context: Context,
    inside: Path,
    name: str,
    record_ids: Sequence[int] | None = None,
) -> WorkDialog:
    """Write a readable folder called after ``name`` and today into ``inside``."""
    library, actor, kinds = context.library, context.actor, context.kinds
    ids = None if record_ids is None else tuple(record_ids)

    def job(progress: Told) -> "ExportResult":
        from kmdesk.records.portable_export import export_records

        return export_records(library, actor, kinds, free_folder(inside, name), ids, progress)

    dialog = WorkDialog(parent, context.runner, tr("Take out as a folder"), job, _said)
    dialog.open()
    return dialog


def take_sheet_to(
    parent: QWidget, context: Context, out: Path, record_ids: Sequence[int]
) -> WorkDialog:
    """Write a spreadsheet of the records."""
    library, actor, kinds = context.library, context.actor, context.kinds
    ids = tuple(record_ids)

    def job(progress: Told) -> int:
        from kmdesk.records.spreadsheet import write_sheet

        return write_sheet(library, actor, kinds, out, ids, progress)

    def said(count: int) -> str:
        return tr("{count} items are in {file}.", count=f"{count:,}", file=str(out))

    dialog = WorkDialog(parent, context.runner, tr("Take out as a spreadsheet"), job, said)
    dialog.open()
    return dialog


def _said(done: "ExportResult") -> str:
    return tr(
        "{count} items with {files} files are in {folder}. Open index.html there to read them.",
        count=f"{done.records:,}",
        files=f"{done.files:,}",
        folder=str(done.folder),
    )


def free_folder(inside: Path, name: str) -> Path:
    """A folder in ``inside`` that is not there yet, called after ``name`` and today."""
    # As a print is named: the same rules for sticks and phones hold here.
    stem = file_name(name, clock.today()).removesuffix(".pdf")
    target, number = inside / stem, 2
    while target.exists():
        target, number = inside / f"{stem}_{number}", number + 1
    return target


def _folder(tab: ActingTab, _view: RecordView | None) -> None:
    first = tab.context.settings.values.get("export_folder", "")
    chosen = ask_folder(tab, tr("Take out as a folder"), "take out", first)
    if chosen:
        take_folder_to(tab, tab.context, Path(chosen), tab.list_name, tab.listed_ids)


def _sheet(tab: ActingTab, _view: RecordView | None) -> None:
    first = tab.context.settings.values.get("export_folder", "")
    name = file_name(tab.list_name, clock.today()).removesuffix(".pdf") + ".xlsx"
    title, kinds = tr("Take out as a spreadsheet"), "Excel, CSV (*.xlsx *.csv)"
    chosen = ask_target(tab, title, "take out", name, kinds, first)
    if chosen:
        out = Path(chosen)
        if out.suffix.lower() not in (".xlsx", ".csv"):
            out = out.with_name(f"{out.name}.xlsx")
        take_sheet_to(tab, tab.context, out, tab.listed_ids)


LIST_ACTIONS = (
    Action(N_("Take this list out as a folder…"), _folder, needs_record=False, rare=True),
    Action(N_("Take this list out as a spreadsheet…"), _sheet, needs_record=False, rare=True),
)
