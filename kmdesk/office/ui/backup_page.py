"""Backup: copy the library to a stick, proved before it counts; how to restore."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.store.backup import BackupDone, back_up
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel


class BackupPage(Panel):
    """One button; the clerk may go on working meanwhile."""

    finished = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.explain = ThaiLabel(self)
        self.start = QPushButton(self)
        self.start.setObjectName("primary")
        self.start.clicked.connect(self._choose)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.hide()
        self.state = ThaiLabel(self)
        self.restoring = ThaiLabel(self)
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.state)
        column.addSpacing(24)
        column.addWidget(self.restoring)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.explain.set_text(
            tr(
                "A backup holds everything: records, files, sign-ins. Keep it on a stick or"
                " another machine. It is read back and compared before it counts."
            )
        )
        self.start.setText(tr("Back up to a folder…"))
        self.restoring.set_text(
            tr(
                "To restore: start the program on a machine without a library and choose"
                " “Restore from a backup”. An existing library is never overwritten."
            )
        )

    def back_up_to(self, folder: Path) -> None:
        """Copy and prove; off the UI thread."""
        self.start.setEnabled(False)
        self.progress.show()
        self.state.set_text(tr("Backing up…"))
        self._context.lanes.read(
            back_up,
            self._context.library.root,
            folder,
            done=self._done,
            failed=self._failed,
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Back up to a folder…"))
        if chosen:
            self.back_up_to(Path(chosen))

    def _done(self, done: BackupDone) -> None:
        self._settle(
            tr(
                "The backup is complete and proved: {folder} ({count} files).",
                folder=str(done.folder),
                count=done.files,
            )
        )

    def _failed(self, error: Exception) -> None:
        self._settle(error_text(error))

    def _settle(self, words: str) -> None:
        self.start.setEnabled(True)
        self.progress.hide()
        self.state.set_text(words)
        self.finished.emit()
