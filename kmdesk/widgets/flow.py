"""A layout that wraps its widgets into lines like words, so that no label is cut."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

_GAP = 6


class FlowLayout(QLayout):
    """Left to right, then the next line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(8, 4, 8, 8)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at ``index``."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return the item at ``index``."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at ``width``."""
        return self._place(QRect(0, 0, width, 0), dry=True)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items inside ``rect``."""
        super().setGeometry(rect)
        self._place(rect, dry=False)

    def sizeHint(self) -> QSize:
        """The least it can do with."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, dry: bool) -> int:
        margins = self.contentsMargins()
        area = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, line = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            # The right edge of a QRect is its last pixel, one less than left and width together.
            if x > area.x() and x + hint.width() > area.right() + 1:
                x, y, line = area.x(), y + line + _GAP, 0
            if not dry:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + _GAP
            line = max(line, hint.height())
        return y + line - rect.y() + margins.bottom()


class FlowRow(QWidget):
    """A row of buttons that becomes two where one is too narrow."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        # As high as its lines at the width given, never squeezed below that.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, button: QWidget) -> None:
        """One more at the end."""
        self._flow.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest, as high as the lines at the width it has."""
        least = self._flow.minimumSize()
        if self.isVisible():  # before, its width means nothing, and a dialog would grow for it
            least.setHeight(self._flow.heightForWidth(self.width()))
        return least

    def sizeHint(self) -> QSize:
        """All in one line, where there is room for that."""
        items = [self._flow.itemAt(at) for at in range(self._flow.count())]
        widths = [item.sizeHint().width() + _GAP for item in items if item and not item.isEmpty()]
        return QSize(sum(widths), self._flow.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on its width means something."""
        super().showEvent(event)
        self.updateGeometry()
