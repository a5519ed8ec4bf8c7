"""The one window: top bar, pages, shortcuts; knows no room, only how to show them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import language, set_language, tr
from kmdesk.widgets.dropped import local_files
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.page import Page
from kmdesk.widgets.style import LARGEST, ROOMY, SMALLEST, STEP, rescale
from kmdesk.widgets.tips import key_tip
from kmdesk.window.pages import Pages
from kmdesk.window.rooms import HOME, RESULTS, ROOMS
from kmdesk.window.top_bar import TopBar

if TYPE_CHECKING:
    from kmdesk.widgets.acting_tab import ActingTab
    from kmdesk.widgets.context import Context
    from kmdesk.widgets.drafts import Draft

MESSAGE_MS = 12_000
_ROUNDS = 3  # a dialog that is closed may open a question; nobody is there to answer it


class MainWindow(QMainWindow):
    """Painted at once as a frame; filled when :meth:`attach` brings the context."""

    painted = Signal()
    files_dropped = Signal(list)
    undo_requested = Signal()
    paste_requested = Signal()
    """Ctrl+V where no text is typed."""
    search_requested = Signal(str)
    basket_requested = Signal()
    sign_in_requested = Signal()
    help_requested = Signal()
    office_requested = Signal()
    forms_left = Signal(list)
    """Drafts of the forms that stood open when the language was switched."""

    def __init__(self) -> None:
        super().__init__()
        self.context: Context | None = None
        self.scale = 1.0
        self._was_painted = False
        self.is_kiosk = False
        self.stays_kiosk = False
        """Whether this session is a kiosk whatever the settings say."""
        self.is_unlocked = False
        """Whether the administrator of a kiosk without an open library has signed in."""
        self.was_left_for_good = False
        self.was_closed = False
        self._may_leave = False
        self._bars: dict[str, Page] = {}
        self._bar_makers: dict[str, Callable[[QWidget], Page]] = {}
        middle = QWidget(self)
        self._column = column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.setCentralWidget(middle)
        self.top = self._make_top()
        self.pages = Pages(middle)
        column.addWidget(self.pages, 1)
        self.setWindowTitle(tr("Knowledge corner"))
        self.setAcceptDrops(True)
        self.message = PlainLabel(self)
        self.message.setContentsMargins(12, 0, 12, 0)
        self.statusBar().addWidget(self.message, 1)
        self.undo_button = QPushButton(self)
        self.undo_button.setObjectName("undo")
        self.undo_button.clicked.connect(self.undo_requested)
        self.undo_button.hide()
        self._undone = ""
        self.statusBar().addPermanentWidget(self.undo_button)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(MESSAGE_MS)
        self._silence.timeout.connect(self._hush)
        self.statusBar().setSizeGripEnabled(False)
        self.setMinimumSize(1000, 600)
        self.resize(1366, 768)
        self._bind_keys()
        self.show_undo("")

    def _make_top(self) -> TopBar:
        top = TopBar(self.centralWidget())
        top.resize_requested.connect(self.change_scale)
        top.language_requested.connect(self.switch_language)
        top.search_requested.connect(self.search_requested)
        top.basket_requested.connect(self.basket_requested)
        top.sign_in_requested.connect(self.sign_in_requested)
        top.help_requested.connect(self.help_requested)
        top.office_requested.connect(self.office_requested)
        self._column.insertWidget(0, top)
        return top

    def fill_screen(self) -> None:
        """Take the whole screen but its task bar; shown later, no part hangs over the edge."""
        room = self.screen().availableGeometry()
        self.resize(self.size().boundedTo(room.size()))
        # Left to the system, the foot of the window hung below a screen of 768 lines.
        self.move(room.topLeft())
        self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def attach(self, context: "Context") -> None:
        """Bring the window to life with an open library."""
        self.context = context
        self.is_unlocked = False
        context.scale = self.scale
        context.message_posted.connect(self.say)
        context.open_requested.connect(self.open_record)
        context.basket.changed.connect(self._show_facts)
        context.actor_changed.connect(self._actor_changed)
        context.settings_changed.connect(self._show_facts)
        self._hush()
        self._show_facts()

    # What others ask for ---------------------------------------------------------------

    def open_record(self, record_id: int, anchor: str = "") -> None:
        """Show a record in the tab its kind belongs to."""
        context = self.context
        if context is None:
            return
        context.read(
            lambda reading: reading.record(record_id).kind,
            done=lambda kind: self._open_in_tab(kind, record_id, anchor),
            failed=lambda error: self.say(str(error)),
        )

    def _open_in_tab(self, kind: str, record_id: int, anchor: str) -> None:
        assert self.context is not None
        page = self.pages.show_page(self.context.kinds.get(kind).tab)
        cast("ActingTab", page).open_record(record_id, anchor)

    def switch_language(self) -> None:
        """Switch the language: bars and pages are made anew as they stood, none is retranslated."""
        from kmdesk.widgets.left_off import LeftOff  # not needed for the first paint

        forms = self._leave_forms()
        set_language("en" if language() == "th" else "th")
        self.setWindowTitle(tr("Knowledge corner"))
        before, left = self.top, LeftOff(self.top)
        self._drop(before)
        self.top = self._make_top()
        self._show_facts()
        left.take_up(self.top)
        left.give_focus(self.top)
        for name, bar in tuple(self._bars.items()):
            left, at = LeftOff(bar), self._column.indexOf(bar)
            self._drop(bar)
            self._place_bar(name, at)
            left.take_up(self._bars[name])
        self.pages.make_anew()
        self.show_undo(self._undone)
        if self.context is not None:
            self.context.settings_changed.emit()
        self.forms_left.emit(forms)

    def _leave_forms(self) -> "list[Draft]":
        """Close the forms that stand open; return what was typed in them."""
        from kmdesk.widgets.drafted_dialog import DraftedDialog  # not before the first paint

        tops = QApplication.topLevelWidgets()
        forms = [top for top in tops if isinstance(top, DraftedDialog) and top.isVisible()]
        keepers = [form.draft for form in forms if form.draft is not None]
        for form in forms:
            form.park()
        return [keeper.kept() for keeper in keepers]

    def _drop(self, bar: QWidget) -> None:
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()

    def change_scale(self, steps: int) -> None:
        """Letters larger (+1) or smaller (−1); 0 back to normal."""
        wanted = 1.0 if steps == 0 else self.scale + steps * STEP
        wanted = min(LARGEST, max(SMALLEST, round(wanted, 2)))
        if wanted == self.scale:
            return  # the reset after each visit asks for the normal size, mostly in vain
        self.scale = wanted
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        rescale(app, self.scale)
        self.top.fit()
        if self.context is not None:
            self.context.scale = self.scale
            self.context.scale_changed.emit(self.scale)
        self._show_status_line()

    def say(self, text: str) -> None:
        """One sentence in the status line, gone after a while."""
        self.message.setText(text)
        self._silence.start()
        self._show_status_line()

    def _hush(self) -> None:
        self.message.clear()
        self._show_status_line()

    def _show_status_line(self) -> None:
        """In large letters an empty line is room better given to the page."""
        said = bool(self.message.text()) or bool(self._undone)
        self.statusBar().setVisible(self.scale < ROOMY or said)

    def show_undo(self, act: str) -> None:
        """Offer to take back ``act`` (a message id), beside what is said of it; empty: nothing."""
        self._undone = act
        signed_in = self.context is not None and bool(self.context.actor.name)
        self.undo_button.setVisible(signed_in)
        self.undo_button.setEnabled(bool(act))
        words = tr("Undo: {act}", act=tr(act)) if act else tr("Nothing to undo")
        self.undo_button.setText(words)
        self.undo_button.setToolTip(key_tip(words, "Ctrl+Z"))
        self._show_status_line()

    def add_bar(self, name: str, maker: Callable[[QWidget], Page]) -> None:
        """Put a line of the frame between top bar and pages."""
        self._bar_makers[name] = maker
        self._place_bar(name, 1)

    def _place_bar(self, name: str, at: int) -> None:
        self._bars[name] = bar = self._bar_makers[name](self)
        self._column.insertWidget(at, bar)

    def bar(self, name: str) -> Page:
        """Return the bar ``name`` as it is now; a language switch makes another."""
        return self._bars[name]

    def has_bar(self, name: str) -> bool:
        """Whether the bar ``name`` is there."""
        return name in self._bars

    def remove_bar(self, name: str) -> None:
        """Take a bar away for good, if it is there."""
        self._bar_makers.pop(name, None)
        if name in self._bars:
            self._drop(self._bars.pop(name))

    def close_dialogs(self) -> None:
        """Close all that stands open, menus too; a form keeps what is typed as a draft.

        What was closed before is left alone: a saved form would keep its draft again.
        """
        from kmdesk.widgets.drafted_dialog import put_away  # not before the first paint

        # A submenu is a popup of its own: its menu comes up when it closes.
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for _round in range(_ROUNDS):
            tops = QApplication.topLevelWidgets()
            shown = [top for top in tops if isinstance(top, QDialog) and top.isVisible()]
            for dialog in shown:
                put_away(dialog)

    def focus_search(self) -> None:
        """Put the cursor into the search box, ready to type over what is there."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    # Words, keys, events ---------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the frame is on screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def come_forward(self) -> None:
        """To the front: somebody started the program a second time."""
        # A second start may call while this one still ends its work; shown again
        # it would never end.
        if self.was_closed:
            return
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """Close, also where a reader could not."""
        self._may_leave = True
        self.close()

    def leave_for_good(self) -> None:
        """Close the kiosk itself, not only this start of it."""
        self.was_left_for_good = True
        self.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close for good: nothing shows this window again; in the kiosk refuse readers."""
        if self.is_kiosk and not self._may_leave and not self._is_administrator():
            event.ignore()
            self.say(tr("Only the administrator may close the program."))
            return
        # The administrator's doing, not the program's: the kiosk session must not start it again.
        self.was_left_for_good |= self.is_kiosk and not self._may_leave
        self.was_closed = True
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the window."""
        if self.is_for_readers():
            return  # what a reader drops on a kiosk falls through
        if self.context is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the local files on."""
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _bind_keys(self) -> None:
        def bind(keys: str, slot: Callable[[], object]) -> None:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(slot)

        bind("Ctrl+F", self.focus_search)
        bind("F3", self.focus_search)
        bind("Ctrl++", lambda: self.change_scale(1))
        # The plus is a shifted key on most keyboards; people press it without Shift.
        bind("Ctrl+=", lambda: self.change_scale(1))
        bind("Ctrl+-", lambda: self.change_scale(-1))
        bind("Ctrl+0", lambda: self.change_scale(0))
        bind("F1", self.help_requested.emit)
        bind("Ctrl+V", self.paste_requested.emit)
        bind("Ctrl+B", self.basket_requested.emit)
        bind("Ctrl+L", self.sign_in_requested.emit)
        bind("Escape", self.go_back)
        # the kiosk's session has no window buttons and no Alt+F4; closeEvent refuses readers
        bind("Ctrl+Q", self.close)
        bind("Alt+Left", self.go_back)
        for at, name in enumerate((HOME, *ROOMS)):
            bind(f"Ctrl+{at + 1}", partial(self.go_to, name))

    def go_to(self, name: str) -> None:
        """Show a tab by name once the library is open."""
        if self.context is not None:
            self.pages.show_page(name)

    def go_back(self) -> None:
        """Escape: out of a page to where one came from; out of a tab to the results only."""
        leaves = self.pages.current not in (HOME, *ROOMS) or self.pages.came_from == RESULTS
        if self.context is not None and leaves:
            self.pages.back()

    def set_kiosk(self, on: bool) -> None:
        """Full screen, and closed by the administrator only; or an ordinary window again.

        A closed window stays closed: shown once more by what the settings said a moment later,
        it kept the program running for ever.
        """
        self.is_kiosk = on = on or self.stays_kiosk
        # A dialog of the system could not be closed from here.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, on)
        if self.isFullScreen() == on or self.was_closed:
            return
        if on:
            self.setGeometry(self.screen().geometry())  # where no window manager does it
            self.showFullScreen()
        else:
            self.showNormal()

    def _is_administrator(self) -> bool:
        from kmdesk.records import Duty

        if self.context is None:
            return self.is_unlocked
        return self.context.actor.duty >= Duty.ADMINISTRATOR

    def is_for_readers(self) -> bool:
        """Whether this is a kiosk with nobody signed in."""
        from kmdesk.records import Duty

        context = self.context
        if not self.is_kiosk:
            return False
        return not self.is_unlocked if context is None else context.actor.duty < Duty.CLERK

    def _actor_changed(self, *_actor: object) -> None:
        self._hush()  # whatever it said was said to somebody else
        self._show_facts()

    def _show_facts(self) -> None:
        """Office, basket and who is signed in, in the top bar."""
        if self.context is not None:
            self.top.set_office(self.context.settings.office_name)
            self.top.set_basket(len(self.context.basket))
            self.top.set_actor(self.context.actor.name)
