"""Carries what a person typed, chose and scrolled from a page to the one made in its place."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollBar,
    QSplitter,
    QTabBar,
    QTextEdit,
    QTreeWidget,
    QWidget,
)

from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.page import Page

_WHOLE = (QLineEdit, QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView, QTextEdit,
          QPlainTextEdit, QAbstractButton, BeDateEdit)  # fmt: skip
_INPUT = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class LeftOff:
    """Where a page stood: its own state, its widgets by their place in it, and the focus.

    The focus is taken from the page, which is about to be thrown away.
    """

    def __init__(self, page: QWidget) -> None:
        self._own = page.left_off() if isinstance(page, Page) else None
        self._focus = _take_focus(page)
        self._values: dict[str, Any] = {}
        self._rows: dict[str, list[int]] = {}
        self._scrolled: dict[str, tuple[int, int]] = {}
        for place, widget in _widgets(page):
            if (value := _value(widget)) is not None:
                self._values[place] = value
            if isinstance(widget, QListWidget | QTreeWidget):
                self._rows[place] = _row(widget.currentIndex())
            if isinstance(widget, QAbstractScrollArea):
                at = widget.verticalScrollBar().value(), widget.horizontalScrollBar().value()
                if any(at):
                    self._scrolled[place] = at

    def take_up(self, page: QWidget) -> None:
        """Bring a page just made to where the one before it was left."""
        widgets = dict(_widgets(page))
        for place, value in self._values.items():
            if place in widgets and _value(widgets[place]) != value:
                _put(widgets[place], value)
        if isinstance(page, Page) and self._own is not None:
            page.go_on(self._own)
        for place, row in self._rows.items():
            view = widgets.get(place)
            if row and isinstance(view, QListWidget | QTreeWidget):
                _Row(view, row)
        bars: dict[QScrollBar, int] = {}
        for place, (down, across) in self._scrolled.items():
            area = widgets.get(place)
            if isinstance(area, QAbstractScrollArea):
                bars |= {area.verticalScrollBar(): down, area.horizontalScrollBar(): across}
        if bars:
            _Scroll(page, bars)

    def give_focus(self, page: QWidget) -> None:
        """Put the focus where it was, once ``page`` is shown."""
        if self._focus:
            dict(_widgets(page)).get(self._focus, page).setFocus()


def _widgets(top: QWidget, inside: str = "") -> Iterator[tuple[str, QWidget]]:
    """Every widget of a page with its place; a page in the page looks after itself."""
    times: Counter[str] = Counter()
    for child in top.children():
        if not isinstance(child, QWidget) or child.isWindow() or isinstance(child, Page):
            continue
        name = type(child).__name__
        times[name] += 1
        place = f"{inside}/{name}{times[name]}"
        yield place, child
        if not isinstance(child, _WHOLE):
            yield from _widgets(child, place)


def _take_focus(page: QWidget) -> str:
    focus: QWidget | None = QApplication.focusWidget()
    place = next((place for place, widget in _widgets(page) if widget is focus), "")
    if focus is not None and page.isAncestorOf(focus):
        focus.clearFocus()  # or it would go to whatever comes next in the window
    return place


def _value(widget: QWidget) -> Any:
    """What a person typed or chose in one widget; None where there is nothing to choose."""
    if isinstance(widget, BeDateEdit):  # a date is written anew, in the words of the language
        return widget.iso(), widget.line.text()
    if isinstance(widget, QLineEdit):
        return None if widget.isReadOnly() else widget.text()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        # Only what was typed: a page that reads its text would take it for typed, and save it.
        return widget.toPlainText() if widget.document().isModified() else None
    if isinstance(widget, QComboBox | QTabBar):
        return widget.currentIndex()
    if isinstance(widget, QSplitter):
        return widget.sizes()
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        return widget.isChecked()
    return None


def _put(widget: QWidget, value: Any) -> None:
    if isinstance(widget, BeDateEdit):
        iso, text = value
        widget.set_iso(iso) if iso else widget.line.setText(text)
    elif isinstance(widget, QLineEdit):
        widget.setText(value)
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        widget.setPlainText(value)
        widget.document().setModified(True)  # typed, and not saved yet
    elif isinstance(widget, QComboBox | QTabBar) and value < widget.count():
        widget.setCurrentIndex(value)
    elif isinstance(widget, QSplitter):
        widget.setSizes(value)
    elif isinstance(widget, QAbstractButton):
        widget.click()


def _row(index: QModelIndex) -> list[int]:
    path: list[int] = []
    while index.isValid():
        path.insert(0, index.row())
        index = index.parent()
    return path


class _Row(QObject):
    """Chooses a line of a list as soon as it is there: lists are filled off the UI thread."""

    def __init__(self, view: QListWidget | QTreeWidget, row: list[int]) -> None:
        super().__init__(view)
        self._view, self._row_ = view, row
        view.model().rowsInserted.connect(self._look)
        self._look()

    def _look(self, *_rows: object) -> None:
        if self._index().isValid():
            self._view.model().rowsInserted.disconnect(self._look)
            # Later: whoever fills a list often chooses its first line afterwards.
            QTimer.singleShot(0, self, self._choose)

    def _choose(self) -> None:
        index = self._index()
        if index.isValid() and index != self._view.currentIndex():
            how = QItemSelectionModel.SelectionFlag
            self._view.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)
        self.deleteLater()

    def _index(self) -> QModelIndex:
        index = QModelIndex()
        for row in self._row_:
            index = self._view.model().index(row, 0, index)
            if not index.isValid():
                break
        return index


class _Scroll(QObject):
    """Keeps a page scrolled to where it was while it is filled, until somebody touches it."""

    def __init__(self, page: QWidget, bars: dict[QScrollBar, int]) -> None:
        super().__init__(page)
        self._bars = bars
        for bar in bars:
            bar.rangeChanged.connect(self._later)
        self._later()
        window = page.window().windowHandle()
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """From the first key, click or turn of the wheel on, it scrolls as it is told."""
        if event.type() in _INPUT:
            self._bars = {}
            self.deleteLater()
        return False

    def _later(self, *_range: object) -> None:
        QTimer.singleShot(0, self, self._scroll)  # once it is laid out

    def _scroll(self) -> None:
        for bar, value in self._bars.items():
            if bar.maximum() >= value:
                bar.setValue(value)
