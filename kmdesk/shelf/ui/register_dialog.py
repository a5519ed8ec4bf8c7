"""Import of a receive register from a spreadsheet."""

from kmdesk.i18n import N_
from kmdesk.shelf.import_register import REGISTER
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.table_import import TableDialog, ask_sheet


def import_register(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask for a spreadsheet and show what it would do."""
    path = ask_sheet(tab, N_("Import a register…"))
    if path is not None:
        TableDialog(tab, tab.context, path, (REGISTER,)).open()
