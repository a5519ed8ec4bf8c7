"""Pages of scans in order, by keyboard or mouse: moved, turned, taken out, cut into documents."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.merge import MergeConflict, Side
from kmdesk.records.undo import ARRANGED
from kmdesk.shelf import arrange_pages
from kmdesk.shelf.arrange_pages import Arranging, Plan, strip_of
from kmdesk.shelf.papers import Scan
from kmdesk.shelf.ui.large_page import LargePage
from kmdesk.shelf.ui.page_jobs import find_empty, load_scans, put_in_place, write_files
from kmdesk.shelf.ui.strip_view import StripView
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import confirm, error_text
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.join_dialog import JoinDialog
from kmdesk.widgets.thai_label import ThaiLabel

if TYPE_CHECKING:
    from kmdesk.jobs import Task

_BUTTONS = {
    "back": N_("◀ Earlier (Ctrl+←)"),
    "on": N_("Later ▶ (Ctrl+→)"),
    "turn_back": N_("Turn left (Shift+R)"),
    "turn": N_("Turn right (R)"),
    "out": N_("Take out (Del)"),
    "cut": N_("New document here (S)"),
    "empty": N_("Separate at empty pages (B)"),
}


class PagesDialog(QDialog):
    """The pages of one or several documents on a strip; nothing is written before “Save”."""

    arranged = Signal(list)
    """The records there are now, the first one in front."""

    def __init__(self, parent: QWidget, context: Context, records: Sequence[int]) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("pagesDialog")
        self.setWindowTitle(tr("Arrange pages"))
        self._context = context
        self._scans: tuple[Scan, ...] = ()
        self._paths: tuple[Path, ...] = ()
        self.desk: Arranging | None = None
        self._answers: dict[int, dict[str, Side]] = {}
        self._task: Task | None = None
        self._build()
        self._show_state()
        window = parent.window()
        self.resize(max(980, window.width() - 60), max(600, window.height() - 60))
        context.actor_changed.connect(self._leave)
        self._work(load_scans, context.library, context.actor, tuple(records), done=self._loaded)

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        assert self._context.render is not None
        self._head = ThaiLabel(self)
        self._head.setObjectName("boxTitle")
        self.view = StripView(self._context.runner, self._context.render, self)
        self.view.asked.connect(self.act)
        self.view.dropped.connect(self._put)
        self.view.currentRowChanged.connect(self._preview)
        self.preview = LargePage(self._context.runner, self._context.render, self)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.view)
        split.addWidget(self.preview)
        split.setSizes([700, 400])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        self._problem = ThaiLabel(self)
        self._problem.setObjectName("problem")
        self._problem.hide()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        column = QVBoxLayout(self)
        column.addWidget(self._head)
        column.addWidget(self._tools())
        column.addWidget(split, 1)
        column.addWidget(self._problem)
        column.addWidget(self.bar)
        column.addLayout(self._ends())
        for keys, act in (("Ctrl+Z", "undo"), ("Ctrl+Y", "redo"), ("Ctrl+Shift+Z", "redo")):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.act, act))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)

    def _tools(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar)
        self.tools: dict[str, QPushButton] = {}
        for act, words in _BUTTONS.items():
            button = QPushButton(tr(words), bar)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._clicked, act))
            flow.addWidget(button)
            self.tools[act] = button
        return bar

    def _ends(self) -> QHBoxLayout:
        self.undo_button = QPushButton(tr("Undo (Ctrl+Z)"), self)
        self.undo_button.clicked.connect(partial(self._clicked, "undo"))
        self.save_button = QPushButton(tr("Save (Ctrl+Enter)"), self)
        self.save_button.setObjectName("primary")
        self.save_button.clicked.connect(self.save)
        self.close_button = QPushButton(tr("Cancel"), self)
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.undo_button)
        row.addStretch(1)
        for button in (self.undo_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
        row.addWidget(self.save_button)
        row.addWidget(self.close_button)
        return row

    # Loading ---------------------------------------------------------------------------

    def _loaded(self, found: tuple[tuple[Scan, ...], list[int]]) -> None:
        self._scans, counts = found
        files = self._context.library.files
        self._paths = tuple(Path(files.path(scan.sha256)) for scan in self._scans)
        self.desk = Arranging(strip_of(counts))
        self.view.open(self._paths, tuple(scan.name for scan in self._scans))
        self.view.show_strip(self.desk.strip)
        self._show_state()
        self.view.setFocus()

    def _show_state(self) -> None:
        desk, busy = self.desk, self._task is not None
        ready = desk is not None and not busy
        for button in (*self.tools.values(), self.undo_button):
            button.setEnabled(ready)
        joins = len(self._scans) > 1  # several files become one: a change by itself
        self.save_button.setEnabled(ready and desk is not None and (joins or desk.is_changed))
        self.close_button.setText(tr("Stop") if busy and desk is not None else tr("Cancel"))
        if desk is None:
            self._head.set_text(tr("Working…") if busy else "")
            return
        documents = desk.strip.documents
        said = tr("{count} pages", count=f"{sum(map(len, documents)):,}")
        if len(documents) > 1:
            said += "  ·  " + tr("{count} documents", count=f"{len(documents):,}")
        names = {scan.record_id: scan.title for scan in self._scans}
        self._head.set_text(f"{said}  ·  {self._scans[0].title}" + self._which_stays(len(names)))

    def _which_stays(self, records: int) -> str:
        """Of several documents, that the first one named is the record that stays."""
        if records < 2:
            return ""
        return "  ·  " + tr(
            "this record stays; {count} others go to the trash, all they have comes here",
            count=f"{records - 1:,}",
        )

    # Acts ------------------------------------------------------------------------------

    def _clicked(self, act: str, _on: bool = False) -> None:
        self.act(act)
        self.view.setFocus()

    def act(self, act: str) -> None:
        """Do what a key or button asks for, to the chosen pages."""
        desk, rows = self.desk, self.view.rows()
        if desk is None or self._task is not None:
            return
        if act in ("undo", "redo"):
            _ = desk.back() if act == "undo" else desk.again()
        elif act == "empty":
            self._work(find_empty, self._paths, self._scans, done=self._found_empty)
            return
        elif rows:
            match act:
                case "on" | "back":
                    desk.do(arrange_pages.move, rows, 1 if act == "on" else -1)
                case "turn" | "turn_back":
                    desk.do(arrange_pages.turn, rows, 90 if act == "turn" else 270)
                case "out":
                    desk.do(arrange_pages.take_out, rows)
                case "cut":
                    desk.do(arrange_pages.cut, rows[0])
        self._refresh()

    def _put(self, at: int) -> None:
        if self.desk is not None and self._task is None:
            self.desk.do(arrange_pages.put, self.view.rows(), at)
            self._refresh()

    def _found_empty(self, empty: set[tuple[int, int]]) -> None:
        assert self.desk is not None
        if empty and self.desk.do(arrange_pages.cut_at_empty, empty):
            self._refresh()
            count = f"{len(empty):,}"
            if len(self.desk.strip.documents) > 1:
                said = tr(
                    "{count} empty pages were taken out. Look at the documents; Ctrl+Z takes it"
                    " back.",
                    count=count,
                )
            else:
                said = tr(
                    "{count} empty pages were taken out as backs of the paper. Press S where"
                    " another document begins.",
                    count=count,
                )
        else:
            said = tr("No empty pages were found.")
        self._say(said)
        self.view.setFocus()

    def _refresh(self) -> None:
        assert self.desk is not None
        self._problem.hide()
        self.view.show_strip(self.desk.strip)
        self._show_state()

    def _preview(self, row: int) -> None:
        items = self.desk.strip.items if self.desk is not None else ()
        leaf = items[row] if 0 <= row < len(items) else None
        self.preview.show_leaf(leaf, self._paths[leaf.file] if leaf is not None else None)

    # Saving ----------------------------------------------------------------------------

    def save(self, _on: bool = False) -> None:
        """Write the new files and put them in the place of the old ones."""
        if self.desk is None or not self.save_button.isEnabled():
            return
        plan = Plan(self._scans, self.desk.strip.documents)
        self._work(write_files, self._context.library, plan, done=partial(self._made, plan))

    def _made(self, plan: Plan, made: tuple[Path, list[Path]]) -> None:
        # from here on it is short, and cannot be stopped half-way
        self.close_button.setEnabled(False)
        self._context.write(
            ARRANGED, put_in_place, plan, dict(self._answers), *made,
            done=self._arranged, failed=self._refuse,
        )  # fmt: skip

    def _answered(self, gone_id: int, answers: dict[str, Side]) -> None:
        self._answers[gone_id] = answers
        self.save()

    def _arranged(self, records: tuple[int, ...]) -> None:
        said = tr("The pages are arranged. Ctrl+Z takes it back.")
        if len(records) > 1:
            count = f"{len(records):,}"
            said = tr("{count} documents were made. Ctrl+Z takes it back.", count=count)
        self._context.message_posted.emit(said)
        self.arranged.emit(list(records))
        self.desk = None
        self.accept()

    def _work(self, job: Any, *args: object, done: Any) -> None:
        """Run a job beside the window with its progress shown; one at a time."""

        def settle(result: Any) -> None:
            self._end_work()
            done(result)

        self._problem.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self._task = self._context.runner.submit_read(
            job, *args, done=settle, failed=self._refuse, progressed=self._tell
        )
        self._show_state()

    def _end_work(self) -> None:
        self._task = None
        self.bar.hide()
        self._show_state()

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _refuse(self, error: Exception) -> None:
        self.close_button.setEnabled(True)
        self._end_work()
        if isinstance(error, MergeConflict):
            JoinDialog(self, error, partial(self._answered, error.gone_id)).open()
        else:
            self._say(error_text(error))

    def _say(self, text: str) -> None:
        self._problem.set_text(text)
        self._problem.show()

    def reject(self) -> None:
        """Stop what runs; else close, asking first when something would be lost."""
        if self._task is not None:
            self._task.cancel()
            if self.desk is not None:
                self._end_work()
                return
        if self.desk is not None and self.desk.is_changed:
            words = tr("The pages are not saved yet. Close without saving?")
            confirm(self, words, N_("Close without saving"), super().reject)
            return
        super().reject()

    def _leave(self, _actor: object) -> None:
        """Signed out in the middle: nothing of it stays on the screen."""
        if self._task is not None:
            self._task.cancel()
        # Not `reject`, which would ask about what is not saved: nobody is there to answer.
        self.done(0)

    def done(self, result: int) -> None:
        """Stop drawing before the dialog goes."""
        self.view.close_file()
        super().done(result)


def open_pages(parent: QWidget, context: Context, records: Sequence[int]) -> PagesDialog:
    """Open the pages of these documents on one strip; returns at once."""
    dialog = PagesDialog(parent, context, records)
    dialog.open()
    return dialog
