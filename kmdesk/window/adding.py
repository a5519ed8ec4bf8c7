"""Files on their way into the library: dropped, pasted, from the scans' folder, from a stick."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from kmdesk.i18n import tr
from kmdesk.office.ui.clipboard import files_on_clipboard, keep_picture
from kmdesk.office.ui.inbox_watch import InboxWatch
from kmdesk.office.ui.stick_bar import StickBar
from kmdesk.records import Duty
from kmdesk.widgets.context import Context
from kmdesk.window.main_window import MainWindow
from kmdesk.window.rooms import OFFICE

if TYPE_CHECKING:  # imported when it is first shown
    from PySide6.QtWidgets import QWidget

    from kmdesk.office.ui.office_page import OfficePage

_STICKS = "sticks"


class Adding(QObject):
    """Brings them to the page where files are added; a walk-up's wait for the sign-in."""

    def __init__(
        self, window: MainWindow, context: Context, sign_in: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._context, self._sign_in = window, context, sign_in
        self._waiting: list[str] = []
        self._inbox: InboxWatch | None = None
        self._pasted: TemporaryDirectory[str] | None = None
        window.files_dropped.connect(self.add_files)
        window.paste_requested.connect(self.paste)
        context.add_requested.connect(self.add_files)
        context.actor_changed.connect(self._add_waiting)

    def add_files(self, paths: list[str]) -> None:
        """Files were dropped on the window: a clerk's are added, others wait for the sign-in."""
        if self._context.actor.duty < Duty.CLERK:
            self._waiting = paths
            self._context.message_posted.emit(tr("Sign in as the clerk to add files."))
            self._sign_in()
            return
        page = cast("OfficePage", self._window.pages.show_page(OFFICE))
        page.add_paths(paths)

    def _add_waiting(self, *_actor: object) -> None:
        """Once a clerk has signed in, what was dropped before is added; a reset forgets it."""
        paths, self._waiting = self._waiting, []
        if paths and self._context.actor.duty > Duty.WALK_UP:
            self.add_files(paths)

    def forget_waiting(self) -> None:
        """Whoever dropped files and did not sign in leaves nothing for the next one to add."""
        self._waiting = []

    def paste(self) -> None:
        """Add the files or the picture that lie on the clipboard."""
        paths = files_on_clipboard()
        if paths:
            self.add_files(paths)
            return
        if self._pasted is None:
            # Windows removes no file that a reading process still has open.
            self._pasted = TemporaryDirectory(prefix="kmdesk-paste-", ignore_cleanup_errors=True)
        folder = Path(self._pasted.name)
        keep_picture(self._context.runner, folder, self.add_files, self._nothing_to_paste)

    def _nothing_to_paste(self) -> None:
        self._context.message_posted.emit(tr("There is no file and no picture to paste."))

    def wire(self, page: "OfficePage") -> None:
        """Follow an office page just made."""
        page.adding.attach_inbox(self.watch_inbox())
        page.adding.paste_requested.connect(self.paste)
        page.adding.finished.connect(self._forget_pasted)

    def _forget_pasted(self) -> None:
        """A pasted picture is in the library now, or was refused: it stays nowhere else."""
        if self._pasted is not None:
            self._pasted.cleanup()
            self._pasted = None

    def watch_inbox(self) -> InboxWatch:
        """Return the watch over the folder for scans, begun at the first call."""
        if self._inbox is None:
            self._inbox = InboxWatch(self._context, self)
        return self._inbox

    def watch_sticks(self) -> None:
        """Tell a clerk of new papers on a stick that is plugged in, from now on."""
        self._window.add_bar(_STICKS, self._stick_bar)

    def _stick_bar(self, parent: "QWidget") -> StickBar:
        bar = StickBar(self._context, parent)
        bar.import_requested.connect(self.add_files)
        return bar

    @property
    def sticks(self) -> StickBar:
        """The line that tells of new papers on a stick."""
        return cast(StickBar, self._window.bar(_STICKS))

    def close(self) -> None:
        """Stop watching the folder for scans; a pasted picture goes."""
        if self._inbox is not None:
            self._inbox.close()
        self._forget_pasted()
