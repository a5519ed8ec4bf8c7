"""Before and after side by side: what became of each step, bars for time and steps."""

from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.processes.chart import INK, wrap
from kmdesk.processes.compare import (
    BAR_AFTER,
    BAR_BEFORE,
    FATE_LABELS,
    FATES,
    Comparison,
    Row,
    digits,
    verdict_words,
)
from kmdesk.processes.flow import Step
from kmdesk.processes.working_time import format_days, format_minutes
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.rows_table import WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel

# The words of a cell before they were broken into lines: another width breaks them anew.
_WHOLE = Qt.ItemDataRole.UserRole
_CELL_MARGIN = 26
_HEADS = (N_("Steps before"), N_("What became of it"), N_("Steps after"))


class CompareView(QWidget):
    """Shows a :class:`Comparison`; the clerk may correct it, everybody may print it."""

    match_requested = Signal()
    certificate_requested = Signal(str)
    """The paper: "a4" or "a3"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = {
            "a4": QPushButton(tr("Certificate A4"), self),
            "a3": QPushButton(tr("Certificate A3"), self),
            "match": QPushButton(tr("Correct the matches…"), self),
        }
        for paper in ("a4", "a3"):
            self.buttons[paper].clicked.connect(partial(self._ask_certificate, paper))
        self.buttons["match"].clicked.connect(lambda _on=False: self.match_requested.emit())
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 2, 0, 2)
        for button in self.buttons.values():
            flow.addWidget(button)
        self.may_match = False
        self._comparison: Comparison | None = None
        self.verdict = ThaiLabel(self)
        self.verdict.setObjectName("status")
        self.bars = Bars(self)
        self.table = RowsTable(_HEADS, (WIDE, 84, WIDE), self, tips=False)
        self.table.setAccessibleName(tr("Before and after"))
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        # Once the widths have settled: a hidden page has none worth measuring.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._wrap)
        header.sectionResized.connect(lambda *_sizes: self._settled.start())
        # Coming and going it would change the widths, and with them the heights that brought it.
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.table.setMinimumHeight(260)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 4, 0, 0)
        column_layout.addWidget(self.verdict)
        column_layout.addWidget(bar)
        column_layout.addWidget(self.bars)
        column_layout.addWidget(self.table, 1)
        self.show_comparison(None, 0.0)

    def show_comparison(self, comparison: Comparison | None, target: float) -> None:
        """Show it, or nothing when a version is missing."""
        self._comparison = comparison
        self.show_buttons()
        self.bars.show_comparison(comparison)
        if comparison is None:
            self.verdict.set_text(tr("There is no version before and after to compare yet."))
            self.table.setRowCount(0)
            return
        self.verdict.set_text(verdict_words(comparison, target))
        self.table.fill([_cells(row) for row in comparison.rows], (1,), self._colour)
        self._settled.start()

    def show_buttons(self) -> None:
        """Printing for everybody once there is something; correcting for the clerk."""
        for name, button in self.buttons.items():
            allowed = name != "match" or self.may_match
            button.setVisible(self._comparison is not None and allowed)

    def _ask_certificate(self, paper: str, _on: bool = False) -> None:
        self.certificate_requested.emit(paper)

    def _wrap(self) -> None:
        """Break every cell's text at its column's width; rows as tall as their text."""
        metrics = QFontMetricsF(self.table.font())
        for row in range(self.table.rowCount()):
            most = 1
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is not None:
                    width = self.table.columnWidth(column) - _CELL_MARGIN
                    lines = _lines(item.data(_WHOLE), max(40.0, width), metrics)
                    item.setText("\n".join(lines))
                    most = max(most, len(lines))
            self.table.setRowHeight(row, round(most * metrics.lineSpacing()) + 10)

    def _colour(self, row: int, _column: int, item: QTableWidgetItem) -> None:
        if self._comparison is not None:
            item.setData(_WHOLE, item.text())
            item.setBackground(QBrush(QColor(FATES[self._comparison.rows[row].fate])))
            item.setForeground(QBrush(QColor(INK)))


def _cells(row: Row) -> tuple[str, ...]:
    before = "\n".join(_with_time(step) for step in row.before)
    return before, tr(FATE_LABELS[row.fate]), _with_time(row.after) if row.after else ""


def _lines(text: str, width: float, metrics: QFontMetricsF) -> list[str]:
    """Lines broken between Thai words; Qt's own wrapping misjudges their number."""

    def measure(piece: str, _size: float) -> float:
        return metrics.horizontalAdvance(piece)

    return [line for part in text.split("\n") for line in wrap(part, width, 0, measure)]


def _with_time(step: Step) -> str:
    return f"{step.name} ({format_minutes(step.time.typical)})"


class Bars(QWidget):
    """Two pairs of bars, each pair to its own scale."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bars: list[tuple[str, float, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Take the totals of both versions."""
        self._bars = []
        if comparison is not None:
            before, after = comparison.before, comparison.after
            # Steps without times give zero, which nothing can be divided by.
            time = max(before.typical, after.typical) or 1
            steps = max(before.steps, after.steps) or 1
            self._bars = [
                (tr("Time before"), before.typical / time, format_days(before.typical), BAR_BEFORE),
                (tr("Time after"), after.typical / time, format_days(after.typical), BAR_AFTER),
                (tr("Steps before"), before.steps / steps, digits(before.steps), BAR_BEFORE),
                (tr("Steps after"), after.steps / steps, digits(after.steps), BAR_AFTER),
            ]
        self.setFixedHeight(len(self._bars) * self._line())
        self.update()

    def _line(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Label, bar, value on each line."""
        painter = QPainter(self)
        metrics, line = self.fontMetrics(), self._line()
        left = max((metrics.horizontalAdvance(bar[0]) for bar in self._bars), default=0) + 12
        value = max((metrics.horizontalAdvance(bar[2]) for bar in self._bars), default=0) + 12
        room = max(20, self.width() - left - value)
        for row, (label, part, words, colour) in enumerate(self._bars):
            top = row * line
            painter.setPen(QColor(INK))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(
                QRectF(0, top, left - 8, line), middle | Qt.AlignmentFlag.AlignRight, label
            )
            painter.fillRect(QRectF(left, top + 4, room * part, line - 8), QColor(colour))
            painter.drawText(QRectF(left + room * part + 6, top, value, line), middle, words)
        painter.end()
