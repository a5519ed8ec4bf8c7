"""Wanted knowledge: what was searched for in vain, counted without who asked."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.office.ui.wanted_laws import WantedLaws
from kmdesk.search import Missed
from kmdesk.search.client import SearchClient
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.rows_table import FITTING, WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel

_HEADS = (N_("Searched for"), N_("Times"), N_("Last asked"), N_("By now"))


@dataclass(frozen=True, slots=True)
class Wish:
    """A term and how many records a walk-up would find for it by now."""

    missed: Missed
    answers: int


class WantedPage(Page):
    """The terms, most wanted first, over four buttons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.wishes: list[Wish] = []
        self.explain = ThaiLabel(
            self,
            tr(
                "What readers searched for and did not find. Only the words are counted, never"
                " who asked."
            ),
        )
        self.table = RowsTable(_HEADS, (WIDE, FITTING, FITTING, FITTING), self, one=True)
        self.table.setAccessibleName(tr("Wanted knowledge"))
        self.table.itemActivated.connect(lambda _item: self._search())
        self.ask = QPushButton(tr("Search for it"), self)
        self.done = QPushButton(tr("Mark as done"), self)
        self.delete = QPushButton(tr("Delete from the list"), self)
        self.print = QPushButton(tr("Print this list"), self)
        self.ask.clicked.connect(self._search)
        self.done.clicked.connect(lambda: self._settle(delete=False))
        self.delete.clicked.connect(lambda: self._settle(delete=True))
        self.print.clicked.connect(self._print)
        row = FlowRow(self)
        for button in (self.ask, self.done, self.delete):
            row.add(button)
        row.add(self.print)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.table, 1)
        column.addWidget(row)
        self.laws = WantedLaws(context, self)
        column.addWidget(self.laws, 1)
        self._fill()

    def refresh(self) -> None:
        """Read the list and ask each term again, as a walk-up would."""
        client = self._context.search
        self.laws.refresh()
        if client is not None:
            self._context.runner.submit_read(partial(asked_again, client), done=self._show)

    def _show(self, wishes: list[Wish]) -> None:
        self.wishes = wishes
        self._fill()

    def _fill(self) -> None:
        self.table.fill([wish_words(wish) for wish in self.wishes], centred=(1,))
        for button in (self.ask, self.done, self.delete, self.print):
            button.setEnabled(bool(self.wishes))

    def _chosen(self) -> str:
        row = self.table.currentRow()
        return self.wishes[row].missed.text if 0 <= row < len(self.wishes) else ""

    def _search(self) -> None:
        if self._chosen():
            self._context.search_requested.emit(self._chosen())

    def _settle(self, *, delete: bool) -> None:
        client, text = self._context.search, self._chosen()
        if client is None or not text:
            return
        self._context.runner.submit_read(
            lambda: client.settle_wanted(text, delete=delete),
            done=lambda _result: self.refresh(),
            failed=lambda error: self._context.message_posted.emit(error_text(error)),
        )

    def _print(self) -> None:
        rows = [wish_words(wish) for wish in self.wishes]
        office = self._context.settings.office_name
        make = partial(_write, rows, office, self._context.settings.thai_digits)
        print_made(self, self._context, make, tr("Wanted knowledge"))


def asked_again(client: SearchClient) -> list[Wish]:
    """The list, and for each term how many records a walk-up finds now; uncounted."""
    wishes = []
    for missed in client.wanted():
        result = client.search(missed.text, limit=1, snippets=False, facets=False)
        # Found only by a fallback (another spelling, words apart) it is still missing under the
        # words that people use.
        wishes.append(Wish(missed, 0 if result.tried else result.total))
    return wishes


def wish_words(wish: Wish) -> list[str]:
    """Term, times, last asked, and what became of it."""
    missed = wish.missed
    state = tr("now answered by {count}", count=f"{wish.answers:,}") if wish.answers else "–"
    if missed.done:
        state = tr("done {day}", day=short_date(missed.done)) + (
            f" · {state}" if wish.answers else ""
        )
    return [missed.text, f"{missed.times:,}", short_date(missed.last), state]


def _write(rows: list[list[str]], office: str, thai_digits: bool) -> Path:
    from kmdesk.office.print import write_wanted  # reportlab only when printing

    return write_wanted(rows, office, thai_digits)
