"""The floor plan on screen: rooms, desks and cupboards, one of them lit."""

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.places.floor_plan import EDGE, FILLS, INK, LIT, LIT_EDGE, PAPER, PlanRow, ShapeRow
from kmdesk.thai.words import break_offsets
from kmdesk.widgets.style import FAMILY
from kmdesk.widgets.tips import plain_tip

_MARGIN = 14.0
_LARGEST_TEXT, _SMALLEST_TEXT = 17, 9
_PAD = 3.0


class PlanView(QWidget):
    """Draws one floor to fit; ``shape_chosen`` gives the place of the shape clicked."""

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: PlanRow | None = None
        self.lit: ShapeRow | None = None
        self.picture: QImage | None = None
        self.setMinimumSize(420, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_plan(self, plan: PlanRow | None, picture: QImage | None = None) -> None:
        """Show a floor, over the picture it was traced from, nothing lit."""
        self.plan, self.lit, self.picture = plan, None, picture
        self.update()

    def light(self, shape: ShapeRow | None) -> None:
        """Light one shape."""
        self.lit = shape
        if shape is not None:
            self.setAccessibleDescription(shape.text)
        self.update()

    def rect_of(self, shape: ShapeRow) -> QRectF:
        """Where a shape stands on the widget."""
        scale, left, top = self._frame()
        x, y = left + shape.x * scale, top + shape.y * scale
        return QRectF(x, y, shape.width * scale, shape.height * scale)

    def _frame(self) -> tuple[float, float, float]:
        if self.plan is None:
            return 1.0, 0.0, 0.0
        width, height = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        scale = max(0.01, min(width / self.plan.width, height / self.plan.height))
        left = (self.width() - self.plan.width * scale) / 2
        return scale, left, (self.height() - self.plan.height * scale) / 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Rooms first, then what stands in them, the lit shape last."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(PAPER))
        if self.plan is not None:
            if self.picture is not None:
                painter.setOpacity(0.55)
                painter.drawImage(self._floor_rect(), self.picture)
                painter.setOpacity(1.0)
            shapes = sorted(self.plan.shapes, key=lambda s: (s.kind != "room", s == self.lit))
            for shape in shapes:
                self._draw(painter, shape)
        painter.end()

    def _floor_rect(self) -> QRectF:
        scale, left, top = self._frame()
        plan = self.plan
        return QRectF(left, top, plan.width * scale, plan.height * scale) if plan else QRectF()

    def _draw(self, painter: QPainter, shape: ShapeRow) -> None:
        rect, lit = self.rect_of(shape), shape == self.lit
        painter.setPen(QPen(QColor(LIT_EDGE if lit else EDGE), 4 if lit else 1.2))
        fill = QColor(LIT if lit else FILLS[shape.kind])
        if self.picture is not None:  # the picture shows through
            fill.setAlpha(150 if lit or shape.kind != "room" else 40)
        painter.setBrush(fill)
        painter.drawRect(rect)
        painter.setPen(QColor(INK))
        if shape.kind == "room":
            room = rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
            self._write(painter, shape.text, room, Qt.AlignmentFlag.AlignTop, lit)
        else:
            room = rect.adjusted(_PAD, 1, -_PAD, -1)
            self._write(painter, shape.text, room, Qt.AlignmentFlag.AlignVCenter, lit)

    def _write(
        self, painter: QPainter, text: str, room: QRectF, down: Qt.AlignmentFlag, bold: bool
    ) -> None:
        """The largest size at which the text fits, broken between words."""
        across = Qt.AlignmentFlag.AlignHCenter
        flags = down | across
        for size in range(_LARGEST_TEXT, _SMALLEST_TEXT - 1, -1):
            font = QFont(FAMILY)
            font.setPixelSize(size)
            font.setBold(bold)
            painter.setFont(font)
            lines = _wrapped(painter, text, room.width())
            height = painter.fontMetrics().lineSpacing() * len(lines)
            # The marks of its first and last line may stand out a little: only marks reach so far.
            if lines and height <= room.height() + 4:
                painter.drawText(room, flags | Qt.TextFlag.TextDontClip, "\n".join(lines))
                return
        # It fits at no size: its words can still be had.
        self.setToolTip(plain_tip(text))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the topmost shape under the mouse that is tied to a place."""
        if self.plan is None:
            return
        for shape in sorted(self.plan.shapes, key=lambda s: s.kind == "room"):
            if shape.place_id is not None and self.rect_of(shape).contains(event.position()):
                self._choose(shape)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right and down go to the next shape, left and up to the one before."""
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
        }
        way = steps.get(Qt.Key(event.key()))
        shapes = [s for s in (self.plan.shapes if self.plan else ()) if s.place_id is not None]
        if way is None or not shapes:
            super().keyPressEvent(event)
            return
        here = shapes.index(self.lit) if self.lit in shapes else -1 if way > 0 else 0
        self._choose(shapes[(here + way) % len(shapes)])

    def _choose(self, shape: ShapeRow) -> None:
        self.light(shape)
        if shape.place_id is not None:
            self.place_chosen.emit(shape.place_id)


def _wrapped(painter: QPainter, text: str, width: float) -> list[str]:
    """Lines that fit; none when a single word does not."""
    metrics = painter.fontMetrics()
    cuts = sorted({0, *break_offsets(text), len(text)})
    lines: list[str] = []
    line = ""
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if metrics.horizontalAdvance((line + piece).rstrip()) <= width:
            line += piece
            continue
        if metrics.horizontalAdvance(piece.strip()) > width:
            return []
        lines.append(line.rstrip())
        line = piece
    return [*lines, line.rstrip()]
