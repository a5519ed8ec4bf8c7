"""What the window shows while there is no library: the first run, or a locked kiosk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.composition import build_kinds
from kmdesk.corner.idle import IdleWatch
from kmdesk.i18n import N_, tr
from kmdesk.jobs import Progress, TaskRunner
from kmdesk.office.new_library import STAGES, begin, start_with_sample
from kmdesk.office.ui.first_run import FirstRunPage, StageBar
from kmdesk.office.ui.handover import take_over_into
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.people.keys import check_key, has_keys
from kmdesk.store.backup import lost_its_database
from kmdesk.store.backup_plan import read_backup_settings
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, error_text
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.window.main_window import MainWindow


class FirstRun(QObject):
    """Offers the sample office, an empty library, a backup, or a handover pack."""

    made = Signal(object)
    """A library exists now; (name, code) if its recovery code is to be shown, or None."""
    exchange_requested = Signal(Path)
    """A restored library is to replace the folder of one that lost its database."""

    def __init__(self, window: MainWindow, runner: TaskRunner, root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._runner, self._root = window, runner, root

    def offer(self) -> None:
        """Show the page with the choices."""

        def make(parent: QWidget) -> FirstRunPage:
            page = FirstRunPage(self._root, parent)
            page.sample_requested.connect(self._take_sample)
            page.empty_requested.connect(self._start_empty)
            page.restore_requested.connect(self._ask_backup)
            page.take_over_requested.connect(self._take_over)
            return page

        self._window.pages.offer("first_run", make)
        self._window.pages.show_page("first_run", remember=False)

    def _take_sample(self) -> None:
        self._make(_make_sample, self._root)

    def _ask_backup(self) -> None:
        beside = lost_its_database(self._root)
        folder = Path(read_backup_settings(self._root).folder or Path.home())
        dialog = RestoreDialog(self._window, self._runner, self._root, folder, beside=beside)
        if beside:
            dialog.restored.connect(self.exchange_requested)
        else:
            dialog.restored.connect(lambda _where: self.made.emit(None))
        dialog.open()

    def _take_over(self, folder: Path, values: dict[str, Any]) -> None:
        name = str(values["name"])
        sign_in = name, str(values["password"])
        dialog = take_over_into(
            self._window, self._runner, self._root, folder, sign_in, build_kinds
        )

        def done(taken: Any) -> None:
            if not taken.refused:
                dialog.accept()  # nothing to read: continue at once
            self.made.emit((name, taken.recovery))

        dialog.succeeded.connect(done)

    def _start_empty(self, values: dict[str, Any], form: Any) -> None:
        def done(code: str) -> None:
            form.accept()
            self.made.emit((str(values["name"]), code))

        bar = form.findChild(StageBar)

        def refuse(error: Exception) -> None:
            bar.hide()
            form.show_error(error)

        self._runner.submit_write(
            _make_empty, self._root, values, done=done, failed=refuse, progressed=bar.show_stage
        )

    def _make(self, work: Any, *args: object) -> None:
        page: Any = self._window.pages.page("first_run")
        self._runner.submit_write(
            work,
            *args,
            done=lambda _result: self.made.emit(None),
            failed=lambda error: page.show_error(error_text(error)),
            progressed=page.show_stage,
        )


def _make_sample(root: Path, progress: Progress) -> None:
    start_with_sample(root, lambda stage: progress.tell(stage, len(STAGES))).close()


def _make_empty(root: Path, values: dict[str, Any], progress: Progress) -> str:
    return begin(
        root,
        values["office_name"],
        values["name"],
        values["password"],
        digests=bool(values.get("digests")),
        tell=lambda stage: progress.tell(stage, len(STAGES)),
    )


# The locked screen of a kiosk ------------------------------------------------------------

_SHUT_PAGE = "shut"
# As long as a sign-in stays open where the screen is never cleared.
_UNLOCKED_MINUTES = 15


class ShutPage(Page):
    """One sentence, a button to try again and one for the administrator; nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.words = ThaiLabel(self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = QPushButton(tr("Try again"), self)
        self.unlock = QPushButton(tr("Sign in as administrator…"), self)
        self.leave = QPushButton(tr("Leave the program"), self)
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

    def say(self, text: str) -> None:
        """Show the reason why the kiosk is locked."""
        self._text = text
        self.words.set_text(text)

    def left_off(self) -> tuple[str, bool]:
        """Return the reason, and whether there is an administrator to sign in."""
        return self._text, not self.unlock.isHidden()

    def go_on(self, left: tuple[str, bool]) -> None:
        """Show them again."""
        text, known = left
        self.say(text)
        self.unlock.setVisible(known)
        self.leave.setVisible(not known)


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
        pages.offer(_SHUT_PAGE, self._page)
        page: Any = pages.show_page(_SHUT_PAGE, remember=False)
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
            self._window.pages.show_page(_SHUT_PAGE, remember=False)
