"""The พ.ศ. date edit: shows Buddhist years, takes every typed form, stores ISO."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from kmdesk import clock
from kmdesk.i18n import language, tr
from kmdesk.thai.dates import ENGLISH_WEEKDAYS_SHORT, THAI_WEEKDAYS_SHORT, parse_date
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.tips import plain_tip

# The 28th has two digits in every month; only the names of the months differ in width.
_DAYS = [f"2026-{month:02}-28" for month in range(1, 13)]  # one of them is the longest to write
_BESIDE = 26  # pixels of frame, padding and cursor, in letters of the normal size
_TYPICAL = 17  # letters x that Qt reckons a line of text by
_MOST = 285  # pixels that the narrowest panel has for it on the smallest screen


class BeDateEdit(QWidget):
    """A line to type a date in and a month to pick one from."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, iso: str | None = None) -> None:
        super().__init__(parent)
        self._most: int | None = _MOST
        self.line = ThaiLineEdit(self)
        self.line.setPlaceholderText(tr("e.g. 12/3/2551 or 12 มี.ค. 51"))
        self.line.editingFinished.connect(self._settle)
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.button = QToolButton(self)
        self.button.setToolTip(tr("Choose a date"))
        self.button.setText("▾")
        self.button.clicked.connect(self._open_month)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self.set_iso(iso)
        self._name_parts()
        self._make_room()

    def iso(self) -> str | None:
        """The date as ISO text, None when empty or not understood."""
        day = parse_date(self.line.text())
        return day.isoformat() if day else None

    def set_iso(self, iso: str | None) -> None:
        """Show a stored date, from its first digit on."""
        self.line.setText(screen_date(iso))
        # setText leaves the cursor at the end, and a narrow line scrolls to it: the first digit of
        # the day was cut off.
        self.line.setCursorPosition(0)

    def show_whole(self) -> None:
        """Be as wide as the longest date, where there is room in letters of any size."""
        self._most = None
        self._make_room()

    @property
    def is_valid(self) -> bool:
        """Whether what is typed is empty or a date."""
        return not self.line.text().strip() or self.iso() is not None

    def setAccessibleName(self, name: str, /) -> None:
        """The label it stands beside; line and button are told apart from other dates by it."""
        super().setAccessibleName(name)
        self._name_parts()

    def _name_parts(self) -> None:
        name, choose = self.accessibleName(), tr("Choose a date")
        self.line.setAccessibleName(name or tr("Date"))
        self.button.setAccessibleName(f"{choose}: {name}" if name else choose)

    def changeEvent(self, event: QEvent) -> None:
        """Other letters: a whole date stays readable."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        letters = self.line.fontMetrics()
        words = max(letters.horizontalAdvance(screen_date(day)) for day in _DAYS)
        frame = self.line.sizeHint().width() - _TYPICAL * letters.horizontalAdvance("x")
        wanted = words + max(frame + letters.horizontalAdvance("x"), _BESIDE)
        self.line.setMinimumWidth(wanted if self._most is None else min(wanted, self._most))

    def _settle(self) -> None:
        iso = self.iso()
        if iso:
            self.set_iso(iso)
        self.changed.emit()

    def _open_month(self) -> None:
        menu = QMenu(self)
        start = parse_date(self.line.text()) or clock.today()
        picker = MonthPicker(menu, start)
        picker.picked.connect(self._pick)
        picker.picked.connect(menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(picker)
        menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Not exec: it would wait inside this slot, and the idle reset closes menus from outside.
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        picker.setFocus()

    def _pick(self, iso: str) -> None:
        self.set_iso(iso)
        self.line.setFocus()
        self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line takes the focus."""
        self.line.setFocus(event.reason())


class MonthPicker(QWidget):
    """One month as a grid of day buttons, with the Buddhist year on top."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, shown: date) -> None:
        super().__init__(parent)
        self._first = shown.replace(day=1)
        self._chosen = shown
        self._grid = QGridLayout(self)
        self._grid.setSpacing(2)
        self._name = PlainLabel(self)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for column, text, step, name in (
            (0, "◀", -1, tr("Previous month")),
            (6, "▶", 1, tr("Next month")),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setAccessibleName(name)
            button.setToolTip(plain_tip(name))
            button.clicked.connect(lambda _on=False, s=step: self._turn(s))
            self._grid.addWidget(button, 0, column)
        self._grid.addWidget(self._name, 0, 1, 1, 5)
        for column, day in enumerate(_week_days()):
            label = PlainLabel(day, self)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(label, 1, column)
        self._days: list[QToolButton] = []
        self._fill()

    def _turn(self, step: int) -> None:
        month = self._first.year * 12 + self._first.month - 1 + step
        self._first = date(month // 12, month % 12 + 1, 1)
        self._fill()

    def _fill(self) -> None:
        for button in self._days:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._days = []
        # The name of the month is the long date without its day.
        self._name.setText(screen_date(self._first.isoformat()).split(" ", 1)[-1])
        offset = self._first.weekday()
        for number in range(1, 32):
            try:
                day = self._first.replace(day=number)
            except ValueError:
                break
            button = QToolButton(self)
            button.setText(str(number))
            button.setAutoRaise(day != self._chosen)
            button.setMinimumSize(36, 32)
            button.setAccessibleName(screen_date(day.isoformat()))
            button.clicked.connect(lambda _on=False, d=day: self.picked.emit(d.isoformat()))
            place = offset + number - 1
            self._grid.addWidget(button, 2 + place // 7, place % 7)
            self._days.append(button)


def _week_days() -> Sequence[str]:
    return THAI_WEEKDAYS_SHORT if language() == "th" else ENGLISH_WEEKDAYS_SHORT
