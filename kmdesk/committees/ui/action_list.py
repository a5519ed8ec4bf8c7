"""All resolutions to be carried out: narrowed by person and committee, printed, as calendar."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
)

from kmdesk.committees.calendar import ActionLine, FollowUp, calendar_file, follow_up
from kmdesk.committees.ui.asking import today
from kmdesk.i18n import N_, tr
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.files import ask_target
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.rows_table import WIDE, RowsTable

_HEADS = (
    N_("In charge"),
    N_("Committee"),
    N_("Resolution"),
    N_("Due"),
    N_("Late by"),
    N_("Progress of it"),
)
_LATE = QColor("#b3261e")


class ActionList(QDialog):
    """Reads off the UI thread when it opens; a double click opens the meeting."""

    def __init__(self, tab: ActingTab) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Resolutions to be carried out"))
        self._context = tab.context
        self.found = FollowUp((), today())
        self.lines: tuple[ActionLine, ...] = ()
        self._build()
        self.resize(1040, 560)
        self._context.read(follow_up, today(), done=self._take, failed=self._refuse)

    def _build(self) -> None:
        self.person, self.committee = QComboBox(self), QComboBox(self)
        self.late = QCheckBox(tr("Only overdue"), self)
        self.table = RowsTable(_HEADS, (160, 210, WIDE, 130, 130, 150), self, tips=False)
        self.table.setWordWrap(True)
        self.count = PlainLabel(self)
        self.print_button = QPushButton(tr("Print"), self)
        self.calendar_button = QPushButton(tr("Save as calendar…"), self)
        close = QPushButton(tr("Close"), self)
        self.print_button.clicked.connect(self._print)
        self.calendar_button.clicked.connect(self._ask_calendar)
        close.clicked.connect(self.accept)
        self.table.cellDoubleClicked.connect(self._open)
        self._arrange(close)

    def _arrange(self, close: QPushButton) -> None:
        top = QHBoxLayout()
        for text, box in ((tr("In charge"), self.person), (tr("Committee"), self.committee)):
            label = PlainLabel(text, self)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box, 1)
            box.currentIndexChanged.connect(self._fill)
        top.addWidget(self.late)
        self.late.toggled.connect(self._fill)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        for button in (self.print_button, self.calendar_button, close):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _take(self, found: FollowUp) -> None:
        self.found = found
        for box, key, words in (
            (self.person, "person", found.people),
            (self.committee, "committee", found.committees),
        ):
            # An empty box makes the first line it gets the current one, and each box
            # would fill the table.
            box.blockSignals(True)
            box.addItem(tr("All"), "")
            for word in words:
                count, late = found.tally(**{key: word})
                said = tr("{count}, overdue {late}", count=str(count), late=str(late))
                box.addItem(f"{word} ({said if late else count})", word)
            box.blockSignals(False)
        self._fill()

    def _fill(self, *_ignored: object) -> None:
        self.lines = self.found.narrowed(
            cast(str, self.person.currentData() or ""),
            cast(str, self.committee.currentData() or ""),
            late=self.late.isChecked(),
        )
        self.table.fill([self._cells(line) for line in self.lines], dress=self._redden)
        self.table.resizeRowsToContents()
        self.count.setText(tr("{count} items", count=f"{len(self.lines):,}"))
        for button in (self.print_button, self.calendar_button):
            button.setEnabled(bool(self.lines))

    def _cells(self, line: ActionLine) -> tuple[str, ...]:
        days = self.found.late_by(line)
        return (
            line.owner,
            f"{line.committee} {line.meeting}",
            line.resolution,
            short_date(line.due_on),
            tr("{count} days", count=str(days)) if days else "",
            line.progress,
        )

    def _redden(self, row: int, column: int, item: QTableWidgetItem) -> None:
        if column in (3, 4) and self.found.late_by(self.lines[row]):
            item.setForeground(_LATE)

    def _open(self, row: int, _column: int) -> None:
        self._context.open_requested.emit(self.lines[row].meeting_id, "")
        # The meeting opens in its tab, which this window covers.
        self.accept()

    def _print(self) -> None:
        found, lines, office = self.found, self.lines, self._context.settings.office_name

        def make() -> Path:
            from kmdesk.committees.print import write_actions  # only when printing

            out = print_path("actions.pdf")
            write_actions(found, lines, office, out)
            return out

        print_made(self, self._context, make, self.windowTitle())

    def _ask_calendar(self) -> None:
        title, kinds = tr("Save as calendar…"), "iCalendar (*.ics)"
        name = ask_target(self, title, "calendar", "kmdesk.ics", kinds)
        if name:
            self.save_calendar(Path(name))

    def save_calendar(self, path: Path) -> None:
        """Write meetings to come and the lines shown to an iCalendar file."""

        def settle(content: bytes) -> None:
            try:
                path.write_bytes(content)
            except OSError as error:
                show_error(self, error)

        self._context.read(calendar_file, self.lines, today(), done=settle, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)


def show_actions(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the list."""
    ActionList(tab).open()
