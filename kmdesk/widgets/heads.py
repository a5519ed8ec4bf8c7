"""The head of a table whose columns may be narrower than their names."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

_BESIDE, _OVER = 16, 10  # pixels of padding around a name


class WrappingHeader(QHeaderView):
    """Names go on to further lines instead of losing their ends; the head grows with them.

    The model's names hold their legal breaks (:func:`~kmdesk.widgets.thai_label.breakable`).
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.sectionResized.connect(lambda *_sizes: self._grow())

    def _grow(self) -> None:
        # Qt keeps the height it once found until the names change.
        self.headerDataChanged(Qt.Orientation.Horizontal, 0, self.count() - 1)
        self.geometriesChanged.emit()

    def sectionSizeFromContents(self, section: int, /) -> QSize:
        """As high as the name broken at the present width of its column."""
        plain = super().sectionSizeFromContents(section)
        model = self.model()
        name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        room = max(30, self.sectionSize(section) - _BESIDE)
        font = self.font()
        font.setBold(True)  # as the style sheet has it
        lines = QFontMetrics(font).boundingRect(
            0, 0, room, 9999, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, name
        )
        return QSize(plain.width(), max(plain.height(), lines.height() + _OVER))
