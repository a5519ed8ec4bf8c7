"""Base of all our widgets: words are set in one method, again at each language switch."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget


class Panel(QWidget):
    """A widget that sets every visible word in :meth:`retranslate`."""

    def changeEvent(self, event: QEvent) -> None:
        """Reword on a language switch."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Set all texts; called by the widget itself once it is built."""


def announce_language() -> None:
    """Tell every widget that the language was switched (Qt passes it on to children)."""
    for widget in QApplication.topLevelWidgets():
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
