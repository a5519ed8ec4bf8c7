"""The only two kinds of label: text as it is, and HTML that we made ourselves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """Shows every character it is given: Qt would guess from a name whether to obey its tags."""

    def __init__(self, first: str | QWidget | None = None, parent: QWidget | None = None) -> None:
        """As QLabel: ``(text, parent)`` or ``(parent)``."""
        text = first if isinstance(first, str) else ""
        super().__init__(parent if isinstance(first, str) else first)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class RichLabel(QLabel):
    """Shows HTML of our own making; whatever comes from a record is escaped in it."""

    def __init__(self, parent: QWidget, html: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)
