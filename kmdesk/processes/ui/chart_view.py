"""The flowchart on screen: standard symbols, zoom, fit, keyboard from step to step."""

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.processes.chart import CRITICAL, FAINT, INK, LANES, PROBLEM, Box, Chart
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.compare import flow_words, step_words
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import KIND_LABELS, Process
from kmdesk.processes.ui.chart_items import BoxItem, LaneItem, WireItem, measure, qrect
from kmdesk.widgets.style import ACCENT
from kmdesk.widgets.tips import plain_tip

SMALLEST, LARGEST, STEP = 0.15, 3.0, 1.2


class ChartView(QGraphicsView):
    """Shows one process; ``step_chosen`` tells which symbol has the focus."""

    step_chosen = Signal(int)
    step_activated = Signal(int)
    step_moved = Signal(int, int, int)
    """(step, columns right, rows down): a symbol was dragged, when ``movable``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setBackgroundBrush(QColor("white"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chart = Chart(0, 0, (), (), ())
        self.process = Process(())
        self.chosen: int | None = None
        self.movable = False
        self.standard: int | None = None
        """Service standard in minutes; a process that takes longer is lit in red."""
        self._drag: _Drag | None = None
        self._fitted, self._across = True, False
        self._items: dict[int, BoxItem] = {}

    def set_process(self, process: Process, problems: Collection[int] = ()) -> None:
        """Lay out and draw; steps in ``problems`` are drawn in red."""
        self.process = process
        self.chart = layout(process, measure, lambda s: step_words(process, s), flow_words)
        critical = cycle_time(process)
        late = self.standard is not None and critical.typical > self.standard
        path = PROBLEM if late else CRITICAL
        scene = self.scene()
        scene.clear()
        self._items = {}
        for index, lane in enumerate(self.chart.lanes):
            scene.addItem(LaneItem(lane, LANES[index % 2]))
        # The critical path last, so that it lies over what it crosses.
        for wire in sorted(self.chart.wires, key=lambda wire: wire.flow in critical.path_flows):
            lit = wire.flow in critical.path_flows
            scene.addItem(WireItem(wire, path if lit else FAINT, lit))
        for box in self.chart.boxes:
            colour = PROBLEM if box.key in problems else path
            lit = box.key in critical.path or box.key in problems
            self._items[box.key] = item = BoxItem(box, colour if lit else INK, lit)
            step = process.by_key[box.key]
            item.setToolTip(plain_tip(f"{tr(KIND_LABELS[step.kind])}: {step.name}\n{step.role}"))
            scene.addItem(item)
        scene.setSceneRect(0, 0, self.chart.width, self.chart.height)
        if self.chosen not in self._items:
            self.chosen = None
        self._mark()
        if self._fitted:
            self.fit()
        elif self._across:
            self.fit_width()

    # Zoom ------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole chart, as large as the view allows but never above natural size."""
        self._fitted, self._across = True, False
        if self.chart.width and self.chart.height:
            self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
            if self.transform().m11() > 1:
                self.resetTransform()

    def fit_width(self) -> None:
        """Use the whole width; scroll for the rest."""
        self._fitted, self._across = False, True
        if self.chart.width:
            # As if the bar were there: its coming would change the width, and with it the height.
            room = self.width() - self.verticalScrollBar().sizeHint().width() - 6
            factor = max(SMALLEST, min(1.0, room / self.chart.width))
            # Read before the zoom changes: what stands on top stays on top.
            top = max(0.0, self.mapToScene(0, 0).y())
            self.resetTransform()
            self.scale(factor, factor)
            self.verticalScrollBar().setValue(round(top * factor))

    def zoom(self, factor: float) -> None:
        """Larger or smaller within reason."""
        self._fitted = self._across = False
        present = self.transform().m11()
        wanted = min(max(present * factor, SMALLEST), LARGEST)
        self.scale(wanted / present, wanted / present)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted chart stays fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        elif self._across:
            self.fit_width()

    # Choosing --------------------------------------------------------------------------

    def choose(self, key: int | None) -> None:
        """Mark a step and bring it in sight."""
        self.chosen = key
        self._mark()
        if self.chosen in self._items and not self._fitted:
            self.ensureVisible(self._items[self.chosen], 40, 40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the flows, +, − and 0 zoom, Enter opens."""
        key = event.key()
        if self.movable and self._move_by_key(event):
            return
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk_across(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self.step_activated.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        """Ctrl and an arrow move the chosen symbol by one cell."""
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        way = ways.get(Qt.Key(event.key()))
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if way is None or not control or self.chosen is None:
            return False
        self._ask_move(self.chosen, *way)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the symbol under the mouse."""
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, BoxItem):
            self._choose_and_tell(item.box.key)
            if self.movable and event.button() == Qt.MouseButton.LeftButton:
                start = self.mapToScene(event.position().toPoint())
                # Not handed on to Qt, whose hand would drag the whole chart.
                self._drag = _Drag(item.box, start)
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A dragged symbol leaves its frame behind the mouse."""
        if self._drag is None:
            super().mouseMoveEvent(event)
            return
        at = self.mapToScene(event.position().toPoint()) - self._drag.start
        # In pixels of the screen at any zoom: a click with an unsteady hand moves nothing.
        if self._drag.ghost is None and at.manhattanLength() * self.transform().m11() > 8:
            rect = qrect(self._drag.box.rect)
            self._drag.ghost = self.scene().addRect(rect, QPen(QColor(ACCENT), 2))
        if self._drag.ghost is not None:
            self._drag.ghost.setPos(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go over a cell, the symbol asks to be moved there."""
        drag, self._drag = self._drag, None
        if drag is None:
            super().mouseReleaseEvent(event)
        elif drag.ghost is not None:
            self.scene().removeItem(drag.ghost)
            at = self.mapToScene(event.position().toPoint()) - drag.start
            x, y = drag.box.rect.center
            to_row, to_column = self.chart.cell_at(x + at.x(), y + at.y())
            row, column = self.chart.cells[drag.box.key]
            self._ask_move(drag.box.key, to_column - column, to_row - row)

    def _ask_move(self, key: int, columns: int, rows: int) -> None:
        if columns or rows:
            self.step_moved.emit(key, columns, rows)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the symbol under the mouse."""
        if isinstance(self.itemAt(event.position().toPoint()), BoxItem) and self.chosen:
            self.step_activated.emit(self.chosen)
        super().mouseDoubleClickEvent(event)

    def _walk(self, way: int) -> None:
        """Along the flow: the first next step, or the one before."""
        if self.chosen is None:
            start = self.process.start
            if start is not None:
                self._choose_and_tell(start.key)
            return
        forward = self.process.forward
        if way > 0:
            nexts = [flow.target for flow in forward[self.chosen]]
        else:
            nexts = [
                flow.source
                for flow in self.process.ins[self.chosen]
                # A way back is no step before: one would walk in a circle.
                if flow not in self.process.loops
            ]
        if nexts:
            self._choose_and_tell(nexts[0])

    def _walk_across(self, way: int) -> None:
        """To the nearest symbol beside, else to the next row of the table."""
        if self.chosen is None:
            self._walk(1)
            return
        here = self._items[self.chosen].box.rect
        beside = [
            (abs(box.rect.center[0] - here.center[0]), box.key)
            for box in self.chart.boxes
            if (box.rect.center[0] - here.center[0]) * way > 1
            and abs(box.rect.center[1] - here.center[1]) < max(here.height, box.rect.height)
        ]
        if beside:
            self._choose_and_tell(min(beside)[1])
            return
        row = self.process.row[self.chosen] + way
        if 0 <= row < len(self.process.steps):
            self._choose_and_tell(self.process.steps[row].key)

    def _choose_and_tell(self, key: int) -> None:
        self.choose(key)
        self.step_chosen.emit(key)

    def _mark(self) -> None:
        for key, item in self._items.items():
            item.set_marked(key == self.chosen)


@dataclass(slots=True)
class _Drag:
    """A symbol under the pressed mouse."""

    box: Box
    start: QPointF
    ghost: QGraphicsRectItem | None = None
