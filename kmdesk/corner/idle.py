"""Idle reset: a countdown, then home for the next person, with everything parked."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.basket import BasketItem
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

COUNTDOWN_S = 20
PARKED_FOR_S = 30 * 60
PRINTING_HOLDS_S = 10 * 60
_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )
)


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked basket and the time until which it can be retrieved."""

    items: tuple[BasketItem, ...]
    until: float


class Shelf:
    """Parked baskets by a two-digit number, for thirty minutes."""

    # Not the time of day: setting the clock must neither keep a basket nor lose one.
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._parked: dict[str, Parked] = {}

    def park(self, items: tuple[BasketItem, ...]) -> str:
        """Park ``items``; return their number, or ``""`` if nothing was parked."""
        self._forget_old()
        free = [number for number in range(10, 100) if str(number) not in self._parked]
        if not items or not free:
            return ""
        # Random: one's own number must not give away that of the visitor before.
        number = str(secrets.choice(free))
        self._parked[number] = Parked(items, self._now() + PARKED_FOR_S)
        return number

    def fetch(self, number: str) -> tuple[BasketItem, ...]:
        """Retrieve the items parked under ``number``; empty when expired."""
        self._forget_old()
        parked = self._parked.pop(number, None)
        return parked.items if parked else ()

    def __len__(self) -> int:
        self._forget_old()
        return len(self._parked)

    def _forget_old(self) -> None:
        moment = self._now()
        self._parked = {n: p for n, p in self._parked.items() if p.until > moment}


class IdleWatch(QObject):
    """Counts seconds without keyboard or mouse input, whatever is open.

    Only pages being printed pause the count, for a total of ``PRINTING_HOLDS_S`` until the next
    input: a hanging job does not keep a sign-in open.
    """

    counting = Signal(int)
    """Seconds left; 0 when the countdown is cancelled."""
    idled = Signal()

    def __init__(self, parent: QObject, minutes: int) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self.seconds = 0
        self._held = 0
        self._counting = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Restart the count on any input."""
        held_down = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if event.type() in _INPUT and not held_down:  # a book lying on the keyboard is not a person
            self.touch()
        return False

    def touch(self) -> None:
        """Restart the count."""
        self.seconds = self._held = 0
        if self._counting:
            self._counting = False
            self.counting.emit(0)

    def tick(self) -> None:
        """Count one second."""
        if self.minutes <= 0:
            self.seconds = self._held = 0
            return
        # An open print preview once stopped the count for good, with an administrator signed in.
        if self._held < PRINTING_HOLDS_S and _is_printing():
            self._held += 1
            return
        self.seconds += 1
        left = self.minutes * 60 - self.seconds
        if left <= 0:
            self._counting = False
            self.seconds = self._held = 0
            self.counting.emit(0)
            self.idled.emit()
        elif left <= COUNTDOWN_S:
            self._counting = True
            self.counting.emit(left)

    def _watch(self, window: QObject | None) -> None:
        if window is not None:
            # A filter on the window sees each input once; on the application it would see every
            # event.
            window.removeEventFilter(self)
            window.installEventFilter(self)


class CountdownBar(Page):
    """Banner that announces the reset."""

    stay_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._left = 0
        self.setObjectName("countdown")
        self.setAutoFillBackground(True)
        self.text = ThaiLabel(self)
        self.stay = QPushButton(tr("I am here"), self)
        self.stay.clicked.connect(self.stay_requested)
        row = QHBoxLayout(self)
        row.addWidget(self.text, 1)
        row.addWidget(self.stay)
        self.hide()

    def count(self, left: int) -> None:
        """Show ``left`` seconds, or hide at 0."""
        self._left = left
        self.text.set_text(tr("Still there? The screen is cleared in {count} seconds.", count=left))
        self.setVisible(left > 0)

    def left_off(self) -> int:
        """Return the seconds that are left."""
        return self._left

    def go_on(self, left: int) -> None:
        """Show them again."""
        self.count(left)


def _is_printing() -> bool:
    return any(getattr(top, "is_printing", False) for top in QApplication.topLevelWidgets())
