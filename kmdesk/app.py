"""Composition root of the window: frame → first paint → library → context → pages."""

import gc
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from kmdesk import clock
from kmdesk.composition import default_library
from kmdesk.i18n import LANGUAGES, N_, KmdeskError, set_language, tr
from kmdesk.resources import resource_path
from kmdesk.store.folder import DATABASE, starts_as_kiosk
from kmdesk.widgets.collector import Collector
from kmdesk.widgets.save_keys import SaveKeys
from kmdesk.widgets.style import dress
from kmdesk.window.crash import CrashWatch
from kmdesk.window.lone import Lone
from kmdesk.window.main_window import MainWindow
from kmdesk.window.rooms import load_rooms

if TYPE_CHECKING:  # nothing slow to import before the first paint
    from kmdesk.app_no_library import Gate
    from kmdesk.corner.home import HomePage
    from kmdesk.corner.lines import HomeView, Usage
    from kmdesk.jobs import Progress, TaskRunner
    from kmdesk.records import Kinds, Library
    from kmdesk.widgets.context import Context
    from kmdesk.window.desk_pages import DeskPages


def trace(name: str) -> None:
    """Print the time since the process started, if KMDESK_TRACE_START=1."""
    if os.environ.get("KMDESK_TRACE_START") == "1":
        print(f"{name}={_since_start() * 1000:.0f}", file=sys.stderr, flush=True)  # noqa: T201


def _since_start() -> float:
    try:
        # Behind the name, which may hold blanks and brackets itself: the start in ticks since boot.
        ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.perf_counter() - _LOADED


_LOADED = time.perf_counter()


def run_window(arguments: list[str]) -> int:
    """Open the window; return the exit code of its event loop."""
    import argparse

    parser = argparse.ArgumentParser(prog="kmdesk")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="th")
    parser.add_argument("--kiosk", action="store_true", help="as the settings can say for good")
    parser.add_argument("paths", nargs="*", metavar="FILE", help="added once a clerk is signed in")
    options = parser.parse_args(arguments)
    set_language(options.language)
    app = make_application()
    root = options.library or default_library()
    lone = Lone(root, app)
    if not lone.take():
        lone.call()
        return 0
    desk = Desk(root)
    lone.called.connect(desk.window.come_forward)
    crash = CrashWatch(root, app)
    crash.happened.connect(desk.offer_restart)
    crash.start()

    def settle() -> None:
        """Repeat the checks of the start, now that a library exists."""
        if lone.take():
            crash.settle()
        else:
            lone.call()
            desk.window.leave()

    desk.opened.connect(settle)
    # Objects that exist once the library is open stay: later collections can skip them.
    desk.opened.connect(gc.freeze)
    desk.kiosk = options.kiosk
    if options.kiosk or starts_as_kiosk(root):
        desk.shut_in()
    if options.paths:
        desk.opened.connect(lambda: desk.window.files_dropped.emit(options.paths))
    desk.window.fill_screen()
    desk.show()
    code = app.exec()
    desk.close()
    # On Windows a folder cannot be renamed while a file in it is open: neither the crash log nor
    # the window's lock may be when the libraries change places.
    crash.stop()
    lone.leave_folder()
    again = desk.finish()
    # The user's own lock is held until then: a start in between would find no library.
    lone.leave()
    if desk.window.was_left_for_good and not again:
        return LEFT_FOR_GOOD
    if again and not os.environ.get("KMDESK_SESSION"):  # the kiosk's session restarts it
        start_again(arguments)
    return code


def _open_library(
    root: Path, progress: "Progress"
) -> "tuple[Library, Kinds, dict[str, str]] | None":
    """Import the database layer and open the library; both off the UI thread."""
    from kmdesk.app_library import open_library

    return open_library(root, progress)


LEFT_FOR_GOOD = 77
"""Exit code that ends the kiosk's session (installer/debian/kiosk-session)."""


