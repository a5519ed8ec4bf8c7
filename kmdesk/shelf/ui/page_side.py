"""The page beside the form: its picture, or its text, with the lines of a field marked."""

from pathlib import Path

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextEdit, QWidget

from kmdesk.i18n import tr
from kmdesk.shelf.letters import Letter
from kmdesk.thai.normal import normal_form
from kmdesk.widgets.context import Context
from kmdesk.widgets.page_view import PageView
from kmdesk.widgets.style import HIT

_DRAWN = ("application/pdf", "image/")


class PageSide(QStackedWidget):
    """Shows one letter at a time."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[tuple[str, ...], int] = ((), 0)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text.setAccessibleName(tr("Text of the page"))
        self.addWidget(self.text)
        self.view: PageView | None = None
        if context.render is not None:
            self.view = PageView(context.runner, context.render, self)
            self.view.loaded.connect(lambda _pages: self._mark_picture())
            # What cannot be drawn may still have been read.
            self.view.failed.connect(lambda _reason: self.setCurrentWidget(self.text))
            self.addWidget(self.view)

    def show_letter(self, letter: Letter) -> None:
        """The picture of its file, or the text where there is none to draw."""
        self.close_file()
        self._wanted = ((), 0)
        self.text.setPlainText("\n\n".join(letter.pages) or tr("No text was found in this paper."))
        self.setCurrentWidget(self.text)
        if self.view is not None and letter.sha256 and letter.media_type.startswith(_DRAWN):
            self.setCurrentWidget(self.view)
            self.view.open(Path(self._context.library.files.path(letter.sha256)), [])

    def mark(self, words: tuple[str, ...], page: int) -> None:
        """Mark the lines ``words`` of ``page``."""
        self._wanted = (words, page)
        self._mark_text(words)
        self._mark_picture()

    def close_file(self) -> None:
        """Stop drawing."""
        if self.view is not None:
            self.view.close_file()

    def _mark_picture(self) -> None:
        words, page = self._wanted
        if self.view is not None and self.view.pages:
            self.view.mark([normal_form(line) for line in words], page)

    def _mark_text(self, words: tuple[str, ...]) -> None:
        shades = []
        document = self.text.document()
        for line in words:
            cursor = document.find(line)
            if cursor.isNull():
                continue
            shade = QTextEdit.ExtraSelection()
            shade.format = QTextCharFormat()
            shade.format.setBackground(QColor(HIT))
            shade.cursor = cursor
            shades.append(shade)
            if len(shades) == 1:
                first = QTextCursor(cursor)
                first.clearSelection()
                self.text.setTextCursor(first)
        self.text.setExtraSelections(shades)
