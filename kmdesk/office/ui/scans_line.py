"""One line about scanned pages without text: how many, read them, pause."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from kmdesk.i18n import language, tr
from kmdesk.intake import ocr
from kmdesk.jobs.process import Errand, WorkerProcess
from kmdesk.office.protocol import Ended, ReadScans, Recognised
from kmdesk.records import Duty
from kmdesk.records.unit import Reading
from kmdesk.shelf import papers
from kmdesk.widgets.context import Context
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.workers.wire import Actor


class ScansLine(QWidget):
    """Hidden while every page can be searched."""

    finished = Signal()
    file_read = Signal(Recognised)
    """One file done."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._process: WorkerProcess | None = None
        self.files = self.pages = self.done = 0
        self.failed: list[str] = []
        self.can_read = True
        self._wanted: int | None = None
        self._trouble = ""
        self.button = QPushButton(self)
        self.button.clicked.connect(self.start_or_pause)
        self.progress = QProgressBar(self)
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        self.state = ThaiLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self.progress)
        row.addWidget(self.state, 1)
        context.library_changed.connect(self.refresh)
        self.refresh()

    @property
    def is_running(self) -> bool:
        """Whether pages are being read now."""
        return self._process is not None

    def refresh(self) -> None:
        """Count again what waits."""
        if self._process is None:
            self._context.read(_count, done=self._counted)

    def read_from(self, first: int) -> None:
        """Read by itself what has just come in: the scans of this record and of later ones."""
        self._wanted = first if self._wanted is None else min(first, self._wanted)
        self.refresh()

    def start_or_pause(self) -> None:
        """Begin, or stop at once; files that were read stay so, one half read begins anew."""
        if self._process is not None:
            self._process.cancel()
            self._wanted = None
            self.button.setEnabled(False)
            return
        self._start(0)

    def _start(self, first: int) -> None:
        self.done, self.failed, self._trouble = 0, [], ""
        request = ReadScans(library=self._context.library.root, language=language(), first=first)
        actor = Actor(self._context.actor.name)
        errand = Errand(("worker", "import"), "recognise", request, Recognised, Ended, actor)
        self._process = process = WorkerProcess(errand, self)
        process.said.connect(self._said)
        process.ended.connect(self._ended)
        process.start()
        self._show_state()

    def _show_state(self) -> None:
        running = self.is_running
        self.setVisible(running or self.files > 0)
        self.button.setText(tr("Pause") if running else tr("Read text from pictures"))
        self.button.setVisible(self.can_read)
        self.progress.setVisible(running)
        self.progress.setRange(0, max(1, self.files))
        self.progress.setValue(self.done)
        count, files = f"{self.pages:,}", f"{self.files:,}"
        words = tr(
            "{count} pages in {files} files cannot be searched yet.", count=count, files=files
        )
        if running:
            words = tr("Reading: {done} of {files} files", done=f"{self.done:,}", files=files)
        elif self._trouble:
            words += " " + self._trouble
        elif not self.can_read:
            words += " " + tr("They are kept; tesseract with Thai is needed to read them.")
        elif self.failed:
            words += " " + tr("Not read: {names}", names=", ".join(self.failed[:3]))
        self.state.set_text(words)

    def _counted(self, found: tuple[int, int, bool]) -> None:
        if self._process is None:
            self.files, self.pages, self.can_read = found
            self._show_state()
            first, self._wanted = self._wanted, None
            may = self._context.actor.duty >= Duty.CLERK  # who wanted it may have left meanwhile
            if first is not None and self.files and self.can_read and may:
                self._start(first)

    def _said(self, said: object) -> None:
        if not isinstance(said, Recognised):
            return
        self.done += 1
        if said.left and said.reason:
            self.failed.append(said.name)
        self._show_state()
        self.file_read.emit(said)

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._trouble = str(process.error or "")
            process.deleteLater()
        self.button.setEnabled(True)
        self._show_state()
        self._context.library_changed.emit()  # counts again, and goes on where more came in
        self.finished.emit()


def _count(reading: Reading) -> tuple[int, int, bool]:
    files = papers.unread_files(reading)
    # asked only when there is something to read: looking for the program takes a moment
    return len(files), sum(file.pages for file in files), bool(files) and ocr.available()
