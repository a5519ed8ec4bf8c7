"""The first screen of a new machine: start empty, with the sample, from a backup or a pack."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.new_library import STAGES, sample_office
from kmdesk.people.accounts import check_password
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.files import ask_folder
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel


class PasswordsDiffer(KmdeskError):
    """What was typed twice is not the same."""


class StageBar(QWidget):
    """What is going on while a library is made, and how far it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ThaiLabel(self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        self.hide()

    def show_stage(self, stage: int, total: int) -> None:
        """The stage under way; those before it are behind."""
        self.words.set_text(tr(STAGES[stage]))
        # Neither empty in the first stage nor full in the last, which is still going on.
        self.bar.setRange(0, total + 1)
        self.bar.setValue(stage + 1)
        self.show()


class FirstRunPage(Page):
    """Four large choices; the composition root does the work."""

    empty_requested = Signal(dict, object)
    """(values of the form, the form)"""
    sample_requested = Signal()
    restore_requested = Signal()
    take_over_requested = Signal(Path, dict)
    """(folder of the pack, values of the form)"""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder, self._is_making = folder, False
        self.heading = ThaiLabel(self, tr("Welcome to the knowledge corner"))
        self.heading.setObjectName("heading")
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.where = ThaiLabel(self)
        self.where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty = QPushButton(tr("Start a new library"), self)
        self.sample = QPushButton(tr("Use the sample library"), self)
        self.restore = QPushButton(tr("Restore from a backup"), self)
        self.pack = QPushButton(tr("Take over a library handed over"), self)
        self._choices = (self.empty, self.sample, self.restore, self.pack)
        self.notes = [ThaiLabel(self) for _ in self._choices]
        self.progress = StageBar(self)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.empty.clicked.connect(self._ask_names)
        self.sample.clicked.connect(self._sample)
        self.restore.clicked.connect(self.restore_requested)
        self.pack.clicked.connect(self._choose_pack)
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 40, 60, 40)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self.heading)
        column.addWidget(self.where)
        column.addSpacing(20)
        for button, note in zip(self._choices, self.notes, strict=True):
            button.setMinimumSize(320, 60)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(button)
            note.setFixedWidth(480)
            row.addWidget(note)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        column.addStretch(2)
        self.where.set_text(tr("The library will be kept in {folder}", folder=str(self._folder)))
        self.notes[0].set_text(
            tr("Empty, for your own office. You choose the administrator's sign-in.")
        )
        sample = sample_office()
        self.notes[1].set_text(
            tr(
                "A made-up office to try everything on. Sign in as {clerk} (clerk), {secretary}"
                " (secretary) or {administrator} (administrator); the password is {password}.",
                clerk=sample.clerk,
                secretary=sample.secretary,
                administrator=sample.administrator,
                password=sample.password,
            )
        )
        self.notes[2].set_text(tr("From the folder of a backup made by this program."))
        self.notes[3].set_text(tr("From the folder of a handover pack. You choose the sign-in."))

    @property
    def is_busy(self) -> bool:
        """Whether a library is being made: its stages and errors are told on this page."""
        return self._is_making

    def show_error(self, text: str) -> None:
        """Say what went wrong and let the reader choose again."""
        self.problem.set_text(text)
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while the library is made."""
        self._is_making = busy
        for button in self._choices:
            button.setEnabled(not busy)
        if busy:
            self.problem.set_text("")
        else:
            self.progress.hide()

    def show_stage(self, stage: int, total: int) -> None:
        """Say what is going on while the library is made."""
        self.progress.show_stage(stage, total)

    def _sample(self) -> None:
        self.set_busy(True)
        self.sample_requested.emit()

    def _ask_names(self) -> None:
        fields = [
            Field("office_name", N_("Name of the office"), required=True),
            *_SIGN_IN,
            Field("digests", N_("First content"), "check", hint=_DIGESTS),
        ]
        title, button = N_("Start a new library"), N_("Start")
        form = ask_form(self, title, fields, {"digests": True}, self._create, button=button)
        form.add_foot(StageBar(form))

    def _create(self, values: dict[str, Any], form: FormDialog) -> None:
        if _agree(values, form):
            # The form stays open and shows the stages: after a refusal nothing must be typed again.
            self.empty_requested.emit(values, form)

    def _choose_pack(self) -> None:
        chosen = ask_folder(self, tr("Folder of the handover pack"), "handover")
        if chosen:
            self.ask_sign_in(Path(chosen))

    def ask_sign_in(self, folder: Path) -> None:
        """Ask who will sign in to the library that is taken over from ``folder``."""

        def go_on(values: dict[str, Any], form: FormDialog) -> None:
            if _agree(values, form):
                form.accept()
                self.take_over_requested.emit(folder, values)

        title = N_("Take over a library handed over")
        ask_form(self, title, _SIGN_IN, {}, go_on, button=N_("Take over"))


_DIGESTS = N_("With a digest of the basic laws")
_SIGN_IN = [
    Field("name", N_("Administrator's sign-in name"), required=True),
    Field("password", N_("Password (6 characters or more)"), "password", required=True),
    Field("again", N_("Password once more"), "password", required=True),
]


def _agree(values: dict[str, Any], form: FormDialog) -> bool:
    """Whether the password was typed twice the same and is long enough; else the form says so."""
    try:
        if values["password"] != values["again"]:
            raise PasswordsDiffer("The two passwords differ.")
        check_password(values["password"])
    except KmdeskError as error:
        form.show_error(error, "again" if isinstance(error, PasswordsDiffer) else "password")
        return False
    return True
