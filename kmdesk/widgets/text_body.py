"""The plain body of a record: its text in reader size, at an anchor, hits marked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.queries import PassageRow, RecordView
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import breakable

LONGEST = 60_000  # characters shown beside a list; the reader shows everything


class TextBody(Panel):
    """Passages one after the other, each under its label."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: tuple[PassageRow, ...] = ()
        self._starts: dict[str, int] = {}
        self.text = QTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setObjectName("reader")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(180)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.text)
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the record's passages from ``anchor`` on."""
        self.show_passages(view.passages, anchor)
        self.setVisible(bool(view.passages))

    def show_passages(
        self, rows: tuple[PassageRow, ...], anchor: str = "", longest: int = LONGEST
    ) -> None:
        """Fill the text and scroll to ``anchor``."""
        self._rows = rows
        self._starts = {}
        self.text.clear()
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        plain = QTextCharFormat()
        plain.setFontWeight(QFont.Weight.Normal)
        quiet = QTextCharFormat()
        quiet.setForeground(QColor("#7a2e00"))
        length = 0
        for row in rows:
            self._starts[row.anchor] = cursor.position()
            if row.label:
                cursor.insertText(row.label + "\n", bold)
            if row.problem:
                note = tr("This page cannot be searched yet") + ": " + tr(row.problem)
                cursor.insertText(breakable(note) + "\n", quiet)
            cursor.insertText(breakable(row.text.strip()) + "\n\n", plain)
            length += len(row.text)
            if length > longest:
                cursor.insertText(tr("… the reader shows the rest."), quiet)
                break
        cursor.endEditBlock()
        self.go_to(anchor)

    def go_to(self, anchor: str) -> None:
        """Scroll so that the passage at ``anchor`` is on top."""
        cursor = QTextCursor(self.text.document())
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        cursor.setPosition(self._starts.get(anchor, 0))
        self.text.setTextCursor(cursor)
        self.text.ensureCursorVisible()

    def _rescale(self, scale: float) -> None:
        font = self.text.font()
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)
