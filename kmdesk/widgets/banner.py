"""The red banner of a record that no longer holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kmdesk.widgets.thai_label import ThaiLabel


class EndedBanner(ThaiLabel):
    """White on red; hidden while there is nothing to warn of."""

    def __init__(self, parent: QWidget, words: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("ended")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.warn(words)

    def warn(self, words: str) -> None:
        """Show ``words``, or hide."""
        self.set_text(words)
        self.setVisible(bool(words))
