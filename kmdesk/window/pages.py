"""The tab bar over a stack of pages: home, five rooms, and pages opened from them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.widgets.page import Page
from kmdesk.widgets.scroll_buttons import name_scroll_buttons
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.window.rooms import HOME, ROOMS, SHORT

_MARGINS = 24
if TYPE_CHECKING:
    from kmdesk.widgets.left_off import LeftOff

Maker = Callable[[QWidget], Page]


class Pages(QWidget):
    """Pages by name, each made when it is first shown; Back goes the way one came."""

    shown = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = QTabBar(self)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        # Where room is short, names are replaced by shorter ones, never cut.
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tabs = [HOME, *ROOMS]
        for _tab in self._tabs:
            self.bar.addTab("")
        self.stack = QStackedWidget(self)
        self._waiting = ThaiLabel(self.stack, tr("Opening the library…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self._waiting)
        self._makers: dict[str, Maker] = {}
        self._made: dict[str, Page] = {}
        self._left: dict[str, LeftOff] = {}
        """Pages thrown away at a language switch, to be made anew when they are next shown."""
        self._stale: set[str] = set()
        """Pages that were busy then: made anew when they are next shown and have ended."""
        self._trail: list[str] = []
        self.current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(self.bar)
        column.addLayout(line)
        column.addWidget(self.stack, 1)
        # Both: clicking the lit tab changes no index but must lead back to it, and the keyboard
        # clicks nothing.
        self.bar.tabBarClicked.connect(self._clicked)
        self.bar.currentChanged.connect(self._clicked)
        self._name_tabs()

    def offer(self, name: str, maker: Maker) -> None:
        """Say how the page ``name`` is made."""
        self._makers[name] = maker

    def show_page(self, name: str, *, remember: bool = True) -> Page:
        """Show (and make, the first time) the page ``name``."""
        if name in self._stale and not self._made[name].is_busy:
            self._leave(name)
        page = self.page(name)
        if remember and self.current and self.current != name:
            self._trail = [past for past in self._trail if past != name][-20:] + [self.current]
        self.current = name
        self.stack.setCurrentWidget(page)
        self._light_tab(name in self._tabs)
        if name in self._tabs:
            self.bar.blockSignals(True)
            self.bar.setCurrentIndex(self._tabs.index(name))
            self.bar.blockSignals(False)
        self.shown.emit(name)
        return page

    def _light_tab(self, here: bool) -> None:
        """No tab is lit while results, reader or office are shown: one is in none of them."""
        if self.bar.property("away") != (not here):
            self.bar.setProperty("away", not here)
            # A style sheet looks at properties only while it is being applied.
            self.bar.style().unpolish(self.bar)
            self.bar.style().polish(self.bar)
            # A lit tab is in bold: without this it keeps the width of the plain letters.
            QApplication.sendEvent(self.bar, QEvent(QEvent.Type.StyleChange))

    def page(self, name: str) -> Page:
        """The page ``name`` without showing it."""
        if name not in self._made:
            page = self._makers[name](self.stack)
            page.back_requested.connect(self.back)
            self._made[name] = page
            self.stack.addWidget(page)
            if (left := self._left.pop(name, None)) is not None:
                left.take_up(page)
        return self._made[name]

    @property
    def made(self) -> dict[str, Page]:
        """Pages that exist by now."""
        return dict(self._made)

    @property
    def came_from(self) -> str:
        """The page before this one, where :meth:`back` leads."""
        return self._trail[-1] if self._trail else HOME

    def back(self) -> None:
        """Where one came from; home at the end."""
        name = self.came_from
        del self._trail[-1:]
        self.show_page(name, remember=False)

    def forget(self) -> None:
        """Drop the way back and what was left on pages, for the next person."""
        self._trail.clear()
        self.forget_left()

    def forget_left(self) -> None:
        """Drop what was left on pages that are not made: it was read for somebody else."""
        self._left.clear()

    def replace_all(self) -> None:
        """Throw away every page, e.g. when another library was opened."""
        for name in self.made:
            self._throw_away(name)
        self.forget()
        self.current = ""
        self.stack.setCurrentWidget(self._waiting)

    def make_anew(self) -> None:
        """Make every page again in the present language, each where it was left.

        The page shown and those that listen are made at once, the others when they are next shown.
        One with work under way stays as it is until that has ended.
        """
        listening = [name for name, page in self.made.items() if page.is_listening]
        for name, page in self.made.items():
            if page.is_busy:
                self._stale.add(name)
            else:
                self._leave(name)
        self._waiting.set_text(tr("Opening the library…"))
        self._name_tabs()
        if self.current:
            left = self._left.get(self.current)
            page = self.page(self.current)
            self.stack.setCurrentWidget(page)
            if left is not None:
                left.give_focus(page)
        for name in listening:
            self.page(name)

    def _leave(self, name: str) -> None:
        from kmdesk.widgets.left_off import LeftOff  # not needed for the first paint

        self._left[name] = LeftOff(self._made[name])
        self._throw_away(name)

    def _throw_away(self, name: str) -> None:
        self._stale.discard(name)
        page = self._made.pop(name)
        self.stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In large letters the longest names are shortened, so that every tab is seen."""
        super().resizeEvent(event)
        self._name_tabs()

    def _name_tabs(self) -> None:
        name_scroll_buttons(self.bar)
        names = [tr("Home"), *(tr(label) for label in ROOMS.values())]
        for at, name in enumerate(names):
            self.bar.setTabToolTip(at, f"{name} (Ctrl+{at + 1})")
        for count in range(len(SHORT) + 1):
            shortened = list(SHORT)[:count]
            for at, name in enumerate(names):
                room = self._tabs[at]
                told = tr(SHORT[room]) if room in shortened else name
                if self.bar.tabText(at) != told:
                    self.bar.setTabText(at, told)
            if self.bar.sizeHint().width() <= self.width() - _MARGINS:
                break

    def _clicked(self, at: int) -> None:
        name = self._tabs[at] if 0 <= at < len(self._tabs) else ""
        if name and name in self._makers and name != self.current:
            self.show_page(name)
