"""Rare actions under one button, so that the frequent ones are found at a glance."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.widgets.spec import Action


class MoreButton(QPushButton):
    """A button with a menu; hidden while none of its actions fits."""

    def __init__(self, parent: QWidget, label: str = N_("More")) -> None:
        super().__init__(tr(label), parent)
        self.entries: list[tuple[Action, QAction]] = []
        self._stand_ins: list[tuple[QPushButton, QAction]] = []
        self._entries_of: dict[QPushButton, QAction] = {}
        self._fits_any = False
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.hide()

    def add(self, action: Action, run: Callable[[Action], None]) -> None:
        """One more entry that calls ``run(action)``."""
        entry = self._menu.addAction(tr(action.label))
        entry.triggered.connect(lambda _on=False: run(action))
        self.entries.append((action, entry))

    def show_fitting(self, fits: Callable[[Action], bool]) -> None:
        """Show the entries that fit now, and the button only with any."""
        for action, entry in self.entries:
            entry.setVisible(fits(action))
        self._fits_any = any(fits(action) for action, _entry in self.entries)
        self.stand_in_for([])

    def stand_in_for(self, buttons: Sequence[QPushButton]) -> None:
        """Put these buttons, for which there is no room, before the entries, and no others."""
        for _button, entry in self._stand_ins:
            self._menu.removeAction(entry)
        before = self._menu.actions()
        self._stand_ins = []
        for button in buttons:
            entry = self._entry_of(button)
            entry.setEnabled(button.isEnabled())
            self._menu.addAction(entry)
            self._stand_ins.append((button, entry))
        for other in before if buttons else ():  # one that is added again goes to the end
            self._menu.addAction(other)
        self.setVisible(self._fits_any or bool(buttons))

    def _entry_of(self, button: QPushButton) -> QAction:
        """Return the entry of a button, made once: an open menu may be about to use it."""
        if button not in self._entries_of:
            entry = QAction(button.text(), self._menu)
            entry.triggered.connect(lambda _on=False: button.click())
            self._entries_of[button] = entry
        return self._entries_of[button]
