"""The process in the record panel: for visitors, chart, steps, before and after."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.places.ui.show import show_place
from kmdesk.processes.flow import Process
from kmdesk.processes.queries import ProcessView, Version
from kmdesk.processes.queries_links import StepLink
from kmdesk.processes.table import write_table
from kmdesk.processes.terms import PHASES
from kmdesk.processes.ui.certify import correct_matches, print_certificate
from kmdesk.processes.ui.chart_out import out_menu, print_chart_on, save_chart_as
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.processes.ui.compare_view import CompareView
from kmdesk.processes.ui.handout import print_handout
from kmdesk.processes.ui.links_box import LinksBox
from kmdesk.processes.ui.step_grid import StepGrid
from kmdesk.processes.ui.step_model import StepModel
from kmdesk.processes.wording import (
    breach_words,
    comparison_of,
    due_words,
    totals_words,
    visitor_facts,
)
from kmdesk.records import Duty
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.context import Context
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel


class ProcessBody(Panel):
    """Four pages; the first answers a visitor's questions."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._view: RecordView | None = None
        self._detail: ProcessView | None = None
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.setUsesScrollButtons(True)
        self.visitor = VisitorPage(context, self)
        self.chart = ChartPage(context, self)
        self.steps = StepsPage(context, self)
        self.compare = CompareView(self)
        for page in (self.visitor, self.chart, self.steps, self.compare):
            self.pages.addTab(page, "")
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
        self.retranslate()

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
        self.chart.view.standard = self.steps.standard = detail.standard_minutes
        for page in (self.chart, self.steps):
            page.set_versions(detail.versions, present)
        if anchor.startswith("step:") and anchor[5:].isdecimal():
            self._open_step(int(anchor[5:]))

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        titles = (
            tr("Visitors"),
            tr("Chart"),
            tr("Step table"),
            tr("Before/after"),
        )
        for index, title in enumerate(titles):
            self.pages.setTabText(index, title)

    @property
    def chosen_version(self) -> Version | None:
        """The version shown as chart and table."""
        return self.steps.version

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
        for version in detail.versions if detail else ():
            if step_id in version.process.by_key:
                self._choose_version(version)
                self.chart.view.choose(step_id)
                self.steps.grid.choose_row(version.process.row[step_id])
                self.pages.setCurrentWidget(self.steps)


