"""Small pictures of a file's pages, drawn as they come into sight; a click goes there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from kmdesk.i18n import language, tr
from kmdesk.thai.numbers import to_thai

if TYPE_CHECKING:
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import Task, TaskRunner

_SIDE = 112


class PageList(QListWidget):
    """One column of thumbnails; only pages in sight are asked for, one at a time."""

    page_chosen = Signal(int)

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._path: Path | None = None
        self._drawing: Task | None = None
        self._have: set[int] = set()
        self._generation = 0
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setGridSize(QSize(_SIDE + 18, _SIDE + 34))
        self.setFixedWidth(_SIDE + 48)
        self.setAccessibleName(tr("Pages"))
        self.currentRowChanged.connect(self._chosen)
        self.verticalScrollBar().valueChanged.connect(self._draw_next)

    def show_pages(self, path: Path, count: int) -> None:
        """List the pages of ``path``."""
        self.close_file()
        self._path = path
        blank = QPixmap(_SIDE * 5 // 7, _SIDE)
        blank.fill(Qt.GlobalColor.white)
        icon = _framed(blank)
        self.blockSignals(True)
        for number in range(1, count + 1):
            shown = to_thai(str(number)) if language() == "th" else str(number)
            self.addItem(QListWidgetItem(icon, shown))
        self.setCurrentRow(0)
        self.blockSignals(False)
        self._draw_next()

    def mark(self, page: int) -> None:
        """Show which page is being read."""
        if page != self.currentRow() and 0 <= page < self.count():
            self.blockSignals(True)
            self.setCurrentRow(page)
            self.blockSignals(False)
            self._draw_next()

    def has_picture(self, page: int) -> bool:
        """Whether the thumbnail of ``page`` is drawn."""
        return page in self._have

    def close_file(self) -> None:
        """List nothing and stop drawing."""
        self._generation += 1
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing, self._path = None, None
        self._have.clear()
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.page_chosen.emit(row)

    def _draw_next(self, *_ignored: object) -> None:
        if self._drawing is not None or self._path is None:
            return
        sight = self.viewport().rect()
        generation = self._generation
        for row in range(self.count()):
            if row in self._have or not self.visualItemRect(self.item(row)).intersects(sight):
                continue
            self._drawing = self._runner.submit_read(
                thumbnail,
                self._render,
                self._path,
                row,
                done=partial(self._drawn, generation, row),
                failed=partial(self._not_drawn, generation, row),
            )
            return

    def _not_drawn(self, generation: int, row: int, _error: Exception) -> None:
        self._drawn(generation, row, None)

    def _drawn(self, generation: int, row: int, image: QImage | None) -> None:
        if generation != self._generation:
            return
        self._drawing = None
        self._have.add(row)
        if image is not None:
            self.item(row).setIcon(_framed(QPixmap.fromImage(image)))
        self._draw_next()


def _framed(page: QPixmap) -> QIcon:
    """A page with its edge, which a white list would swallow; not tinted when it is chosen.

    All are squares: the list takes every entry to be as large as its first.
    """
    square = QPixmap(_SIDE, _SIDE)
    square.fill(Qt.GlobalColor.transparent)
    fitting = page.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    box = QRect(QPoint(), fitting.boundedTo(page.size()))
    box.moveCenter(square.rect().center())
    painter = QPainter(square)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(box, page)
    painter.setPen(QColor("#8a9494"))
    painter.drawRect(box.adjusted(0, 0, -1, -1))
    painter.end()
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon


def thumbnail(render: "RenderClient", path: Path, page: int, side: int = _SIDE) -> QImage:
    """A page whose longer side is about ``side`` pixels on A4. Runs in a lane."""
    # 842 points: the longer side of A4.
    picture = render.draw(path, page, side / 842)
    # A QImage borrows its bytes: without the copy they go with the picture.
    return QImage(
        picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
    ).copy()
