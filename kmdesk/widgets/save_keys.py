"""Ctrl+Enter saves in every dialog, wherever the cursor stands."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton


class SaveKeys(QObject):
    """Event filter of the application: Ctrl+Enter presses the chief button of a dialog.

    A filter and not a shortcut a dialog: a form that forgot its shortcut was how the key came to
    work in two windows only. A dialog with a shortcut of its own for the key keeps it.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key where a dialog has something to save."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        # The number pad's Enter comes with a modifier of its own.
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held != Qt.KeyboardModifier.ControlModifier:
            return False
        dialog = QApplication.activeWindow()
        # A question is no form: a key that means “save” must not answer it.
        if not isinstance(dialog, QDialog) or isinstance(dialog, QMessageBox):
            return False
        button = chief_button(dialog)
        if button is None:
            return False
        button.click()
        return True


def chief_button(dialog: QDialog) -> QPushButton | None:
    """The button that saves: ``save_button``, else the default one; None where none can be used.

    The name comes first: Qt makes whichever button has the focus the default one.
    """
    named = getattr(dialog, "save_button", None)
    found = [named] if isinstance(named, QPushButton) else []
    found += [button for button in dialog.findChildren(QPushButton) if button.isDefault()]
    usable = (button for button in found if button.isVisible() and button.isEnabled())
    return next(usable, None)
