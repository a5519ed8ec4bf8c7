"""A stick was plugged in: the line that says how many new papers are on it and takes them in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kmdesk.i18n import tr
from kmdesk.office.arrivals import NewOnStick, held_files, look_at_stick, mounted_sticks
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.settings import INBOX_FOLDER
from kmdesk.store.import_paths import as_argument, shown_name
from kmdesk.widgets.context import Context
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

EVERY_MS = 4000


class StickBar(Page):
    """Only for a clerk who is signed in; a visitor is told nothing and nothing is looked at."""

    import_requested = Signal(list)
    """Paths of the new papers, as a command takes them."""
    looked = Signal()
    """One look is over, whatever it found."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        sticks: Callable[[], list[Path]] = mounted_sticks,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._sticks = sticks
        self._known: set[Path] = set()
        self._is_looking = False
        self._in_hand: set[Path] = set()
        self.found: list[NewOnStick] = []
        self.setObjectName("draft")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.words = ThaiLabel(self)
        self.take = QPushButton(tr("Take in"), self)
        self.later = QPushButton(tr("Not now"), self)
        self.take.setObjectName("primary")
        self.take.clicked.connect(self._take)
        self.later.clicked.connect(self._next)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.take)
        row.addWidget(self.later)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look_now)
        context.actor_changed.connect(self._actor_changed)
        self._actor_changed()

    def look_now(self) -> None:
        """Ask off the UI thread what is plugged in; nothing for a visitor."""
        if self._is_looking or self._context.actor.duty < Duty.CLERK:
            return
        self._is_looking = True
        self._context.runner.submit_read(self._sticks, done=self._plugged, failed=self._failed)

    def left_off(self) -> tuple[set[Path], list[NewOnStick]]:
        """Return the sticks that were looked at, and what is offered."""
        # one that is being looked at is looked at again: the answer would not find this bar
        return self._known - self._in_hand, self.found

    def go_on(self, left: tuple[set[Path], list[NewOnStick]]) -> None:
        """Offer the same again; what was put off stays so."""
        self._known, found = left
        self._show(found)

    def _actor_changed(self, *_actor: object) -> None:
        """Each sign-in is told anew; what was found for another is forgotten."""
        self._known.clear()
        self._show([])
        if self._context.actor.duty >= Duty.CLERK:
            self._timer.start()
            self.look_now()
        else:
            self._timer.stop()

    def _plugged(self, sticks: list[Path]) -> None:
        fresh = [stick for stick in sticks if stick not in self._known]
        self._known = set(sticks)
        stays = [each for each in self.found if each.folder in self._known]
        if stays != self.found:
            self._show(stays)
        if not fresh:
            self._failed(None)
            return
        self._in_hand = set(fresh)
        context = self._context
        # The library and the scanner's folder may lie on a stick themselves: what is
        # in them is no news.
        own = [context.library.root]
        if inbox := context.settings.values.get(INBOX_FOLDER.key):
            own.append(Path(inbox))
        context.runner.submit_read(
            _look, context.library, context.actor, fresh, own,
            done=partial(self._seen, context.actor), failed=self._failed,
        )  # fmt: skip

    def _seen(self, actor: Actor, found: list[NewOnStick]) -> None:
        self._is_looking, self._in_hand = False, set()
        if actor == self._context.actor and actor.duty >= Duty.CLERK:
            # Pulled out while it was being looked at: not to be offered.
            plugged = [each for each in found if each.files and each.folder in self._known]
            self._show([*self.found, *plugged])
        self.looked.emit()

    def _failed(self, _error: Exception | None) -> None:
        self._is_looking, self._in_hand = False, set()
        self.looked.emit()

    def _take(self) -> None:
        files = self.found[0].files
        self._next()
        self.import_requested.emit([as_argument(path) for path in files])

    def _next(self) -> None:
        self._show(self.found[1:])

    def _show(self, found: list[NewOnStick]) -> None:
        self.found = found
        if found:
            self.words.set_text(_words(found[0]))
        self.setVisible(bool(found))


def _words(found: NewOnStick) -> str:
    return tr(
        "{count} new files on the stick “{name}”",
        count=f"{len(found.files):,}",
        name=shown_name(found.folder) if found.folder.name else str(found.folder),
    )


def _look(library: Library, actor: Actor, sticks: list[Path], own: list[Path]) -> list[NewOnStick]:
    """Runs in a lane."""
    with library.reading(actor) as reading:
        present = held_files(reading)
    return [look_at_stick(stick, present, own) for stick in sticks]
