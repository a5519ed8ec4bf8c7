"""A link of one line that shows as much as fits, all of it in its tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kmdesk.widgets.thai_label import breakable


class LineButton(QPushButton):
    """Never asks for more room than it is given."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.full = text
        self.setObjectName("link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(breakable(text))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew for the new width."""
        super().resizeEvent(event)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(80, super().minimumSizeHint().height())

    def _elide(self) -> None:
        room = max(60, self.width() - 10)
        self.setText(self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, room))
