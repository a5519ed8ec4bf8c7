"""The recovery code: shown once, printed, and used on the day nobody can sign in."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.new_library import code_on_paper
from kmdesk.people.accounts import recover
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.thai_label import ThaiLabel


class PasswordsDiffer(KmdeskError):
    """What was typed twice is not the same."""


class RecoveryDialog(QDialog):
    """Shows the code large, with a button that prints the sheet for the safe."""

    def __init__(self, parent: QWidget, context: Context, name: str, code: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._name, self._code = context, name, code
        self.setWindowTitle(tr("Recovery code"))
        explain = ThaiLabel(
            self,
            tr(
                "If nobody can sign in any more, this code sets a new password for {name}. It is"
                " shown only now. Print it and lock it away.",
                name=name,
            ),
        )
        self.code = QLineEdit(code, self)
        self.code.setReadOnly(True)
        self.code.setObjectName("code")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName(tr("Recovery code"))
        self.print = QPushButton(tr("Print"), self)
        self.print.setDefault(True)
        self.print.clicked.connect(self._print)
        close = QPushButton(tr("I have it on paper"), self)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.print)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(explain)
        column.addWidget(self.code)
        column.addLayout(row)
        self.resize(620, 220)

    def _print(self) -> None:
        from kmdesk.office.print import write_recovery_sheet

        context, name, code = self._context, self._name, self._code
        office = context.settings.office_name
        print_made(
            self, context, lambda: write_recovery_sheet(name, code, office), tr("Recovery code")
        )


def show_recovery_code(parent: QWidget, context: Context, name: str, code: str) -> RecoveryDialog:
    """Show a fresh code; returns at once."""
    dialog = RecoveryDialog(parent, context, name, code)
    # Only by its button: closed in any other way the code counts as never seen, and is asked for
    # again under the first steps.
    dialog.accepted.connect(lambda: context.runner.submit_write(code_on_paper, context.library))
    dialog.open()
    return dialog


def ask_recovery(parent: QWidget, context: Context) -> FormDialog:
    """Ask for the printed code and a new password; a right one shows the next code."""

    def save(values: dict[str, Any], form: FormDialog) -> None:
        if values["password"] != values["again"]:
            form.show_error(PasswordsDiffer("The two passwords differ."), "again")
            return

        def done(code: str) -> None:
            form.accept()
            show_recovery_code(parent, context, values["name"], code)

        context.runner.submit_write(
            recover,
            context.library,
            values["code"],
            values["name"],
            values["password"],
            done=done,
            failed=form.show_error,
        )

    fields = [
        Field("code", N_("Code on the recovery sheet"), required=True),
        Field("name", N_("Sign-in name of the administrator"), required=True),
        Field("password", N_("Password (6 characters or more)"), "password", required=True),
        Field("again", N_("Password once more"), "password", required=True),
    ]
    title, button = N_("Forgot the password"), N_("Set the new password")
    return ask_form(parent, title, fields, {}, save, button=button)
