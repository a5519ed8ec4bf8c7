"""What an import would do, row by row, before anything is changed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from kmdesk.directory.import_sheet import Line, apply_import, plan_import
from kmdesk.i18n import N_, tr
from kmdesk.intake.table import read_table
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import show_error, show_message
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel

_PROBLEM = QColor("#b3261e")


class ImportDialog(QDialog):
    """Reads the file off the UI thread; Import stores what has no problem."""

    def __init__(self, tab: ActingTab, path: Path) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import from {name}", name=path.name))
        self._tab = tab
        self.lines: list[Line] = []
        self.summary = ThaiLabel(self, tr("Reading the sheet…"))
        self.table = QTableWidget(0, 4, self)
        heads = (N_("Row"), N_("Name"), N_("Registration number"), N_("What happens"))
        self.table.setHorizontalHeaderLabels([tr(head) for head in heads])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(2, 160)
        self.import_button = QPushButton(tr("Import"), self)
        self.import_button.setEnabled(False)
        self.import_button.clicked.connect(self._store)
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(cancel)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(900, 560)

        def work(reading: Reading) -> list[Line]:
            return plan_import(reading.session, read_table(path))

        tab.context.read(work, done=self._fill, failed=self._refuse)

    def _fill(self, lines: list[Line]) -> None:
        self.lines = lines
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            cells = (
                str(line.row),
                str(line.values.get("title", "")),
                str(line.values.get("number", "")),
                _what(line),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if line.problem:
                    item.setForeground(_PROBLEM)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        good = [line for line in lines if not line.problem]
        self.summary.set_text(
            tr(
                "{added} new, {changed} changed, {problems} left out",
                added=str(sum(line.match is None for line in good)),
                changed=str(sum(line.match is not None for line in good)),
                problems=str(len(lines) - len(good)),
            )
        )
        self.import_button.setEnabled(bool(good))

    def _store(self) -> None:
        tab, lines = self._tab, tuple(self.lines)
        self.import_button.setEnabled(False)

        def work(unit: Unit) -> tuple[int, int]:
            return apply_import(unit, lines)

        def settle(counts: tuple[int, int]) -> None:
            added, changed = (str(count) for count in counts)
            self.accept()
            show_message(tab, tr("{added} added, {changed} changed.", added=added, changed=changed))

        tab.context.keep_point_for(len(lines))
        tab.context.write(N_("Import the directory"), work, done=settle, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.summary.set_text(str(error))
        show_error(self, error)


def _what(line: Line) -> str:
    if line.problem:
        return line.problem
    return tr("Added") if line.match is None else tr("Changes the entry that is there")


def import_sheet(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask for a spreadsheet and show what it would do."""
    kinds = "Excel, CSV (*.xlsx *.csv)"
    name = ask_file(tab, tr("Import cooperatives"), "directory", kinds)
    if name:
        ImportDialog(tab, Path(name)).open()