def start_again(arguments: list[str]) -> None:
    """Start this program again in a new process."""
    import subprocess

    from kmdesk.workers.child import self_command

    subprocess.Popen(self_command(["window", *arguments]), close_fds=True)


def make_application() -> QApplication:
    """Return the only QApplication, with style and fonts set up."""
    present = QApplication.instance()
    # Only the name: of all the arguments Qt would take what looks like an option of its own.
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("kmdesk")
    # By this a Wayland desktop finds the name and the icon of the window.
    app.setDesktopFileName("kmdesk")
    dress(app)
    if app.findChild(SaveKeys) is None:
        SaveKeys(app)
    return app


class Desk(QObject):
    """Everything one window needs, created in order and closed in reverse."""

    opened = Signal()

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self._collector = Collector(self)
        self.window = MainWindow()
        self.runner: TaskRunner | None = None
        self.context: Context | None = None
        self.usage: Usage | None = None
        self.pages: DeskPages | None = None
        self._restored: Path | None = None
        self._starts_again = False
        self._recovery: tuple[str, str] | None = None
        self.kiosk = False
        """Whether this session is a kiosk whatever the settings say."""
        self._gate: Gate | None = None
        self._wish: tuple[Any, ...] | None = None
        self.window.painted.connect(self._begin)

    def shut_in(self) -> None:
        """Enter kiosk mode from the first frame on, even if the library fails to open."""
        from kmdesk.window.kiosk import Kiosk

        self.window.stays_kiosk = self.kiosk
        self.window.set_kiosk(True)
        Kiosk.over(self.window)

    def show(self) -> None:
        """Show the frame; the library is opened after it is painted."""
        # A kiosk's window is up already, in full screen from its first frame on.
        if not self.window.is_kiosk:
            self.window.show()

    def close(self) -> None:
        """Close runner, helper processes and library."""
        self._close_library()
        if self.runner is not None:
            self.runner.close()
            self.runner = None

    # Opening ---------------------------------------------------------------------------

    def _begin(self) -> None:
        # Imports come after the first paint: it was measured at 110 ms, the ORM at 344.
        trace("first_paint_ms")
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        """Show a first list read straight from the file, before the database layer is imported."""
        from kmdesk.corner.lines import first_look
        from kmdesk.jobs.executor import TaskRunner

        if self.runner is None:
            self.runner = TaskRunner(self)
        self.window.pages.offer("home", self._first_home)
        database = self.root / DATABASE
        if not database.is_file():
            self._open()
            return
        self.window.search_requested.connect(self._keep_wish)
        self.runner.submit_read(first_look, database, clock.today(), done=self._looked)

    def _looked(self, view: "HomeView | None") -> None:
        if view is not None:
            self.window.top.set_office(view.office_name)
            self._home().show_view(view)
            self.window.pages.show_page("home")
            # The list is painted, scrolls and accepts clicks and searches from here on.
            QTimer.singleShot(0, self, lambda: trace("usable_ms"))
        QTimer.singleShot(0, self, self._open)

    def _home(self) -> "HomePage":
        return cast("HomePage", self.window.pages.page("home"))

    def _first_home(self, parent: QWidget) -> "HomePage":
        from kmdesk.corner.home import HomePage

        home = HomePage(parent)
        home.search_requested.connect(self._keep_wish)
        home.open_requested.connect(self._keep_wish)
        return home

    def _keep_wish(self, *asked: Any) -> None:
        """Keep a request made before the library has opened."""
        if self.context is None:
            self._wish = asked

    def _grant_wish(self) -> None:
        wish, self._wish = self._wish, None
        if wish is not None and self.context is not None:
            ask = self.context.search_requested if len(wish) == 1 else self.context.open_requested
            ask.emit(*wish)

    def _open(self) -> None:
        assert self.runner is not None
        self.runner.submit_read(
            _open_library,
            self.root,
            done=self._opened,
            failed=self._not_opened,
            progressed=self._upgrading,
        )

    def _upgrading(self, percent: int, _total: int) -> None:
        from kmdesk.window.upgrade_bar import UpgradeBar

        if not self.window.has_bar("upgrade"):
            self.window.add_bar("upgrade", UpgradeBar)
            self.window.bar("upgrade").show()
        cast(UpgradeBar, self.window.bar("upgrade")).show_percent(percent)

    def _opened(self, opened: "tuple[Library, Kinds, dict[str, str]] | None") -> None:
        self.window.remove_bar("upgrade")
        if opened is None:
            self._offer_first_run()
            return
        assert self.runner is not None
        from kmdesk.corner.lines import Usage
        from kmdesk.records import WALK_UP
        from kmdesk.records.settings import KIOSK
        from kmdesk.widgets.context import Context, OfficeSettings

        library, kinds, values = opened
        settings = OfficeSettings.of(values | ({KIOSK.key: "1"} if self.kiosk else {}))
        self.context = Context(library, kinds, WALK_UP, self.runner, settings, self)
        self.usage = Usage(library.root)
        self._offer_helpers(library)
        self.window.attach(self.context)
        from kmdesk.window.desk_pages import DeskPages

        self.pages = DeskPages(self.window, self.context, self.usage)
        if self.window.pages.current != "home":
            self.window.pages.show_page("home")
        if library.link is not None:
            from kmdesk.window.server_bar import ServerBar, ServerWatch

            watch = ServerWatch(self.context, library.link, self)
            self.window.add_bar("server", partial(ServerBar, watch))
        self._grant_wish()
        trace("ready_ms")
        self.opened.emit()
        self.context.actor_changed.connect(self._hand_over)
        self._welcome()
        QTimer.singleShot(0, self, self._start_helpers)

    def _welcome(self) -> None:
        """Sign in whoever has just created the library, and show the recovery code once."""
        recovery, self._recovery = self._recovery, None
        if recovery is not None and self.context is not None and self.runner is not None:
            from kmdesk.office.ui.recovery import show_recovery_code
            from kmdesk.people.accounts import acting

            context, (name, _code) = self.context, recovery
            show_recovery_code(self.window, context, *recovery)
            # Name and password were typed a moment ago; the library knows the duty.
            self.runner.submit_read(acting, context.library, name, done=context.set_actor)

    def _hand_over(self, *_actor: object) -> None:
        """Show the administrator the first steps at the first sign-in, today or later."""
        from kmdesk.office.new_library import first_steps_shown
        from kmdesk.records import Duty
        from kmdesk.records.settings import NEW_LIBRARY

        context = self.context
        if context is None or context.actor.duty < Duty.ADMINISTRATOR:
            return
        if NEW_LIBRARY.value_of(context.settings.values.get(NEW_LIBRARY.key)):
            context.settings.take(NEW_LIBRARY.key, "0")
            office: Any = self.window.pages.show_page("office")
            office.show_named("firststeps")
            context.write(N_("First steps"), first_steps_shown)

    def _not_opened(self, error: Exception) -> None:
        from kmdesk.widgets.dialogs import confirm, error_text

        self.window.remove_bar("upgrade")
        if self.window.is_kiosk and not self.window.is_unlocked:
            self._shut(error_text(error), lambda: self._not_opened(error))
            return
        restore = N_("Restore from a backup")
        confirm(self.window, error_text(error), restore, self._restore_beside, no="Close")

    def _shut(self, text: str, then: Callable[[], None]) -> None:
        from kmdesk.app_no_library import Gate

        assert self.runner is not None
        if self._gate is None:
            self._gate = Gate(self.window, self.runner, self.root, self)
            self._gate.try_again = self._open
        self._gate.shut(text, then)

    def _restore_beside(self) -> None:
        """Restore a backup beside a library that cannot be opened; the old one is kept."""
        from kmdesk.office.ui.restore_dialog import RestoreDialog
        from kmdesk.store.backup_plan import read_backup_settings

        assert self.runner is not None
        folder = Path(read_backup_settings(self.root).folder or self.root / "backups")
        dialog = RestoreDialog(self.window, self.runner, self.root, folder, beside=True)
        dialog.restored.connect(self._exchange)
        dialog.open()

    def _start_helpers(self) -> None:
        """Start the search process once the window is usable, and the idle watch."""
        if self.context is None or self.runner is None or self.pages is None:
            return
        search = self.context.search
        if search is not None:
            self.runner.submit_read(search.start)
        self.runner.submit_read(load_rooms)
        self.pages.watch_idle()
        self.pages.adding.watch_inbox()
        self.pages.adding.watch_sticks()
        self.pages.take_care()
        self.pages.guard()
        self.pages.exchange_requested.connect(self._exchange)
        self.window.setWindowIcon(QIcon(str(resource_path("icons/kmdesk.svg"))))

    def _offer_helpers(self, library: "Library") -> None:
        """Create the clients of the search and render processes; neither is started yet."""
        from kmdesk.intake.client import RenderClient
        from kmdesk.search.client import SearchClient
        from kmdesk.workers.child import self_command

        assert self.context is not None
        command = self_command(["worker", "search", "--library", str(library.root)])
        self.context.search = SearchClient(command)
        self.context.render = RenderClient()
        # Windows replaces no file that is open: the process that draws its pages
        # lets go of it first.
        library.files.let_go = self.context.render.release

    def _offer_first_run(self) -> None:
        if self.window.is_kiosk and not self.window.is_unlocked:
            self._shut(
                tr(
                    "There is no library in {folder} yet. The administrator sets it up in an"
                    " ordinary session of this machine.",
                    folder=str(self.root),
                ),
                self._offer_first_run,
            )
            return
        from kmdesk.app_no_library import FirstRun

        assert self.runner is not None
        first = FirstRun(self.window, self.runner, self.root, self)
        first.made.connect(self._made)
        first.exchange_requested.connect(self._exchange)
        first.offer()

    def _made(self, recovery: object) -> None:
        self._recovery = cast("tuple[str, str] | None", recovery)
        self.window.pages.replace_all()
        self._open()

    def _exchange(self, restored: Path) -> None:
        """Quit, replace the library by the restored one, and restart."""
        self._restored = restored
        self.window.leave()

    def offer_restart(self, report: str) -> None:
        """Offer a restart after an unexpected error; what was typed is saved as a draft."""
        from kmdesk.widgets.dialogs import confirm

        text = tr(
            "Something unexpected happened. What was saved is safe, and what was typed in forms is"
            " kept as drafts. It is best to start the program again. A report without names or"
            " texts lies in {report}.",
            report=report or "–",
        )
        confirm(self.window, text, N_("Start again"), self._start_again, no=N_("Go on"))

    def _start_again(self) -> None:
        self._starts_again = True
        self.window.close_dialogs()
        self.window.leave()

    def finish(self) -> bool:
        """Carry out a requested exchange, after :meth:`close`; return whether to restart."""
        if self._restored is None:
            return self._starts_again
        from kmdesk.store.backup import exchange
        from kmdesk.widgets.dialogs import show_error, wait_for

        try:
            exchange(self.root, self._restored)
        except KmdeskError as error:
            # The event loop has ended: without one of its own the message would be gone at once.
            wait_for(show_error(self.window, error))
        return True

    def _close_library(self) -> None:
        if self.pages is not None:
            self.pages.adding.close()
            from kmdesk.jobs.process import WorkerProcess

            for process in self.window.findChildren(WorkerProcess):
                process.end()
        if self.usage is not None:
            self.usage.save()
        if self.context is not None:
            if self.context.search is not None:
                # The processes before the runner: a job that waits for an answer holds its thread.
                self.context.search.close()
            if self.context.render is not None:
                self.context.render.close()
            if self.runner is not None:
                self.runner.close()
            self.context.library.close()
            self.context = None
