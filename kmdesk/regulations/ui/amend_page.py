"""Amendments of a law: what was read, corrected and confirmed, with a preview of each."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.regulations import version_store
from kmdesk.regulations.amendments import (
    ACTIONS,
    CONFLICTS,
    DOUBTS,
    ActDays,
    Preview,
    act_days,
    change_amendment,
    confirm,
    date_act,
    place_words,
    preview,
    state_words,
    take_back,
)
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.structure import readable
from kmdesk.regulations.ui.amend_days_row import ActDaysRow
from kmdesk.regulations.ui.amend_form import AmendForm
from kmdesk.regulations.ui.marked_text import legend, segments_html, text_html
from kmdesk.regulations.version_store import AmendmentRow
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import confirm as ask
from kmdesk.widgets.dialogs import show_error, show_message
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.labels import RichLabel
from kmdesk.widgets.rows_table import WIDE, RowsTable
from kmdesk.widgets.style import SCREEN_POINTS
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

_HEADS = (N_("Clause"), N_("Change"), N_("Place in the law"), N_("From day"), N_("State"))


class AmendDialog(QDialog):
    """The amendments of one law on the left; the chosen one's clause, fields, preview right."""

    def __init__(self, parent: QWidget, context: Context, record_id: int, title: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Amendments"))
        self._context, self._record_id = context, record_id
        self._rows: list[AmendmentRow] = []
        self._looking = 0
        self._build(title)
        window = parent.window()
        self.resize(max(980, window.width() - 60), max(560, window.height() - 60))
        self.load()

    # Building ------------------------------------------------------------------------------

    def _build(self, title: str) -> None:
        name = ThaiLabel(self, readable(title))
        name.setObjectName("recordTitle")
        self.summary = ThaiLabel(self)
        letter = self.fontMetrics().averageCharWidth()
        self.table = RowsTable(
            _HEADS, (12 * letter, 14 * letter, WIDE, 11 * letter, 15 * letter), self
        )
        self.table.setAccessibleName(tr("Amendments"))
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.currentCellChanged.connect(lambda row, *_old: self._look(row))
        self.said = self._browser(tr("The clause"))
        self.after = self._browser(tr("Wording before and after"))
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.form = AmendForm(self)
        self.form.changed.connect(self._show_buttons)
        self.days = ActDaysRow(self, self._date_act)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.table)
        split.addWidget(self._right())
        split.setSizes([600, 560])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(name)
        column.addWidget(self.summary)
        column.addWidget(self.days)
        column.addWidget(split, 1)
        column.addWidget(self._tools())

    def _right(self) -> QWidget:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = self._scroll = QScrollArea(right)
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        stack = QSplitter(Qt.Orientation.Vertical, right)
        for part in (self.said, scroll, self.after):
            stack.addWidget(part)
        stack.setSizes([130, 260, 220])
        stack.setChildrenCollapsible(False)
        column.addWidget(self.problem)
        column.addWidget(stack, 1)
        marks = RichLabel(right, legend())
        marks.setWordWrap(True)
        column.addWidget(marks)
        return right

    def _tools(self) -> QWidget:
        tools = QWidget(self)
        flow = FlowLayout(tools)
        self.confirm_button = self._button(N_("Confirm (Ctrl+Enter)"), self._confirm, flow)
        self.all_button = self._button(N_("Confirm all without doubts…"), self._confirm_all, flow)
        self.save_button = self._button(N_("Save correction (Ctrl+S)"), self._save, flow)
        self.back_button = self._button(N_("Take out of the text"), self._take_back, flow)
        self.drop_button = self._button(N_("Drop (Del)"), self._drop, flow)
        self._button(N_("Close"), self.reject, flow)
        for keys, run in (
            ("Ctrl+Return", self.confirm_button), ("Ctrl+Enter", self.confirm_button),
            ("Ctrl+S", self.save_button),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(run.click)
        drop = QShortcut(QKeySequence("Del"), self.table)
        # In the fields beside the table Del deletes a letter, not an amendment.
        drop.setContext(Qt.ShortcutContext.WidgetShortcut)
        drop.activated.connect(self.drop_button.click)
        return tools

    def _button(self, label: str, run: Callable[[], object], flow: FlowLayout) -> QPushButton:
        button = QPushButton(tr(label), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: run())
        flow.addWidget(button)
        return button

    def _browser(self, name: str) -> QTextBrowser:
        text = QTextBrowser(self)
        font = QFont(text.font())
        font.setPointSizeF((SCREEN_POINTS + 1) * self._context.scale)
        text.setFont(font)
        text.setOpenLinks(False)
        text.setAccessibleName(name)
        text.setMinimumHeight(60)
        return text

    # Reading -------------------------------------------------------------------------------

    def load(self, row: int = -1) -> None:
        """Read the amendments again; ``row`` is chosen, or the first that waits."""

        def read(reading: Reading) -> list[AmendmentRow]:
            return version_store.amendments(reading.session, self._record_id)

        self._context.read(read, done=lambda rows: self._set(rows, row), failed=self._refuse)

    def _set(self, rows: Sequence[AmendmentRow], row: int) -> None:
        self._rows = list(rows)
        self.table.blockSignals(True)
        self.table.fill([_cells(one) for one in rows], dress=self._tell_act)
        self.table.blockSignals(False)
        self.table.resizeRowsToContents()
        waiting = [at for at, one in enumerate(rows) if one.state == "proposed"]
        done = sum(one.state == "confirmed" and not one.conflict for one in rows)
        conflicts = sum(bool(one.conflict) for one in rows)
        self.summary.set_text(
            tr(
                "{waiting} wait, {done} are in the text, {conflicts} do not fit",
                waiting=len(waiting), done=done, conflicts=conflicts,
            )
        )  # fmt: skip
        chosen = min(row, len(rows) - 1) if row >= 0 else (waiting[0] if waiting else 0)
        if rows:
            self.table.setCurrentCell(chosen, 0)
            self._look(chosen)
            self.table.setFocus()
        self._show_buttons()

    def _tell_act(self, row: int, _column: int, item: QTableWidgetItem) -> None:
        item.setToolTip(plain_tip(readable(self._rows[row].act)))

    @property
    def chosen(self) -> AmendmentRow | None:
        """The amendment looked at."""
        at = self.table.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _look(self, at: int) -> None:
        if not 0 <= at < len(self._rows):
            return
        row = self._rows[at]
        self._looking = row.id
        self.said.setHtml(f"<b>{text_html(row.act)}</b><br>{text_html(row.said)}")
        self.form.show_row(row)
        self.after.clear()
        self._tell(DOUBTS.get(row.doubt, "") if row.state == "proposed" else "")
        self._context.read(
            preview, row.id, done=lambda found: self._preview(row.id, found), failed=self._refuse
        )
        self._context.read(
            act_days, row.id, done=lambda days: self._ask_days(row.id, days), failed=self._refuse
        )
        self._show_buttons()

    def _ask_days(self, key: int, days: ActDays | None) -> None:
        if key == self._looking:
            self.days.show_days(days)

    def _preview(self, key: int, found: Preview) -> None:
        row = self.chosen
        # The line may have been left while its preview was made.
        if key != self._looking or row is None:
            return
        if found.conflict:
            self._tell(CONFLICTS[found.conflict])
        self.after.setHtml(
            "".join(f"<p>{segments_html(change.segments)}</p>" for change in found.changed)
        )

    def _tell(self, message: str) -> None:
        self.problem.set_text(tr(message) if message else "")
        self.problem.setVisible(bool(message))

    # Writing -------------------------------------------------------------------------------

    def _show_buttons(self) -> None:
        row = self.chosen
        waits = row is not None and row.state == "proposed"
        self.confirm_button.setEnabled(row is not None and row.state != "confirmed")
        self.all_button.setEnabled(bool(self._sure()))
        self.save_button.setEnabled(row is not None and self.form.is_changed)
        self.back_button.setEnabled(row is not None and row.state != "proposed")
        self.drop_button.setEnabled(waits)

    def _sure(self) -> list[int]:
        return [
            row.id
            for row in self._rows
            if row.state == "proposed" and not row.doubt and row.effective_on
        ]

    def _confirm(self) -> None:
        row = self.chosen
        if row is None:
            return
        values = self.form.values() if self.form.is_changed else None
        key, at = row.id, self.table.currentRow()

        def work(unit: Any) -> dict[int, str]:
            if values is not None:
                # Corrected and confirmed in one act: one undo takes both back.
                change_amendment(unit, key, values)
            return confirm(unit, [key])

        self._write(N_("Confirm an amendment"), work, at + 1, key)

    def _confirm_all(self) -> None:
        ids = self._sure()
        words = tr(
            "Put {count} amendments into the text? Each can be taken out again.", count=len(ids)
        )

        def go_on() -> None:
            self._write(N_("Confirm amendments"), lambda unit: confirm(unit, ids), 0)

        ask(self, words, N_("Confirm"), go_on)

    def _save(self) -> None:
        row = self.chosen
        if row is not None and self.form.is_changed:
            values, key = self.form.values(), row.id
            at = self.table.currentRow()
            self._write(
                N_("Correct an amendment"), lambda unit: change_amendment(unit, key, values), at
            )

    def _take_back(self) -> None:
        row = self.chosen
        if row is not None:
            key, at = row.id, self.table.currentRow()
            self._write(N_("Take an amendment out"), lambda unit: take_back(unit, [key]), at)

    def _drop(self) -> None:
        row = self.chosen
        if row is not None:
            key, at = row.id, self.table.currentRow()
            work = lambda unit: take_back(unit, [key], "dropped")  # noqa: E731
            self._write(N_("Drop an amendment"), work, at + 1)

    def _write(self, label: str, work: Callable[..., Any], row: int, key: int = 0) -> None:
        def settle(result: Any) -> None:
            self.load(row)
            conflict = result.get(key, "") if isinstance(result, dict) else ""
            if conflict:
                show_message(self, tr(CONFLICTS[conflict]))

        self._context.write(label, work, done=settle, failed=self._refuse)

    def _date_act(self) -> None:
        """One answer for all the act's changes that wait without a day."""
        key, at = self.days.amendment_id, self.table.currentRow()
        gazetted, effective = self.days.values()
        if key and effective is None:
            self._tell("The day it comes into force is missing.")
            self.days.lead_on()
        elif key:
            work = lambda unit: date_act(unit, key, gazetted, effective)  # noqa: E731
            self._write(N_("Set the day of an amending act"), work, at)

    def _refuse(self, error: Exception) -> None:
        box = show_error(self, error)
        if isinstance(error, RegulationError) and error.field == "effective_on":
            row = error.row
            # Once the box is closed: while it is open the focus cannot go anywhere else.
            box.finished.connect(lambda _result: self._lead_to_day(row))

    def _lead_to_day(self, key: int) -> None:
        """The cursor to the day asked for: the act's, where several changes lack theirs."""
        at = next((at for at, row in enumerate(self._rows) if row.id == key), -1)
        if at >= 0 and at != self.table.currentRow():
            self.table.setCurrentCell(at, 0)
        if self.days.isVisible():
            self.days.lead_on()
            return
        self._scroll.ensureWidgetVisible(self.form.day)
        self.form.day.line.setFocus()
        self.form.day.line.selectAll()


def _cells(one: AmendmentRow) -> tuple[str, ...]:
    return (
        to_thai(one.clause),
        tr(ACTIONS[one.action]),
        place_words(one),
        short_date(one.effective_on),
        state_words(one),
    )
