"""Status lights: a colour and a shape of its own, so that colour alone never tells."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

if TYPE_CHECKING:
    from kmdesk.records import Kinds

COLOURS = {"green": "#1b6e2e", "amber": "#8a5300", "red": "#a31621", "grey": "#4d5560"}


def light_of(kinds: "Kinds", kind: str, status: str) -> str:
    """The light a kind gives one of its statuses; grey when it says nothing."""
    if kind not in kinds:
        return "grey"
    lights: Mapping[str, str] = getattr(kinds.get(kind), "lights", {})
    return lights.get(status, "grey")


def status_word(kinds: "Kinds", kind: str, status: str) -> str:
    """The message id a kind has for a status, or the status itself."""
    if kind not in kinds:
        return status
    return kinds.get(kind).statuses.get(status, status)


@lru_cache(maxsize=16)
def light_icon(light: str, size: int = 18) -> QIcon:
    """Disc (green), triangle (amber), square (red) or ring (grey)."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(COLOURS.get(light, COLOURS["grey"]))
    box = QRectF(3, 3, size - 6, size - 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    painter.drawEllipse(QRectF(0, 0, size, size))  # seen on a selected row, too
    painter.setBrush(colour)
    if light == "green":
        painter.drawEllipse(box)
    elif light == "amber":
        corners = [QPointF(size / 2, 2), QPointF(size - 3, size - 4), QPointF(3, size - 4)]
        painter.drawPolygon(QPolygonF(corners))
    elif light == "red":
        painter.drawRect(box)
    else:
        pen = painter.pen()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(colour)
        pen.setWidthF(2.5)
        painter.setPen(pen)
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # the style would tint it away otherwise
    return icon
