"""The process in the record panel: for visitors, chart, steps, before and after."""

from PySide6.QtWidgets import (
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.processes.compare import comparison_of
from kmdesk.processes.queries import ProcessView, Version
from kmdesk.processes.ui.certify import correct_matches, print_certificate
from kmdesk.processes.ui.compare_view import CompareView
from kmdesk.processes.ui.version_pages import ChartPage, StepsPage
from kmdesk.processes.ui.visitor import VisitorPage
from kmdesk.records import Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.scroll_buttons import name_scroll_buttons
from kmdesk.widgets.spec import Body


class ProcessBody(Body):
    """Four pages; the first answers a visitor's questions."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._view: RecordView | None = None
        self._detail: ProcessView | None = None
        self.pages = QTabWidget(self)
        self.pages.setAccessibleName(tr("Views of the process"))
        self.pages.setDocumentMode(True)
        self.pages.setUsesScrollButtons(True)
        self.visitor = VisitorPage(context, self)
        self.chart = ChartPage(context, self)
        self.steps = StepsPage(context, self)
        self.compare = CompareView(self)
        for page, title in (
            (self.visitor, tr("Visitors")),
            (self.chart, tr("Chart")),
            (self.steps, tr("Step table")),
            (self.compare, tr("Before/after")),
        ):
            self.pages.addTab(page, title)
        name_scroll_buttons(self.pages.tabBar())
        self.pages.setMinimumHeight(420)
        self.pages.currentChanged.connect(self._fit_page)
        self._fit_page()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.pages, 1)
        self.compare.match_requested.connect(self._correct)
        self.compare.certificate_requested.connect(self._certify)
        context.actor_changed.connect(self._show_duty)
        self.chart.version_chosen = self._choose_version
        self.steps.version_chosen = self._choose_version

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show a process; ``step:ID`` opens its table at that step."""
        detail = view.detail
        self.setVisible(isinstance(detail, ProcessView))
        if not isinstance(detail, ProcessView):
            return
        self._view, self._detail = view, detail
        self.visitor.show_process(detail, view)
        self.steps.record_id, self.steps.links = view.id, detail.links
        self._show_duty()
        self.compare.show_comparison(comparison_of(detail), detail.target_percent)
        present = detail.present
        self.chart.title, self.chart.owner = view.title, view.issuer
        # Before the versions, which are drawn as they are set: what takes longer than this is red.
        self.chart.view.standard = self.steps.standard = detail.standard_minutes
        for page in (self.chart, self.steps):
            page.set_versions(detail.versions, present)
        if anchor.startswith("step:") and anchor[5:].isdecimal():
            self._open_step(int(anchor[5:]))

    @property
    def chosen_version(self) -> Version | None:
        """The version shown as chart and table; None while one just made is not read yet."""
        return self.steps.version if self.steps.wanted_id is None else None

    def expect_version(self, version_id: int) -> None:
        """Show this version, which has just been made, from the next reading on."""
        for page in (self.chart, self.steps):
            page.wanted_id = version_id
        self.pages.setCurrentWidget(self.steps)

    def left_off(self) -> int | None:
        """Return the version shown."""
        version = self.chosen_version
        return version.id if version is not None else None

    def go_on(self, left: int | None) -> None:
        """Show that version from the next reading on."""
        for page in (self.chart, self.steps):
            page.wanted_id = left

    def _fit_page(self, *_index: int) -> None:
        """Only the page shown asks for room: a long one leaves no gap under a short one."""
        policies = QSizePolicy.Policy
        for page in (self.visitor, self.chart, self.steps, self.compare):
            down = policies.Preferred if page is self.pages.currentWidget() else policies.Ignored
            page.setSizePolicy(policies.Preferred, down)
        self.pages.updateGeometry()

    def _show_duty(self, *_actor: object) -> None:
        self.compare.may_match = self._context.actor.duty >= Duty.CLERK
        self.compare.show_buttons()

    def _correct(self) -> None:
        if self._view is not None and self._detail is not None:
            correct_matches(self, self._context, self._view.id, self._detail)

    def _certify(self, paper: str) -> None:
        if self._view is not None and self._detail is not None:
            print_certificate(self, self._context, self._view.title, self._detail, paper)

    def _choose_version(self, version: Version) -> None:
        for page in (self.chart, self.steps):
            page.show_version(version)

    def _open_step(self, step_id: int) -> None:
        detail = self._detail
        # A search may have found a step of a version that is not the present one.
        for version in detail.versions if detail else ():
            if step_id in version.process.by_key:
                self._choose_version(version)
                self.chart.view.choose(step_id)
                self.steps.grid.choose_row(version.process.row[step_id])
                self.pages.setCurrentWidget(self.steps)
