"""Our own page view: pictures and hit boxes from the render process, nothing parsed here."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.page_hits import HitPlace, PageHits
from kmdesk.widgets.page_pictures import PagePictures
from kmdesk.widgets.style import HIT, INK

if TYPE_CHECKING:
    from kmdesk.intake.client import HitBox, RenderClient
    from kmdesk.jobs import TaskRunner

GAP = 14
SMALLEST, LARGEST, STEP = 0.3, 5.0, 1.2


class PageView(QAbstractScrollArea):
    """All pages of one file under each other, hits marked, the present one framed."""

    page_changed = Signal(int)
    hits_changed = Signal(int, int)
    """(which hit from 1, or 0; how many so far)"""
    searched = Signal()
    """Every page has been looked at for hits."""
    loaded = Signal(int)
    """The number of pages."""
    drawn = Signal(int)
    failed = Signal(str)

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._path: Path | None = None
        self._sizes: list[tuple[float, float]] = []
        self._tops: list[int] = []
        self._pictures = PagePictures(runner, render, self)
        self._pictures.drawn.connect(self._picture_drawn)
        self._pictures.failed.connect(self._picture_failed)
        self._hits = PageHits(runner, render, self)
        self._hits.found.connect(self._hits_found)
        self._hits.finished.connect(self._search_ended)
        self._current: HitPlace | None = None
        self._queries: list[str] = []
        self._zoom = 1.0
        self._fits = True
        self._whole = False
        self._generation = 0
        self._page = 0
        self._jump_to_hit = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(self.backgroundRole())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setAccessibleName(tr("Pages"))

    # What can be asked -----------------------------------------------------------------

    def open(self, path: Path, queries: list[str], page: int = 0) -> None:
        """Show ``path`` from ``page`` (from 0), marking ``queries`` (normal form)."""
        self.close_file()
        self._pictures.open(path)
        self._path, self._queries, self._page = path, queries, page
        self._jump_to_hit = bool(queries)
        generation = self._generation
        self._runner.submit_read(
            self._render.sizes,
            path,
            done=lambda sizes: self._opened(generation, sizes),
            failed=lambda error: self._refused(generation, error),
        )

    def mark(self, queries: list[str], page: int) -> None:
        """Mark other words (normal form), on ``page`` only, and go to the first of them."""
        self._hits.clear()
        self._current = None
        self._queries, self._jump_to_hit = queries, bool(queries)
        if self._path is not None and page < len(self._sizes) and queries:
            self._hits.search(self._path, queries, [page])
        self.viewport().update()

    def close_file(self) -> None:
        """Show nothing and stop what is being drawn."""
        self._generation += 1
        self._path, self._sizes, self._tops = None, [], []
        self._pictures.open(None)
        self._hits.clear()
        self._current = None
        self.verticalScrollBar().setRange(0, 0)
        self.viewport().update()

    @property
    def pages(self) -> int:
        """How many pages the file has."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page on top, from 0."""
        return self._page

    @property
    def hit_places(self) -> list[HitPlace]:
        """Hits found so far, in order."""
        return list(self._hits.places)

    @property
    def current_hit(self) -> HitPlace | None:
        """The hit that is framed."""
        return self._current

    def hit_counts(self) -> dict[int, int]:
        """Pages looked at so far and how many hits each has."""
        return self._hits.counts()

    def has_picture(self, page: int) -> bool:
        """Whether ``page`` is drawn at the present size."""
        return self._pictures.has(page, self._scale())

    def go_to_page(self, page: int) -> None:
        """Scroll so that ``page`` is on top."""
        if self._tops:
            page = min(max(page, 0), len(self._tops) - 1)
            self.verticalScrollBar().setValue(self._tops[page] - GAP // 2)
            self._set_page(page)

    def next_hit(self) -> None:
        """Go to the hit after the present one, round at the end."""
        self._step_hit(1)

    def previous_hit(self) -> None:
        """Go to the hit before the present one, round at the beginning."""
        self._step_hit(-1)

    def zoom_by(self, steps: int) -> None:
        """Larger (+1) or smaller (−1) pages."""
        self._fits = False
        self._set_zoom(self._zoom * STEP**steps)

    def fit_width(self) -> None:
        """As wide as the view."""
        self._fits, self._whole = True, False
        self._set_zoom(self._fitting())

    def fit_page(self) -> None:
        """A whole page in sight."""
        self._fits = self._whole = True
        self._set_zoom(self._fitting())

    # Layout ----------------------------------------------------------------------------

    def _opened(self, generation: int, sizes: list[tuple[float, float]]) -> None:
        if generation != self._generation:
            return
        self._sizes = sizes
        self._zoom = self._fitting()
        self._arrange()
        self.loaded.emit(len(sizes))
        self.go_to_page(self._page)
        self._search_from(self._page)
        self.viewport().update()

    def _refused(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self.failed.emit(str(error))

    def _fitting(self) -> float:
        widest = max((width for width, _height in self._sizes), default=600.0)
        across = (self.viewport().width() - 2 * GAP) / max(1.0, widest)
        if self._whole:
            highest = max((height for _width, height in self._sizes), default=800.0)
            across = min(across, (self.viewport().height() - GAP) / max(1.0, highest))
        # A narrow slip of paper is not blown up to the width of the screen.
        return min(2.2, max(SMALLEST, across))

    def _arrange(self) -> None:
        self._tops, top = [], GAP
        for _width, height in self._sizes:
            self._tops.append(top)
            top += round(height * self._zoom) + GAP
        widest = max((width for width, _height in self._sizes), default=0.0) * self._zoom
        room = self.viewport().size()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - room.height()))
        bar.setPageStep(room.height())
        bar.setSingleStep(48)
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, round(widest) + 2 * GAP - room.width()))
        across.setPageStep(room.width())

    def _box(self, page: int) -> QRect:
        width, height = (round(side * self._zoom) for side in self._sizes[page])
        across = self.horizontalScrollBar()
        free = self.viewport().width() - width
        left = GAP - across.value() if across.maximum() else max(0, free // 2)
        return QRect(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _visible(self) -> list[int]:
        area = self.viewport().rect()
        return [page for page in range(len(self._sizes)) if self._box(page).intersects(area)]

    def _set_zoom(self, zoom: float) -> None:
        zoom = min(LARGEST, max(SMALLEST, zoom))
        if not self._sizes or zoom == self._zoom:
            return
        bar = self.verticalScrollBar()
        # What stood on top stays on top: the same pixels are another place at another zoom.
        into = (bar.value() - self._tops[self._page]) / self._zoom
        self._zoom = zoom
        self._arrange()
        bar.setValue(round(self._tops[self._page] + into * zoom))
        self.viewport().update()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def _scrolled(self, value: int) -> None:
        # A page whose last line is still on top is not the one being read.
        middle = value + self.viewport().height() // 3
        reached = [page for page, top in enumerate(self._tops) if top <= middle]
        if reached:
            self._set_page(reached[-1])
        self.viewport().update()

    # Drawing ---------------------------------------------------------------------------

    def _scale(self) -> float:
        # Pictures are kept by scale: the last digits of a float must not make two of one.
        return round(self._zoom * self.devicePixelRatioF(), 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Pages in sight: their picture, or white until it comes; hits over them."""
        painter = QPainter(self.viewport())
        pages, scale = self._visible(), self._scale()
        for page in pages:
            box = self._box(page)
            painter.fillRect(box, Qt.GlobalColor.white)
            picture = self._pictures.best(page, scale)
            if picture is not None:
                painter.drawPixmap(box, picture)
            painter.setPen(QPen(QColor("#9aa5a2"), 1))
            painter.drawRect(box)
            self._paint_hits(painter, page, box)
        painter.end()
        if pages and pages[-1] + 1 < len(self._sizes):
            pages.append(pages[-1] + 1)  # the next page is ready when one turns to it
        self._pictures.draw_missing(pages, scale)

    def _picture_drawn(self, page: int) -> None:
        self.drawn.emit(page)
        self.viewport().update()

    def _picture_failed(self, sentence: str) -> None:
        self.failed.emit(sentence)
        self.viewport().update()

    def _paint_hits(self, painter: QPainter, page: int, box: QRect) -> None:
        for number, rects in enumerate(self._hits.on_page(page)):
            is_current = self._current == HitPlace(page, number)
            for rect in rects:
                area = self._hit_rect(rect, box)
                # Laid over them, the mark would grey the letters; multiplied, black stays black.
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.fillRect(area, QColor("#ffb84d" if is_current else HIT))
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
                if is_current:
                    painter.setPen(QPen(QColor(INK), 2))
                    painter.drawRect(area)

    def _hit_rect(self, rect: "HitBox", box: QRect) -> QRectF:
        left, top, right, bottom = (side * self._zoom for side in rect)
        area = QRectF(box.left() + left, box.top() + top, right - left, bottom - top)
        return area.adjusted(-2, -2, 2, 2)

    # Hits ------------------------------------------------------------------------------

    def _search_from(self, first: int) -> None:
        if not self._queries or self._path is None:
            self.searched.emit()
            return
        # From the page in sight on: its hits are the ones that are waited for.
        order = [*range(first, self.pages), *range(first)]
        self._hits.search(self._path, self._queries, order)

    def _hits_found(self, page: int) -> None:
        # Only the first hit of all scrolls; by the time of the next ones somebody is reading.
        if self._jump_to_hit:
            self._jump_to_hit = False
            self._go_to(HitPlace(page, 0))
        else:
            self._tell_hits()
        self.viewport().update()

    def _search_ended(self) -> None:
        if self._current is None and self._hits.places:
            self._go_to(self._hits.places[0])
        self.searched.emit()

    def _step_hit(self, step: int) -> None:
        place = self._hits.after(self._current, step)
        if place is not None:
            self._go_to(place)

    def _go_to(self, place: HitPlace) -> None:
        self._current = place
        rect = self._hits.on_page(place.page)[place.number][0]
        top = self._tops[place.page] + rect[1] * self._zoom
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        # A hit already in sight scrolls nothing: the reader would lose the line.
        if not bar.value() + 40 <= top <= bar.value() + height * 0.8:
            bar.setValue(round(top - height / 3))
        across = self.horizontalScrollBar()
        if across.maximum():
            across.setValue(round(rect[0] * self._zoom - self.viewport().width() / 3))
        self._set_page(place.page)
        self._tell_hits()
        self.viewport().update()

    def _tell_hits(self) -> None:
        self.hits_changed.emit(self._hits.number_of(self._current), len(self._hits.places))

    # Keys and mouse --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up/Down, Home/End, +/−, W width, P page, N and Shift+N for the hits."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        bar = self.verticalScrollBar()
        if key == Qt.Key.Key_Home:
            self.go_to_page(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_W:
            self.fit_width()
        elif key == Qt.Key.Key_P:
            self.fit_page()
        elif key == Qt.Key.Key_N:
            self._step_hit(-1 if shift else 1)
        elif key == Qt.Key.Key_Right:
            self.go_to_page(self._page + 1)
        elif key == Qt.Key.Key_Left:
            self.go_to_page(self._page - 1)
        elif key == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep() * (-1 if shift else 1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting the width, if it did."""
        super().resizeEvent(event)
        if self._sizes:
            if self._fits:
                self._set_zoom(self._fitting())
            self._arrange()
            self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Everything is painted anew; nothing is moved."""
        self.viewport().update()
