"""What every room's widgets are given: the library, who acts, the runner, the ways out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kmdesk.i18n import tr
from kmdesk.jobs import is_alive
from kmdesk.records import Duty
from kmdesk.records.settings import IDLE_MINUTES, KIOSK, OFFICE_NAME, THAI_DIGITS
from kmdesk.widgets.basket import Basket
from kmdesk.widgets.drafts import FOLDER, DraftStore

if TYPE_CHECKING:  # first paint must not wait for the database layer
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import Task, TaskRunner
    from kmdesk.records import Actor, Kinds, Library
    from kmdesk.search.client import SearchClient


@dataclass(slots=True)
class OfficeSettings:
    """Facts of the office and of this machine that screens and prints use."""

    office_name: str = ""
    thai_digits: bool = True
    idle_minutes: int = 5
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "OfficeSettings":
        """From the texts kept in the library, by key."""
        made = cls()
        for key, text in values.items():
            made.take(key, text)
        return made

    def take(self, key: str, text: str) -> None:
        """One value as it was stored."""

        self.values[key] = text
        self.office_name = OFFICE_NAME.value_of(self.values.get(OFFICE_NAME.key))
        self.thai_digits = THAI_DIGITS.value_of(self.values.get(THAI_DIGITS.key))
        self.idle_minutes = IDLE_MINUTES.value_of(self.values.get(IDLE_MINUTES.key))


class Context(QObject):
    """Built once by the composition root and handed to every tab, page and dialog.

    Work on the library goes through :meth:`read` and :meth:`write`; results come back on
    the main thread. After a write, ``library_changed`` refreshes every screen.
    """

    actor_changed = Signal(object)
    library_changed = Signal()
    library_grew = Signal()
    """An import under way added papers: lists and counts follow, nothing else is read again."""
    settings_changed = Signal()
    scale_changed = Signal(float)
    open_requested = Signal(int, str)
    """(record id, anchor or ""): show the record in its tab."""
    reader_requested = Signal(int, str, str)
    """(record id, anchor or "", query or ""): open the reader there, hits marked."""
    search_requested = Signal(str)
    add_requested = Signal(list)
    """Paths of files and folders to take in; empty: show the page where files are added."""
    read_in_requested = Signal(int)
    """Id of a paper that is a law or an order: open the import of its own tab on it."""
    place_requested = Signal(int)
    """Place id: show the floor plan with its shape lit."""
    message_posted = Signal(str)
    """One sentence for the status line."""

    def __init__(
        self,
        library: "Library",
        kinds: "Kinds",
        actor: "Actor",
        runner: "TaskRunner",
        settings: OfficeSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library, self.kinds, self.runner, self.settings = library, kinds, runner, settings
        self.search: SearchClient | None = None
        self.render: RenderClient | None = None
        self.basket = Basket(self)
        self.draft_store = DraftStore(library.root / FOLDER)
        self.scale = 1.0
        self.always_kiosk = False
        """Whether this session is a kiosk whatever the settings say."""
        self._actor = actor

    @property
    def actor(self) -> "Actor":
        """Who acts now; a walk-up until somebody signs in."""
        return self._actor

    @property
    def is_kiosk_reader(self) -> bool:
        """Whether a walk-up sits at a kiosk: no file dialog, it shows the whole machine."""

        is_kiosk = self.always_kiosk or self.settings.values.get(KIOSK.key) == "1"
        return self._actor.duty < Duty.CLERK and is_kiosk

    def may_choose_file(self) -> bool:
        """Whether a file dialog may open; says why not."""
        if self.is_kiosk_reader:
            self.message_posted.emit(tr("Here files are not chosen. Print, or ask the clerk."))
            return False
        return True

    def set_actor(self, actor: "Actor") -> None:
        """Somebody signed in or out."""
        if actor != self._actor:
            self._actor = actor
            self.actor_changed.emit(actor)

    def read(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> "Task":
        """Run ``work(reading, *args)`` in the parallel lane with a session for the actor.

        What was read for somebody who may see more, and has left meanwhile, is dropped and
        read again for whoever is there now.
        """

        library, actor = self.library, self._actor

        def job() -> Any:
            with library.reading(actor) as reading:
                return work(reading, *args)

        def settle(result: Any) -> None:
            # Closed while it was being read: the slot would call into a widget that Qt has
            # destroyed.
            if not is_alive(done):
                return
            if set(actor.audiences) <= set(self._actor.audiences):
                done(result)
            else:
                self.read(work, *args, done=done, failed=failed)

        return self.runner.submit_read(job, done=settle, failed=failed)

    def write(
        self,
        label: str,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> "Task":
        """Run ``work(unit, *args)`` in the database lane and commit; ``label`` is N_ text."""

        # Whoever pressed Save, even if the idle reset signs out before the lane comes to it.
        library, actor = self.library, self._actor

        def job() -> Any:
            with library.writing(actor, label) as unit:
                result = work(unit, *args)
                unit.commit()
                return result

        def settle(result: Any) -> None:
            # The form may be gone; the library has changed all the same, and every screen is told.
            if done is not None and is_alive(done):
                done(result)
            self.library_changed.emit()

        return self.runner.submit_write(job, done=settle, failed=failed)

    def keep_point_for(self, count: int) -> None:
        """A restore point first, in the same lane, when the next write touches many records.

        One that cannot be kept is told and holds nothing up: the act can still be undone.
        """
        self.runner.submit_write(self.library.keep_point_for, count, failed=self._no_point)

    def _no_point(self, error: Exception) -> None:
        self.message_posted.emit(str(error))
