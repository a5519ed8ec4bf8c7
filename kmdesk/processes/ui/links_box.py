"""The provisions and forms of a step: opened with a click, tied and untied by the clerk."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.processes.flow import Step
from kmdesk.processes.kind import tie_step, untie
from kmdesk.processes.queries import FORM, RELATIONS, StepLink
from kmdesk.processes.ui.link_picker import TIE, UNTIE, LinkPicker
from kmdesk.records import Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.printing import print_records
from kmdesk.widgets.thai_label import ThaiLabel


class LinksBox(QWidget):
    """Links in lines; ``step`` None lists all of a process without repeats."""

    def __init__(self, context: Context, parent: QWidget, *, editable: bool) -> None:
        super().__init__(parent)
        self._context, self._editable = context, editable
        self.record_id = 0
        self.step: Step | None = None
        self.links: tuple[StepLink, ...] = ()
        self.lines: list[LineButton] = []
        self.place_line: LineButton | None = None
        self.tie_button = QPushButton(tr("Tie to a law or form…"), self)
        self.tie_button.clicked.connect(self._ask)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self.tie_button, 0, Qt.AlignmentFlag.AlignLeft)
        context.actor_changed.connect(self._fill)
        self._fill()

    def show_links(
        self, record_id: int, links: Sequence[StepLink], step: Step | None = None
    ) -> None:
        """Show the links of a step, or of the whole process."""
        self.record_id, self.step = record_id, step
        if step is not None:
            self.links = tuple(link for link in links if link.step_id == step.key)
        else:
            # Several steps may rest on the same provision.
            ends = {(link.relation, link.record_id, link.anchor): link for link in links}
            self.links = tuple(ends.values())
        self._fill()

    def _fill(self, *_actor: object) -> None:
        may = self._editable and self._context.actor.duty >= Duty.CLERK
        self.tie_button.setVisible(may and self.step is not None)
        empty_layout(self._grid)
        self.lines, self.place_line = [], None
        place_id = self.step.place_id if self.step is not None else None
        if self.step is not None and place_id is not None:
            self._add_place(self.step.place, place_id)
        for row, link in enumerate(self.links, start=1):
            self._add(row, link, may)
        shown = bool(self.links) or place_id is not None or not self.tie_button.isHidden()
        self.setVisible(shown)

    def _name(self, row: int, text: str) -> None:
        name = ThaiLabel(self, text)
        name.setObjectName("fieldName")
        name.setFixedWidth(120)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)

    def _add_place(self, place: str, place_id: int) -> None:
        self._name(0, tr("At which desk"))
        self.place_line = LineButton(tr("{place}: show on the plan", place=place), self)
        self.place_line.clicked.connect(partial(self._show_place, place_id))
        self._grid.addWidget(self.place_line, 0, 1)

    def _show_place(self, place_id: int, _on: bool = False) -> None:
        self._context.place_requested.emit(place_id)

    def _add(self, row: int, link: StepLink, may: bool) -> None:
        self._name(row, tr(RELATIONS[link.relation]))
        line = LineButton(link.words, self)
        line.clicked.connect(partial(self._open, link))
        self.lines.append(line)
        self._grid.addWidget(line, row, 1)
        if may:
            self._button(row, tr("Untie"), partial(self._untie, link))
        elif link.relation == FORM and not self._editable:
            self._button(row, tr("Print the form"), partial(self._print, link))

    def _button(self, row: int, text: str, work: partial[None]) -> None:
        button = QPushButton(text, self)
        button.clicked.connect(work)
        self._grid.addWidget(button, row, 2)

    def _open(self, link: StepLink, _on: bool = False) -> None:
        self._context.open_requested.emit(link.record_id, link.anchor)

    def _print(self, link: StepLink, _on: bool = False) -> None:
        print_records(self, self._context, [link.record_id], link.title)

    def _untie(self, link: StepLink, _on: bool = False) -> None:
        self._context.write(UNTIE, untie, self.record_id, link.id, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)

    def _ask(self, _on: bool = False) -> None:
        step, record_id, context = self.step, self.record_id, self._context
        if step is None:
            return

        def save(target: int, anchor: str, relation: str, picker: LinkPicker) -> None:
            context.write(
                TIE,
                tie_step,
                record_id,
                step.key,
                target,
                anchor,
                relation,
                done=lambda _id: picker.accept(),
                failed=picker.show_error,
            )

        LinkPicker(self, context, step.name, save).open()
