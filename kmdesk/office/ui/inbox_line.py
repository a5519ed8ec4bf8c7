"""One line about the folder for scans: which it is, how it does, choose another, stop."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.office.arrivals import DONE, check_folder
from kmdesk.office.ui.inbox_watch import InboxWatch
from kmdesk.records.settings import INBOX_FOLDER
from kmdesk.records.unit import Unit
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import ask_folder
from kmdesk.widgets.thai_label import ThaiLabel


class InboxLine(QWidget):
    """Shown on the page where files are added."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._watch: InboxWatch | None = None
        self._problem = ""
        self.state = ThaiLabel(self)
        self.choose_button = QPushButton(tr("Folder for scans…"), self)
        self.stop_button = QPushButton(tr("Stop watching"), self)
        self.choose_button.clicked.connect(self._choose)
        self.stop_button.clicked.connect(lambda: self.set_folder(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choose_button)
        row.addWidget(self.stop_button)
        row.addWidget(self.state, 1)
        self._show()

    def attach(self, watch: InboxWatch) -> None:
        """Follow this watch."""
        self._watch = watch
        watch.changed.connect(self._show)
        self._show()

    def set_folder(self, folder: Path | None) -> None:
        """Watch ``folder`` from now on, or none; a folder that will not do is told here."""
        root, chosen = self._context.library.root, str(folder) if folder is not None else ""

        def work(unit: Unit) -> None:
            if folder is not None:
                check_folder(folder, root)
            INBOX_FOLDER.store(unit, chosen)

        def settle(_result: object) -> None:
            self._problem = ""
            self._context.settings.values[INBOX_FOLDER.key] = chosen
            self._context.settings_changed.emit()
            self._show()

        self._context.write(N_("Office settings"), work, done=settle, failed=self._refuse)

    def _show(self) -> None:
        self.stop_button.setVisible(bool(self._watch is not None and self._watch.folder))
        self.state.set_text(self._problem or self._words())

    def _words(self) -> str:
        watch = self._watch
        if watch is None or watch.state == "off":
            return tr("A scanner's folder can be watched: what lands there is taken in by itself.")
        folder = watch.folder
        if watch.state == "gone":
            return tr("{folder} is away; it is looked for again by itself.", folder=folder)
        if watch.state == "barred":
            return tr("{folder} may not be read. Ask for permission.", folder=folder)
        if watch.is_taking or watch.waiting:
            # The files in hand are no longer among those that wait.
            count = str(max(1, watch.waiting))
            return tr("Watching {folder}: {count} files wait", folder=folder, count=count)
        return tr(
            "Watching {folder}; files taken in are moved to “{done}”.", folder=folder, done=tr(DONE)
        )

    def _choose(self) -> None:
        path = ask_folder(self, tr("Folder for scans…"), "scans")
        if path:
            self.set_folder(Path(path))

    def _refuse(self, error: Exception) -> None:
        self._problem = error_text(error)
        self._show()
