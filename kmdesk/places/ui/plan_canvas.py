"""Where a floor is drawn: mouse and keys become moves of the sketch."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from kmdesk.places.sketch import Sketch
from kmdesk.places.ui.plan_view import PlanView
from kmdesk.widgets.style import ACCENT

_HANDLE = 9.0
_GRID_LINE = "#dfe4e1"
_LEAST_GAP = 9.0  # in pixels between two grid lines
_LEAST_DRAG = 6.0


class PlanCanvas(PlanView):
    """Edits a :class:`Sketch`; ``tool`` is a kind of shape to draw, or "" to choose and move."""

    sketch_changed = Signal()
    tool_used = Signal()

    def __init__(self, sketch: Sketch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sketch = sketch
        self.tool = ""
        self.pictures: dict[str, QImage] = {}
        self._drag: tuple[str, QPointF] | None = None
        self._rubber: QRectF | None = None
        self._drags = 0
        self.setMouseTracking(True)

    def show_sketch(self) -> None:
        """Draw the sketch as it is now."""
        floor = self.sketch.floor
        self.set_plan(floor, self.pictures.get(floor.image) if floor else None)
        self.light(self.sketch.shape)

    # Drawing ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The floor, its grid, the handles of the chosen shape, what is being drawn."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self.plan is not None:
            self._draw_grid(painter)
        painter.setPen(QPen(QColor("white"), 1))
        painter.setBrush(QColor(ACCENT))
        for handle in self._handles().values():
            painter.drawRect(handle)
        if self._rubber is not None:
            painter.setPen(QPen(QColor(ACCENT), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._rubber)
        painter.end()

    def _draw_grid(self, painter: QPainter) -> None:
        scale, left, top = self._frame()
        plan, gap = self.plan, float(self.sketch.grid)
        assert plan is not None
        # Closer together the lines would merge into a grey ground.
        while gap * scale < _LEAST_GAP:
            gap *= 2
        # The grid lies over the shapes: multiplied, its lines cover none of their words.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(QPen(QColor(_GRID_LINE), 1))
        right, bottom = left + plan.width * scale, top + plan.height * scale
        for number in range(int(plan.width / gap) + 1):
            x = left + number * gap * scale
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        for number in range(int(plan.height / gap) + 1):
            y = top + number * gap * scale
            painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(QColor(ACCENT), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._floor_rect())

    def _handles(self) -> dict[str, QRectF]:
        shape = self.sketch.shape
        if shape is None:
            return {}
        rect = self.rect_of(shape)
        corners = {
            "tl": rect.topLeft(),
            "tr": rect.topRight(),
            "bl": rect.bottomLeft(),
            "br": rect.bottomRight(),
        }
        half = _HANDLE / 2
        return {
            name: QRectF(at.x() - half, at.y() - half, _HANDLE, _HANDLE)
            for name, at in corners.items()
        }

    # Mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw, to stretch a corner or to move the shape under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or self.plan is None:
            return
        # All moves of one drag carry its number: one Ctrl+Z takes them back.
        self._drags += 1
        position = event.position()
        x, y = self._on_floor(position)
        if self.tool:
            self._drag = ("draw", position)
            return
        handle = next((n for n, r in self._handles().items() if r.contains(position)), None)
        if handle is not None:
            self._drag = (handle, position)
            return
        self.sketch.choose(self.sketch.at(x, y))
        shape = self.sketch.shape
        if shape is not None:
            self._drag = ("move", QPointF(x - shape.x, y - shape.y))
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was begun."""
        position = event.position()
        if self._drag is None:
            self._show_cursor(position)
            return
        what, start = self._drag
        x, y = self._on_floor(position)
        shape = self.sketch.shape
        if what == "draw":
            self._rubber = QRectF(start, position).normalized()
            self.update()
        elif what == "move":
            self.sketch.move(x - start.x(), y - start.y(), self._drags)
            self._tell()
        elif shape is not None:
            left = x if "l" in what else shape.x
            right = x if "r" in what else shape.x + shape.width
            top = y if "t" in what else shape.y
            bottom = y if "b" in what else shape.y + shape.height
            self.sketch.stretch(left, top, right, bottom, self._drags)
            self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A rectangle drawn becomes a shape; a mere click with a tool makes a usual one."""
        if self._drag is not None and self._drag[0] == "draw":
            self._finish_drawing(self._drag[1], event.position())
        self._drag, self._rubber = None, None
        self._tell()

    def _finish_drawing(self, start: QPointF, end: QPointF) -> None:
        x, y = self._on_floor(start)
        if (end - start).manhattanLength() < _LEAST_DRAG:
            width, height = USUAL[self.tool]
            self.sketch.add(self.tool, x, y, width, height)
        else:
            right, bottom = self._on_floor(end)
            left, width = min(x, right), abs(right - x)
            self.sketch.add(self.tool, left, min(y, bottom), width, abs(bottom - y))
        self.tool_used.emit()

    def _show_cursor(self, position: QPointF) -> None:
        shapes = Qt.CursorShape
        handle = next((n for n, r in self._handles().items() if r.contains(position)), None)
        if self.tool:
            self.setCursor(shapes.CrossCursor)
        elif handle in ("tl", "br"):
            self.setCursor(shapes.SizeFDiagCursor)
        elif handle is not None:
            self.setCursor(shapes.SizeBDiagCursor)
        else:
            over = self.sketch.at(*self._on_floor(position)) is not None
            self.setCursor(shapes.SizeAllCursor if over else shapes.ArrowCursor)

    def _on_floor(self, position: QPointF) -> tuple[float, float]:
        scale, left, top = self._frame()
        return (position.x() - left) / scale, (position.y() - top) / scale

    # Keys ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, with Shift stretch; Space goes on, Delete removes, Ctrl+D doubles."""
        sketch, key = self.sketch, Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ways = {
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Down: (0, 1),
            Qt.Key.Key_Up: (0, -1),
        }
        if event.matches(QKeySequence.StandardKey.Undo):
            sketch.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            sketch.redo()
        elif key in ways:
            sketch.nudge(*ways[key], stretch=shift)
        elif key == Qt.Key.Key_Space:
            sketch.choose_next(-1 if shift else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            sketch.remove()
        elif control and key == Qt.Key.Key_D:
            sketch.double()
        elif key == Qt.Key.Key_Escape and (self.tool or self._drag):
            self._drag, self._rubber = None, None
            self.tool_used.emit()
        else:
            # Escape and Ctrl+Enter, among others, are the dialog's.
            event.ignore()
            return
        self._tell()

    def _tell(self) -> None:
        self.show_sketch()
        self.sketch_changed.emit()


USUAL = {
    "room": (400.0, 300.0),
    "desk": (150.0, 80.0),
    "counter": (250.0, 70.0),
    "cupboard": (120.0, 50.0),
    "door": (90.0, 30.0),
}
"""Width and depth in centimetres of a shape made by one click."""
