"""The first screen of a new machine: start empty, start with the sample, or restore."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.first_run import sample_office
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel


class PasswordsDiffer(KmdeskError):
    """What was typed twice is not the same."""


class FirstRunPage(Panel):
    """Three large choices; the composition root does the work."""

    empty_requested = Signal(dict, object)
    """(values of the form, the form)"""
    sample_requested = Signal()
    restore_requested = Signal()

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder = folder
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("heading")
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.where = ThaiLabel(self)
        self.where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty, self.sample, self.restore = (QPushButton(self) for _ in range(3))
        self.notes = [ThaiLabel(self) for _ in range(3)]
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.empty.clicked.connect(self._ask_names)
        self.sample.clicked.connect(self._sample)
        self.restore.clicked.connect(self.restore_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 40, 60, 40)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self.heading)
        column.addWidget(self.where)
        column.addSpacing(20)
        for button, note in zip((self.empty, self.sample, self.restore), self.notes, strict=True):
            button.setMinimumSize(320, 60)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(button)
            note.setFixedWidth(480)
            row.addWidget(note)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.problem)
        column.addStretch(2)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.heading.set_text(tr("Welcome to the knowledge corner"))
        self.where.set_text(tr("The library will be kept in {folder}", folder=str(self._folder)))
        self.empty.setText(tr("Start a new library"))
        self.sample.setText(tr("Use the sample library"))
        self.restore.setText(tr("Restore from a backup"))
        self.notes[0].set_text(tr("Empty, for your own office. You choose the clerk's sign-in."))
        self.notes[1].set_text(
            tr(
                "A made-up office to try everything on. Its clerk signs in as {name} with the"
                " password {password}.",
                name=sample_office().clerk,
                password=sample_office().password,
            )
        )
        self.notes[2].set_text(tr("From the folder of a backup made by this program."))

    def show_error(self, text: str) -> None:
        """Say what went wrong and let the reader choose again."""
        self.problem.set_text(text)
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while the library is made."""
        for button in (self.empty, self.sample, self.restore):
            button.setEnabled(not busy)
        if busy:
            self.problem.set_text("")

    def _sample(self) -> None:
        self.set_busy(True)
        self.sample_requested.emit()

    def _ask_names(self) -> None:
        fields = [
            Field("office_name", N_("Name of the office"), required=True),
            Field("name", N_("Clerk's sign-in name"), required=True),
            Field("password", N_("Password (6 characters or more)"), "password", required=True),
            Field("again", N_("Password once more"), "password", required=True),
        ]
        title, button = N_("Start a new library"), N_("Start")
        ask_form(self, title, fields, {}, self._create, button=button)

    def _create(self, values: dict[str, Any], form: FormDialog) -> None:
        if values["password"] != values["again"]:
            form.show_error(PasswordsDiffer("The two passwords differ."), "again")
            return
        self.empty_requested.emit(values, form)
