"""Settings: facts of the office, the idle reset, digits; one's own password."""

from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.new_library import set_kiosk
from kmdesk.office.ui.crest_row import CrestRow
from kmdesk.people.accounts import change_password
from kmdesk.records import Duty
from kmdesk.records.settings import SETTINGS, Setting, Shown, store_all
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

ON_PAGE = tuple(setting for setting in SETTINGS if setting.shown is Shown.SETTINGS)


class SettingError(KmdeskError):
    """A setting that cannot be taken."""


class SettingsPage(Page):
    """Shows what is set; each button opens a short form."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.shown = ThaiLabel(self)
        self.change = QPushButton(tr("Change…"), self)
        self.password = QPushButton(tr("Change my password…"), self)
        self.kiosk = QPushButton(self)
        self.kiosk.clicked.connect(self._kiosk)
        self.change.clicked.connect(self._change)
        self.password.clicked.connect(self._password)
        row = FlowRow(self)
        for button in (self.change, self.password, self.kiosk):
            row.add(button)
        column = QVBoxLayout(self)
        column.addWidget(self.shown)
        column.addWidget(row)
        self.crest = CrestRow(context, self)
        column.addWidget(self.crest)
        column.addStretch(1)
        context.settings_changed.connect(self._show)
        context.actor_changed.connect(self._show)
        self._show()

    def _show(self, *_ignored: object) -> None:
        values = self._context.settings.values
        lines = [
            f"{tr(setting.label)}: {setting_words(setting, values.get(setting.key))}"
            for setting in ON_PAGE
        ]
        self.shown.set_text("\n".join(lines))
        self.crest.refresh()
        kiosk = values.get("kiosk") == "1"
        self.kiosk.setText(tr("Leave the kiosk") if kiosk else tr("Run as a kiosk (full screen)"))
        self.kiosk.setVisible(self._context.actor.duty >= Duty.ADMINISTRATOR)

    def _change(self) -> None:
        stored = self._context.settings.values
        fields = [setting_field(setting) for setting in ON_PAGE]
        values = {setting.key: setting.value_of(stored.get(setting.key)) for setting in ON_PAGE}
        ask_form(self, N_("Settings"), fields, values, self._save)

    def _save(self, values: dict[str, Any], form: FormDialog) -> None:
        given = {key: "" if value is None else value for key, value in values.items()}

        def settle(_result: object) -> None:
            for setting in ON_PAGE:
                self._context.settings.take(setting.key, setting.written(given[setting.key]))
            form.accept()
            self._context.settings_changed.emit()

        self._context.write(
            N_("Office settings"), store_all, given, done=settle, failed=form.show_error
        )

    def _kiosk(self) -> None:
        context = self._context
        on = context.settings.values.get("kiosk") != "1"

        def done(_result: object) -> None:
            context.settings.values["kiosk"] = "1" if on else "0"
            context.settings_changed.emit()

        context.runner.submit_write(set_kiosk, context.library, context.actor, on, done=done)

    def _password(self) -> None:
        fields = [
            Field("password", N_("Password (6 characters or more)"), "password", required=True),
            Field("again", N_("Password once more"), "password", required=True),
        ]
        ask_form(self, N_("Change my password"), fields, {}, self._save_password)

    def _save_password(self, values: dict[str, Any], form: FormDialog) -> None:
        if values["password"] != values["again"]:
            form.show_error(SettingError("The two passwords differ."), "again")
            return
        context = self._context
        context.runner.submit_write(
            change_password,
            context.library,
            context.actor,
            context.actor.name,
            values["password"],
            done=lambda _result: form.accept(),
            failed=lambda error: form.show_error(error, "password"),
        )


def setting_field(setting: Setting[Any]) -> Field:
    """The field a form asks for a setting with."""
    kind = setting.field_kind
    check = None if kind == "check" else setting.check
    return Field(
        setting.key,
        setting.label,
        kind,
        required=setting.required,
        check=check,
        hint=setting.hint if kind == "text" else "",
    )


def setting_words(setting: Setting[Any], text: str | None) -> str:
    """What is set, as it is read on the page."""
    value = setting.value_of(text)
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    return setting.written(value) or "–"
