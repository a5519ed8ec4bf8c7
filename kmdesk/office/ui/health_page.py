"""The health page: what the library holds, and whether index and files agree with it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.jobs import Progress, Task
from kmdesk.office.maintenance import Checked, check_everything, drift_of, run_tests
from kmdesk.records.describe import counts
from kmdesk.search.client import SearchClient
from kmdesk.store.check import Problem, judge
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

_ROWS = (
    ("records", N_("Items in the library")),
    ("passages", N_("Pages and sections of text")),
    ("indexed", N_("Items in the search index")),
    ("drift", N_("Items where the index is behind")),
    ("unsearchable", N_("Pages that cannot be searched yet")),
    ("missing", N_("Files missing or damaged on the disk")),
    ("failing", N_("Test searches that fail")),
)


@dataclass(frozen=True, slots=True)
class Health:
    """The counts shown."""

    records: int
    passages: int
    indexed: int
    drift: int
    unsearchable: int
    missing: int
    failing: int
    problems: tuple[Problem, ...] = ()


class HealthPage(Page):
    """Counts, the whole check, and a button to build the index anew."""

    finished = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.health: Health | None = None
        self.verdict = ThaiLabel(self)
        self.verdict.setObjectName("recordTitle")
        self.values: dict[str, QLabel] = {}
        form = QFormLayout()
        for key, label in _ROWS:
            name, value = PlainLabel(tr(label), self), PlainLabel("…", self)
            name.setObjectName("fieldName")
            form.addRow(name, value)
            self.values[key] = value
        self.check = QPushButton(tr("Check again"), self)
        self.rebuild = QPushButton(tr("Build the search index anew"), self)
        self.whole = QPushButton(tr("Check everything and mend"), self)
        self.stop = QPushButton(tr("Stop"), self)
        self.whole.setObjectName("primary")
        self.whole.clicked.connect(self.check_whole)
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Checking…"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.found = QListWidget(self)
        self.found.setAccessibleName(tr("What the check found"))
        self.found.setWordWrap(True)
        self.found.hide()
        self.checked: Checked | None = None
        self._task: Task | None = None
        self.check.clicked.connect(self.refresh)
        self.rebuild.clicked.connect(self._rebuild)
        buttons = FlowRow(self)
        for button in (self.whole, self.stop, self.check, self.rebuild):
            buttons.add(button)
        column = QVBoxLayout(self)
        column.addWidget(self.verdict)
        column.addLayout(form)
        column.addWidget(buttons)
        column.addWidget(self.progress)
        column.addWidget(self.found, 1)
        column.addStretch(0)

    @property
    def is_busy(self) -> bool:
        """Whether everything is being checked."""
        return self._task is not None

    def refresh(self) -> None:
        """Count and compare again."""
        client = self._context.search
        self.verdict.set_text(tr("Checking…"))

        def work(reading: Any) -> Health:
            return _health(reading, self._context, client)

        self._context.read(work, done=self._show, failed=self._refuse)

    def check_whole(self) -> None:
        """SQLite's own check, references, every file's hash, the index; mend what can be."""
        if self._task is not None:
            return
        context, client = self._context, self._context.search

        def work(progress: Progress) -> Checked:
            return check_everything(context.library, client, progress.tell)

        self.verdict.set_text(tr("Checking…"))
        # The index is compared first, of which no share is known: the bar runs to and fro.
        self.progress.setRange(0, 0)
        self._set_running(
            context.runner.submit_read(
                work, done=self._show_checked, failed=self._refuse, progressed=self._progressed
            )
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._set_running(None)
        self.verdict.set_text(tr("The check was stopped."))

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _set_running(self, task: Task | None) -> None:
        self._task = task
        self.progress.setVisible(task is not None)
        self.stop.setVisible(task is not None)
        self.whole.setEnabled(task is None)

    def _show_checked(self, checked: Checked) -> None:
        self._set_running(None)
        self.checked = checked
        self.found.clear()
        for problem in checked.problems:
            words = str(problem.message)
            if problem.mended:
                words += "  ·  " + tr("Fetched from a backup.")
            self.found.addItem(words)
        if checked.rebuilt:
            self.found.addItem(tr("The search index differed and was built anew."))
        self.found.setVisible(self.found.count() > 0)
        count = len(checked.open)
        words = tr("Everything was checked: {count} problems are left.", count=count)
        self.verdict.set_text(words if count else tr("Everything was checked: all is well."))
        self.finished.emit()

    def _show(self, health: Health) -> None:
        self.health = health
        for key, label in self.values.items():
            label.setText(f"{getattr(health, key):,}")
        if health.problems:
            words = str(health.problems[0].message)
            more = len(health.problems) - 1
            if more:
                words += " " + tr("{count} more problems: check everything.", count=more)
        elif health.failing:
            words = tr("Some test searches fail. Look at them under “Test searches”.")
        else:
            words = tr("All is well.")
        self.verdict.set_text(words)

    def _refuse(self, error: Exception) -> None:
        self._set_running(None)
        self.verdict.set_text(error_text(error))

    def _rebuild(self) -> None:
        client = self._context.search
        if client is None:
            return
        self.verdict.set_text(tr("The index is being built anew; searching goes on meanwhile."))
        self._context.runner.submit_read(
            lambda: client.rebuild(wait=True),
            done=lambda _result: self.refresh(),
            failed=self._refuse,
        )


def _health(reading: Any, context: Context, client: SearchClient | None) -> Health:
    """Runs in a lane: hashing every file may take minutes."""
    found = counts(reading)
    drift = drift_of(client)
    problems = judge(context.library.root, drift)
    missing = sum(bool(problem.sha256) for problem in problems)
    outcomes = run_tests(reading, client) if client is not None else []
    failing = sum(not outcome.place for outcome in outcomes)
    return Health(
        found["records"],
        found["passages"],
        client.status().indexed if client is not None and drift is not None else 0,
        # No answer from the search process: nothing is known to be in the index.
        found["records"] if drift is None else drift,
        found["unsearchable"],
        missing,
        failing,
        tuple(problems),
    )
