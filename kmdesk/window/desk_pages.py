"""The pages around the tabs, wired to the context: home, results, reader, basket, office."""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kmdesk.corner.home import HomePage
from kmdesk.corner.idle import CountdownBar, IdleWatch, Shelf
from kmdesk.corner.queries import lines
from kmdesk.i18n import language, tr
from kmdesk.records import WALK_UP, Duty
from kmdesk.thai.numbers import to_arabic
from kmdesk.widgets.anchors import read_code
from kmdesk.widgets.keeping import sweep_prints
from kmdesk.widgets.page import Page
from kmdesk.widgets.queries import is_readable
from kmdesk.widgets.session_steps import SessionSteps
from kmdesk.window.adding import Adding
from kmdesk.window.draft_bar import DraftBar
from kmdesk.window.forgetting import begin_anew, forget_clipboard, forget_typing
from kmdesk.window.kiosk import Kiosk
from kmdesk.window.rooms import HOME, OFFICE, RESULTS, ROOMS

if TYPE_CHECKING:  # imported when they are first shown or begun
    from kmdesk.corner.lines import Line, Usage
    from kmdesk.corner.reader import ReaderPage
    from kmdesk.corner.results import ResultsPage
    from kmdesk.office.maintenance import MaintenanceState
    from kmdesk.office.ui.caretaker import Caretaker
    from kmdesk.office.ui.help_page import HelpPage
    from kmdesk.office.ui.office_page import OfficePage
    from kmdesk.records.describe import Paper
    from kmdesk.widgets.acting_tab import TakesPaper
    from kmdesk.widgets.basket import BasketItem
    from kmdesk.widgets.context import Context
    from kmdesk.widgets.drafts import Draft
    from kmdesk.window.main_window import MainWindow

SIGNED_IN_MINUTES = 15
READER, BASKET, HELP = "reader", "basket", "help"
_DRAFTS, _COUNTDOWN = "drafts", "countdown"
_PAGES: Mapping[str, tuple[str, str]] = {
    RESULTS: ("kmdesk.corner.results", "ResultsPage"),
    READER: ("kmdesk.corner.reader", "ReaderPage"),
    BASKET: ("kmdesk.corner.basket_page", "BasketPage"),
    HELP: ("kmdesk.office.ui.help_page", "HelpPage"),
    OFFICE: ("kmdesk.office.ui.office_page", "OfficePage"),
    **{room: (f"kmdesk.{room}.ui.tab", "Tab") for room in ROOMS},
}
"""Module and class of each page. Imported when the page is first shown, for the start's sake."""


