"""Small pictures of the pages on the strip, with the cuts between documents."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from kmdesk.i18n import language, tr
from kmdesk.shelf.arrange_pages import Leaf, Strip
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.page_list import thumbnail
from kmdesk.widgets.style import ACCENT
from kmdesk.widgets.tips import plain_tip

if TYPE_CHECKING:
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import Task, TaskRunner

SIDE = 150
_KEYS = {
    Qt.Key.Key_R: "turn",
    Qt.Key.Key_S: "cut",
    Qt.Key.Key_B: "empty",
    Qt.Key.Key_Delete: "out",
    Qt.Key.Key_Backspace: "out",
}
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_ON = (Qt.Key.Key_Right, Qt.Key.Key_Down)


class StripView(QListWidget):
    """Shows a strip; what a key or a drop asks for is told, never done here."""

    asked = Signal(str)
    """``turn``, ``turn_back``, ``out``, ``cut``, ``empty``, ``on`` or ``back``."""
    dropped = Signal(int)
    """The chosen rows are to go before this row."""

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._paths: tuple[Path, ...] = ()
        self._names: tuple[str, ...] = ()
        self._strip = Strip(())
        self._pictures: dict[tuple[int, int], QPixmap] = {}
        self._failed: set[tuple[int, int]] = set()
        self._drawing: Task | None = None
        self._drop_at = -1
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(QSize(SIDE + 14, SIDE + 38))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        # Qt's own marks the page under the mouse, not the gap between two.
        self.setDropIndicatorShown(False)
        self.setAccessibleName(tr("Pages"))
        self.verticalScrollBar().valueChanged.connect(self._draw_next)

    def open(self, paths: tuple[Path, ...], names: tuple[str, ...]) -> None:
        """The files that pages are drawn from."""
        self._paths, self._names = paths, names

    def show_strip(self, strip: Strip) -> None:
        """Show pages and cuts, and choose what is chosen."""
        self._strip = strip
        place = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        document, position = 1, 0
        for item in strip.items:
            if item is None:
                document, position = document + 1, 0
                self.addItem(self._cut_item(document))
            else:
                position += 1
                self.addItem(self._page_item(item, position))
        if strip.chosen:
            # a Shift that is held must not choose all that lie between
            self.setCurrentRow(strip.chosen[-1], QItemSelectionModel.SelectionFlag.NoUpdate)
            for row in strip.chosen:
                self.item(row).setSelected(True)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(place)
        if strip.chosen:
            self.scrollToItem(self.item(strip.chosen[-1]))
        # Nothing was told while the rows were made anew; the large page beside must follow.
        self.currentRowChanged.emit(self.currentRow())
        self._draw_next()

    def rows(self) -> list[int]:
        """The chosen rows, or the current one."""
        chosen = sorted(self.row(item) for item in self.selectedItems())
        return chosen or ([self.currentRow()] if self.currentRow() >= 0 else [])

    def has_picture(self, leaf: Leaf) -> bool:
        """Whether a page is drawn."""
        return (leaf.file, leaf.page) in self._pictures

    def close_file(self) -> None:
        """Stop drawing."""
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing, self._paths = None, ()

    # Drawing ---------------------------------------------------------------------------

    def _page_item(self, leaf: Leaf, position: int) -> QListWidgetItem:
        item = QListWidgetItem(self._icon(leaf), _digits(position))
        name = self._names[leaf.file] if leaf.file < len(self._names) else ""
        origin = tr("Page {page} of {name}", page=_digits(leaf.page + 1), name=name)
        item.setToolTip(plain_tip(origin))
        spoken = f"{_digits(position)}, {origin}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        return item

    def _cut_item(self, document: int) -> QListWidgetItem:
        words = tr("Document {number}", number=_digits(document))
        item = QListWidgetItem(_cut_icon(), words)
        item.setForeground(QColor(ACCENT))
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        return item

    def _icon(self, leaf: Leaf) -> QIcon:
        picture = self._pictures.get((leaf.file, leaf.page))
        if picture is None:
            picture = QPixmap(SIDE * 5 // 7, SIDE)
            picture.fill(Qt.GlobalColor.white)
        turned = picture.transformed(QTransform().rotate(leaf.turn))
        square = QPixmap(SIDE, SIDE)  # all alike, however a page lies
        square.fill(Qt.GlobalColor.transparent)
        painter = QPainter(square)
        spot = QPoint((SIDE - turned.width()) // 2, (SIDE - turned.height()) // 2)
        painter.drawPixmap(spot, turned)
        painter.setPen(QColor("#8a9494"))
        painter.drawRect(turned.rect().translated(spot).adjusted(0, 0, -1, -1))
        painter.end()
        icon = QIcon(square)
        icon.addPixmap(square, QIcon.Mode.Selected)  # not tinted when it is chosen
        return icon

    def _draw_next(self, *_ignored: object) -> None:
        if self._drawing is not None or not self._paths:
            return
        sight = self.viewport().rect()
        for row, leaf in enumerate(self._strip.items):
            key = (leaf.file, leaf.page) if leaf is not None else (-1, -1)
            if leaf is None or key in self._pictures or key in self._failed:
                continue
            if not self.visualItemRect(self.item(row)).intersects(sight):
                continue
            self._drawing = self._runner.submit_read(
                thumbnail, self._render, self._paths[leaf.file], leaf.page, SIDE,
                done=partial(self._drawn, key), failed=partial(self._not_drawn, key),
            )  # fmt: skip
            return

    def _drawn(self, key: tuple[int, int], image: QImage) -> None:
        self._drawing = None
        self._pictures[key] = QPixmap.fromImage(image)
        for row, leaf in enumerate(self._strip.items):
            if leaf is not None and (leaf.file, leaf.page) == key:
                self.item(row).setIcon(self._icon(leaf))
        self._draw_next()

    def _not_drawn(self, key: tuple[int, int], _error: Exception) -> None:
        self._drawing = None
        self._failed.add(key)  # it stays white, and is not asked for again
        self._draw_next()

    # Keys and mouse --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Acts by key; plain arrows, Shift and Ctrl+A choose as in any list."""
        key = Qt.Key(event.key())
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier and key in (*_BACK, *_ON):
            self.asked.emit("back" if key in _BACK else "on")
        elif key in _KEYS and not held & Qt.KeyboardModifier.ControlModifier:
            back = key == Qt.Key.Key_R and held & Qt.KeyboardModifier.ShiftModifier
            self.asked.emit("turn_back" if back else _KEYS[key])
        else:
            super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Mark where the pages would go."""
        if event.source() is not self:
            event.ignore()
            return
        self._drop_at = self._row_at(event.position().toPoint())
        self.viewport().update()
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where the pages are to go."""
        at, self._drop_at = self._row_at(event.position().toPoint()), -1
        # nothing is moved by Qt: the strip is shown anew
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.viewport().update()
        if event.source() is self:
            self.dropped.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pages, and the place of a drop under way."""
        super().paintEvent(event)
        if self._drop_at < 0 or not self.count():
            return
        behind = self._drop_at >= self.count()
        box = self.visualItemRect(self.item(self.count() - 1 if behind else self._drop_at))
        x = box.right() if behind else box.left()
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(ACCENT), 4))
        painter.drawLine(x, box.top(), x, box.bottom())
        painter.end()

    def _row_at(self, spot: QPoint) -> int:
        """The row before which something let go at ``spot`` belongs."""
        for row in range(self.count()):
            box = self.visualItemRect(self.item(row))
            if spot.y() <= box.bottom() and spot.x() <= box.center().x():
                return row
            if spot.y() <= box.bottom() and spot.x() <= box.right():
                return row + 1
        return self.count()

    def choose(self, rows: list[int]) -> None:
        """Choose rows and go to the last."""
        self.clearSelection()
        for row in rows:
            self.item(row).setSelected(True)
        if rows:
            self.setCurrentRow(rows[-1], QItemSelectionModel.SelectionFlag.NoUpdate)


def _digits(number: int) -> str:
    return to_thai(str(number)) if language() == "th" else str(number)


def _cut_icon() -> QIcon:
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(QColor(ACCENT), 3, Qt.PenStyle.DashLine))
    painter.drawLine(SIDE // 2, 4, SIDE // 2, SIDE - 4)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
