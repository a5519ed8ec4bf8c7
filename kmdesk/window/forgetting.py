"""What a visitor leaves in the widgets and on the clipboard, taken away for the next one."""

from collections.abc import Iterable

from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)


def begin_anew(pages: Iterable[QWidget]) -> None:
    """Empty what was typed on these pages, past undoing; the first tab of each lies on top."""
    for page in pages:
        for line in page.findChildren(QLineEdit):
            line.setText("")  # clear() could be undone
        for tabs in page.findChildren(QTabBar):
            tabs.setCurrentIndex(0)


def forget_typing(window: QWidget) -> None:
    """No text field of the window undoes or redoes anything; all scroll areas at their start."""
    for line in window.findChildren(QLineEdit):
        if line.isUndoAvailable() or line.isRedoAvailable():
            # A line edit has no other way to empty its undo stack; only where there is one, as the
            # cursor jumps.
            line.setText(line.text())
    texts: list[QTextEdit | QPlainTextEdit] = [*window.findChildren(QTextEdit)]
    texts += window.findChildren(QPlainTextEdit)
    for text in texts:
        text.document().clearUndoRedoStacks()
    for area in window.findChildren(QAbstractScrollArea):
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
            bar.setValue(bar.minimum())


def forget_clipboard() -> None:
    """Neither paste nor the middle button brings back what was copied or marked."""
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if mode == QClipboard.Mode.Clipboard or clipboard.supportsSelection():
            clipboard.clear(mode)
