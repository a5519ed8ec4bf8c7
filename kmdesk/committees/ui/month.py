"""The committees' month on one sheet, and the year's resolutions on a line of time."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.committees import calendar
from kmdesk.committees.calendar import WHAT, DayEntry
from kmdesk.committees.plan_figures import Chart
from kmdesk.committees.ui.asking import today
from kmdesk.committees.ui.gantt import GanttChart
from kmdesk.i18n import language, tr
from kmdesk.thai.dates import ENGLISH_WEEKDAYS_SHORT, THAI_WEEKDAYS_SHORT
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.files import ask_target
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.scroll_buttons import name_scroll_buttons
from kmdesk.widgets.thai_label import ThaiLabel, breakable
from kmdesk.widgets.tips import plain_tip

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading

_ID = Qt.ItemDataRole.UserRole
_LATE, _OTHER, _NOW = QColor("#b3261e"), QColor("#9aa0a6"), QColor("#fff3d6")


class MonthWindow(QDialog):
    """Two pages: the month, and the timeline of a fiscal year."""

    def __init__(self, tab: ActingTab, shown: date | None = None) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Calendar of the committees"))
        self._context = tab.context
        self._first = (shown or clock.today()).replace(day=1)
        self.entries: list[DayEntry] = []
        pages = QTabWidget(self)
        name_scroll_buttons(pages.tabBar())
        pages.addTab(self._month_page(), tr("Month"))
        pages.addTab(self._line_page(), tr("Timeline of resolutions"))
        self.calendar_button = QPushButton(tr("Save as calendar…"), self)
        self.calendar_button.clicked.connect(self._ask_file)
        self.calendar_button.setVisible(not self._context.is_kiosk_reader)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.calendar_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(pages, 1)
        column.addLayout(foot)
        self.resize(1120, 660)
        self.turn(0)
        self._context.read(calendar.years_of, done=self._set_years, failed=self._refuse)

    # The month -----------------------------------------------------------------------

    def _month_page(self) -> QWidget:
        page = QWidget(self)
        self.name = PlainLabel(page)
        self.name.setObjectName("boxTitle")
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        for text, step, words in (
            ("◀", -1, tr("Previous month")),
            ("▶", 1, tr("Next month")),
        ):
            button = QToolButton(page)
            button.setText(text)
            button.setAccessibleName(words)
            button.setToolTip(plain_tip(words))
            button.clicked.connect(lambda _on=False, s=step: self.turn(s))
            head.addWidget(button)
            if step < 0:
                head.addWidget(self.name, 1)
        self.sheet = QTableWidget(0, 7, page)
        self.sheet.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sheet.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.sheet.setHorizontalHeaderLabels(
            list(THAI_WEEKDAYS_SHORT if language() == "th" else ENGLISH_WEEKDAYS_SHORT)
        )
        self.sheet.setAccessibleName(tr("Month"))
        self.sheet.verticalHeader().hide()
        for header in (self.sheet.horizontalHeader(), self.sheet.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.sheet.currentCellChanged.connect(self._show_day)
        self.day_name = ThaiLabel(page)
        self.list = QListWidget(page)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("On this day"))
        self.list.itemActivated.connect(self._open)
        side = QVBoxLayout()
        side.addWidget(self.day_name)
        side.addWidget(self.list, 1)
        body = QHBoxLayout()
        body.addWidget(self.sheet, 5)
        body.addLayout(side, 2)
        column = QVBoxLayout(page)
        column.addLayout(head)
        column.addLayout(body, 1)
        return page

    def turn(self, step: int) -> None:
        """Show the month ``step`` months on."""
        month = self._first.year * 12 + self._first.month - 1 + step
        self._first = date(month // 12, month % 12 + 1, 1)
        self.weeks = calendar.month_sheet(self._first)
        self.name.setText(screen_date(self._first.isoformat()).split(" ", 1)[-1])
        span = calendar.span_of(self.weeks)
        wanted = self._first

        def fill(entries: list[DayEntry]) -> None:
            if wanted == self._first:  # an answer may come after that of a later question
                self._fill(entries)

        self._context.read(calendar.days_between, *span, today(), done=fill, failed=self._refuse)

    def _fill(self, entries: list[DayEntry]) -> None:
        self.entries = entries
        # Fewer rows than before may move the current cell, which would list the entries of a day.
        self.sheet.blockSignals(True)
        self.sheet.setRowCount(len(self.weeks))
        for row, week in enumerate(self.weeks):
            for column, day in enumerate(week):
                self.sheet.setItem(row, column, self._cell(day))
        self.sheet.blockSignals(False)
        self._go_to(clock.today() if self._is_shown(clock.today()) else self._first)
        self.calendar_button.setEnabled(bool(entries))

    def _cell(self, day: date) -> QTableWidgetItem:
        own = [e for e in self.entries if e.day == day.isoformat()]
        # A cell has room for the day and three lines; all of them are listed beside the sheet.
        lines = [str(day.day), *(f"• {tr(WHAT[e.what])}" for e in own[:3])]
        if len(own) > 3:
            lines.append(tr("and {count} more", count=str(len(own) - 3)))
        item = QTableWidgetItem("\n".join(lines))
        item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        item.setToolTip(plain_tip("\n".join(e.words for e in own)))
        if any(e.late for e in own):
            item.setForeground(QBrush(_LATE))
        elif day.month != self._first.month:
            item.setForeground(QBrush(_OTHER))
        if day == clock.today():
            item.setBackground(QBrush(_NOW))
        return item

    def _is_shown(self, day: date) -> bool:
        return (day.year, day.month) == (self._first.year, self._first.month)

    def _go_to(self, wanted: date) -> None:
        for row, week in enumerate(self.weeks):
            for column, day in enumerate(week):
                if day == wanted:
                    self.sheet.setCurrentCell(row, column)
                    # The cell may be the current one already, of which the table tells nothing.
                    self._show_day(row, column)

    def _show_day(self, row: int, column: int, *_before: int) -> None:
        if not (0 <= row < len(self.weeks) and 0 <= column < 7):
            return
        day = self.weeks[row][column].isoformat()
        self.day_name.set_text(screen_date(day))
        self.list.clear()
        for entry in self.entries:
            if entry.day == day:
                words = f"{tr(WHAT[entry.what])}\n{entry.words}"
                item = QListWidgetItem(breakable(words), self.list)
                item.setData(_ID, entry.record_id)
                if entry.late:
                    item.setForeground(QBrush(_LATE))
        if not self.list.count():
            item = QListWidgetItem(tr("Nothing on this day."), self.list)
            # A sentence: there is nothing to choose or to open.
            item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_ID):
            self._context.open_requested.emit(item.data(_ID), "")
            self.accept()

    # The timeline --------------------------------------------------------------------

    def _line_page(self) -> QWidget:
        page = QWidget(self)
        self.year = QComboBox(page)
        self.year.currentIndexChanged.connect(self._ask_line)
        label = PlainLabel(tr("Fiscal year"), page)
        label.setBuddy(self.year)
        head = QHBoxLayout()
        head.addWidget(label)
        head.addWidget(self.year)
        head.addStretch(1)
        self.chart = GanttChart(page)
        self.none = ThaiLabel(page, tr("No resolution of this year names anyone in charge."))
        inner = QWidget(page)
        rows = QVBoxLayout(inner)
        rows.addWidget(self.chart)
        rows.addWidget(self.none)
        rows.addStretch(1)
        scroll = QScrollArea(page)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        column = QVBoxLayout(page)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        return page

    def _set_years(self, years: list[int]) -> None:
        for year in years:
            self.year.addItem(str(year), year)

    def _ask_line(self, _index: int) -> None:
        year, now = int(self.year.currentData()), today()

        def work(reading: "Reading") -> Chart | None:
            return calendar.timeline(reading, year, now)

        def draw(chart: Chart | None) -> None:
            if year == self.year.currentData():
                self._draw(chart)

        self._context.read(work, done=draw, failed=self._refuse)

    def _draw(self, chart: Chart | None) -> None:
        self.chart.set_chart(chart)
        self.none.setVisible(chart is None)

    # The file ------------------------------------------------------------------------

    def _ask_file(self) -> None:
        if not self._context.may_choose_file():
            return
        title, kinds = tr("Save as calendar…"), "iCalendar (*.ics)"
        name = ask_target(self, title, "calendar", "kmdesk.ics", kinds)
        if name:
            self.save_calendar(Path(name))

    def save_calendar(self, path: Path) -> None:
        """Write the month shown to an iCalendar file, off the UI thread."""
        entries = tuple(self.entries)
        self._context.runner.submit_read(
            lambda: path.write_bytes(calendar.calendar_of(entries)),
            done=lambda _count: self.day_name.set_text(tr("Saved: {name}", name=path.name)),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)


def show_month(tab: ActingTab, _view: RecordView | None) -> None:
    """Open this month."""
    MonthWindow(tab).open()
