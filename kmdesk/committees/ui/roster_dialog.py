"""Who was in a committee on any day."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from kmdesk.committees import queries
from kmdesk.committees.queries import Seat
from kmdesk.committees.tables import member_name
from kmdesk.committees.terms import role_shown
from kmdesk.committees.ui.asking import today
from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.rows_table import WIDE, RowsTable


class RosterDialog(QDialog):
    """Reads the roster anew for each day asked."""

    def __init__(self, tab: ActingTab, view: RecordView) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.title)
        self._context, self._committee = tab.context, view.id
        self.day = BeDateEdit(self)
        self.day.set_iso(today())
        self.day.setAccessibleName(tr("Members on"))
        label = PlainLabel(tr("Members on"), self)
        label.setBuddy(self.day)
        show = QPushButton(tr("Show"), self)
        show.clicked.connect(self.ask)
        self.table = RowsTable((N_("Name"), N_("Role")), (WIDE, 200), self, tips=False)
        self.count = PlainLabel(self)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.accept)
        top, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (label, self.day, show):
            top.addWidget(widget)
        top.addStretch(1)
        foot.addWidget(self.count, 1)
        foot.addWidget(close)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(720, 460)
        self.ask()

    def ask(self) -> None:
        """Read the roster of the day typed."""
        day = self.day.iso()
        if day is None:
            self.count.setText(tr("This is not a date. Type it like 12/3/2551."))
            return
        committee = self._committee

        def work(reading: Reading) -> list[Seat]:
            # The seats ask for no right to see: this refuses a committee that was
            # deleted or is internal.
            reading.record(committee)
            return queries.seats(reading.session, committee, day)

        def fill(found: list[Seat]) -> None:
            # Another day may have been typed since.
            if day == self.day.iso():
                self._fill(found)

        self._context.read(work, done=fill, failed=self._refuse)

    def _fill(self, seats: list[Seat]) -> None:
        self.table.fill([(member_name(seat), role_shown(seat)) for seat in seats])
        self.table.resizeRowsToContents()
        self.count.setText(tr("{count} items", count=str(len(seats))))

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)


def show_roster(tab: ActingTab, view: RecordView | None) -> None:
    """Open the roster of the committee shown."""
    if view is not None:
        RosterDialog(tab, view).open()
