"""A table in a window of its own: narrowed above, printed below, a line opens its record."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.committees.view import Listing
from kmdesk.i18n import tr
from kmdesk.thai.normal import normal_form
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.heads import WrappingHeader
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.rows_table import RowsTable
from kmdesk.widgets.thai_label import ThaiLabel, breakable

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading


class TableWindow(QDialog):
    """A room gives :meth:`read` (off the UI thread) and, if it likes, controls to ask by."""

    title = ""
    """Message id."""

    def __init__(self, tab: ActingTab) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(self.title))
        self._context = tab.context
        self.listing = Listing("", (), ())
        self._shown: list[int] = []
        self._asked = 0
        self.table = RowsTable((), (), self, tips=False)
        self.table.setWordWrap(True)
        self.table.setHorizontalHeader(WrappingHeader(self.table))
        self.table.itemActivated.connect(lambda item: self._open(item.row()))
        self.table.setAccessibleName(tr(self.title))
        self.narrow = ThaiLineEdit(self)
        self.narrow.setPlaceholderText(tr("Narrow this list"))
        self.narrow.setAccessibleName(tr("Narrow this list"))
        self.narrow.setClearButtonEnabled(True)
        self.narrow.textChanged.connect(lambda _text: self._fill())
        self.count = ThaiLabel(self)
        self.print_button = QPushButton(tr("Print"), self)
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self._print)
        self.top, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for label, widget in self.controls():
            if label:
                words = PlainLabel(tr(label), self)
                words.setBuddy(widget)
                widget.setAccessibleName(tr(label))
                self.top.addWidget(words)
            self.top.addWidget(widget)
        self.top.addWidget(self.narrow, 1)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.print_button)
        foot.addWidget(close)
        column.addLayout(self.top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(1080, 600)
        self.ask()

    def controls(self) -> Sequence[tuple[str, QWidget]]:
        """(label message id, widget) pairs to ask by; a change calls :meth:`ask`."""
        return ()

    def question(self) -> tuple[Any, ...] | str:
        """Arguments of :meth:`read`, or a sentence that says what is wrong with them."""
        return ()

    def read(self, reading: "Reading", *asked: Any) -> Listing:
        """The table's content. Off the UI thread."""
        raise NotImplementedError

    def ask(self, *_ignored: object) -> None:
        """Read again with what the controls say now."""
        asked = self.question()
        if isinstance(asked, str):
            self.count.set_text(asked)
            return
        self._asked += 1
        number = self._asked

        def take(listing: Listing) -> None:
            if number == self._asked:  # an answer may come after that of a later question
                self._take(listing)

        self._context.read(self.read, *asked, done=take, failed=self._refuse)

    def _take(self, listing: Listing) -> None:
        self.listing = listing
        heads = listing.heads
        self.table.setColumnCount(len(heads))
        # Short heads as well: a column may be narrower than its name.
        self.table.setHorizontalHeaderLabels([breakable(tr(head), least=0) for head in heads])
        header, whole = self.table.horizontalHeader(), sum(listing.widths) or 1
        room = self.width() - 60
        for column, share in enumerate(listing.widths):
            self.table.setColumnWidth(column, round(room * share / whole))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._fill()

    def _fill(self) -> None:
        words = normal_form(self.narrow.text().strip()).casefold()
        self._shown = [
            at
            for at, row in enumerate(self.listing.rows)
            if words in normal_form(" ".join(row)).casefold()
        ]
        self.table.fill([self.listing.rows[at] for at in self._shown])
        self.table.resizeRowsToContents()
        count = tr("{count} items", count=f"{len(self._shown):,}")
        self.count.set_text("  ·  ".join(filter(None, (count, self.listing.note))))
        self.print_button.setEnabled(bool(self._shown))

    def _open(self, line: int) -> None:
        records = self.listing.records
        if line < len(self._shown) and self._shown[line] < len(records):
            record_id = records[self._shown[line]]
            if record_id:
                self._context.open_requested.emit(record_id, "")
                self.accept()

    def _print(self) -> None:
        listing, chosen = self.listing, tuple(self.listing.rows[at] for at in self._shown)
        title, office = tr(self.title), self._context.settings.office_name

        def make() -> Path:
            from kmdesk.committees.print import write_listing  # only when printing

            out = print_path("list.pdf")
            write_listing(listing.but(chosen), title, office, out)
            return out

        print_made(self, self._context, make, title)

    def _refuse(self, error: Exception) -> None:
        self.count.set_text(error_text(error))
