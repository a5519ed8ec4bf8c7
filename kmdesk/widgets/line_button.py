"""A link that breaks between words, over as many lines as its text needs."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kmdesk.widgets.thai_label import ZWSP, breakable

_PIECES = re.compile(f"[^ {ZWSP}]+ *")


class LineButton(QPushButton):
    """Never asks for more width than it is given; it grows downwards."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.full = text
        self._pieces = _PIECES.findall(breakable(text))
        self.setObjectName("link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break anew for the new width."""
        super().resizeEvent(event)
        self._break()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need other breaks."""
        super().changeEvent(event)
        # The first one may come while the button is still being made.
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_pieces"):
            self._break()

    def _break(self) -> None:
        text = self._broken(max(60, self.width() - 14))
        if text != self.text():
            self.setText(text)
        self.setFixedHeight(self.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be, as high as the lines."""
        return QSize(80, self.sizeHint().height())

    def _broken(self, room: int) -> str:
        metrics = self.fontMetrics()
        lines = [""]
        for piece in self._pieces:
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + piece.rstrip()) > room:
                lines.append("")
            lines[-1] += piece
        # A single & would be taken as the mark of a shortcut key.
        return "\n".join(line.rstrip() for line in lines).replace("&", "&&")
