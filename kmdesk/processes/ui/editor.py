"""Where a clerk types the steps: grid above, chart growing below, faults and totals between."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.intake.rows import Line
from kmdesk.processes.compare import breach_words, digits, totals_words
from kmdesk.processes.flow import Process
from kmdesk.processes.table import STEPS, rows_from_plain, rows_to_plain, with_steps, write_table
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.processes.ui.step_grid import StepGrid
from kmdesk.processes.ui.step_model import StepModel
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import confirm, error_text
from kmdesk.widgets.draft_keeper import DraftKeeper, Whole, context_of
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.drafts import DraftStore, FormPlace
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.style import is_large
from kmdesk.widgets.table_import import TableDialog, ask_sheet
from kmdesk.widgets.thai_label import ThaiLabel

_PAUSE_MS = 150  # of typing, before the chart is drawn again

Save = Callable[[Process, "StepEditor"], None]


class StepEditor(DraftedDialog):
    """Edits the steps of one version; ``save(process, editor)`` calls accept or show_error."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        process: Process,
        save: Save,
        *,
        places: Sequence[str] = (),
        standard: int | None = None,
        version: str = "",
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("stepEditor")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(tr("Steps of {title}", title=title))
        self._save = save
        self._context = context_of(parent)
        self.version = ThaiLabel(
            self, tr("You are changing the version: {version}", version=version)
        )
        self.version.setObjectName("cardTitle")
        self.version.setVisible(bool(version))
        self.model = StepModel(self)
        self.model.places = tuple(places)
        self.grid = StepGrid(self.model, self)
        self.grid.setAccessibleName(tr("Steps"))
        self.chart = ChartView(self)
        self.chart.setAccessibleName(tr("Flowchart"))
        self.chart.movable, self.chart.standard = True, standard
        self.faults = ThaiLabel(self)
        self.faults.setObjectName("problem")
        self.refusal = ThaiLabel(self)  # apart from the faults, which come and go with the rows
        self.refusal.setObjectName("problem")
        self.refusal.hide()
        self.totals = ThaiLabel(self)
        self.late = ThaiLabel(self)
        self.late.setObjectName("problem")
        self.hint = ThaiLabel(
            self,
            tr(
                "Time: 30 min, 2 h, 1/2/5 days. Next step: blank is the next row; a decision:"
                " complete > 5 80%; incomplete > 2 20%. Paste a block from Excel with Ctrl+V."
                " Drag a symbol of the chart, or move it with Ctrl and an arrow key."
            ),
        )
        self.hint.setObjectName("quiet")
        self.hint.setHidden(is_large(self))  # the guide (F1) has it too
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.chart.fit_width()
        self._arrange()
        self.model.process_changed.connect(self._changed)
        self.model.undo_stack.canUndoChanged.connect(self.buttons["undo"].setEnabled)
        self.model.undo_stack.canRedoChanged.connect(self.buttons["redo"].setEnabled)
        self.buttons["undo"].setEnabled(False)
        self.buttons["redo"].setEnabled(False)
        self.grid.row_chosen.connect(self._row_chosen)
        self.chart.step_chosen.connect(self._step_chosen)
        self.chart.step_moved.connect(self._step_moved)
        self.model.set_rows(write_table(process))
        # As the table gives them back: in this form a draft says what it was typed over.
        self._stored = rows_to_plain(self.model.rows)
        self.grid.choose_row(0)
        self._draw()
        room = parent.window().size()
        self.resize(max(1180, room.width() - 60), min(760, room.height() - 30))

    def show_error(self, error: Exception) -> None:
        """Say why it could not be saved; what was typed stays."""
        self.save_button.setEnabled(True)
        self._refuse(error_text(error))

    def _refuse(self, sentence: str) -> None:
        self.refusal.set_text(sentence)
        self.refusal.show()

    def submit(self) -> None:
        """Save what stands in the table; a table with faults may be kept and mended later."""
        self.save_button.setEnabled(False)
        self.refusal.hide()
        self._save(self.model.process, self)

    def reject(self) -> None:
        """Leave; asks first when something was changed."""
        if self.model.undo_stack.isClean():
            super().reject()
        else:
            question = tr("Leave without saving the changed steps?")
            confirm(self, question, N_("Leave"), self.discard)

    def keep_draft(self, store: DraftStore, actor: str, place: FormPlace) -> None:
        """Keep what is typed on the disk, and offer what was left there."""
        rows = Whole(self._rows, self._take_rows, self.model.process_changed.connect)
        self.draft = DraftKeeper(self, store, actor, N_("Steps"), place, {"rows": rows})
        self._column.insertWidget(0, self.draft.bar)

    def import_steps(self) -> None:
        """Ask for a spreadsheet whose rows are put behind those of the table."""
        context = self._context
        path = ask_sheet(self, N_("Steps of a process")) if context else None
        if context is not None and path is not None:
            self.preview_steps(context, path)

    def preview_steps(self, context: Context, path: Path) -> TableDialog:
        """Show what the rows of a spreadsheet would be; one undo takes all of them back."""
        preview = TableDialog(self, context, path, (STEPS,), self._take_lines)
        preview.open()
        return preview

    def _take_lines(self, lines: Sequence[Line], numbers: Sequence[int]) -> None:
        self.model.take_in(with_steps(self.model.rows, lines, numbers))

    def _rows(self) -> dict[str, Any]:
        return {"stored": self._stored, "rows": rows_to_plain(self.model.rows)}

    def _take_rows(self, kept: Any) -> None:
        """A draft goes on from the steps it was typed over, not from others."""
        try:
            rows = rows_from_plain(kept["rows"]) if kept["stored"] == self._stored else None
        except (TypeError, KeyError, ValueError):
            rows = None
        if rows is not None:
            self.model.go_on_with(rows)
            return
        self._refuse(tr("The draft cannot be taken: the steps have been changed meanwhile."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own close button asks too."""
        event.ignore()
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves; Enter belongs to the grid, not to a button."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_S:
            self.submit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        bar = FlowRow(self)
        self.buttons: dict[str, QPushButton] = {}
        for name, text, work in (
            ("insert", tr("Insert row"), self.grid.insert_row),
            ("append", tr("Add row"), self.grid.append_row),
            ("delete", tr("Delete row"), self.grid.delete_row),
            ("import", tr("Import…"), self.import_steps),
            ("undo", tr("Undo"), self.model.undo_stack.undo),
            ("redo", tr("Redo"), self.model.undo_stack.redo),
            ("auto", tr("Automatic layout"), self.model.forget_shifts),
            ("fit", tr("Fit"), self.chart.fit),
            ("width", tr("Full width"), self.chart.fit_width),
        ):
            self.buttons[name] = self._button(text, work)
            bar.add(self.buttons[name])
        self.save_button = self._button(tr("Save"), self.submit)
        self.save_button.setObjectName("primary")
        self.cancel_button = self._button(tr("Cancel"), self.reject)
        bar.add(self.save_button)
        bar.add(self.cancel_button)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.addWidget(self.grid)
        self.splitter.addWidget(self.chart)
        self.splitter.setSizes([320, 360])
        self.splitter.setChildrenCollapsible(False)
        column = self._column = QVBoxLayout(self)
        column.addWidget(self.version)
        column.addWidget(bar)
        column.addWidget(self.hint)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.faults)
        column.addWidget(self.refusal)
        column.addWidget(self.totals)
        column.addWidget(self.late)

    def _button(self, text: str, work: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: work())
        return button

    def _changed(self) -> None:
        self._pause.start()

    def _draw(self) -> None:
        process = self.model.process
        blocked = {p.key for p in self.model.problems if p.blocks and p.key is not None}
        self.chart.set_process(process, blocked)
        self.totals.set_text(totals_words(process) if process.steps else "")
        late = breach_words(process, self.chart.standard)
        self.late.set_text(late)
        self.late.setVisible(bool(late))
        self._show_faults()

    def _show_faults(self) -> None:
        row = self.grid.currentIndex().row()
        said = self.model.messages_at(row)
        whole = [str(p.message) for p in self.model.problems if p.key is None]
        others = sum(p.blocks and p.key is not None for p in self.model.problems)
        if not said and others:
            whole.append(tr("{count} cells need mending: they are red.", count=digits(others)))
        self.faults.set_text("\n".join([*said, *whole]))
        self.faults.setVisible(bool(said or whole))

    def _row_chosen(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self.chart.choose(self.model.rows[row].key)
        self._show_faults()

    def _step_moved(self, key: int, columns: int, rows: int) -> None:
        self.model.shift(key, columns, rows)
        # At once, not after the pause of typing: a symbol must be seen where it was dropped.
        self._pause.stop()
        self._draw()

    def _step_chosen(self, key: int) -> None:
        keys = [row.key for row in self.model.rows]
        if key in keys:
            self.grid.choose_row(keys.index(key))
