"""A list of findings by section: Enter opens the record, one button prints it all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.shelf.completeness import Section, find_due, find_gaps
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.breaking import TreeDelegate
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading

_RECORD = Qt.ItemDataRole.UserRole
Find = Callable[["Reading", date], list[Section]]


class FindingsDialog(QDialog):
    """Reads off the UI thread, again whenever the library changed."""

    def __init__(self, parent: QWidget, context: Context, title: str, find: Find) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._title, self._find = context, title, find
        self.sections: list[Section] = []
        self.is_read = False
        self.setWindowTitle(tr(title))
        self.state = ThaiLabel(self, tr("Working…"))
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([tr("Number"), tr("Subject"), tr("Remarks")])
        self.tree.setItemDelegate(TreeDelegate(self.tree))
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.tree.setColumnWidth(0, 260)
        self.tree.setColumnWidth(2, 280)
        self.tree.itemActivated.connect(self._open)
        self.print = QPushButton(tr("Print"), self)
        self.print.clicked.connect(self._print)
        self.close_button = QPushButton(tr("Close"), self)
        self.close_button.clicked.connect(self.accept)
        for button in (self.print, self.close_button):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.print)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        self.resize(1000, 560)
        context.library_changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        self._context.read(self._find, clock.today(), done=self._show, failed=self._refuse)

    def _show(self, sections: list[Section]) -> None:
        self.sections, self.is_read = sections, True
        self.tree.clear()
        for section in sections:
            head = QTreeWidgetItem([f"{tr(section.label)}  ({len(section.lines):,})"])
            self.tree.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            for line in section.lines:
                item = QTreeWidgetItem([line.number, line.text, line.note])
                item.setData(0, _RECORD, line.record_id)
                item.setToolTip(1, plain_tip(line.text))
                head.addChild(item)
            # A long section would put the heads of all others out of sight.
            head.setExpanded(bool(section.lines) and len(section.lines) <= 50)
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        self.tree.setFocus()
        total = sum(len(section.lines) for section in sections)
        self.state.set_text(
            tr("{count} items. Enter opens the record.", count=f"{total:,}")
            if total
            else tr("Nothing was found.")
        )
        self.print.setEnabled(total > 0)

    def _refuse(self, error: Exception) -> None:
        self.state.set_text(error_text(error))

    def _open(self, item: QTreeWidgetItem, _column: int) -> None:
        record_id = item.data(0, _RECORD)
        if record_id:
            self.accept()
            self._context.open_requested.emit(int(record_id), "")

    def _print(self) -> None:
        library, title, sections = self._context.library, tr(self._title), tuple(self.sections)

        def make() -> Path:
            from kmdesk.shelf.completeness import print_findings

            out = print_path("sheet.pdf")
            return print_findings(library, title, sections, out)

        print_made(self, self._context, make, title)


def show_gaps(tab: ActingTab, _view: RecordView | None) -> None:
    """What is missing on the shelf."""
    FindingsDialog(tab, tab.context, N_("What is missing"), find_gaps).open()


def show_due(tab: ActingTab, _view: RecordView | None) -> None:
    """What is to be answered and brought back, soonest first."""
    FindingsDialog(tab, tab.context, N_("What is due"), find_due).open()


__all__ = ["FindingsDialog", "show_due", "show_gaps"]
