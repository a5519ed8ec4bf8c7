"""Import of cooperatives, resource persons and staff from a spreadsheet."""

from kmdesk.directory.import_sheet import TABLES
from kmdesk.i18n import N_
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.table_import import TableDialog, ask_sheet


def import_sheet(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask for a spreadsheet and show what it would do."""
    path = ask_sheet(tab, N_("Import the directory"))
    if path is not None:
        TableDialog(tab, tab.context, path, TABLES).open()
