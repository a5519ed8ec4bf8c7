"""The pages that show one version of a process: its chart, its table of steps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.processes.compare import breach_words, totals_words
from kmdesk.processes.flow import PHASES, Process
from kmdesk.processes.queries import StepLink, Version
from kmdesk.processes.table import write_table
from kmdesk.processes.ui.chart_out import out_menu, print_chart_on, save_chart_as
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.processes.ui.links_box import LinksBox
from kmdesk.processes.ui.step_grid import StepGrid
from kmdesk.processes.ui.step_model import StepModel
from kmdesk.widgets.context import Context
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip, plain_tip


class VersionPage(QWidget):
    """A page that shows one of the versions, chosen from a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.versions: tuple[Version, ...] = ()
        self.version: Version | None = None
        self.wanted_id: int | None = None
        """A version just made, shown as soon as it is read."""
        # Chart and table show one version: the body puts a slot in its place that tells both.
        self.version_chosen = self.show_version
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(tr("Version"))
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
        made = next((v for v in versions if v.id == self.wanted_id), None)
        if made is not None:
            kept, self.wanted_id = made, None
        self.versions = versions
        self.choice.clear()
        for version in versions:
            phase = tr(PHASES[version.phase])
            words = f"{phase}: {version.name}" if version.name else phase
            self.choice.addItem(words)
            self.choice.setItemData(
                self.choice.count() - 1, plain_tip(words), Qt.ItemDataRole.ToolTipRole
            )
        # The list opens as wide as the longest name, however narrow the box is.
        self.choice.view().setMinimumWidth(self.choice.view().sizeHintForColumn(0) + 24)
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
            self.choice.setToolTip(plain_tip(self.choice.currentText()))
        self.draw(version.process)

    def draw(self, process: Process) -> None:
        """Show the steps; each page in its own way."""

    def _chosen(self, index: int) -> None:
        if 0 <= index < len(self.versions):
            self.version_chosen(self.versions[index])


class ChartPage(VersionPage):
    """The flowchart with its buttons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.title = self.owner = ""
        self.view = ChartView(self)
        self.view.setAccessibleName(tr("Flowchart"))
        self.buttons: dict[str, QPushButton] = {}
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 2, 0, 2)
        for name, text, work in (
            ("smaller", "−", lambda: self.view.zoom(1 / 1.25)),
            ("larger", "+", lambda: self.view.zoom(1.25)),
            ("fit", tr("Fit"), self.view.fit),
            ("window", tr("Large"), self.open_window),
            ("out", tr("Hang up or save…"), self.ask_out),
        ):
            button = QPushButton(text, self)
            button.clicked.connect(lambda _on=False, w=work: w())
            self.buttons[name] = button
            flow.addWidget(button)
        self.view.step_activated.connect(self._show_step_place)
        self.column.addWidget(bar)
        self.column.addWidget(self.view, 1)
        self.buttons["smaller"].setAccessibleName(tr("Smaller"))
        self.buttons["larger"].setAccessibleName(tr("Larger"))
        self.buttons["smaller"].setToolTip(key_tip(N_("Smaller"), "−"))
        self.buttons["larger"].setToolTip(key_tip(N_("Larger"), "+"))
        self.buttons["fit"].setToolTip(key_tip(N_("Fit"), "0"))

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
        # Only now: a view that is not shown has no width to fit.
        view.fit_width()
        view.verticalScrollBar().setValue(0)
        view.setFocus()


class StepsPage(VersionPage):
    """The table of steps, to read, with the laws and forms of the chosen one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = StepModel(self, editable=False)
        self.grid = StepGrid(self.model, self)
        self.grid.setAccessibleName(tr("Steps"))
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
