"""What a visitor asks of a process: until when, where to go, what to bring, by which law."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.places.ui.show import show_place
from kmdesk.processes.compare import due_words, visitor_facts
from kmdesk.processes.queries import ProcessView
from kmdesk.processes.ui.handout import print_handout
from kmdesk.processes.ui.links_box import LinksBox
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.context import Context
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel


class VisitorPage(QWidget):
    """Until when it will be done, where to go, what to bring, by which law."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._detail: ProcessView | None = None
        self._view: RecordView | None = None
        self.links_box = LinksBox(context, self, editable=False)
        self.handout_button = QPushButton(tr("Print what to bring"), self)
        self.handout_button.clicked.connect(self._print_handout)
        self.ask = PlainLabel(tr("Filed on"), self)
        self.filed = BeDateEdit(self, clock.today_iso())
        self.filed.setAccessibleName(tr("Filed on"))
        self.filed.setMinimumWidth(270)
        self.due = ThaiLabel(self)
        self.due.setObjectName("status")
        self.place_button = QPushButton(self)
        self.place_button.hide()
        self.place_button.clicked.connect(self._show_place)
        self.filed.changed.connect(self._show_due)
        line = QHBoxLayout()
        line.addWidget(self.ask)
        line.addWidget(self.filed)
        line.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(line)
        column.addWidget(self.due)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.setContentsMargins(0, 2, 0, 2)
        flow.addWidget(self.place_button)
        flow.addWidget(self.handout_button)
        column.addWidget(buttons)
        column.addLayout(self._grid)
        column.addWidget(self.links_box)
        column.addStretch(1)
        self._show_due()

    def show_process(self, detail: ProcessView, view: RecordView) -> None:
        """Fill in one process."""
        self._detail, self._view = detail, view
        self._show_due()
        self.place_button.setVisible(bool(detail.desk))
        self.place_button.setText(tr("{place}: show on the plan", place=detail.desk))
        self._show_facts(detail)
        self.links_box.show_links(view.id, detail.links)

    def _print_handout(self, _on: bool = False) -> None:
        if self._detail is not None and self._view is not None:
            print_handout(self, self._context, self._view.title, self._detail, self.filed.iso())

    def _show_facts(self, detail: ProcessView) -> None:
        empty_layout(self._grid)
        for row, (label, value) in enumerate(visitor_facts(detail)):
            name = ThaiLabel(self, tr(label))
            name.setObjectName("fieldName")
            name.setFixedWidth(150)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(ThaiLabel(self, value), row, 1)

    def _show_due(self) -> None:
        iso = self.filed.iso()
        words = ""
        if self._detail is not None and iso:
            words = due_words(self._detail, date.fromisoformat(iso))
        self.due.set_text(words)
        self.due.setVisible(bool(words))

    def _show_place(self) -> None:
        if self._detail is not None and self._detail.desk_id is not None:
            show_place(self, self._context, self._detail.desk_id)
