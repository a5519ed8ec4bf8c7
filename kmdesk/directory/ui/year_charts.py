"""Members and capital of a cooperative by year as two small charts over the plain body."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kmdesk.directory.entries import DirectoryView, YearRow
from kmdesk.i18n import language, tr
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Body
from kmdesk.widgets.text_body import TextBody

_SHOWN = 6
_COLOURS = {"passed": "#2e7d32", "failed": "#b3261e", "not_rated": "#6b7280"}


class BarChart(QWidget):
    """A bar a year with its value above; the colour tells the standard result."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ""
        self.bars: tuple[tuple[int, float, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, title: str, bars: Sequence[tuple[int, float, str]]) -> None:
        """Show (year, value, standard), earliest first."""
        self.title, self.bars = title, tuple(bars)
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(f"{year}: {value:,.0f}" for year, value, _ in bars))
        self.setVisible(bool(bars))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a title, values, bars and years."""
        return QSize(150, round(self.fontMetrics().height() * 7.5))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title and bars."""
        if not self.bars:
            return
        painter = QPainter(self)
        line, width = self.fontMetrics().height() * 1.15, float(self.width())
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(self.palette().text().color())
        painter.drawText(QRectF(0, 0, width, line), Qt.AlignmentFlag.AlignLeft, self.title)
        top, bottom = line * 2.2, self.height() - line
        # A cooperative may have had nobody and nothing in all its years.
        highest = max(value for _year, value, _standard in self.bars) or 1.0
        step = width / len(self.bars)
        for at, (year, value, standard) in enumerate(self.bars):
            tall = (bottom - top) * value / highest
            box = QRectF(at * step + step * 0.2, bottom - tall, step * 0.6, tall)
            painter.fillRect(box, QColor(_COLOURS.get(standard, "#6b7280")))
            painter.drawText(QRectF(at * step, bottom, step, line), centre, _digits(str(year)))
            above = QRectF(at * step, box.top() - line, step, line)
            painter.drawText(above, centre, _digits(short_amount(value)))
        painter.end()


class YearsBody(Body):
    """The charts, then the record's own text."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.members = BarChart(self)
        self.capital = BarChart(self)
        self._text = TextBody(context, self)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self.members, 1)
        row.addWidget(self.capital, 1)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(self._text, 1)
        column.addStretch(1)
        self._years: tuple[YearRow, ...] = ()

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the years of a cooperative and the text."""
        detail = view.detail
        self._years = detail.years if isinstance(detail, DirectoryView) else ()
        years = sorted(self._years, key=lambda row: row.year)[-_SHOWN:]
        people = [(y.year, float(y.members), y.standard) for y in years if y.members is not None]
        money = [(y.year, y.capital, y.standard) for y in years if y.capital is not None]
        self.members.show_bars(tr("Members"), people)
        self.capital.show_bars(tr("Capital (million baht)"), [(y, v / 1e6, s) for y, v, s in money])
        self._text.show_record(view, anchor)


def short_amount(value: float) -> str:
    """As few digits as say it."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"


def _digits(text: str) -> str:
    return to_thai(text) if language() == "th" else text
