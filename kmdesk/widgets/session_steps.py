"""Undo and redo across the session of whoever is signed in."""

from PySide6.QtCore import QObject, Signal

from kmdesk.i18n import tr
from kmdesk.records import Duty
from kmdesk.records.undo import steps
from kmdesk.records.unit import Reading
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text


class SessionSteps(QObject):
    """Ctrl+Z and Ctrl+Shift+Z of the window; the feed knows what was done since sign-in."""

    changed = Signal(str)
    """Message id of the act that undo would take back now; empty when there is none."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._since: int | None = None
        context.actor_changed.connect(self._begin)
        context.library_changed.connect(self.look)
        self._begin()

    def undo(self) -> None:
        """Take back the last act of this session."""
        self._turn(back=True)

    def redo(self) -> None:
        """Do the last undone act again."""
        self._turn(back=False)

    def look(self) -> None:
        """Find out what undo would take back, and tell."""
        context, since = self._context, self._since
        if since is None:
            self.changed.emit("")
            return
        name = context.actor.name

        def last(reading: Reading) -> str:
            done, _undone = steps(reading.session, name, since)
            return done[-1].label if done else ""

        context.read(last, done=self._tell_last)

    def _tell_last(self, label: str) -> None:
        # Signed out while it was read: the next person is not told what the clerk did.
        self.changed.emit(label if self._since is not None else "")

    def _begin(self, *_actor: object) -> None:
        context = self._context
        self._since = None
        self.changed.emit("")
        if context.actor.duty >= Duty.CLERK:
            context.runner.submit_read(context.library.feed_end, done=self._begun)

    def _begun(self, end: int) -> None:
        self._since = end

    def _turn(self, *, back: bool) -> None:
        context = self._context
        if self._since is None or context.actor.duty < Duty.CLERK:
            return
        library = context.library
        context.runner.submit_write(
            library.undo_last if back else library.redo_last,
            context.actor,
            self._since,
            done=self._undone if back else self._redone,
            failed=self._refuse,
        )

    def _undone(self, label: str) -> None:
        self._tell(tr("Undone: {act}. Ctrl+Shift+Z does it again.", act=tr(label)))

    def _redone(self, label: str) -> None:
        self._tell(tr("Done again: {act}. Ctrl+Z takes it back.", act=tr(label)))

    def _tell(self, words: str) -> None:
        self._context.library_changed.emit()
        self._context.message_posted.emit(words)

    def _refuse(self, error: Exception) -> None:
        self._context.message_posted.emit(error_text(error))
