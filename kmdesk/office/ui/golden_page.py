"""The test searches and whether each finds what it must."""

from typing import Any

from PySide6.QtWidgets import (
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.office.maintenance import SearchTestOutcome, add_test, remove_test, run_tests
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, error_text
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.lights import light_icon
from kmdesk.widgets.page import Page
from kmdesk.widgets.rows_table import FITTING, WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel

_HEADS = (N_("Searched for"), N_("Must find"), N_("Result"))


class GoldenPage(Page):
    """A verdict, the searches with their lights, and three buttons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.outcomes: list[SearchTestOutcome] | None = None
        self.verdict = ThaiLabel(self)
        self.verdict.setObjectName("recordTitle")
        self.explain = ThaiLabel(
            self,
            tr(
                "Each search must show its item among the first ten. Add the questions readers"
                " really ask; the program asks some titles of the library by itself."
            ),
        )
        self.table = RowsTable(_HEADS, (WIDE, WIDE, FITTING), self, one=True)
        self.table.setAccessibleName(tr("Test searches"))
        self.table.currentCellChanged.connect(lambda *_at: self._show_buttons())
        self.run = QPushButton(tr("Check again"), self)
        self.add = QPushButton(tr("Add a test search…"), self)
        self.remove = QPushButton(tr("Remove from the set"), self)
        self.run.clicked.connect(self.refresh)
        self.add.clicked.connect(self._ask)
        self.remove.clicked.connect(self._remove)
        row = FlowRow(self)
        for button in (self.run, self.add, self.remove):
            row.add(button)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addWidget(self.explain)
        column.addWidget(self.table, 1)
        column.addWidget(row)

    def refresh(self) -> None:
        """Ask them all again."""
        client = self._context.search
        if client is not None:
            self.verdict.set_text(tr("Checking…"))
            self._context.read(run_tests, client, done=self._show, failed=self._refuse)

    def _show(self, outcomes: list[SearchTestOutcome]) -> None:
        self.outcomes = outcomes
        good = sum(outcome.place > 0 for outcome in outcomes)
        self.verdict.set_text(
            tr("{good} of {total} test searches pass.", good=good, total=len(outcomes))
        )
        self.table.fill([_cells(outcome) for outcome in outcomes], dress=self._light)
        self._show_buttons()

    def _light(self, row: int, column: int, item: QTableWidgetItem) -> None:
        if column == 2 and self.outcomes is not None:
            item.setIcon(light_icon("green" if self.outcomes[row].place else "red"))

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        # The program chooses its own anew from the titles at each run: there is nothing to remove.
        self.remove.setEnabled(chosen is not None and not chosen.golden.own)

    def _chosen(self) -> SearchTestOutcome | None:
        row, outcomes = self.table.currentRow(), self.outcomes or []
        return outcomes[row] if 0 <= row < len(outcomes) else None

    def _ask(self) -> None:
        def save(values: dict[str, Any], form: FormDialog) -> None:
            def added(_golden: object) -> None:
                form.accept()
                self.refresh()

            self._context.write(
                N_("Add a test search"),
                add_test,
                values["query"],
                values["words"],
                done=added,
                # The one thing refused is an item that the words do not tell from others.
                failed=lambda error: form.show_error(error, "words"),
            )

        fields = [
            Field("query", N_("Searched for"), required=True),
            Field("words", N_("Number or title of the item"), required=True),
        ]
        ask_form(self, N_("Add a test search"), fields, {}, save)

    def _remove(self) -> None:
        chosen = self._chosen()
        if chosen is not None and not chosen.golden.own:
            self._context.write(
                N_("Remove a test search"),
                remove_test,
                chosen.golden,
                done=lambda _result: self.refresh(),
                failed=self._refuse,
            )

    def _refuse(self, error: Exception) -> None:
        self.verdict.set_text(error_text(error))


def _cells(outcome: SearchTestOutcome) -> list[str]:
    title = outcome.title or tr("This item is not in the library any more.")
    word = tr("place {at}", at=outcome.place) if outcome.place else tr("not found")
    return [outcome.golden.query, title, word]
