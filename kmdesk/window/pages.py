"""The tab bar over a stack of pages: home, five rooms, and pages opened from them."""

from collections.abc import Callable

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
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.scroll_buttons import name_scroll_buttons
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.window.rooms import HOME, ROOMS, SHORT

_MARGINS = 24
Maker = Callable[[QWidget], QWidget]


class Pages(Panel):
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
        self._waiting = ThaiLabel(self.stack)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self._waiting)
        self._makers: dict[str, Maker] = {}
        self._made: dict[str, QWidget] = {}
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
        self.retranslate()

    def offer(self, name: str, maker: Maker) -> None:
        """Say how the page ``name`` is made."""
        self._makers[name] = maker

    def show_page(self, name: str, *, remember: bool = True) -> QWidget:
        """Show (and make, the first time) the page ``name``."""
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

    def page(self, name: str) -> QWidget:
        """The page ``name`` without showing it."""
        if name not in self._made:
            page = self._makers[name](self.stack)
            self._made[name] = page
            self.stack.addWidget(page)
        return self._made[name]

    @property
    def made(self) -> dict[str, QWidget]:
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
        """Drop the way back, for the next person."""
        self._trail.clear()

    def replace_all(self) -> None:
        """Throw away every page, e.g. when another library was opened."""
        for page in self._made.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._made.clear()
        self._trail.clear()
        self.current = ""
        self.stack.setCurrentWidget(self._waiting)

    def retranslate(self) -> None:
        """Names of the tabs in the present language."""
        name_scroll_buttons(self.bar)
        names = [tr("Home"), *(tr(label) for label in ROOMS.values())]
        for at, name in enumerate(names):
            self.bar.setTabToolTip(at, f"{name} (Ctrl+{at + 1})")
        self._name_tabs()
        self._waiting.set_text(tr("Opening the library…"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In large letters the longest names are shortened, so that every tab is seen."""
        super().resizeEvent(event)
        self._name_tabs()

    def _name_tabs(self) -> None:
        names = [tr("Home"), *(tr(label) for label in ROOMS.values())]
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
