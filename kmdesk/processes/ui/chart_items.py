"""What the flowchart on screen is drawn of: lanes, flows, symbols, and its font."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from kmdesk.processes.chart import (
    FAINT,
    FILLS,
    INK,
    LANE_EDGE,
    Box,
    Lane,
    Points,
    Rect,
    TextLine,
    Wire,
    arrow_head,
    outline,
)
from kmdesk.widgets.style import ACCENT, FAMILY

_HALO = 6.0


@cache
def font_of(size: float) -> QFont:
    """The chart's font at a size in chart units."""
    font = QFont(FAMILY)
    font.setPixelSize(round(size))
    # Hinted letters do not grow evenly with the zoom: words would outgrow the symbols
    # measured for them.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def measure(text: str, size: float) -> float:
    """Text width as this screen draws it."""
    metrics = _METRICS.get(size)
    if metrics is None:
        metrics = _METRICS[size] = QFontMetricsF(font_of(size))
    return metrics.horizontalAdvance(text) + 1


_METRICS: dict[float, QFontMetricsF] = {}


def qrect(rect: Rect) -> QRectF:
    """The same rectangle for Qt."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _draw_lines(painter: QPainter, lines: tuple[TextLine, ...]) -> None:
    for line in lines:
        painter.setFont(font_of(line.size))
        painter.setPen(QColor(FAINT if line.faint else INK))
        painter.drawText(qrect(line.rect), _CENTER, line.text)


_CENTER = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


class LaneItem(QGraphicsItem):
    """A swimlane with its head."""

    def __init__(self, lane: Lane, fill: str) -> None:
        super().__init__()
        self.lane, self._fill = lane, QColor(fill)

    def boundingRect(self) -> QRectF:
        return qrect(self.lane.rect).adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setPen(QPen(QColor(LANE_EDGE), 0.8))
        painter.setBrush(self._fill)
        painter.drawRect(qrect(self.lane.rect))
        _draw_lines(painter, self.lane.lines)


class WireItem(QGraphicsItem):
    """A flow with its arrow head and words; never under the mouse."""

    def __init__(self, wire: Wire, colour: str, lit: bool) -> None:
        super().__init__()
        self.wire = wire
        self._pen = QPen(QColor(colour), 1.8 if lit else 1.1)
        self._pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._line = _polygon(list(wire.points))
        self._head = _polygon(arrow_head(wire.points))
        bounds = self._line.boundingRect().united(self._head.boundingRect())
        for line in wire.lines:
            bounds = bounds.united(qrect(line.rect))
        self._bounds = bounds.adjusted(-3, -3, 3, 3)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        return QPainterPath()  # a flow is never under the mouse

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setPen(self._pen)
        painter.drawPolyline(self._line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._pen.color())
        painter.drawPolygon(self._head)
        _draw_lines(painter, self.wire.lines)


class BoxItem(QGraphicsItem):
    """A step's symbol with its text; a halo marks the chosen one."""

    def __init__(self, box: Box, colour: str, lit: bool) -> None:
        super().__init__()
        self.box = box
        shape = outline(box.kind, box.rect)
        self._area = _polygon(shape.area)
        self._strokes = [_polygon(stroke) for stroke in shape.strokes]
        self._pen = QPen(QColor(colour), 1.9 if lit else 1.1)
        self._fill = QBrush(QColor(FILLS[box.kind]))
        self._marked = False

    def set_marked(self, marked: bool) -> None:
        """Show or hide the halo of the chosen step."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def boundingRect(self) -> QRectF:
        return qrect(self.box.rect).adjusted(-_HALO, -_HALO, _HALO, _HALO)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._marked:
            painter.setPen(QPen(QColor(ACCENT), 2.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.boundingRect().adjusted(2, 2, -2, -2), 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._fill)
        painter.drawPolygon(self._area)
        painter.setPen(self._pen)
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
        _draw_lines(painter, self.box.lines)
