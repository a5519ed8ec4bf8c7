"""First run of the window: the choices while there is no library, and creating one."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kmdesk.composition import build_kinds
from kmdesk.jobs import Progress, TaskRunner
from kmdesk.office.ui.first_run import FirstRunPage, StageBar
from kmdesk.widgets.dialogs import error_text
from kmdesk.window.main_window import MainWindow


class FirstRun(QObject):
    """Offers the sample office, an empty library, a backup, or a handover pack."""

    made = Signal(object)
    """A library exists now; (name, code) if its recovery code is to be shown, or None."""
    exchange_requested = Signal(Path)
    """A restored library is to replace the folder of one that lost its database."""

    def __init__(self, window: MainWindow, runner: TaskRunner, root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._runner, self._root = window, runner, root

    def offer(self) -> None:
        """Show the page with the choices."""

        def make(parent: QWidget) -> QWidget:
            page = FirstRunPage(self._root, parent)
            page.sample_requested.connect(self._take_sample)
            page.empty_requested.connect(self._start_empty)
            page.restore_requested.connect(self._ask_backup)
            page.take_over_requested.connect(self._take_over)
            return page

        self._window.pages.offer("first_run", make)
        self._window.pages.show_page("first_run", remember=False)

    def _take_sample(self) -> None:
        self._make(_make_sample, self._root)

    def _ask_backup(self) -> None:
        from kmdesk.office.ui.restore_dialog import RestoreDialog
        from kmdesk.store.backup_settings import read_backup_settings
        from kmdesk.store.restore import lost_its_database

        beside = lost_its_database(self._root)
        folder = Path(read_backup_settings(self._root).folder or Path.home())
        dialog = RestoreDialog(self._window, self._runner, self._root, folder, beside=beside)
        if beside:
            dialog.restored.connect(self.exchange_requested)
        else:
            dialog.restored.connect(lambda _where: self.made.emit(None))
        dialog.open()

    def _take_over(self, folder: Path, values: dict[str, Any]) -> None:
        from kmdesk.office.ui.handover import take_over_into

        name = str(values["name"])
        sign_in = name, str(values["password"])
        dialog = take_over_into(
            self._window, self._runner, self._root, folder, sign_in, build_kinds
        )

        def done(taken: Any) -> None:
            if not taken.refused:
                dialog.accept()  # nothing to read: continue at once
            self.made.emit((name, taken.recovery))

        dialog.succeeded.connect(done)

    def _start_empty(self, values: dict[str, Any], form: Any) -> None:
        def done(code: str) -> None:
            form.accept()
            self.made.emit((str(values["name"]), code))

        bar = form.findChild(StageBar)

        def refuse(error: Exception) -> None:
            bar.hide()
            form.show_error(error)

        self._runner.submit_write(
            _make_empty, self._root, values, done=done, failed=refuse, progressed=bar.show_stage
        )

    def _make(self, work: Any, *args: object) -> None:
        page: Any = self._window.pages.page("first_run")
        self._runner.submit_write(
            work,
            *args,
            done=lambda _result: self.made.emit(None),
            failed=lambda error: page.show_error(error_text(error)),
            progressed=page.show_stage,
        )


def _make_sample(root: Path, progress: Progress) -> None:
    from kmdesk.office.new_library import STAGES, start_with_sample

    start_with_sample(root, lambda stage: progress.tell(stage, len(STAGES))).close()


def _make_empty(root: Path, values: dict[str, Any], progress: Progress) -> str:
    from kmdesk.office.new_library import STAGES, begin

    return begin(
        root,
        values["office_name"],
        values["name"],
        values["password"],
        digests=bool(values.get("digests")),
        tell=lambda stage: progress.tell(stage, len(STAGES)),
    )
