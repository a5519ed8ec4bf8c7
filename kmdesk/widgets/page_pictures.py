"""Pictures of a file's pages, drawn one after the other; the last few are kept."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPixmap

if TYPE_CHECKING:
    from kmdesk.intake.client import Compacted, RenderClient
    from kmdesk.jobs import Task, TaskRunner

# At the largest zoom one page of A4 is 50 MB.
_KEPT = 8


class PagePictures(QObject):
    """One picture a page, at the scale last asked for."""

    drawn = Signal(int)
    failed = Signal(str)

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._path: Path | None = None
        self._pictures: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
        self._drawing: Task | None = None
        self._generation = 0

    def open(self, path: Path | None) -> None:
        """Pages of ``path`` from now on; None stops what is being drawn."""
        self._generation += 1
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing, self._path = None, path
        self._pictures.clear()

    def has(self, page: int, scale: float) -> bool:
        """Whether the page is drawn at this very scale."""
        return (page, scale) in self._pictures

    def best(self, page: int, scale: float) -> QPixmap | None:
        """The page at ``scale``, or else as it was drawn last."""
        exact = self._pictures.get((page, scale))
        if exact is not None:
            return exact
        # While the right size is drawn, the old one stretched is better than nothing.
        for (other, _scale), picture in self._pictures.items():
            if other == page:
                return picture
        return None

    def draw_missing(self, pages: Sequence[int], scale: float) -> None:
        """Begin the first of ``pages`` that is not there yet, unless one is being drawn."""
        if self._drawing is not None or self._path is None:
            return
        for page in pages:
            if not self.has(page, scale):
                self._drawing = self._runner.submit_read(
                    _draw,
                    self._render,
                    self._path,
                    page,
                    scale,
                    done=partial(self._drawn, self._generation, page, scale),
                    failed=partial(self._not_drawn, self._generation, page, scale),
                )
                return

    def _drawn(self, generation: int, page: int, scale: float, image: QImage) -> None:
        if generation == self._generation:
            self._drawing = None
            self._keep(page, scale, QPixmap.fromImage(image))
            self.drawn.emit(page)

    def _not_drawn(self, generation: int, page: int, scale: float, error: Exception) -> None:
        if generation == self._generation:
            self._drawing = None
            # An empty picture is kept so that a page that cannot be drawn is not asked again.
            empty = QPixmap(QSize(8, 8))
            empty.fill(QColor("#e7d3d3"))
            self._keep(page, scale, empty)
            self.failed.emit(str(error))

    def _keep(self, page: int, scale: float, picture: QPixmap) -> None:
        for key in [key for key in self._pictures if key[0] == page]:
            del self._pictures[key]
        self._pictures[(page, scale)] = picture
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)


def _draw(render: "RenderClient", path: Path, page: int, scale: float) -> QImage:
    """Runs in a lane: a QImage may be made off the UI thread, a QPixmap may not."""
    picture = render.draw(path, page, scale)
    # A QImage borrows its bytes: without the copy they go with the picture.
    return QImage(
        picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
    ).copy()


def image_of(picture: "Compacted") -> QImage:
    """The pixels of a single picture, read in the readers' process, as an image."""
    shape = QImage.Format.Format_ARGB32
    return QImage(picture.pixels, picture.width, picture.height, 4 * picture.width, shape).copy()