class VisitorPage(Panel):
    """Until when it will be done, where to go, what to bring, by which law."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._detail: ProcessView | None = None
        self._view: RecordView | None = None
        self.links_box = LinksBox(context, self, editable=False)
        self.handout_button = QPushButton(self)
        self.handout_button.clicked.connect(self._print_handout)
        self.ask = QLabel(self)
        self.filed = BeDateEdit(self, date.today().isoformat())
        self.filed.setMinimumWidth(270)
        self.due = ThaiLabel(self)
        self.due.setObjectName("status")
        self.place_button = QPushButton(self)
        self.place_button.clicked.connect(self._show_place)
        self.filed.changed.connect(self._show_due)
        line = QHBoxLayout()
        line.addWidget(self.ask)
        line.addWidget(self.filed)
        line.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(line)
        column.addWidget(self.due)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.setContentsMargins(0, 2, 0, 2)
        flow.addWidget(self.place_button)
        flow.addWidget(self.handout_button)
        column.addWidget(buttons)
        column.addLayout(self._grid)
        column.addWidget(self.links_box)
        column.addStretch(1)
        self.retranslate()

    def show_process(self, detail: ProcessView, view: RecordView) -> None:
        """Fill in one process."""
        self._detail, self._view = detail, view
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.ask.setText(tr("Filed on"))
        self.filed.setAccessibleName(tr("Filed on"))
        self._show_due()
        detail = self._detail
        self.handout_button.setText(tr("Print what to bring"))
        self.place_button.setVisible(bool(detail and detail.desk))
        if detail is not None:
            self.place_button.setText(tr("{place}: show on the plan", place=detail.desk))
            self._show_facts(detail)
            self.links_box.show_links(self._view.id if self._view else 0, detail.links)

    def _print_handout(self, _on: bool = False) -> None:
        if self._detail is not None and self._view is not None:
            print_handout(self, self._context, self._view.title, self._detail, self.filed.iso())

    def _show_facts(self, detail: ProcessView) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (label, value) in enumerate(visitor_facts(detail)):
            name = ThaiLabel(self, tr(label))
            name.setObjectName("fieldName")
            name.setFixedWidth(150)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(ThaiLabel(self, value), row, 1)

    def _show_due(self) -> None:
        iso = self.filed.iso()
        words = ""
        if self._detail is not None and iso:
            words = due_words(self._detail, date.fromisoformat(iso))
        self.due.set_text(words)
        self.due.setVisible(bool(words))

    def _show_place(self) -> None:
        if self._detail is not None and self._detail.desk_id is not None:
            show_place(self, self._context, self._detail.desk_id)


class _VersionPage(Panel):
    """A page that shows one of the versions, chosen from a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.versions: tuple[Version, ...] = ()
        self.version: Version | None = None
        self.version_chosen = self.show_version
        self.choice = QComboBox(self)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.choice.setSizeAdjustPolicy(policy)
        self.choice.setMinimumContentsLength(10)
        self.choice.activated.connect(self._chosen)
        self.bar = QHBoxLayout()
        self.bar.addWidget(self.choice, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.addLayout(self.bar)

    def set_versions(self, versions: tuple[Version, ...], shown: Version | None) -> None:
        """Take the versions of a process; the one shown before stays if it is there."""
        kept = next((v for v in versions if self.version and v.id == self.version.id), None)
        self.versions = versions
        self.choice.clear()
        for version in versions:
            phase = tr(PHASES[version.phase])
            self.choice.addItem(f"{phase}: {version.name}" if version.name else phase)
        self.choice.setVisible(len(versions) > 1)
        wanted = kept or shown
        if wanted is not None:
            self.show_version(wanted)
        else:
            self.version = None
            self.draw(Process(()))

    def show_version(self, version: Version) -> None:
        """Show this one."""
        self.version = version
        ids = [each.id for each in self.versions]
        if version.id in ids:
            self.choice.setCurrentIndex(ids.index(version.id))
        self.draw(version.process)

    def draw(self, process: Process) -> None:
        """Show the steps; each page in its own way."""

    def _chosen(self, index: int) -> None:
        if 0 <= index < len(self.versions):
            self.version_chosen(self.versions[index])


class ChartPage(_VersionPage):
    """The flowchart with its buttons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.title = self.owner = ""
        self.view = ChartView(self)
        self.buttons: dict[str, QPushButton] = {}
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 2, 0, 2)
        for name, work in (
            ("smaller", lambda: self.view.zoom(1 / 1.25)),
            ("larger", lambda: self.view.zoom(1.25)),
            ("fit", self.view.fit),
            ("window", self.open_window),
            ("out", self.ask_out),
        ):
            button = QPushButton(self)
            button.clicked.connect(lambda _on=False, w=work: w())
            self.buttons[name] = button
            flow.addWidget(button)
        self.view.step_activated.connect(self._show_step_place)
        self.column.addWidget(bar)
        self.column.addWidget(self.view, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        for name, text in (
            ("smaller", "−"),
            ("larger", "+"),
            ("fit", tr("Fit")),
            ("window", tr("Large")),
            ("out", tr("Hang up or save…")),
        ):
            self.buttons[name].setText(text)
        self.buttons["smaller"].setAccessibleName(tr("Smaller"))
        self.buttons["larger"].setAccessibleName(tr("Larger"))
        self.view.retranslate()

    def draw(self, process: Process) -> None:
        """Draw the chart."""
        self.view.set_process(process)

    def ask_out(self) -> None:
        """Offer paper and file formats under the button."""
        menu = out_menu(self, self.print_on, self.save_as)
        button = self.buttons["out"]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def print_on(self, paper: str) -> None:
        """Show the chart on this paper, to print from there."""
        print_chart_on(self, self._context, self.view, self.title, paper)

    def save_as(self, suffix: str) -> None:
        """Ask where to keep the chart as a file of this kind."""
        save_chart_as(self, self._context, self.view.process, (self.title, self.owner), suffix)

    def _show_step_place(self, key: int) -> None:
        """A double click, or Enter, on a symbol shows where the step is done."""
        step = self.view.process.by_key.get(key)
        if step is not None and step.place_id is not None:
            self._context.place_requested.emit(step.place_id)

    def open_window(self) -> None:
        """The chart in a window of its own, as large as the screen."""
        dialog = QDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("chartWindow")
        dialog.setWindowTitle(tr("Flowchart"))
        view = ChartView(dialog)
        view.setAccessibleName(tr("Flowchart"))
        close = QPushButton(tr("Close"), dialog)
        close.clicked.connect(dialog.accept)
        column = QVBoxLayout(dialog)
        column.addWidget(view, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        dialog.resize(self.window().size())
        view.standard = self.view.standard
        view.set_process(self.view.process)
        dialog.open()
        view.fit_width()
        view.verticalScrollBar().setValue(0)
        view.setFocus()


class StepsPage(_VersionPage):
    """The table of steps, to read, with the laws and forms of the chosen one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = StepModel(self, editable=False)
        self.grid = StepGrid(self.model, self)
        self.grid.read_only()
        self.standard: int | None = None
        self.totals = ThaiLabel(self)
        self.late = ThaiLabel(self)
        self.late.setObjectName("problem")
        self.record_id = 0
        self.links: tuple[StepLink, ...] = ()
        self.links_box = LinksBox(context, self, editable=True)
        self.grid.row_chosen.connect(self._show_links)
        self.column.addWidget(self.grid, 1)
        self.column.addWidget(self.links_box)
        self.column.addWidget(self.totals)
        self.column.addWidget(self.late)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.grid.setAccessibleName(tr("Steps"))
        if self.version is not None:
            self.draw(self.version.process)

    def draw(self, process: Process) -> None:
        """Fill the table."""
        row = self.grid.currentIndex().row()
        self.model.set_rows(write_table(process))
        self.grid.choose_row(max(0, row) if row < len(process.steps) else 0)
        self._show_links(self.grid.currentIndex().row())
        self.totals.set_text(totals_words(process) if process.steps else "")
        late = breach_words(process, self.standard)
        self.late.set_text(late)
        self.late.setVisible(bool(late))

    def _show_links(self, row: int) -> None:
        steps = self.version.process.steps if self.version is not None else ()
        step = steps[row] if 0 <= row < len(steps) else None
        self.links_box.show_links(self.record_id, self.links if step else (), step)