class DeskPages(QObject):
    """Offers the pages to the window and answers what screens ask for."""

    exchange_requested = Signal(Path)
    """A library restored beside the present one is to take its place."""

    def __init__(self, window: "MainWindow", context: "Context", usage: "Usage") -> None:
        super().__init__(window)
        self._window, self._context, self._usage = window, context, usage
        self.idle: IdleWatch | None = None
        self.care: Caretaker | None = None
        for name in _PAGES:
            window.pages.offer(name, partial(self._make, name))
        window.pages.offer(HOME, self._make_home)
        if isinstance(first_look := window.pages.made.get(HOME), HomePage):
            self._wire_home(first_look)
        context.search_requested.connect(self.search)
        context.reader_requested.connect(self.read)
        context.place_requested.connect(self.show_place)
        context.read_in_requested.connect(self.read_in)
        context.actor_changed.connect(self._actor_changed)
        context.settings_changed.connect(self._settings_changed)
        window.search_requested.connect(self.search)
        window.basket_requested.connect(lambda: window.pages.show_page(BASKET))
        window.help_requested.connect(self.show_help)
        window.office_requested.connect(lambda: window.pages.show_page(OFFICE))
        window.sign_in_requested.connect(self.sign_in_or_out)
        window.forms_left.connect(self._reopen_forms)
        self.adding = Adding(window, context, self.sign_in_or_out, self)
        self.steps = SessionSteps(context, self)
        self.steps.changed.connect(window.show_undo)
        window.undo_requested.connect(self.steps.undo)
        window.add_bar(_DRAFTS, self._draft_bar)
        self._bind_undo()

    def _bind_undo(self) -> None:
        # A text field takes these keys for its own typing before the window sees them.
        for keys, slot in (
            ("Ctrl+Z", self.steps.undo),
            ("Ctrl+Shift+Z", self.steps.redo),
            ("Ctrl+Y", self.steps.redo),
        ):
            QShortcut(QKeySequence(keys), self._window).activated.connect(slot)

    # What screens ask for --------------------------------------------------------------

    def search(self, text: str) -> None:
        """Show the results for ``text``; ``#`` and two digits fetch a parked basket.

        A code printed on a handout (KM-12), typed or scanned, opens its record.
        """
        if text.startswith("#") and self.fetch_basket(to_arabic(text[1:].strip())):
            return
        if code := read_code(text):
            self._context.open_requested.emit(*code)
            return
        self._window.top.search.setText(text)
        page = cast("ResultsPage", self._window.pages.show_page(RESULTS))
        page.search(text)

    def read(self, record_id: int, anchor: str, query: str) -> None:
        """Open the reader on a record; one without pages or text of its own in its tab."""
        self._usage.opened(record_id)
        self._context.read(
            is_readable,
            record_id,
            done=lambda there: self._read(record_id, anchor, query if there else None),
            failed=lambda error: self._context.message_posted.emit(str(error)),
        )

    def _read(self, record_id: int, anchor: str, query: str | None) -> None:
        if query is None:
            self._context.open_requested.emit(record_id, anchor)
            return
        page = cast("ReaderPage", self._window.pages.show_page(READER))
        page.open(record_id, anchor, query)

    def read_in(self, record_id: int) -> None:
        """Open the tab a paper of the shelf belongs to as well, its import filled with it."""
        from kmdesk.shelf.documents import source_paper

        def take(found: "Paper") -> None:
            if found.room:
                cast("TakesPaper", self._window.pages.show_page(found.room)).take_paper(found)

        self._context.read(source_paper, record_id, done=take, failed=self._say)

    def _say(self, error: Exception) -> None:
        self._context.message_posted.emit(str(error))

    def show_place(self, place_id: int) -> None:
        """Show the floor plan with a place lit."""
        from kmdesk.places.ui.show import show_place

        show_place(self._window, self._context, place_id)

    def show_help(self) -> None:
        """The guide, open at what explains the page one is on."""
        screen = self.screen()
        page = cast("HelpPage", self._window.pages.show_page(HELP))
        page.open_at(screen)

    def screen(self) -> str:
        """The page shown, as the guide names it: ``shelf``, ``office/backup``."""
        current = self._window.pages.current
        if current != OFFICE:
            return current
        return f"{OFFICE}/{cast('OfficePage', self._window.pages.page(OFFICE)).page_name}"

    def reopen_draft(self, wanted: object) -> None:
        """Open the form a draft was typed in, filled with it."""
        draft = cast("Draft", wanted)
        page = self._window.pages.show_page(draft.place.room)
        self._context.draft_store.wanted = draft
        page.reopen(draft.place)

    def _reopen_forms(self, left: "list[Draft]") -> None:
        """Open the forms again that stood open when the language was switched."""
        for draft in left:
            if draft.place.can_reopen:
                self.reopen_draft(draft)
            else:
                self.drafts.look()  # no button opens it: the line over the pages offers it

    def sign_in_or_out(self) -> None:
        """Ask for name and password, or sign out at once."""
        if self._context.actor.duty > Duty.WALK_UP:
            self._context.set_actor(WALK_UP)
            return
        from kmdesk.office.ui.sign_in import ask_sign_in

        form = ask_sign_in(self._window, self._context)
        form.rejected.connect(self.adding.forget_waiting)

    def watch_idle(self) -> None:
        """Start the idle reset."""
        self.shelf = Shelf()
        self.idle = IdleWatch(self, self._context.settings.idle_minutes)
        self._set_minutes()
        self._window.add_bar(_COUNTDOWN, self._countdown_bar)
        self.idle.idled.connect(self.reset)

    def take_care(self) -> None:
        """Look after backups from now on, and let Home say how they stand."""
        from kmdesk.office.ui.caretaker import Caretaker

        context = self._context
        self.care = Caretaker(context.library, context.runner, lambda: context.search, self)
        self.care.said.connect(self._show_care)
        self.care.begin()
        context.runner.submit_read(sweep_prints)

    def guard(self) -> None:
        """Keep readers inside while the corner is a kiosk."""
        self._kiosk = Kiosk.over(self._window)
        self._show_kiosk()

    def _show_kiosk(self) -> None:
        # argon2, which it hashes with, is not needed for the first paint
        from kmdesk.people.keys import keep_keys

        self._window.set_kiosk(self._context.settings.values.get("kiosk") == "1")
        self._context.always_kiosk = self._window.stays_kiosk
        # What lets the administrator in on the day the library does not open.
        self._context.runner.submit_write(keep_keys, self._context.library, self._window.is_kiosk)

    def reset(self) -> None:
        """Home for the next person: signed out, basket parked, nothing left on screen.

        Nothing of it is left in undo stacks and on the clipboard either; the parked basket,
        drafts of forms and what was saved are all that stays.
        """
        self.adding.forget_waiting()
        number = self.shelf.park(self._context.basket.items)
        self._context.basket.clear()
        self._window.close_dialogs()
        forget_clipboard()
        self._context.set_actor(WALK_UP)
        if number:
            text = tr(
                "A basket was put aside. To fetch it back, search for #{number}.", number=number
            )
            self._context.message_posted.emit(text)
        self._window.pages.show_page(HOME)
        self._window.pages.forget()
        made = self._window.pages.made
        begin_anew([self._window.top, *(page for name, page in made.items() if name != OFFICE)])
        for page in made.values():
            page.start_over()
        self._window.change_scale(0)
        # Some fields were emptied above in a way that Ctrl+Z would take back.
        forget_typing(self._window)
        if language() != "th":
            self._window.switch_language()  # last: what is made anew holds nothing by now

    def fetch_basket(self, number: str) -> bool:
        """Fetch a parked basket by its number."""
        items = self.shelf.fetch(number) if self.idle is not None else ()
        if items:
            self._fill_basket(items)
            self._window.pages.show_page(BASKET)
        return bool(items)

    def _fill_basket(self, items: "tuple[BasketItem, ...]") -> None:
        """Put back what whoever is there may see: titles of other items are not for them."""
        basket = self._context.basket
        basket.clear()

        def fill(seen: "tuple[Line, ...]") -> None:
            ids = {line.record_id for line in seen}
            kept = tuple(item for item in items if item.record_id in ids)
            # What was put in while this was read stays, too.
            basket.replace((*kept, *(item for item in basket.items if item not in kept)))

        if items:
            self._context.read(lines, [item.record_id for item in items], done=fill)

    # Making ----------------------------------------------------------------------------

    def _make(self, name: str, parent: QWidget) -> Page:
        module, kind = _PAGES[name]
        page: Page = getattr(import_module(module), kind)(self._context, parent)
        if name == OFFICE:
            self._wire_office(cast("OfficePage", page))
        return page

    def _make_home(self, parent: QWidget) -> HomePage:
        home = HomePage(parent)
        self._wire_home(home)
        if self.care is not None:
            self.care.tell()
        return home

    def _wire_home(self, home: HomePage) -> None:
        home.search_requested.connect(self._context.search_requested)
        home.open_requested.connect(self._context.open_requested)
        home.attach(self._context, self._usage)

    def _show_care(self, said: object) -> None:
        care = cast("MaintenanceState", said)
        home = self._window.pages.made.get(HOME)
        if isinstance(home, HomePage):
            home.show_care(care.text, care.worries)

    def _wire_office(self, page: "OfficePage") -> None:
        self.adding.wire(page)
        page.exchange_requested.connect(self.exchange_requested)
        page.room_requested.connect(self._window.pages.show_page)
        if self.care is not None:
            page.cared.connect(self.care.tell)
            self.care.backed_up.connect(page.refresh_backup)

    def _draft_bar(self, parent: QWidget) -> DraftBar:
        bar = DraftBar(self._context, parent)
        bar.open_requested.connect(self.reopen_draft)
        return bar

    @property
    def drafts(self) -> DraftBar:
        """The line that offers drafts."""
        return cast(DraftBar, self._window.bar(_DRAFTS))

    def _countdown_bar(self, parent: QWidget) -> CountdownBar:
        assert self.idle is not None
        bar = CountdownBar(parent)
        self.idle.counting.connect(bar.count)
        bar.stay_requested.connect(self.idle.touch)
        return bar

    @property
    def bar(self) -> CountdownBar:
        """The line that counts down to the reset."""
        return cast(CountdownBar, self._window.bar(_COUNTDOWN))

    def _actor_changed(self, *_actor: object) -> None:
        # Before any page is shown: one made anew would show what only the former person may see.
        self._window.pages.forget_left()
        self._set_minutes()
        signed_in = self._context.actor.duty > Duty.WALK_UP
        if not signed_in:
            # A clerk may have gathered internal papers, whose very titles are not for visitors.
            self._fill_basket(self._context.basket.items)
        if not signed_in and self._window.pages.current == OFFICE:
            self._window.pages.back()

    def _set_minutes(self) -> None:
        """Also where the screen is never cleared, a sign-in does not stay open for ever."""
        minutes = self._context.settings.idle_minutes
        if not minutes and self._context.actor.duty > Duty.WALK_UP:
            minutes = SIGNED_IN_MINUTES
        if self.idle is not None:
            self.idle.minutes = minutes

    def _settings_changed(self) -> None:
        if self.care is not None:
            self.care.tell()
        self._show_kiosk()
        if self.idle is not None:
            self._set_minutes()
