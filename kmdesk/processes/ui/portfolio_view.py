"""All processes together: the sum saved, a pair of bars each, to open and to print."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.processes.chart import INK
from kmdesk.processes.compare import (
    BAR_AFTER,
    BAR_BEFORE,
    Portfolio,
    Saving,
    change_words,
    percent,
    portfolio_words,
    read_portfolio,
)
from kmdesk.processes.working_time import format_days
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

_LINE = 25


def show_portfolio(parent: QWidget, context: Context) -> None:
    """Open the page over the window."""

    def show(portfolio: Portfolio) -> None:
        PortfolioDialog(parent, context, portfolio).open()

    context.read(read_portfolio, done=show, failed=lambda error: _refuse(parent, error))


def _refuse(parent: QWidget, error: Exception) -> None:
    show_error(parent, error)


class PortfolioDialog(QDialog):
    """A line a process; choosing its name opens it."""

    def __init__(self, parent: QWidget, context: Context, portfolio: Portfolio) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("portfolio")
        self.setWindowTitle(tr("Time saved by all processes"))
        self._context, self.portfolio = context, portfolio
        self.sum = ThaiLabel(self, portfolio_words(portfolio))
        self.sum.setObjectName("recordTitle")
        self.names: list[LineButton] = []
        body = QWidget(self)
        body.setObjectName("boxLines")
        grid = QGridLayout(body)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 5)
        # One scale for all, so that bars of two processes can be compared; never zero to divide by.
        longest = max((saving.minutes_before for saving in portfolio.savings), default=1) or 1
        for row, saving in enumerate(portfolio.savings):
            self._add(grid, body, row, saving, longest)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self.left = ThaiLabel(self)
        titles = ", ".join(portfolio.open_titles)
        self.left.set_text(tr("Without a version before and after: {titles}", titles=titles))
        self.left.setVisible(bool(titles))
        self.print_button = QPushButton(tr("Print"), self)
        self.print_button.clicked.connect(self._print)
        close = QPushButton(tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.print_button)
        bar.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.sum)
        column.addWidget(scroll, 1)
        column.addWidget(self.left)
        column.addLayout(bar)
        self.resize(1120, 660)

    def _add(
        self, grid: QGridLayout, body: QWidget, row: int, saving: Saving, longest: float
    ) -> None:
        name = LineButton(saving.title, body)
        name.clicked.connect(partial(self._open, saving.record_id))
        self.names.append(name)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(PairBar(body, saving, longest), row, 1)
        reached = tr("reached") if saving.reached else tr("not reached")
        words = tr(
            "{change}; target {target} %: {verdict}",
            change=change_words(saving.percent),
            target=percent(saving.target),
            verdict=reached,
        )
        verdict = ThaiLabel(body, words)
        verdict.setObjectName("quiet" if saving.reached else "problem")
        verdict.setFixedWidth(250)
        grid.addWidget(verdict, row, 2)

    def _open(self, record_id: int, _on: bool = False) -> None:
        self.accept()
        self._context.open_requested.emit(record_id, "")

    def _print(self) -> None:
        portfolio, office = self.portfolio, self._context.settings.office_name

        def make() -> Path:
            from kmdesk.processes.print import write_portfolio

            out = print_path("portfolio.pdf")
            return write_portfolio(out, portfolio, office=office)

        print_made(self, self._context, make, tr("Time saved by all processes"))


class PairBar(QWidget):
    """Time before over time after, to one scale."""

    def __init__(self, parent: QWidget, saving: Saving, longest: float) -> None:
        super().__init__(parent)
        self._rows = (
            (saving.minutes_before / longest, format_days(saving.minutes_before), BAR_BEFORE),
            (saving.minutes_after / longest, format_days(saving.minutes_after), BAR_AFTER),
        )
        self._widest = format_days(longest + 0.01)
        self.setFixedHeight(2 * _LINE + 6)
        words = f"{self._rows[0][1]} → {self._rows[1][1]}"
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two bars with their values."""
        painter = QPainter(self)
        value = self.fontMetrics().horizontalAdvance(self._widest) + 20  # one scale for all
        room = max(20, self.width() - value)
        for row, (part, words, color) in enumerate(self._rows):
            top = 3 + row * _LINE
            painter.fillRect(QRectF(0, top + 3, room * part, _LINE - 7), QColor(color))
            painter.setPen(QColor(INK))
            place = QRectF(room * part + 6, top, value, _LINE)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
