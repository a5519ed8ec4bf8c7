"""Draws the plan's chart: a title over each bar, months above, today as a line."""

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.committees.plan_figures import Bar, Chart
from kmdesk.committees.terms import ACTIVITY_STATUSES
from kmdesk.i18n import N_, language, tr
from kmdesk.thai.dates import format_date

_COLOURS = {
    "done": "#2e7d32",
    "late": "#b3261e",
    "running": "#1565c0",
    "planned": "#6b7280",
    "dropped": "#9e9e9e",
    "goal": "#00796b",
}
_ROW, _UNDER = 1.9, 1.18  # of a line: from bar to bar; from a title to its bar, below its vowels
_STATES = {**ACTIVITY_STATUSES, "late": N_("Late"), "goal": N_("Desired state")}


class GanttChart(QWidget):
    """As tall as the chart needs at the present text size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_chart(self, chart: Chart | None) -> None:
        """Show ``chart``, or nothing."""
        self.chart = chart
        words = () if chart is None else tuple(bar_words(bar) for bar in chart.bars)
        self.setAccessibleName(tr("Progress of the plan"))
        self.setAccessibleDescription("\n".join(words))
        self.setVisible(chart is not None)
        self.updateGeometry()
        self.update()

    def set_font(self, font: QFont) -> None:
        """Draw in another size."""
        self.setFont(font)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A head of months and a line for each bar."""
        count = len(self.chart.bars) if self.chart else 0
        return QSize(300, round(self._line() * (1.2 + _ROW * count)) + 6)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw months, bars and today."""
        if self.chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_months(painter)
        top = self._line() * 1.2
        for bar in self.chart.bars:
            self._draw_bar(painter, bar, top)
            top += self._line() * _ROW
        if self.chart.today is not None:
            x = self.chart.today * self.width()
            painter.setPen(QColor("#b3261e"))
            painter.drawLine(round(x), round(self._line()), round(x), self.height())
        painter.end()

    def _line(self) -> float:
        # Thai marks stand above and below the line.
        return self.fontMetrics().height() * 1.1

    def _draw_months(self, painter: QPainter) -> None:
        names, step = month_names(), self.width() / 12
        widest = max(self.fontMetrics().horizontalAdvance(name) for name in names)
        every = 1 if step > widest + 4 else 3
        for number, name in enumerate(names):
            x = number * step
            painter.setPen(QColor("#d0d5dd"))
            painter.drawLine(round(x), round(self._line()), round(x), self.height())
            if number % every == 0:
                painter.setPen(QColor("#475467"))
                box = QRectF(x + 2, 0, step * every, self._line())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def _draw_bar(self, painter: QPainter, bar: Bar, top: float) -> None:
        line, width = self._line(), float(self.width())
        colour = QColor(_COLOURS[bar.state])
        mark = bar_mark(bar)
        wide = self.fontMetrics().horizontalAdvance(mark) + 8
        title = self.fontMetrics().elidedText(
            bar.title, Qt.TextElideMode.ElideRight, round(width - wide)
        )
        painter.setPen(self.palette().text().color())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top, width - wide, line), middle, title)
        painter.setPen(colour)
        right = middle | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(width - wide, top, wide, line), right, mark)
        start = 0.0 if bar.start is None else bar.start * width
        end = width if bar.end is None else bar.end * width
        # A single day in a whole year would be too thin to be seen.
        box = QRectF(start, top + line * _UNDER, max(4.0, end - start), line * 0.42)
        pale = QColor(colour)
        pale.setAlpha(60 if bar.start is not None or bar.state == "goal" else 25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(box, pale)
        box.setWidth(box.width() * bar.done)
        painter.fillRect(box, colour)


def month_names() -> list[str]:
    """Short names of the months, October first."""
    days = (date(2000 + (month < 10), month, 1) for month in (10, 11, 12, *range(1, 10)))
    return [format_date(day, "short", lang=language()).split()[1] for day in days]


def bar_mark(bar: Bar) -> str:
    """What stands at the right of a bar: the state in words, or how far it is."""
    if bar.state == "goal" or (bar.state == "running" and bar.done):
        return f"{bar.done:.0%}"
    return tr(_STATES[bar.state])


def bar_words(bar: Bar) -> str:
    """A bar as words, for readers who do not see it."""
    return f"{bar.title}: {tr(_STATES[bar.state])} {bar.done:.0%}"
