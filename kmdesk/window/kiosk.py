"""The kiosk: nothing a reader can click or press leads out of the program."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QFileDialog

from kmdesk.window.main_window import MainWindow

_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class Kiosk(QObject):
    """Swallows drops and what opens menus, closes file dialogs, while nobody is signed in.

    Filters windows, not the application: those see each input once.
    """

    @classmethod
    def over(cls, window: MainWindow) -> "Kiosk":
        """The one over ``window``; two would swallow everything twice."""
        present = window.findChild(cls)
        return present if isinstance(present, cls) else cls(window)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # Each dialog and menu is a window of its own, made at any time: the filter
        # goes with the focus.
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """No menu by the right button, the menu key or Shift+F10; nothing is dropped."""
        if not self._window.is_for_readers():
            return False
        if event.type() in _DRAGS:
            event.ignore()
            return True
        if event.type() in _MOUSE and isinstance(event, QMouseEvent):
            return event.button() == Qt.MouseButton.RightButton
        if event.type() in _KEYS and isinstance(event, QKeyEvent):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return event.key() == Qt.Key.Key_Menu or (shifted and event.key() == Qt.Key.Key_F10)
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is None:
            return
        window.removeEventFilter(self)
        window.installEventFilter(self)
        if self._window.is_for_readers():
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, QFileDialog) and widget.isVisible():
                    widget.reject()  # a file dialog shows the whole machine
