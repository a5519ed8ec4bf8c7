"""What a signed-in clerk has: add files, health, backup, trash, settings, sign-ins."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.office.ui.backup_page import BackupPage
from kmdesk.office.ui.first_steps_page import FirstStepsPage
from kmdesk.office.ui.golden_page import GoldenPage
from kmdesk.office.ui.health_page import HealthPage
from kmdesk.office.ui.history_page import HistoryPage
from kmdesk.office.ui.import_page import ImportPage
from kmdesk.office.ui.places_page import PlacesPage
from kmdesk.office.ui.settings_page import SettingsPage
from kmdesk.office.ui.sign_ins_page import SignInsPage
from kmdesk.office.ui.synonyms_page import SynonymsPage
from kmdesk.office.ui.trash_page import TrashPage
from kmdesk.office.ui.wanted_page import WantedPage
from kmdesk.widgets.context import Context
from kmdesk.widgets.left_off import LeftOff
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

PageT = TypeVar("PageT", bound=Page)


class _Later(Generic[PageT]):
    """An attribute that is a page: made when it is first asked for, as twelve take a while."""

    def __init__(self, label: str, kind: Callable[[Context, QWidget], PageT]) -> None:
        self.label, self.kind, self.name = label, kind, ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name

    def __get__(self, office: "OfficePage", _owner: type) -> PageT:
        return cast(PageT, office.page(self.name))


class OfficePage(Page):
    """A list of pages left, the chosen one right; each is made when it is first wanted."""

    exchange_requested = Signal(Path)
    """A library restored beside the present one is to take its place."""
    room_requested = Signal(str)
    """A tab, where a first step is done."""
    cared = Signal()
    """A backup or a check has ended."""

    adding = _Later(N_("Add files"), ImportPage)
    health = _Later(N_("Health of the library"), HealthPage)
    backup = _Later(N_("Backup"), BackupPage)
    trash = _Later(N_("Trash"), TrashPage)
    settings = _Later(N_("Settings"), SettingsPage)
    places = _Later(N_("Places"), PlacesPage)
    wanted = _Later(N_("Wanted knowledge"), WantedPage)
    synonyms = _Later(N_("Abbreviations and synonyms"), SynonymsPage)
    golden = _Later(N_("Test searches"), GoldenPage)
    sign_ins = _Later(N_("Sign-ins"), SignInsPage)
    history = _Later(N_("History"), HistoryPage)
    first_steps = _Later(N_("First steps"), FirstStepsPage)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.back = QPushButton(tr("← Back"), self)
        self.back.clicked.connect(self.back_requested)
        self.heading = ThaiLabel(self, tr("Office work"))
        self.heading.setObjectName("recordTitle")
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Office work"))
        self.stack = QStackedWidget(self)
        self._made: dict[str, Page] = {}
        for later in _PAGES:
            self.stack.addWidget(_scrolling())
            self.list.addItem(tr(later.label))
        self.list.currentRowChanged.connect(self._choose)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        body = QHBoxLayout()
        body.addWidget(self.list)
        body.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addLayout(body, 1)
        self.list.setCurrentRow(0)
        context.scale_changed.connect(self._fit_list)
        self._fit_list()

    @property
    def is_busy(self) -> bool:
        """Whether one of its pages has work under way."""
        return any(page.is_busy for page in self._made.values())

    @property
    def is_listening(self) -> bool:
        """The folder for scans reports to it, and its scans are read from here."""
        return True

    def left_off(self) -> tuple[str, dict[str, LeftOff]]:
        """Return the page shown, and where each stands that was made."""
        return self.page_name, {name: LeftOff(page) for name, page in self._made.items()}

    def go_on(self, left: tuple[str, dict[str, LeftOff]]) -> None:
        """Make the same pages, each as it stood."""
        shown, pages = left
        self.show_named(shown)
        for name, each in pages.items():
            each.take_up(self.page(name))

    def page_names(self) -> list[str]:
        """Its pages in order, as the guide names them: ``import``, ``backup`` …"""
        return [str(later.kind.__name__).removesuffix("Page").lower() for later in _PAGES]

    @property
    def page_name(self) -> str:
        """The page shown, by that name."""
        return self.page_names()[self.stack.currentIndex()]

    def show_named(self, name: str) -> None:
        """Show a page by that name."""
        self.list.setCurrentRow(self.page_names().index(name))

    def page(self, name: str) -> Page:
        """A page by the name of its attribute; made at the first call."""
        if name not in self._made:
            row = next(row for row, later in enumerate(_PAGES) if later.name == name)
            made = self._made[name] = _PAGES[row].kind(self._context, self)
            made.setMinimumHeight(1)  # its height comes from its width, not from its labels
            cast(QScrollArea, self.stack.widget(row)).setWidget(made)
            self._wire(made)
        return self._made[name]

    def refresh_backup(self) -> None:
        """A backup was made elsewhere: its page says so, when there is one."""
        backup = self._made.get("backup")
        if isinstance(backup, BackupPage):
            backup.refresh()

    def _wire(self, page: Page) -> None:
        if isinstance(page, BackupPage):
            page.exchange_requested.connect(self.exchange_requested)
        if isinstance(page, BackupPage | HealthPage):
            page.finished.connect(self.cared)
        if isinstance(page, FirstStepsPage):
            page.page_requested.connect(self.show_named)
            page.room_requested.connect(self.room_requested)

    def add_paths(self, paths: list[str]) -> None:
        """Start adding files that were dropped on the window."""
        self.list.setCurrentRow(0)
        self.adding.add(paths)

    def _fit_list(self, *_scale: object) -> None:
        self.list.setFixedWidth(max(250, self.list.sizeHintForColumn(0) + 40))

    def _choose(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        self.page(_PAGES[row].name).refresh()


# The order of the attributes above is that of the list on screen.
_PAGES: tuple[_Later[Any], ...] = tuple(
    part for part in vars(OfficePage).values() if isinstance(part, _Later)
)


def _scrolling() -> QScrollArea:
    """In large letters a page is higher than the screen: it scrolls, nothing is cut."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    # Tab would stop at a frame in which there is nothing to do.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
