"""The button over a list that holds its saved filters and its columns."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.list_views import ListViews, SavedFilter


class ViewButton(QPushButton):
    """A menu made anew each time it opens; it only asks, the tab acts."""

    filter_chosen = Signal(object)
    keep_requested = Signal()
    forget_requested = Signal(str)
    column_toggled = Signal(str)

    def __init__(self, parent: QWidget, columns: list[str], may_keep: Callable[[], bool]) -> None:
        super().__init__(tr("View"), parent)
        self._columns, self._may_keep = columns, may_keep
        self.views = ListViews()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    def fill(self) -> None:
        """Put filters and columns into the menu."""
        menu = self._menu
        menu.clear()
        for at, saved in enumerate(self.views.filters, 1):
            mark = f"&{at}  " if at < 10 else ""
            entry = menu.addAction(mark + saved.name.replace("&", "&&"))
            entry.triggered.connect(partial(self._choose, saved))
        if self._may_keep():
            if self.views.filters:
                menu.addSeparator()
            menu.addAction(tr("Keep this filter…")).triggered.connect(self._keep)
            if self.views.filters:
                forget = menu.addMenu(tr("Forget a filter"))
                for saved in self.views.filters:
                    entry = forget.addAction(saved.name.replace("&", "&&"))
                    entry.triggered.connect(partial(self._forget, saved.name))
        columns = menu.addMenu(tr("Columns"))
        for label in self._columns:
            entry = columns.addAction(tr(label))
            entry.setCheckable(True)
            entry.setChecked(label not in self.views.hidden)
            entry.triggered.connect(partial(self._toggle, label))

    def _choose(self, saved: SavedFilter, _on: bool = False) -> None:
        self.filter_chosen.emit(saved)

    def _keep(self, _on: bool = False) -> None:
        self.keep_requested.emit()

    def _forget(self, name: str, _on: bool = False) -> None:
        self.forget_requested.emit(name)

    def _toggle(self, label: str, _on: bool = False) -> None:
        self.column_toggled.emit(label)
