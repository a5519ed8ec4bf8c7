"""First steps: what a new library still needs, each with its way there; left and resumed freely."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.office.new_library import (
    Step,
    StepState,
    add_cupboards,
    name_office,
    skip_step,
    step_states,
)
from kmdesk.office.ui.settings_page import setting_field
from kmdesk.records.settings import LETTER_FACTS, OFFICE_CODE, OFFICE_NAME, store_all
from kmdesk.thai.numbers import shelf_count
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_error
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel


class FirstStepsPage(Page):
    """A line a step: done or not, why, a button that goes there, a button that skips it."""

    page_requested = Signal(str)
    room_requested = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.states: list[StepState] = []
        self.buttons: dict[str, QPushButton] = {}
        self.skips: dict[str, QPushButton] = {}
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("recordTitle")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(6)
        column = QVBoxLayout(self)
        column.addWidget(self.heading)
        column.addLayout(self._grid)
        column.addStretch(1)

    def refresh(self) -> None:
        """Look again what is there."""
        self._context.runner.submit_read(step_states, self._context.library, done=self._show)

    def _show(self, found: list[StepState]) -> None:
        self.states = found
        left = sum(not state.done and not state.skipped for state in found)
        self.heading.set_text(
            tr("{count} steps are left. They can wait: the library works already.", count=left)
            if left
            else tr("Everything is set up.")
        )
        empty_layout(self._grid)
        self.buttons, self.skips = {}, {}
        for row, state in enumerate(found):
            self._show_step(row, state)

    def _show_step(self, row: int, state: StepState) -> None:
        step = state.step
        mark = "✓" if state.done else ("–" if state.skipped else "○")
        words = tr("Done") if state.done else (tr("Skipped") if state.skipped else tr("To do"))
        sign = ThaiLabel(self, f"{mark} {words}")
        sign.setFixedWidth(130)
        text = ThaiLabel(self, f"{tr(step.title)}\n{tr(step.why)}")
        go = QPushButton(tr("Change…") if state.done else tr("Do it now…"), self)
        # Read out without their step, all these buttons say the same.
        go.setAccessibleName(f"{go.text()} {tr(step.title)}")
        go.clicked.connect(partial(self._go, step))
        self.buttons[step.code] = go
        for column, widget in enumerate((sign, text, go)):
            self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
            widget.show()
        if not state.done:
            later = QPushButton(tr("Take it up again") if state.skipped else tr("Skip"), self)
            later.setAccessibleName(f"{later.text()} {tr(step.title)}")
            later.clicked.connect(partial(self._skip, step, not state.skipped))
            self.skips[step.code] = later
            self._grid.addWidget(later, row, 3, Qt.AlignmentFlag.AlignTop)
            later.show()

    def _go(self, step: Step, _on: bool = False) -> None:
        if step.code == "office":
            self._ask_office()
        elif step.code == "letters":
            self._ask_letters()
        elif step.code == "cupboards":
            self._ask_cupboards()
        elif step.room:
            self.room_requested.emit(step.room)
        else:
            self.page_requested.emit(step.page)

    def _skip(self, step: Step, on: bool, _checked: bool = False) -> None:
        self._write(N_("First steps"), skip_step, step.code, on)

    def _ask_office(self) -> None:
        values = self._context.settings.values
        fields = [
            Field("name", OFFICE_NAME.label, required=True),
            Field("code", OFFICE_CODE.label, required=True, hint=OFFICE_CODE.hint),
        ]
        present = {
            "name": self._context.settings.office_name,
            "code": values.get(OFFICE_CODE.key, ""),
        }
        ask_form(self, N_("Name and number code of the office"), fields, present, self._name)

    def _name(self, given: dict[str, Any], form: FormDialog) -> None:
        def settle() -> None:
            self._context.settings.take(OFFICE_NAME.key, given["name"].strip())
            # People type it as it stands in their numbers, with the slash behind it.
            self._context.settings.take(OFFICE_CODE.key, given["code"].strip().rstrip("/").rstrip())
            self._context.settings_changed.emit()

        self._write(
            N_("Office settings"), name_office, given["name"], given["code"], form=form, then=settle
        )

    def _ask_letters(self) -> None:
        stored = self._context.settings.values
        fields = [setting_field(setting) for setting in LETTER_FACTS]
        present = {each.key: each.value_of(stored.get(each.key)) for each in LETTER_FACTS}
        ask_form(self, N_("What letters say of the office"), fields, present, self._keep_letters)

    def _keep_letters(self, given: dict[str, Any], form: FormDialog) -> None:
        def settle() -> None:
            for setting in LETTER_FACTS:
                self._context.settings.take(setting.key, given[setting.key])
            self._context.settings_changed.emit()

        self._write(N_("Office settings"), store_all, given, form=form, then=settle)

    def _ask_cupboards(self) -> None:
        fields = [Field("lines", N_("Cupboards"), "lines", required=True, check=_lines)]
        note = N_("One cupboard a line; after | the number of its shelves, e.g. Cupboard 1 | 5")
        ask_form(self, N_("Cupboards and shelves"), fields, {}, self._add, note=note)

    def _add(self, given: dict[str, Any], form: FormDialog) -> None:
        lines = to_shelves(given["lines"])
        self._write(N_("Add cupboards"), add_cupboards, lines, form=form)

    def _write(
        self, label: str, work: Any, *args: object, form: FormDialog | None = None, then: Any = None
    ) -> None:
        def done(_result: object) -> None:
            if form is not None:
                form.accept()
            if then is not None:
                then()
            self.refresh()

        def failed(error: Exception) -> None:
            if form is not None:
                form.show_error(error)
            else:
                show_error(self, error)

        self._context.write(label, work, *args, done=done, failed=failed)


def to_shelves(lines: str) -> str:
    """The numbers behind the bars as plain digits (“๓ ชั้น” is 3); names stay as they are."""
    parts = [line.rpartition("|") for line in lines.splitlines()]
    return "\n".join(f"{name}|{shelf_count(told)}" if bar else told for name, bar, told in parts)


def _lines(text: object) -> str | None:
    """What is wrong with the first bad line, which is named."""
    for number, line in enumerate(to_shelves(str(text)).splitlines(), 1):
        name, bar, shelves = line.partition("|")
        if bar and not (shelves.strip().isdecimal() and int(shelves) <= 50):
            return tr(
                "Line {number} ({name}): after | comes a number of shelves, at most 50.",
                number=number,
                name=name.strip(),
            )
    return None
