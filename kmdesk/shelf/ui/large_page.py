"""The chosen page of the strip, large enough to be read."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.i18n import tr
from kmdesk.shelf.arrange_pages import Leaf
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.page_list import thumbnail

if TYPE_CHECKING:
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import TaskRunner

_SIDE = 640  # pixels of the longer side of an A4 page


class LargePage(PlainLabel):
    """Drawn beside the window; turned as the leaf is."""

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._shown: Leaf | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumWidth(300)
        # A label wants to be as large as its picture: the strip would have no room left.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("The page in large"))

    def show_leaf(self, leaf: Leaf | None, path: Path | None) -> None:
        """Show a leaf of the file at ``path``, or nothing."""
        self._shown = leaf
        if leaf is None or path is None:
            self.clear()
            return
        self._runner.submit_read(
            thumbnail, self._render, path, leaf.page, _SIDE,
            done=partial(self._drawn, leaf), failed=partial(self._not_drawn, leaf),
        )  # fmt: skip

    def _drawn(self, leaf: Leaf, image: QImage) -> None:
        if leaf != self._shown:
            return
        picture = QPixmap.fromImage(image).transformed(QTransform().rotate(leaf.turn))
        room = self.size()
        self.setPixmap(
            picture.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def _not_drawn(self, leaf: Leaf, _error: Exception) -> None:
        if leaf == self._shown:
            self.clear()
