"""A line edit whose empty hint keeps the tips and feet of its Thai marks."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

_BESIDE = 2  # pixels Qt leaves beside the text of a line edit


class ThaiLineEdit(QLineEdit):
    """Qt cuts the hint at the height of its letters; marks stand out above and below."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what Qt cut off above and below the hint, and nothing else twice."""
        super().paintEvent(event)
        if self.text() or not self.placeholderText():
            return
        line = self._line()
        words = self.fontMetrics().elidedText(
            self.placeholderText(), Qt.TextElideMode.ElideRight, line.width()
        )
        size = QFontMetricsF(self.font()).size(int(Qt.TextFlag.TextSingleLine), words)
        if size.height() <= line.height() and size.width() <= line.width():
            return  # then Qt cuts nothing: on Windows, where metrics are whole pixels
        painter = QPainter(self)
        # Only beside the line: letters painted twice look bolder.
        painter.setClipRegion(QRegion(self.rect()) - QRegion(line))
        painter.setPen(self.palette().placeholderText().color())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), words)
        painter.end()

    def _line(self) -> QRect:
        """Where Qt puts the one line of text."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = (
            self.style()
            .subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
            .marginsRemoved(self.textMargins())
        )
        metrics = self.fontMetrics()
        top = inside.y() + (inside.height() - metrics.height() + 1) // 2
        width = inside.width() - 2 * _BESIDE
        return QRect(inside.x() + _BESIDE, top, width, metrics.height())
