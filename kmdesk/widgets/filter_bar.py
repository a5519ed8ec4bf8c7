"""The line over a list: its filter keeps room to type; buttons that do not fit go into the menu."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.more_button import MoreButton
from kmdesk.widgets.spec import Action

_LEAST = 14  # characters of the filter


class FilterBar(QWidget):
    """Filter, views, actions on the list, and “More” with the rare ones."""

    def __init__(
        self, filter_edit: QLineEdit, views: QPushButton, more: MoreButton, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._filter, self._views, self._more = filter_edit, views, more
        self._fits: Callable[[Action], bool] = lambda _action: False
        self.buttons: list[tuple[Action, QPushButton]] = []
        self.is_folded = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(filter_edit, 1)
        self._row.addWidget(views)
        self._row.addWidget(more)

    def add(self, action: Action, run: Callable[[Action], None]) -> None:
        """One more button; its twin in the menu is shown where the button has no room."""
        button = QPushButton(tr(action.label), self)
        button.clicked.connect(lambda _on=False: run(action))
        button.hide()
        self.buttons.append((action, button))
        self._row.insertWidget(self._row.count() - 1, button)
        self._more.add(action, run)

    def show_fitting(self, fits: Callable[[Action], bool]) -> None:
        """Show what ``fits``, as buttons or in the menu."""
        self._fits = fits
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold for the new width."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Other words or larger letters: fold or unfold for them."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Folded it needs no more than this."""
        parts = (self._views, self._more)
        # The row's own minimum holds every button: the bar could never get narrow enough to fold.
        width = self._least() + sum(part.sizeHint().width() + self._row.spacing() for part in parts)
        return QSize(width, self._row.minimumSize().height())

    def _least(self) -> int:
        letters = self._filter.fontMetrics().averageCharWidth() * _LEAST
        return max(letters, self._filter.minimumSizeHint().width())

    def _fold(self) -> None:
        shown = [button for action, button in self.buttons if self._fits(action)]
        for button in shown:
            button.ensurePolished()  # a hidden one is not dressed yet and says too little
        parts = [self._views, *shown]
        if any(self._fits(action) for action, _entry in self._rare()):
            parts.append(self._more)
        need = self._least() + sum(part.sizeHint().width() + self._row.spacing() for part in parts)
        self.is_folded = need > self.width()
        for action, button in self.buttons:
            button.setVisible(self._fits(action) and not self.is_folded)
        own = {id(action) for action, _button in self.buttons}
        self._more.show_fitting(
            lambda action: self._fits(action) and (self.is_folded or id(action) not in own)
        )

    def _rare(self) -> list[tuple[Action, object]]:
        own = {id(action) for action, _button in self.buttons}
        return [entry for entry in self._more.entries if id(entry[0]) not in own]
