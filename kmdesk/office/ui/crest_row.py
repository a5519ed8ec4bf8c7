"""The line of the settings where the office supplies its picture of the garuda."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.office.new_library import drop_crest, keep_crest, read_crest
from kmdesk.records.settings import CREST
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.thai_label import ThaiLabel


class CrestRow(QWidget):
    """Says whether there is a picture; chooses one or does without."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.words = ThaiLabel(self)
        self.words.setWordWrap(False)
        self.choose = QPushButton(self)
        self.choose.clicked.connect(self._ask)
        self.drop = QPushButton(self)
        self.drop.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.words, self.choose, self.drop):
            row.addWidget(widget)
        row.addStretch(1)
        self.drop.hide()

    def refresh(self) -> None:
        """Look again, off the UI thread, and set the texts in the present language."""
        self.choose.setText(tr("Picture of the garuda…"))
        self.drop.setText(tr("Without the picture"))
        context = self._context
        context.runner.submit_read(CREST.of, context.library, done=self._show)

    def take(self, source: Path) -> None:
        """Store a picture file and draw it on official papers from now on."""
        self._context.runner.submit_read(
            read_crest, source, done=partial(self._write, keep_crest), failed=self._refuse
        )

    def _show(self, stored: str) -> None:
        there = tr("Yes") if stored else tr("No (its space stays free)")
        self.words.set_text(f"{tr(CREST.label)}: {there}")
        self.drop.setVisible(bool(stored))

    def _ask(self) -> None:
        kinds = tr("Pictures") + " (*.png *.jpg *.jpeg)"
        name = ask_file(self, tr("Picture of the garuda"), "picture", kinds)
        if name:
            self.take(Path(name))

    def _drop(self) -> None:
        self._write(drop_crest)

    def _write(self, work: Callable[..., None], *args: object) -> None:
        self._context.write(
            N_("Picture of the garuda"),
            work,
            *args,
            done=lambda _result: self.refresh(),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)
