"""The pages around the tabs, wired to the context: home, results, reader, basket."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kmdesk.corner.home import HomePage
from kmdesk.window.rooms import HOME

if TYPE_CHECKING:
    from kmdesk.corner.usage import Usage
    from kmdesk.widgets.context import Context
    from kmdesk.window.main_window import MainWindow


class DeskPages(QObject):
    """Offers the pages to the window and answers what screens ask for."""

    def __init__(self, window: "MainWindow", context: "Context", usage: "Usage") -> None:
        super().__init__(window)
        self._window, self._context, self._usage = window, context, usage
        window.pages.offer(HOME, self._home)

    def _home(self, parent: QWidget) -> QWidget:
        return HomePage(self._context, self._usage, parent)
