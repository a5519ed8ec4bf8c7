"""Backup: where it goes, the daily copy that is restored for proof, and restoring one."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.jobs import Progress, Task
from kmdesk.office.maintenance import back_up_if_due, choose_encryption, choose_folder, last_backup
from kmdesk.office.ui.handover import bring_pack_from, hand_over_to
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.records import Duty
from kmdesk.store.backup import BackupDone
from kmdesk.store.backup_plan import read_backup_settings
from kmdesk.store.bagit import Encryption
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, error_text
from kmdesk.widgets.files import ask_folder
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.taking_out import take_folder_to
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip


class PassphrasesDiffer(KmdeskError):
    """What was typed twice is not the same."""


class BackupPage(Page):
    """The clerk may go on working while a backup is made."""

    finished = Signal()
    exchange_requested = Signal(Path)
    """A library restored beside the present one is to take its place."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self.explain = ThaiLabel(
            self,
            tr(
                "A backup holds everything: records, files, sign-ins. One is made every day the"
                " folder or stick is there. It counts only when it was restored for proof and"
                " compared. Seven days, five weeks and twelve months are kept."
            ),
        )
        self.last = ThaiLabel(self)
        self.where = ThaiLabel(self)
        self.state = ThaiLabel(self)
        self.restoring = ThaiLabel(
            self,
            tr(
                "Restoring makes a library beside the present one and puts it in its place only"
                " when it stands. The present library stays in a folder next to it. On a new"
                " machine choose “Restore from a backup” on the first screen."
            ),
        )
        self.readable = ThaiLabel(
            self,
            tr(
                "A readable folder holds every record with its files and a page that any browser"
                " shows. Dropped on the window of another library it comes back whole."
            ),
        )
        self.last.setObjectName("recordTitle")
        self.choose = QPushButton(tr("Folder or stick for backups…"), self)
        self.encrypt = QPushButton(self)
        self.start = QPushButton(tr("Back up now"), self)
        self.stop = QPushButton(tr("Stop"), self)
        self.restore = QPushButton(tr("Restore from a backup") + "…", self)
        self.folder = QPushButton(tr("Take everything out as a folder…"), self)
        self.propose = QPushButton(self)
        self.handing = ThaiLabel(
            self,
            tr(
                "A handover pack holds every record with its files, contents to print and pages"
                " that any browser shows: usable without this program. Only secretary and"
                " administrator hand it over. Another library takes it over on its first screen,"
                " or here."
            ),
        )
        self.hand_over = QPushButton(tr("Hand the library over…"), self)
        self.bring_pack = QPushButton(tr("Bring in a pack…"), self)
        self.start.setObjectName("primary")
        for button, slot in (
            (self.choose, self._choose),
            (self.propose, self._take_proposed),
            (self.encrypt, self._ask_passphrase),
            (self.start, self.back_up_now),
            (self.stop, self._stop),
            (self.restore, self._restore),
            (self.folder, self._take_out),
            (self.hand_over, self._hand_over),
            (self.bring_pack, self._bring_pack),
        ):
            button.clicked.connect(slot)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Backing up…"))
        self.progress.setTextVisible(False)
        self._arrange()
        context.actor_changed.connect(self.refresh)
        self.refresh()
        self._show_running()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.last)
        column.addWidget(self.explain)
        column.addSpacing(8)
        column.addWidget(self.where)
        column.addWidget(_row(self.propose, self.choose, self.encrypt))
        column.addSpacing(8)
        column.addWidget(_row(self.start, self.stop))
        column.addWidget(self.progress)
        column.addWidget(self.state)
        column.addSpacing(24)
        column.addWidget(self.restoring)
        column.addWidget(_row(self.restore))
        column.addSpacing(24)
        column.addWidget(self.handing)
        column.addWidget(_row(self.hand_over, self.bring_pack))
        column.addSpacing(24)
        column.addWidget(self.readable)
        column.addWidget(_row(self.folder))
        column.addStretch(1)

    @property
    def is_busy(self) -> bool:
        """Whether a backup is being made."""
        return self._task is not None

    def refresh(self, *_ignored: object) -> None:
        """Read again where backups go and what came of the last."""
        plan = read_backup_settings(self._context.library.root)
        self.last.set_text(last_backup(plan))
        kind = tr("encrypted with a passphrase") if plan.identity else tr("not encrypted")
        where = tr("Backups go to: {folder}", folder=plan.folder or "–")
        self.where.set_text(f"{where}  ·  {kind}")
        encrypt = tr("No more encryption") if plan.identity else tr("Encrypt with a passphrase…")
        self.encrypt.setText(encrypt)
        administrator = self._context.actor.duty >= Duty.ADMINISTRATOR
        self.propose.setVisible(bool(plan.proposed and not plan.folder))
        name = Path(plan.proposed).name or plan.proposed  # a whole path makes no button
        self.propose.setText(tr("Back up to {folder} again", folder=name))
        self.propose.setToolTip(plain_tip(plan.proposed))
        for button in (self.propose, self.choose, self.encrypt, self.restore, self.bring_pack):
            button.setEnabled(administrator)
        self.hand_over.setEnabled(self._context.actor.duty >= Duty.SECRETARY)
        # A running backup has greyed the button; refreshing for another reason must
        # not offer it again.
        if self._task is None:
            self.start.setEnabled(bool(plan.folder))

    def _take_out(self) -> None:
        chosen = ask_folder(self, tr("Take everything out as a folder…"), "take out")
        if chosen:
            name = self._context.settings.office_name or tr("Knowledge corner")
            take_folder_to(self, self._context, Path(chosen), name)

    def _hand_over(self) -> None:
        chosen = ask_folder(self, tr("Hand the library over…"), "handover")
        if chosen:
            hand_over_to(self, self._context, Path(chosen))

    def _bring_pack(self) -> None:
        chosen = ask_folder(self, tr("Folder of the handover pack"), "handover")
        if chosen:
            bring_pack_from(self, self._context, Path(chosen))

    def back_up_to(self, folder: Path) -> None:
        """Keep backups in ``folder`` from now on, and make one."""
        self._go_to(str(folder))
        self.back_up_now()

    def back_up_now(self) -> None:
        """Copy and prove; off the UI thread."""
        if self._task is not None:
            return
        self.state.set_text(tr("Backing up…"))
        self.progress.setRange(0, 0)
        root = self._context.library.root

        def work(progress: Progress) -> BackupDone:
            return back_up_if_due(root, progress.tell)

        self._task = self._context.runner.submit_read(
            work, done=self._done, failed=self._failed, progressed=self._progressed
        )
        self._show_running()

    def _go_to(self, folder: str) -> None:
        try:
            choose_folder(self._context.library.root, self._context.actor, folder)
        except KmdeskError as error:
            self.state.set_text(str(error))
        self.refresh()

    def _choose(self) -> None:
        chosen = ask_folder(self, tr("Folder or stick for backups…"), "backup")
        if chosen:
            self._go_to(chosen)

    def _take_proposed(self) -> None:
        """Back up to where this library was restored from."""
        folder = Path(read_backup_settings(self._context.library.root).proposed)
        if folder.is_dir():
            self.back_up_to(folder)
        else:
            self.state.set_text(
                tr(
                    "The folder for backups, {folder}, is not there. Plug in the stick or choose"
                    " another folder.",
                    folder=str(folder),
                )
            )

    def _ask_passphrase(self) -> None:
        if read_backup_settings(self._context.library.root).identity:
            self._set_seal(None)
            return
        fields = [
            Field("passphrase", N_("Passphrase (8 characters or more)"), "password", required=True),
            Field("again", N_("Passphrase once more"), "password", required=True),
        ]
        note = N_(
            "Without the passphrase nobody can read the backups, not even this office. Write it"
            " down and keep it in the safe."
        )
        title, button = N_("Encrypt the backups"), N_("Encrypt")
        ask_form(self, title, fields, {}, self._save_passphrase, button=button, note=note)

    def _save_passphrase(self, values: dict[str, Any], form: FormDialog) -> None:
        if values["passphrase"] != values["again"]:
            form.show_error(PassphrasesDiffer("The two passphrases differ."), "again")
            return

        def done(seal: Encryption) -> None:
            self._set_seal(seal)
            form.accept()

        self._context.runner.submit_read(
            # Slow by design, against guessing passphrases: not on the UI thread.
            Encryption.new,
            values["passphrase"],
            done=done,
            failed=lambda error: form.show_error(error, "passphrase"),
        )

    def _set_seal(self, seal: Encryption | None) -> None:
        choose_encryption(self._context.library.root, self._context.actor, seal)
        self.refresh()

    def _restore(self) -> None:
        context = self._context
        folder = Path(read_backup_settings(context.library.root).folder or Path.home())
        dialog = RestoreDialog(self, context.runner, context.library.root, folder, beside=True)
        dialog.restored.connect(self.exchange_requested)
        dialog.open()

    # While it runs ---------------------------------------------------------------------

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._settle(tr("Stopped. No half backup was left."))

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _done(self, done: BackupDone) -> None:
        words = tr(
            "The backup is complete and test-restored: {folder} ({count} files, {new} new).",
            folder=str(done.folder),
            count=done.files,
            new=done.new,
        )
        if done.missing:
            words += " " + tr(
                "{count} files are missing in the library itself. See the health page.",
                count=len(done.missing),
            )
        self._settle(words)

    def _failed(self, error: Exception) -> None:
        self._settle(error_text(error))

    def _settle(self, words: str) -> None:
        self._task = None
        self.state.set_text(words)
        self._show_running()
        self.refresh()
        self.finished.emit()

    def _show_running(self) -> None:
        running = self._task is not None
        self.progress.setVisible(running)
        self.stop.setVisible(running)
        self.start.setEnabled(
            not running and bool(read_backup_settings(self._context.library.root).folder)
        )


def _row(*buttons: QPushButton) -> FlowRow:
    row = FlowRow(buttons[0].parentWidget())
    for button in buttons:
        row.add(button)
    return row
