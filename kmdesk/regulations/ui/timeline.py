"""Which day's text is shown: a พ.ศ. date, and a line of the days on which the law changed."""

from datetime import date
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.regulations.timeline import LawTime
from kmdesk.regulations.version_store import ChangeDay
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.dates import screen_date, short_date
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.style import ACCENT, INK, LINE
from kmdesk.widgets.thai_label import ThaiLabel, breakable

_RADIUS, _SIDE = 6, 24


class Timeline(QWidget):
    """The days of change on a line; ← and → go from one state of the law to the next."""

    day_chosen = Signal(str)
    """The first day of the state chosen; "" for the state before the first change."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._days: tuple[ChangeDay, ...] = ()
        self._shown: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_days(self, days: tuple[ChangeDay, ...], shown: str | None) -> None:
        """Show the ``days``, the state of day ``shown`` marked."""
        self._days, self._shown = days, shown
        self.setAccessibleName(tr("Days on which the law changed"))
        self.setAccessibleDescription(", ".join(screen_date(day.day) for day in days))
        self.update()

    @property
    def state(self) -> int:
        """0 before the first change, n from the n-th on."""
        now = self._shown or clock.today_iso()
        return sum(day.day <= now for day in self._days)

    def sizeHint(self) -> QSize:
        """One line of dates below the line."""
        return QSize(200, self.fontMetrics().height() * 2 + 2 * _RADIUS)

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: the line never gets smaller."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, Home and End."""
        steps = {Qt.Key.Key_Left: self.state - 1, Qt.Key.Key_Right: self.state + 1,
                 Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._days)}  # fmt: skip
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        elif 0 <= wanted <= len(self._days):
            self._choose(wanted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The state the pointer is in."""
        self.setFocus()
        # The left half of a mark belongs to the state that begins there, too.
        self._choose(sum(x <= event.position().x() + _RADIUS for x in self._places()))

    def event(self, event: QEvent) -> bool:
        """A tip with the acts of the nearest day."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = [
                day
                for day, x in zip(self._days, self._places(), strict=True)
                if abs(x - event.pos().x()) < 3 * _RADIUS
            ]
            text = "\n".join(f"{screen_date(d.day)}: {', '.join(d.acts)}" for d in near)
            if text:
                QToolTip.showText(event.globalPos(), f"<div>{escape(breakable(text))}</div>", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _choose(self, state: int) -> None:
        if state != self.state:
            self.day_chosen.emit(self._days[state - 1].day if state else "")

    def _places(self) -> list[float]:
        """x of each day: to scale, but never nearer than two marks."""
        if not self._days:
            return []
        ordinals = [date.fromisoformat(day.day).toordinal() for day in self._days]
        ends = [min(ordinals), max(*ordinals, clock.today().toordinal())]
        reach = max(1, ends[1] - ends[0])
        room = self.width() - 3 * _SIDE
        # With many changes there is no room for marks side by side: then they overlap evenly.
        least = min(4.0 * _RADIUS, room / len(ordinals))
        places: list[float] = []
        for ordinal in ordinals:
            x = 2 * _SIDE + (ordinal - ends[0]) * room / reach
            places.append(max(x, places[-1] + least) if places else x)
        # Pushed apart, the last ones may have left the line: then all move back.
        over = places[-1] - (self.width() - _SIDE)
        return [x - over for x in places] if over > 0 else places

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, what is shown of it thick, the marks and as many dates as fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, places, state = _RADIUS + 4.0, self._places(), self.state
        bounds = [_SIDE / 2.0, *places, self.width() - _SIDE / 2.0]
        painter.setPen(QPen(QColor(LINE), 2))
        painter.drawLine(QPointF(bounds[0], y), QPointF(bounds[-1], y))
        painter.setPen(QPen(QColor(ACCENT), 6))
        painter.drawLine(QPointF(bounds[state], y), QPointF(bounds[state + 1], y))
        painter.setPen(QPen(QColor(INK), 2))
        for at, x in enumerate(places):
            painter.setBrush(QColor(ACCENT) if at < state else QColor("white"))
            painter.drawEllipse(QPointF(x, y), _RADIUS, _RADIUS)
        self._dates(painter, places, y + _RADIUS + 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(INK), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _dates(self, painter: QPainter, places: list[float], top: float) -> None:
        painter.setPen(QColor(INK))
        free, metrics = 0.0, self.fontMetrics()
        for day, x in zip(self._days, places, strict=True):
            text = short_date(day.day)
            width = metrics.horizontalAdvance(text) + 6
            left = min(max(0.0, x - width / 2), self.width() - width)
            if left >= free:
                box = QRectF(left, top, width, metrics.height() + 4)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                free = left + width + 8


class AsAtBar(QWidget):
    """The day shown, the line of changes, and what can be done with other days."""

    day_chosen = Signal(object)
    """An ISO day, or None for today."""
    compare_requested = Signal()
    history_requested = Signal()
    print_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._time: LawTime | None = None
        self._asked: str | None = None
        self.day = BeDateEdit(self)
        self.day.setAccessibleName(tr("Text as at"))
        self.day.setToolTip(tr("Text as at"))
        self.day.setMinimumWidth(230)
        self.day.line.returnPressed.connect(self._typed)
        self.day.changed.connect(self._settled)
        self.today_button = QPushButton(tr("Today"), self)
        self.today_button.clicked.connect(lambda: self.day_chosen.emit(None))
        self.more_button = QPushButton(tr("Compare, history, print"), self)
        menu = QMenu(self.more_button)
        self.compare_action = menu.addAction(tr("Compare two days…"))
        self.compare_action.triggered.connect(self.compare_requested)
        self.history_action = menu.addAction(tr("History of this provision…"))
        self.history_action.triggered.connect(self.history_requested)
        self.print_action = menu.addAction(tr("Print as at this day"))
        self.print_action.triggered.connect(self.print_requested)
        self.more_button.setMenu(menu)
        self.line = Timeline(self)
        self.line.setAccessibleName(tr("Days on which the law changed"))
        self.line.day_chosen.connect(self._stepped)
        self.notice = ThaiLabel(self)
        self.notice.setObjectName("problem")
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        tools = QWidget(self)
        flow = FlowLayout(tools)
        for widget in (self.day, self.today_button, self.more_button):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(tools)
        column.addWidget(self.line)
        column.addWidget(self.problem)
        column.addWidget(self.notice)

    def show_time(self, time: LawTime) -> None:
        """Show which day the text is of."""
        self._time, self._asked = time, time.as_of
        self.problem.hide()
        self.day.set_iso(time.as_of or clock.today_iso())
        self.today_button.setEnabled(time.as_of is not None)
        words = list(time.day_warnings())
        if time.as_of is not None:
            shown = screen_date(time.as_of)
            words.insert(0, tr("Text as at {day}, not today's.", day=shown))
        self.notice.set_text("\n".join(words))
        self.notice.setVisible(bool(words))
        self.line.setVisible(bool(time.days))
        self.line.set_days(time.days, time.as_of)

    def _stepped(self, day: str) -> None:
        """The state before the first change is shown as at the day before it."""
        if day:
            self.day_chosen.emit(day)
        elif self._time is not None and self._time.days:
            first = date.fromisoformat(self._time.days[0].day)
            self.day_chosen.emit(date.fromordinal(first.toordinal() - 1).isoformat())

    def _settled(self) -> None:
        """A day picked from the month is shown at once; a typed one on Enter."""
        if not self.day.line.hasFocus() or not self.day.line.isModified():
            self._typed()

    def _typed(self) -> None:
        day = self.day.iso()
        if day is None:
            self.problem.set_text(tr("Type a date such as 1/5/2562."))
            self.problem.show()
            return
        self.problem.hide()
        wanted = None if day == clock.today_iso() else day
        if wanted != self._asked:
            self._asked = wanted
            self.day_chosen.emit(wanted)
