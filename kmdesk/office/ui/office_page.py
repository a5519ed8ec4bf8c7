"""What a signed-in clerk has: add files, health, backup, trash, settings, sign-ins."""

from pathlib import Path

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
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel

_NAMES = (
    N_("Add files"),
    N_("Health of the library"),
    N_("Backup"),
    N_("Trash"),
    N_("Settings"),
    N_("Places"),
    N_("Wanted knowledge"),
    N_("Abbreviations and synonyms"),
    N_("Test searches"),
    N_("Sign-ins"),
    N_("History"),
    N_("First steps"),
)


class OfficePage(Panel):
    """A list of pages left, the chosen one right."""

    back_requested = Signal()
    exchange_requested = Signal(Path)
    """A library restored beside the present one is to take its place."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_requested)
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("recordTitle")
        self.list = QListWidget(self)
        self.stack = QStackedWidget(self)
        self.adding = ImportPage(context, self)
        self.places = PlacesPage(context, self)
        self.health = HealthPage(context, self)
        self.backup = BackupPage(context, self)
        self.backup.exchange_requested.connect(self.exchange_requested)
        self.trash = TrashPage(context, self)
        self.settings = SettingsPage(context, self)
        self.wanted = WantedPage(context, self)
        self.synonyms = SynonymsPage(context, self)
        self.golden = GoldenPage(context, self)
        self.sign_ins = SignInsPage(context, self)
        self.history = HistoryPage(context, self)
        self.first_steps = FirstStepsPage(context, self)
        self.first_steps.page_requested.connect(self.show_named)
        for page in (
            self.adding,
            self.health,
            self.backup,
            self.trash,
            self.settings,
            self.places,
            self.wanted,
            self.synonyms,
            self.golden,
            self.sign_ins,
            self.history,
            self.first_steps,
        ):
            self.stack.addWidget(_scrolling(page))
            self.list.addItem("")
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
        self.retranslate()

    def page_names(self) -> list[str]:
        """Its pages in order, as the guide names them: ``import``, ``backup`` …"""
        pages = [self._page(row) for row in range(self.stack.count())]
        return [type(page).__name__.removesuffix("Page").lower() for page in pages]

    @property
    def page_name(self) -> str:
        """The page shown, by that name."""
        return self.page_names()[self.stack.currentIndex()]

    def show_named(self, name: str) -> None:
        """Show a page by that name."""
        self.list.setCurrentRow(self.page_names().index(name))

    def _page(self, row: int) -> QWidget | None:
        area = self.stack.widget(row)
        return area.widget() if isinstance(area, QScrollArea) else area

    def add_paths(self, paths: list[str]) -> None:
        """Start adding files that were dropped on the window."""
        self.list.setCurrentRow(0)
        self.adding.add(paths)

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.back.setText(tr("← Back"))
        self.heading.set_text(tr("Office work"))
        self.list.setAccessibleName(tr("Office work"))
        for row, name in enumerate(_NAMES):
            item = self.list.item(row)
            if item is not None:
                item.setText(tr(name))
        self._fit_list()

    def _fit_list(self, *_scale: object) -> None:
        self.list.setFixedWidth(max(250, self.list.sizeHintForColumn(0) + 40))

    def _choose(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        refresh = getattr(self._page(row), "refresh", None)
        if refresh is not None:
            refresh()


def _scrolling(page: QWidget) -> QScrollArea:
    """In large letters a page is higher than the screen: it scrolls, nothing is cut."""
    area = QScrollArea()
    page.setMinimumHeight(1)  # its height comes from its width, not from its narrowest labels
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
