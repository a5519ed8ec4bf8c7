"""Sign-ins: who may sign in, with which duty; for the administrator."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.ui.recovery import show_recovery_code
from kmdesk.people.accounts import (
    SignIn,
    add_account,
    change_password,
    new_recovery_code,
    set_disabled,
    set_duty,
    sign_ins,
)
from kmdesk.records import DUTY_NAMES, Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, confirm, error_text
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

_ROW = Qt.ItemDataRole.UserRole
_PASSWORD = N_("Password (6 characters or more)")
_AGAIN = N_("Password once more")
_DUTIES = {int(duty): name for duty, name in DUTY_NAMES.items() if duty > Duty.WALK_UP}


class PasswordsDiffer(KmdeskError):
    """What was typed twice is not the same."""


class SignInsPage(Page):
    """A list, and what can be done with the chosen one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.explain = ThaiLabel(
            self,
            tr(
                "Who may sign in here. The history keeps the name of whoever leaves; shut the"
                " sign-in out instead of giving it to somebody else."
            ),
        )
        self.state = ThaiLabel(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Sign-ins"))
        self.list.currentRowChanged.connect(self._show_buttons)
        self.new = QPushButton(tr("New sign-in…"), self)
        self.duty = QPushButton(tr("Change the duty…"), self)
        self.password = QPushButton(tr("New password…"), self)
        self.shut = QPushButton(self)
        self.code = QPushButton(tr("New recovery code…"), self)
        self.new.setObjectName("primary")
        row = FlowRow(self)
        for button, slot in (
            (self.new, self._add),
            (self.duty, self._change_duty),
            (self.password, self._change_password),
            (self.shut, self._shut),
            (self.code, self._new_code),
        ):
            button.clicked.connect(slot)
            row.add(button)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.list, 1)
        column.addWidget(row)
        column.addWidget(self.state)
        context.actor_changed.connect(self.refresh)
        self._show_buttons()

    def refresh(self, *_ignored: object) -> None:
        """Read the sign-ins again."""
        context = self._context
        # Signed out with the page open: the names are not for the next person.
        if context.actor.duty < Duty.ADMINISTRATOR:
            self.list.clear()
            self.state.set_text(tr("Only the administrator sees the sign-ins."))
            self._show_buttons()
            return
        self.state.set_text("")
        context.runner.submit_read(
            sign_ins, context.library, context.actor, done=self._show, failed=self._refuse
        )

    # The list --------------------------------------------------------------------------

    def _show(self, rows: list[SignIn]) -> None:
        chosen = self._chosen()
        self.list.clear()
        for at, row in enumerate(rows):
            words = f"{row.name}  ·  {tr(DUTY_NAMES[row.duty])}"
            if row.disabled:
                words += "  ·  " + tr("shut out")
            item = QListWidgetItem(words)
            item.setData(_ROW, row)
            self.list.addItem(item)
            if at == 0 or (chosen is not None and chosen.name == row.name):
                self.list.setCurrentRow(at)
        self._show_buttons()

    def _chosen(self) -> SignIn | None:
        item: QListWidgetItem | None = self.list.currentItem()
        return item.data(_ROW) if item is not None else None

    def _show_buttons(self, *_row: int) -> None:
        chosen = self._chosen()
        administrator = self._context.actor.duty >= Duty.ADMINISTRATOR
        for button in (self.duty, self.password, self.shut):
            button.setEnabled(chosen is not None and administrator)
        for button in (self.new, self.code):
            button.setEnabled(administrator)
        shut = chosen is not None and chosen.disabled
        self.shut.setText(tr("Let in again") if shut else tr("Shut out"))

    def _refuse(self, error: Exception) -> None:
        self.state.set_text(error_text(error))

    # What can be done ------------------------------------------------------------------

    def _add(self) -> None:
        fields = [
            Field("name", N_("Sign-in name"), required=True),
            Field("password", _PASSWORD, "password", required=True),
            Field("again", _AGAIN, "password", required=True),
            Field("duty", N_("Duty"), "choice", choices=_DUTIES),
        ]
        ask_form(self, N_("New sign-in"), fields, {}, self._save_new, keep=False)

    def _save_new(self, values: dict[str, Any], form: FormDialog) -> None:
        if _agree(values, form):
            name, password = values["name"], values["password"]
            self._write(add_account, name, password, Duty(values["duty"]), form=form)

    def _change_duty(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        fields = [Field("duty", N_("Duty"), "choice", choices=_DUTIES)]

        def save(values: dict[str, Any], form: FormDialog) -> None:
            self._write(set_duty, chosen.name, Duty(values["duty"]), form=form)

        present = {"duty": int(chosen.duty)}
        ask_form(self, N_("Change the duty of a sign-in"), fields, present, save, keep=False)

    def _change_password(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        fields = [
            Field("password", _PASSWORD, "password", required=True),
            Field("again", _AGAIN, "password", required=True),
        ]

        def save(values: dict[str, Any], form: FormDialog) -> None:
            if _agree(values, form):
                self._write(change_password, chosen.name, values["password"], form=form)

        ask_form(self, N_("New password"), fields, {}, save, note=chosen.name, keep=False)

    def _shut(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._write(set_disabled, chosen.name, not chosen.disabled)

    def _new_code(self) -> None:
        text = tr("The recovery code that was printed before is worth nothing any more.")
        confirm(self, text, N_("Make a new code"), self._make_code)

    def _make_code(self) -> None:
        context = self._context
        context.runner.submit_write(
            new_recovery_code,
            context.library,
            context.actor,
            done=self._show_code,
            failed=self._refuse,
        )

    def _show_code(self, code: str) -> None:
        show_recovery_code(self, self._context, self._context.actor.name, code)

    def _write(
        self, work: Callable[..., object], *args: object, form: FormDialog | None = None
    ) -> None:
        context = self._context

        def done(_result: object) -> None:
            if form is not None:
                form.accept()
            self.refresh()

        failed = form.show_error if form is not None else self._refuse
        context.runner.submit_write(
            work, context.library, context.actor, *args, done=done, failed=failed
        )


def _agree(values: dict[str, Any], form: FormDialog) -> bool:
    if values["password"] == values["again"]:
        return True
    form.show_error(PasswordsDiffer("The two passwords differ."), "again")
    return False
