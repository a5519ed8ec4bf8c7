"""The only two kinds of label: text as it is, and HTML that we made ourselves."""

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QRegion,
    QTextDocument,
)
from PySide6.QtWidgets import QLabel, QWidget

from kmdesk.thai import TALLEST

_SEEN = 215  # of 255: a paler dot is the fringe of a letter


@lru_cache(maxsize=32)
def _overhang(key: str) -> tuple[int, int]:
    font = QFont()
    font.fromString(key)
    metrics, path = QFontMetricsF(font), QPainterPath()
    path.addText(0, 0, font, TALLEST)  # shaped, unlike QFontMetrics.tightBoundingRect
    ink = path.boundingRect()
    above, below = _painted(font)
    return (
        max(0, ceil(-ink.top() - metrics.ascent()), above),
        max(0, ceil(ink.bottom() - metrics.descent()), below),
    )


def _painted(font: QFont) -> tuple[int, int]:
    """As :func:`overhang`, of the pixels: hinting moves an edge by one, not alike everywhere."""
    metrics = QFontMetrics(font)
    height, base = 4 * metrics.height(), 2 * metrics.height()
    picture = QImage(2 * height, height, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.drawText(height // 2, base, TALLEST)
    painter.end()
    dots = bytes(picture.constBits())
    step = picture.bytesPerLine()
    rows = [row for row in range(height) if min(dots[row * step : (row + 1) * step]) < _SEEN]
    if not rows:
        return 0, 0
    return base - rows[0] - metrics.ascent(), rows[-1] + 1 - base - metrics.descent()


def overhang(font: QFont) -> tuple[int, int]:
    """Pixels by which Thai marks stand out above and below the height Qt gives a line."""
    # Cached by its description: each label has a font object of its own, and nearly all are equal.
    return _overhang(font.toString())


class RoomyLabel(QLabel):
    """A label with room for the marks over its first line and under its last."""

    def changeEvent(self, event: QEvent) -> None:
        """Give another font the room that it wants."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        above, below = overhang(self.font())
        margins = self.contentsMargins()
        if (margins.top(), margins.bottom()) != (above, below):
            self.setContentsMargins(margins.left(), above, margins.right(), below)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks, too, that Qt cuts off at the box of a text laid out as a document."""
        super().paintEvent(event)
        # Qt gives no other way to the document of a label; plain ones have none
        # and are cut nowhere.
        document = self.findChild(QTextDocument)
        if document is None or not self.text():
            return
        box = self._document_box(document)
        painter = QPainter(self)
        # Only beside the box: letters painted twice look bolder.
        painter.setClipRegion(QRegion(self.rect()) - QRegion(box))
        painter.translate(box.topLeft())
        context = QAbstractTextDocumentLayout.PaintContext()
        # A document paints in the palette's text colour, a label in that of its role, which is red
        # for an error.
        context.palette.setColor(
            QPalette.ColorRole.Text, self.palette().color(self.foregroundRole())
        )
        document.documentLayout().draw(painter, context)
        painter.end()

    def _document_box(self, document: QTextDocument) -> QRect:
        """Where Qt begins a document in a label: inside its margin and indent, aligned."""
        edge, indent, align = self.margin(), self.indent(), self.alignment()
        box = self.contentsRect().adjusted(edge, edge, -edge, -edge)
        if indent < 0 and self.frameWidth():
            indent = self.fontMetrics().horizontalAdvance("x") // 2 - edge
        if indent > 0 and align & Qt.AlignmentFlag.AlignLeft:
            box.setLeft(box.left() + indent)
        spare = max(0, box.height() - round(document.size().height()))
        if align & Qt.AlignmentFlag.AlignVCenter:
            box.translate(0, spare // 2)
        elif align & Qt.AlignmentFlag.AlignBottom:
            box.translate(0, spare)
        return box


class PlainLabel(RoomyLabel):
    """Shows every character it is given: Qt would guess from a name whether to obey its tags."""

    def __init__(self, first: str | QWidget | None = None, parent: QWidget | None = None) -> None:
        """As QLabel: ``(text, parent)`` or ``(parent)``."""
        text = first if isinstance(first, str) else ""
        super().__init__(parent if isinstance(first, str) else first)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._make_room()


class RichLabel(RoomyLabel):
    """Shows HTML of our own making; whatever comes from a record is escaped in it."""

    def __init__(self, parent: QWidget, html: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)
        self._make_room()
