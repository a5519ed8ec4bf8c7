"""Delegates that break Thai between words where a list or tree is too narrow for one line."""

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from kmdesk.widgets.thai_label import breakable

_PADDING = 6  # pixels on either side of a line, as the style sheet has it


class BreakingDelegate(QStyledItemDelegate):
    """Breaks long Thai texts between words; the row is as high as its view makes it."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        """The cell's text with its legal breaks."""
        return _breakable(super().displayText(value, locale))


class TreeDelegate(BreakingDelegate):
    """Gives each line of a tree the height its broken text needs."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree
        tree.setWordWrap(True)
        # Qt lays rows out once: it does not expect their height to depend on the column's width.
        tree.header().sectionResized.connect(tree.scheduleDelayedItemsLayout)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as the text broken at the room that is left of the tree's column."""
        plain = super().sizeHint(option, index)
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        style = self._tree.style()
        beside = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, self._tree) + 1
        room = (
            self._tree.columnWidth(0) - depth * self._tree.indentation() - 2 * (beside + _PADDING)
        )
        text = _breakable(str(index.data() or ""))
        metrics = self._tree.fontMetrics()
        # Deep in a narrow tree hardly any room is left, but never so little that each letter takes
        # a line.
        lines = metrics.boundingRect(0, 0, max(room, 40), 9999, Qt.TextFlag.TextWordWrap, text)
        return QSize(plain.width(), max(plain.height(), lines.height() + 8))


class ListDelegate(BreakingDelegate):
    """Gives each row of a list the height its broken text needs; the style forgets its padding."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.setWordWrap(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)  # a scroll bar narrows the rows

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as the text broken at the width of the list."""
        plain = super().sizeHint(option, index)
        style = self._view.style()
        beside = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, self._view) + 1
        room = self._view.viewport().width() - 2 * (beside + _PADDING)
        text = _breakable(str(index.data() or ""))
        metrics = self._view.fontMetrics()
        lines = metrics.boundingRect(0, 0, max(room, 40), 9999, Qt.TextFlag.TextWordWrap, text)
        # Wider than the list it would bring a scroll bar across.
        return QSize(min(plain.width(), room), max(plain.height(), lines.height() + 8))


# Asked at every painting and measuring of a row; finding words is slow beside both.
@lru_cache(maxsize=4096)
def _breakable(text: str) -> str:
    return breakable(text)
