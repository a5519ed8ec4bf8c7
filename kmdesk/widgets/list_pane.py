"""The middle of a tab: filter and buttons over the list, its count and prints under it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.empty_note import EmptyNote
from kmdesk.widgets.filter_bar import FilterBar
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.more_button import MoreButton
from kmdesk.widgets.record_list import RecordList
from kmdesk.widgets.spec import Action, TabSpec
from kmdesk.widgets.taking_out import LIST_ACTIONS
from kmdesk.widgets.view_button import ViewButton


class ListPane(QWidget):
    """Tells when the list must be read again; the tab knows with what."""

    reload_requested = Signal()
    print_requested = Signal()
    clear_requested = Signal()

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec, self._context = spec, context
        self.filter = ThaiLineEdit(self)
        self.filter.setPlaceholderText(tr("Narrow this list"))
        self.filter.setAccessibleName(tr("Narrow this list"))
        self.filter.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        # A read for each letter would be overtaken by the next; the list still follows the hand.
        self._typing.setInterval(200)
        self._typing.timeout.connect(self.reload_requested)
        self.filter.textChanged.connect(lambda _text: self._typing.start())
        self.filter.returnPressed.connect(self.reload_requested)
        self.list = RecordList(spec, context, self)
        self.list.setAccessibleName(tr("List"))
        self.list.order_changed.connect(self.reload_requested)
        self._begins: Action | None = None
        self.empty = EmptyNote(self.list)
        self.empty.clear_requested.connect(self.clear_requested)
        self.empty.search_requested.connect(context.search_requested)
        self.count = PlainLabel(self)
        self.print_button = QPushButton(tr("Print this list"), self)
        self.print_button.clicked.connect(self.print_requested)
        self.more_button = MoreButton(self)
        self.forms_button = MoreButton(self, N_("Forms"))

    def arrange(self, views: ViewButton, run: Callable[[Action], None]) -> None:
        """Lay everything out; the room's buttons call ``run(action)``."""
        self.bar = FilterBar(self.filter, views, self.more_button, self)
        self.buttons = self.bar.buttons
        for action in (*self._spec.all_actions, *LIST_ACTIONS):
            if action.begins:
                self._begins = action
                self.empty.begin_requested.connect(partial(run, action))
            if not action.needs_record and action.printed:
                self.forms_button.add(action, run)
            elif not action.needs_record and action.rare:
                self.more_button.add(action, run)
            elif not action.needs_record:
                self.bar.add(action, run)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.forms_button)
        foot.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    @property
    def words(self) -> str:
        """What stands in the filter."""
        return self.filter.text().strip()

    def clear_filter(self) -> None:
        """Empty the filter; the list is not read again for that alone."""
        self.filter.clear()
        # Emptying it has just set the timer going.
        self._typing.stop()

    def show_count(self, count: int, branch: str) -> None:
        """Say how many are listed, or why none is."""
        self.count.setText(tr("{count} items", count=f"{count:,}"))
        self.print_button.setEnabled(count > 0)
        self.empty.show_for(count, self.words, branch)

    def show_buttons(self, duty: Duty) -> None:
        """Only what this duty may do."""
        begins = self._begins is not None and duty >= self._begins.duty
        self.empty.offer(self._begins.label if self._begins is not None and begins else "")
        for part in (self.bar, self.forms_button):
            part.show_fitting(lambda action: duty >= action.duty)
