"""Laws that texts in the library refer to and that are not in it."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.search import WantedLaw
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.rows_table import FITTING, WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel

_SHOWN = 500
_HEADS = (N_("Law or regulation"), N_("Records"), N_("Times"))


class WantedLaws(QWidget):
    """Titles, most wanted first; a line opens the record that refers to it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.wanted: list[WantedLaw] = []
        self.explain = ThaiLabel(self)
        self.table = RowsTable(_HEADS, (WIDE, FITTING, FITTING), self, one=True)
        self.table.setAccessibleName(tr("Laws wanted"))
        self.table.itemActivated.connect(lambda _item: self._open())
        self.open = QPushButton(tr("Open where it is referred to"), self)
        self.print = QPushButton(tr("Print this list"), self)
        self.open.clicked.connect(self._open)
        self.print.clicked.connect(self._print)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        row.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.explain)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._show([])

    def refresh(self) -> None:
        """Ask again; laws that came in meanwhile are off the list."""
        client = self._context.search
        if client is not None:
            audiences = self._context.actor.audiences
            self._context.runner.submit_read(
                lambda: client.wanted_laws(actor_audiences=audiences), done=self._show
            )

    def _show(self, wanted: list[WantedLaw]) -> None:
        self.wanted = wanted
        shown = wanted[:_SHOWN]
        self.table.fill([_cells(law) for law in shown], centred=(1, 2))
        for button in (self.open, self.print):
            button.setEnabled(bool(shown))
        self.explain.set_text(
            tr("Laws that texts refer to and that are not in the library: {count}",
               count=f"{len(wanted):,}")
        )  # fmt: skip

    def _open(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self.wanted):
            self._context.open_requested.emit(self.wanted[row].records[0], "")

    def _print(self) -> None:
        rows = [_cells(law) for law in self.wanted[:_SHOWN]]
        office = self._context.settings.office_name
        make = partial(_write, rows, office, self._context.settings.thai_digits)
        print_made(self, self._context, make, tr("Laws wanted"))


def _cells(law: WantedLaw) -> list[str]:
    return [to_thai(law.title), f"{len(law.records):,}", f"{law.times:,}"]


def _write(rows: list[list[str]], office: str, thai_digits: bool) -> Path:
    from kmdesk.office.print import write_wanted_laws  # reportlab only when printing

    return write_wanted_laws(rows, office, thai_digits)
