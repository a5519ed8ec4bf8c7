"""The restore wizard: folder, which backup, passphrase if it has one, progress."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.jobs import Progress, Task, TaskRunner
from kmdesk.records.fields import screen_moment
from kmdesk.store.backup import restore, restore_beside
from kmdesk.store.bagit import Bag, bags_in
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import ask_folder
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.thai_label import ThaiLabel

_BAG = Qt.ItemDataRole.UserRole


class RestoreDialog(QDialog):
    """Restores into ``root``, or beside it when a library is there already (``beside``)."""

    restored = Signal(Path)
    """Where the restored library stands."""

    def __init__(
        self, parent: QWidget, runner: TaskRunner, root: Path, folder: Path, *, beside: bool = False
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._runner, self._root, self._beside = runner, root, beside
        self._task: Task | None = None
        self.setWindowTitle(tr("Restore from a backup"))
        self.where = ThaiLabel(self)
        self.choose = QPushButton(tr("Another folder…"), self)
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Backups in this folder"))
        self.list.currentRowChanged.connect(self._chosen)
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.asking = PlainLabel(tr("Passphrase of this backup"), self)
        self.asking.setBuddy(self.passphrase)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Restoring…"))
        self.progress.hide()
        self.state = ThaiLabel(self)
        self.start = QPushButton(tr("Restore"), self)
        self.start.setDefault(True)
        self.start.clicked.connect(self.run)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.clicked.connect(self.reject)
        self._arrange()
        self.list.setFocus()
        self.look_in(folder)

    def _arrange(self) -> None:
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.where, 1)
        head.addWidget(self.choose)
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.addLayout(head)
        for widget in (self.list, self.asking, self.passphrase, self.progress, self.state):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.resize(720, 460)

    def look_in(self, folder: Path) -> None:
        """List the backups in ``folder``."""
        self.where.set_text(str(folder))
        self.list.clear()
        self.start.setEnabled(False)
        self.state.set_text(tr("Looking for backups…"))
        self._folder = folder
        found, lost = partial(self._found, folder), partial(self._lost, folder)
        self._runner.submit_read(bags_in, folder, done=found, failed=lost)

    def run(self) -> None:
        """Restore the chosen backup, off the UI thread."""
        bag = self._bag()
        if bag is None or self._task is not None:
            return
        root, passphrase = self._root, self.passphrase.text()
        work = restore_beside if self._beside else restore

        def job(progress: Progress) -> Path:
            return work(bag.folder, root, passphrase=passphrase, tell=progress.tell)

        self.state.set_text(tr("Restoring…"))
        self.progress.setRange(0, 0)
        self._set_running(
            self._runner.submit_read(
                job, done=self._done, failed=self._refuse, progressed=self._progressed
            )
        )

    def reject(self) -> None:
        """Stop what runs; nothing half is left."""
        if self._task is not None:
            self._task.cancel()
        super().reject()

    def _choose(self) -> None:
        chosen = ask_folder(self, tr("Folder of the backup"), "backup", str(self._folder))
        if chosen:
            self.look_in(Path(chosen))

    def _found(self, folder: Path, bags: list[Bag]) -> None:
        if folder == self._folder:  # a slow answer about another folder comes too late
            self._show(bags)

    def _lost(self, folder: Path, error: Exception) -> None:
        if folder == self._folder:
            self._refuse(error)

    def _show(self, bags: list[Bag]) -> None:
        self.list.clear()
        for bag in bags:
            item = QListWidgetItem(_words(bag))
            item.setData(_BAG, bag)
            self.list.addItem(item)
        self.state.set_text("" if bags else tr("There is no backup in this folder."))
        self.list.setCurrentRow(0 if bags else -1)
        self._chosen()

    def _bag(self) -> Bag | None:
        item: QListWidgetItem | None = self.list.currentItem()
        return item.data(_BAG) if item is not None else None

    def _chosen(self, *_row: int) -> None:
        bag = self._bag()
        sealed = bag is not None and bag.is_sealed
        self.asking.setVisible(sealed)
        self.passphrase.setVisible(sealed)
        self.start.setEnabled(bag is not None and self._task is None)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _done(self, folder: Path) -> None:
        self._set_running(None)
        self.restored.emit(folder)
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._set_running(None)
        self.state.set_text(error_text(error))

    def _set_running(self, task: Task | None) -> None:
        self._task = task
        self.progress.setVisible(task is not None)
        self.list.setEnabled(task is None)
        # a folder that cannot be read ended the running restore in this dialog only: out of reach
        self.choose.setEnabled(task is None)
        self._chosen()


def _words(bag: Bag) -> str:
    day = screen_moment(bag.at, "long") if bag.at else bag.folder.name
    # One of them is the database.
    count = len(bag.listed) - 1
    sealed = "  ·  " + tr("encrypted with a passphrase") if bag.is_sealed else ""
    return f"{day}  ·  " + tr("{count} files", count=f"{count:,}") + sealed
