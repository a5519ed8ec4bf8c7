"""Who sits where on a day; hours of training in a fiscal year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSpinBox, QWidget

from kmdesk import clock
from kmdesk.committees import view
from kmdesk.committees.ui.asking import today
from kmdesk.committees.ui.table_window import TableWindow
from kmdesk.committees.view import Listing
from kmdesk.i18n import N_, tr
from kmdesk.thai.dates import fiscal_year
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.queries import RecordView

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading


class SeatsWindow(TableWindow):
    """Everybody with every seat, as at the day typed."""

    title = N_("Who sits where")

    def controls(self) -> Sequence[tuple[str, QWidget]]:
        """The day."""
        self.day = BeDateEdit(self)
        self.day.set_iso(today())
        self.day.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)
        self.day.changed.connect(self.ask)
        return ((N_("Members on"), self.day),)

    def question(self) -> tuple[Any, ...] | str:
        """The day typed, while it is one."""
        day = self.day.iso()
        return (day,) if day else tr("This is not a date. Type it like 12/3/2551.")

    def read(self, reading: "Reading", *asked: Any) -> Listing:
        """The seats of the day."""
        return view.seats_on(reading, *asked)


_YEAR_WIDE = 12  # characters, the arrows included


class HoursWindow(TableWindow):
    """Hours taken part in and taught, person by person."""

    title = N_("Hours of training")

    def controls(self) -> Sequence[tuple[str, QWidget]]:
        """The fiscal year."""
        self.year = QSpinBox(self)
        self.year.setRange(2400, 2650)
        self.year.setMinimumWidth(self.fontMetrics().averageCharWidth() * _YEAR_WIDE)
        self.year.setValue(fiscal_year(clock.today()))
        self.year.valueChanged.connect(self.ask)
        return ((N_("Fiscal year"), self.year),)

    def question(self) -> tuple[Any, ...] | str:
        """The year chosen."""
        return (self.year.value(),)

    def read(self, reading: "Reading", *asked: Any) -> Listing:
        """The hours of the year."""
        return view.training_hours(reading, *asked)


def show_seats(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the seats of today."""
    SeatsWindow(tab).open()


def show_hours(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the hours of this fiscal year."""
    HoursWindow(tab).open()
