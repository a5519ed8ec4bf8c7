"""What is cut on a screen: widgets given less room than their words need."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

_LEAST_TYPED = 8  # characters a field must have room for
_SLACK = 1
_FRAME = 4  # Fusion reckons a frame that the style sheet has taken away


def cut(top: QWidget) -> list[str]:
    """One line for each visible widget inside ``top`` whose words are cut or covered."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and isinstance(
            widget, QAbstractButton | QLabel | QLineEdit | QComboBox
        ):
            found += [f"{_name(widget)}: {problem}" for problem in _problems(widget)]
        if type(widget) is QScrollArea and widget.isVisible() and widget.widget() is not None:
            over = widget.horizontalScrollBar().maximum()
            if over > 0:
                found.append(f"scrolls sideways by {over}: {_inside(widget)}")
    return found


def _inside(area: QScrollArea) -> str:
    """What makes its content so wide, and what that is."""
    wide = [
        widget
        for widget in area.widget().findChildren(QWidget)
        if widget.isVisible() and widget.minimumSizeHint().width() > area.viewport().width() * 0.8
    ]
    return ", ".join(_name(widget) for widget in wide[-3:]) or type(area.widget()).__name__


def _problems(widget: QWidget) -> Iterator[str]:
    width, height = widget.width(), widget.height()
    if isinstance(widget, QLabel):
        if widget.wordWrap() and widget.text():
            need = widget.heightForWidth(width)
            if height < need - _SLACK:
                yield f"{height} high, its text needs {need}"
        elif widget.text() and width < widget.minimumSizeHint().width() - _SLACK:
            yield f"{width} wide, needs {widget.minimumSizeHint().width()}"
    elif isinstance(widget, QAbstractButton):
        need = widget.minimumSizeHint()
        if widget.text() and width < need.width() - _SLACK:
            yield f"{width} wide, needs {need.width()}"
        if height < need.height() - _FRAME:
            yield f"{height} high, needs {need.height()}"
    elif isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QComboBox):
        typed = min(_LEAST_TYPED, widget.maxLength() // 2)
        need_wide = widget.fontMetrics().averageCharWidth() * typed
        if width < need_wide:
            yield f"{width} wide, {typed} characters need {need_wide}"
    if (height and not widget.visibleRegion().isEmpty()) or not _can_scroll_to(widget):
        yield from _outside(widget)


def _outside(widget: QWidget) -> Iterator[str]:
    """Cut off by an ancestor that cannot be scrolled that way."""
    rect = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
    inner: QWidget = widget
    while (outer := inner.parentWidget()) is not None and not inner.isWindow():
        room = QRect(outer.mapTo(widget.window(), QPoint(0, 0)), outer.size())
        across, down = _scrolls(outer)
        if across and down:
            return
        if not across and (
            rect.left() < room.left() - _SLACK or rect.right() > room.right() + _SLACK
        ):
            over = max(room.left() - rect.left(), rect.right() - room.right())
            yield f"leaves {_name(outer)} at the side by {over}"
            return
        if not down and (
            rect.top() < room.top() - _SLACK or rect.bottom() > room.bottom() + _SLACK
        ):
            over = max(room.top() - rect.top(), rect.bottom() - room.bottom())
            yield f"leaves {_name(outer)} below by {over}"
            return
        if across or down:
            return
        inner = outer


def _can_scroll_to(widget: QWidget) -> bool:
    outer = widget.parentWidget()
    while outer is not None:
        if isinstance(outer.parentWidget(), QAbstractScrollArea):
            return True
        outer = outer.parentWidget()
    return False


def _scrolls(outer: QWidget) -> tuple[bool, bool]:
    area = outer.parentWidget()
    if not isinstance(area, QAbstractScrollArea) or area.viewport() is not outer:
        return False, False
    if not isinstance(area, QScrollArea):
        return True, True
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.horizontalScrollBarPolicy() != off, area.verticalScrollBarPolicy() != off


def _name(widget: QWidget) -> str:
    words = getattr(widget, "text", lambda: "")()
    words = str(words() if callable(words) else words).replace("\u200b", "")
    return f"{type(widget).__name__} “{words[:40]}”"
