"""Add files: choose or drop them; a process of its own reads; progress, cancel, report."""

from collections import Counter
from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, language, tr
from kmdesk.jobs.process import Errand, WorkerProcess
from kmdesk.office.protocol import AddFiles, Ended, Outcome, Recognised, Step
from kmdesk.office.ui.inbox_line import InboxLine
from kmdesk.office.ui.inbox_watch import InboxWatch
from kmdesk.office.ui.offer_cell import OfferCell
from kmdesk.office.ui.scans_line import ScansLine
from kmdesk.records import Duty
from kmdesk.shelf.documents import offers
from kmdesk.store.import_paths import from_argument
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import ask_files, ask_folder
from kmdesk.widgets.page import Page
from kmdesk.widgets.rows_table import WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip
from kmdesk.workers.wire import Actor

STATUSES = {
    "added": N_("Added"),
    "duplicate": N_("Already there"),
    "unsearchable": N_("Kept, not searchable yet"),
    "refused": N_("Refused"),
}
# A table makes an item of each cell on the UI thread; beyond this only the counts go on.
_SHOWN = 2000
# The acts that “Undo” takes back here: never what the clerk saved by hand while files came in.
_IMPORTS = (N_("Add documents"), N_("Bring in a folder"))
_REFRESH_MS = 1500
_HEADS = (N_("Result"), N_("File"), N_("Reason"), N_("Belongs to another tab, too"))
_OFFER = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What the last import brought, to be shown again in another language."""

    rows: list[Outcome]
    counts: Counter[str]
    since: int | None
    failure: str
    at: Step


class ImportPage(Page):
    """One import at a time; what was added is safe even if the rest is cancelled."""

    finished = Signal()
    paste_requested = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._process: WorkerProcess | None = None
        self._since: int | None = None
        self.counts: Counter[str] = Counter()
        self._rows: list[Outcome] = []
        self._waiting: list[Outcome] = []
        self._failure = ""
        self._told = 0
        self._next: list[str] = []
        self._at = Step()
        self.offers: dict[int, OfferCell] = {}
        """Rows at which a law or an order is offered to its own tab."""
        self._build()
        context.library_changed.connect(self._ask_offers)
        # Rows are put on screen a few times a second, not once a file: the list stays quick.
        self._flush = QTimer(self)
        self._flush.setInterval(200)
        self._flush.timeout.connect(self._show_waiting)
        self._announce = QTimer(self)
        self._announce.setInterval(_REFRESH_MS)
        self._announce.timeout.connect(self._tell_screens)
        self._show_state()

    @property
    def is_running(self) -> bool:
        """Whether files are being added now."""
        return self._process is not None

    @property
    def is_busy(self) -> bool:
        """Whether files are being added or scans read."""
        return self.is_running or self.scans_line.is_running

    def left_off(self) -> Report | None:
        """Return the report: the reasons of what was refused stand nowhere else."""
        if not self._rows and not self._failure:
            return None
        return Report(self._rows, self.counts, self._since, self._failure, self._at)

    def go_on(self, left: Report) -> None:
        """Show the report again, with what it can be followed by."""
        self.counts, self._since = left.counts, left.since
        self._failure, self._at = left.failure, left.at
        self._waiting = left.rows
        self._show_waiting()
        self._show_state()
        self._ask_offers()

    def add(self, paths: list[str]) -> None:
        """Start adding files and folders; after the present import where one runs."""
        if not paths:
            return
        if self._process is not None:
            self._next += paths
            return
        self.counts.clear()
        self._rows, self._waiting, self._failure = [], [], ""
        self.offers.clear()
        self.table.setRowCount(0)
        self.table.setColumnHidden(_OFFER, True)
        self._start(paths)

    def _start(self, paths: list[str]) -> None:
        library = self._context.library
        request = AddFiles(
            library=library.root, language=language(), paths=[from_argument(path) for path in paths]
        )
        # the child asks the library for the duty
        actor = Actor(self._context.actor.name)
        # Where the feed ends now: what comes after it is this import.
        self._since, self._told, self._at = None, 0, Step()
        self._context.runner.submit_read(library.feed_end, done=self._noted)
        errand = Errand(("worker", "import"), "add", request, Step | Outcome, Ended, actor)
        self._process = process = WorkerProcess(errand, self)
        process.said.connect(self._said)
        process.ended.connect(self._ended)
        self._flush.start()
        self._announce.start()
        process.start()
        self._show_state()

    def undo(self) -> None:
        """Take back all that the last import brought, in one stroke."""
        context = self._context
        if self._since is None or self.is_running:
            return
        self.undo_button.setEnabled(False)
        context.runner.submit_write(
            context.library.undo_last, context.actor, self._since, _IMPORTS,
            done=self._undone, failed=self._not_undone,
        )  # fmt: skip

    def _undone(self, _label: str) -> None:
        self._since = None
        self.undo_button.setEnabled(True)
        self.counts.clear()
        self._show_state()
        self.state.set_text(tr("The import was undone. The library is as it was before."))
        self._context.library_changed.emit()

    def _not_undone(self, error: Exception) -> None:
        self.undo_button.setEnabled(True)
        self.state.set_text(error_text(error))

    def _noted(self, end: int) -> None:
        self._since = end

    def cancel(self) -> None:
        """Stop after the file in hand."""
        self._next = []
        if self._process is not None:
            self._process.cancel()
            self.cancel_button.setEnabled(False)

    def attach_inbox(self, watch: InboxWatch) -> None:
        """Show the folder for scans, and what is taken from it in the same report."""
        self.inbox_line.attach(watch)
        watch.said.connect(self._said_by_inbox)
        watch.took.connect(self._read_scans)

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.explain = ThaiLabel(
            self,
            tr(
                "Choose files or a folder, or drop them anywhere on the window. PDF, Word,"
                " spreadsheets, pictures and text can be read."
            ),
        )
        self.files = QPushButton(tr("Choose files…"), self)
        self.folder = QPushButton(tr("Choose a folder…"), self)
        self.paste = QPushButton(tr("Paste (Ctrl+V)"), self)
        self.cancel_button = QPushButton(tr("Stop"), self)
        self.paste.clicked.connect(self.paste_requested)
        self.files.setObjectName("primary")
        self.files.clicked.connect(self._choose_files)
        self.folder.clicked.connect(self._choose_folder)
        self.cancel_button.clicked.connect(self.cancel)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # nothing under it moves while an import runs
        self.progress.setSizePolicy(keeps)
        self.progress.hide()
        self.state = ThaiLabel(self)
        self.table = RowsTable(_HEADS, (170, 280, WIDE, 100), self)
        self.table.setAccessibleName(tr("Report"))
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self.table.cellActivated.connect(self._open)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setColumnHidden(_OFFER, True)
        self.check_button = QPushButton(tr("Check letters…"), self)
        self.check_button.clicked.connect(self._check_letters)
        self.check_button.hide()
        self.undo_button = QPushButton(tr("Undo this import"), self)
        self.undo_button.clicked.connect(self.undo)
        self.undo_button.hide()
        buttons = QHBoxLayout()
        for button in (
            self.files,
            self.folder,
            self.paste,
            self.cancel_button,
            self.check_button,
            self.undo_button,
        ):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addLayout(buttons)
        self.inbox_line = InboxLine(self._context, self)
        column.addWidget(self.inbox_line)
        self.scans_line = ScansLine(self._context, self)
        self.scans_line.file_read.connect(self._follow_scan)
        column.addWidget(self.scans_line)
        column.addWidget(self.progress)
        column.addWidget(self.state)
        column.addWidget(self.table, 1)

    # While it runs ---------------------------------------------------------------------

    def _said(self, said: object) -> None:
        if isinstance(said, Step):
            self._at = said
            self._show_state()
        elif isinstance(said, Outcome):
            self.counts[said.status] += 1
            self._waiting.append(said)

    def _said_by_inbox(self, said: Outcome) -> None:
        self._said(said)
        if not self.is_running:
            self._show_waiting()

    def _show_waiting(self) -> None:
        fresh, self._waiting = self._waiting, []
        for said in fresh:
            self._rows.append(said)
            if len(self._rows) > _SHOWN:
                continue
            row = self.table.rowCount()
            self.table.insertRow(row)
            name = said.source.replace("\\", "/").rsplit("/", 1)[-1]
            self.table.set_row(row, (tr(STATUSES[said.status]), name, said.reason))
        if fresh:
            self.table.scrollToBottom()
            self._show_state()

    def _tell_screens(self) -> None:
        came = self.counts["added"] + self.counts["unsearchable"]
        if came != self._told:
            self._told = came
            self._context.library_grew.emit()
            self._ask_offers()

    def _ended(self) -> None:
        process, self._process = self._process, None
        self._flush.stop()
        self._announce.stop()
        self._show_waiting()
        if process is not None:
            self._failure = str(process.error) if process.error else self._failure
            process.deleteLater()
        # Whoever dropped the next ones may have signed out meanwhile.
        if self._next and self._context.actor.duty >= Duty.CLERK:
            paths, self._next = self._next, []
            self._start(paths)
            return
        self._next = []  # nor are they brought in under the name of whoever comes next
        self._show_state(stopped=process is not None and process.was_cancelled)
        self._context.library_changed.emit()
        self._read_scans()
        self.finished.emit()

    def _read_scans(self, *_count: int) -> None:
        """Let the queue read the scans that have come in; stopping it is a pause."""
        scans = [
            said.record_id for said in self._rows if said.unsearchable_pages and said.record_id
        ]
        if scans and self._context.actor.duty >= Duty.CLERK:
            # Record numbers only rise: from the first of these on is all that came in.
            self.scans_line.read_from(min(scans))

    def _follow_scan(self, read: Recognised) -> None:
        """A scan of the report has got its text meanwhile: its line says so."""
        for row, said in enumerate(self._rows):
            if said.record_id != read.record_id or not said.unsearchable_pages:
                continue
            reason = read.reason
            if read.left and read.read:
                reason = tr(
                    "{count} of {pages} pages cannot be searched yet: {reasons}",
                    count=read.left, pages=said.pages or read.left, reasons=reason,
                )  # fmt: skip
            now = replace(
                said,
                status="added" if read.read else said.status,
                reason=reason if read.read or reason else said.reason,
                unsearchable_pages=read.left,
            )
            self.counts[said.status] -= 1
            self.counts[now.status] += 1
            self._rows[row] = now
            self._show_row(row)
        self._show_state()

    def _show_row(self, row: int) -> None:
        said = self._rows[row]
        for place, text in ((0, tr(STATUSES[said.status])), (2, said.reason)):
            item = self.table.item(row, place)
            if item is not None:  # the list shows the first rows only
                item.setText(text)
                item.setToolTip(plain_tip(text))

    def _show_state(self, *, stopped: bool = False) -> None:
        running = self.is_running
        self.progress.setVisible(running)
        self.files.setEnabled(not running)
        self.folder.setEnabled(not running)
        self.cancel_button.setEnabled(running)
        came = self.counts["added"] + self.counts["unsearchable"]
        self.check_button.setVisible(not running and came > 0)
        self.undo_button.setVisible(not running and came > 0 and self._since is not None)
        self.progress.setRange(0, self._at.of)
        self.progress.setValue(self._at.done)
        total = sum(self.counts.values())
        words = "  ·  ".join(
            f"{tr(STATUSES[status])} {self.counts[status]:,}" for status in STATUSES
        )
        if running:
            self.state.set_text(self._step_words())
        elif self._failure:
            self.state.set_text(
                tr(
                    "Adding ended early: {reason}. What is listed here is safe.",
                    reason=self._failure,
                )
            )
        elif stopped:
            self.state.set_text(tr("Stopped. What is listed here is safe.") + "   " + words)
        elif total:
            self.state.set_text(tr("Done: {count} items", count=f"{total:,}") + "   " + words)
        else:
            self.state.set_text("")

    def _step_words(self) -> str:
        """Which file of how many is in hand."""
        at = self._at
        if not at.of:
            return tr("Looking how many files there are…")
        number, total = f"{min(at.done + 1, at.of):,}", f"{at.of:,}"
        room = max(200, self.state.width() - 180)
        name = self.state.fontMetrics().elidedText(at.name, Qt.TextElideMode.ElideMiddle, room)
        if language() == "th":
            number, total = to_thai(number), to_thai(total)
        return tr("File {number} of {total}: {name}", number=number, total=total, name=name)

    # Offers ----------------------------------------------------------------------------

    def _ask_offers(self) -> None:
        """Which papers of the report are laws or orders that nobody has read in yet."""
        shown = [said.record_id for said in self._rows[:_SHOWN] if said.record_id]
        if shown:
            self._context.read(offers, shown, done=self._show_offers)

    def _show_offers(self, found: dict[int, str]) -> None:
        for row, said in enumerate(self._rows[: self.table.rowCount()]):
            room = found.get(said.record_id, "") if said.record_id else ""
            present = self.offers.get(row)
            if (present.room if present else "") == room:
                continue
            if present is not None:
                self.table.removeCellWidget(row, _OFFER)
                del self.offers[row]
            if room:
                cell = OfferCell(self._context, said.record_id or 0, room, self.table)
                self.offers[row] = cell
                self.table.setCellWidget(row, _OFFER, cell)
                self.table.setRowHeight(row, cell.sizeHint().height())
        self.table.setColumnHidden(_OFFER, not self.offers)
        if self.offers:
            widest = max(cell.sizeHint().width() for cell in self.offers.values())
            self.table.setColumnWidth(_OFFER, widest + 8)

    def _open(self, row: int, _column: int) -> None:
        record_id = self._rows[row].record_id
        if record_id:
            self._context.open_requested.emit(record_id, "")

    def _check_letters(self) -> None:
        from kmdesk.shelf.ui.letter_form import check_letters  # only when it is asked for

        check_letters(self, self._context)

    def _choose_files(self) -> None:
        paths = ask_files(self, tr("Choose files…"), "documents")
        self.add(paths)

    def _choose_folder(self) -> None:
        path = ask_folder(self, tr("Choose a folder…"), "documents")
        if path:
            self.add([path])
