"""A job that takes longer than a moment: how far it is, and a button to stop it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.jobs import Progress, TaskRunner
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.thai_label import ThaiLabel


class WorkDialog(QDialog):
    """Runs ``job(progress)`` in the parallel lane, or with ``writes`` in that of the database.

    The rest of the window stays usable.

    When it is done the dialog says ``words(result)`` and waits to be closed; stopped or
    closed earlier, the job ends and leaves nothing half-done.
    """

    succeeded = Signal(object)
    """What the job gave."""

    def __init__(
        self,
        parent: QWidget,
        runner: TaskRunner,
        title: str,
        job: Callable[[Callable[[int, int], None]], Any],
        words: Callable[[Any], str],
        *,
        writes: bool = False,
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(title)
        self._words = words
        self.is_running = True
        self.state = ThaiLabel(self, tr("Working…"))
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.button = QPushButton(tr("Stop"), self)
        self.button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.addWidget(self.state)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.resize(520, 150)

        def work(progress: Progress) -> Any:
            return job(progress.tell)

        run = runner.submit_write if writes else runner.submit_read
        self._task = run(work, done=self._done, failed=self._failed, progressed=self._tell)

    def reject(self) -> None:
        """Close; a job that still runs is stopped."""
        self._task.cancel()
        super().reject()

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _done(self, result: Any) -> None:
        self._settle(self._words(result))
        self.succeeded.emit(result)

    def _failed(self, error: Exception) -> None:
        self._settle(error_text(error))

    def _settle(self, words: str) -> None:
        self.is_running = False
        self.bar.hide()
        self.state.set_text(words)
        self.button.setText(tr("Close"))
