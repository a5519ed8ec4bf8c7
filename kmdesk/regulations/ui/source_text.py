"""The text of a law as it was brought in, with one stretch of it marked."""

from bisect import bisect_left

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.style import SCREEN_POINTS

_SHOWN = QColor("#fff3c9")


class SourceText(QPlainTextEdit):
    """Read only, with a cursor; places are those of the source, returns and all."""

    def __init__(self, parent: QWidget, scale: float) -> None:
        super().__init__(parent)
        self._returns: list[int] = []
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(tr("Text of the law"))
        font = QFont(self.font())
        font.setPointSizeF((SCREEN_POINTS + 1) * scale)
        self.setFont(font)

    def show_source(self, source: str) -> None:
        """Show the whole text."""
        self._returns = [
            at for at, char in enumerate(source) if char == "\r" and source[at + 1 : at + 2] == "\n"
        ]
        self.setPlainText(source.replace("\r\n", "\n"))

    @property
    def place(self) -> int:
        """Where the cursor stands in the source."""
        return self._source(self.textCursor().position())

    def mark(self, start: int, end: int) -> None:
        """Mark a stretch of the source and put the cursor at its head."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._shown(start))
        self.setTextCursor(cursor)
        # In the middle: what stands before and behind a part decides where it is to be cut.
        self.centerCursor()
        cursor.setPosition(self._shown(end), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(_SHOWN)
        self.setExtraSelections([mark])

    def _shown(self, offset: int) -> int:
        """A place in the source as a place in the text shown, which has no returns."""
        return offset - bisect_left(self._returns, offset)

    def _source(self, position: int) -> int:
        """The other way round."""
        offset = position
        while True:
            # Counting the returns before a place moves the place: until it stays.
            again = position + bisect_left(self._returns, offset + 1)
            if again == offset:
                return offset
            offset = again
