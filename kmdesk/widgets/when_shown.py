"""Work for a page that is out of sight waits until somebody looks at it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WhenShown(QObject):
    """Calls ``slot()`` at once while ``widget`` is in sight, else once when it comes in sight.

    A widget whose window is not shown at all (no other page hides it) counts as in sight.
    """

    def __init__(self, widget: QWidget, slot: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._slot, self._waits = widget, slot, False
        widget.installEventFilter(self)

    def ask(self) -> None:
        """Call the slot now or later."""
        self._waits = self._widget.window().isVisible() and not self._widget.isVisible()
        if not self._waits:
            self._slot()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The widget comes in sight."""
        if event.type() == QEvent.Type.Show and self._waits:
            self._waits = False
            self._slot()
        return False
