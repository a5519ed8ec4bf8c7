"""Locked screen of a kiosk whose library is missing or does not open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.corner.idle import IdleWatch
from kmdesk.i18n import N_, tr
from kmdesk.jobs import TaskRunner
from kmdesk.people.keys import check_key, has_keys
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.window.main_window import MainWindow

_PAGE = "shut"
_UNLOCKED_MINUTES = 15


class ShutPage(Panel):
    """One sentence, a button to try again and one for the administrator; nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.words = ThaiLabel(self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again, self.unlock, self.leave = (QPushButton(self) for _ in range(3))
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.again, self.unlock, self.leave):
            button.setMinimumHeight(48)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 40, 60, 40)
        column.setSpacing(24)
        column.addStretch(1)
        column.addWidget(self.words)
        column.addLayout(row)
        column.addStretch(2)
        self.retranslate()

    def say(self, text: str) -> None:
        """Show the reason why the kiosk is locked."""
        self._text = text
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.words.set_text(self._text)
        self.again.setText(tr("Try again"))
        self.unlock.setText(tr("Sign in as administrator…"))
        self.leave.setText(tr("Leave the program"))


class Gate(QObject):
    """Lets only the administrator restore, create or quit while there is no library.

    The administrator's credentials are stored beside the library (``people.keys``). Without any,
    this kiosk was never set up: it can only be closed, for the machine's own sign-in.
    """

    def __init__(self, window: MainWindow, runner: TaskRunner, root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._runner, self._root = window, runner, root
        self._then: Callable[[], None] = lambda: None
        self._watch: IdleWatch | None = None
        self.try_again: Callable[[], None] = lambda: None

    def shut(self, text: str, then: Callable[[], None]) -> None:
        """Show ``text``; call ``then()`` once the administrator has signed in."""
        self._then = then
        self._window.is_unlocked = False
        pages = self._window.pages
        pages.offer(_PAGE, self._page)
        page: Any = pages.show_page(_PAGE, remember=False)
        page.say(text)
        known = has_keys(self._root)
        page.unlock.setVisible(known)
        page.leave.setVisible(not known)

    def _page(self, parent: QWidget) -> ShutPage:
        page = ShutPage(parent)
        page.again.clicked.connect(lambda _on=False: self.try_again())
        page.unlock.clicked.connect(lambda _on=False: self.ask())
        page.leave.clicked.connect(lambda _on=False: self._window.leave_for_good())
        return page

    def ask(self) -> FormDialog:
        """Show the sign-in form."""

        def check(values: dict[str, Any], form: FormDialog) -> None:
            def let_in(_nothing: object) -> None:
                form.accept()
                self._unlock()

            self._runner.submit_read(
                check_key, self._root, values["name"], values["password"],
                done=let_in, failed=lambda error: form.show_error(error, "password"),
            )  # fmt: skip

        fields = [
            Field("name", N_("Sign-in name"), required=True),
            Field("password", N_("Password or recovery code"), "password", required=True),
        ]
        title, button = N_("Sign in"), N_("Sign in")
        return ask_form(self._window, title, fields, {}, check, button=button)

    def _unlock(self) -> None:
        self._window.is_unlocked = True
        self._watch = IdleWatch(self, _UNLOCKED_MINUTES)
        self._watch.idled.connect(self._lock_again)
        self._then()

    def _lock_again(self) -> None:
        """Lock again when the administrator has left; an open library's own idle reset does it."""
        self._watch = None
        if self._window.context is None and self._window.is_unlocked:
            self._window.is_unlocked = False
            self._window.close_dialogs()
            self._window.pages.show_page(_PAGE, remember=False)
