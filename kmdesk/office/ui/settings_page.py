"""Settings: facts of the office, the idle reset, digits; one's own password."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.office.ui.crest_row import CrestRow
from kmdesk.people.sign_in import change_password
from kmdesk.records.unit import Unit
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel

_STICK = N_("Folder of the stick for copies of prints")


class SettingError(KmdeskError):
    """A setting that cannot be taken."""


class SettingsPage(Panel):
    """Shows what is set; each button opens a short form."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.shown = ThaiLabel(self)
        self.change, self.password = QPushButton(self), QPushButton(self)
        self.change.clicked.connect(self._change)
        self.password.clicked.connect(self._password)
        row = QHBoxLayout()
        for button in (self.change, self.password):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.shown)
        column.addLayout(row)
        self.crest = CrestRow(context, self)
        column.addWidget(self.crest)
        column.addStretch(1)
        context.settings_changed.connect(self.retranslate)
        context.actor_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self, *_ignored: object) -> None:
        """Set all texts in the present language."""
        settings = self._context.settings
        lines = [
            f"{tr('Name of the office')}: {settings.office_name or '–'}",
            tr("Minutes until the screen is cleared") + f": {settings.idle_minutes}",
            tr("Thai digits in print") + ": " + (tr("Yes") if settings.thai_digits else tr("No")),
            f"{tr(_STICK)}: {settings.values.get('export_folder') or '–'}",
        ]
        self.shown.set_text("\n".join(lines))
        self.crest.refresh()
        self.change.setText(tr("Change…"))
        self.password.setText(tr("Change my password…"))

    def _change(self) -> None:
        settings = self._context.settings
        fields = [
            Field("office_name", N_("Name of the office"), required=True),
            Field(
                "idle_minutes",
                N_("Minutes until the screen is cleared"),
                "number",
                required=True,
                check=_minutes,
            ),
            Field("thai_digits", N_("Thai digits in print"), "check"),
            Field("export_folder", _STICK, hint=N_("For example E:\\ or /media/usb")),
        ]
        values = {
            "office_name": settings.office_name,
            "idle_minutes": settings.idle_minutes,
            "thai_digits": settings.thai_digits,
            "export_folder": settings.values.get("export_folder", ""),
        }
        ask_form(self, N_("Settings"), fields, values, self._save)

    def _save(self, values: dict[str, Any], form: FormDialog) -> None:
        def settle(_result: object) -> None:
            settings = self._context.settings
            settings.office_name = values["office_name"]
            settings.idle_minutes = values["idle_minutes"]
            settings.thai_digits = values["thai_digits"]
            settings.values["export_folder"] = values["export_folder"] or ""
            form.accept()
            self._context.settings_changed.emit()

        self._context.write(
            N_("Office settings"), _store, values, done=settle, failed=form.show_error
        )

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
        context.lanes.write(
            change_password,
            context.library,
            context.actor,
            context.actor.name,
            values["password"],
            done=lambda _result: form.accept(),
            failed=lambda error: form.show_error(error, "password"),
        )


def _minutes(value: Any) -> str | None:
    return None if 0 <= int(value) <= 240 else N_("Between 0 (never) and 240 minutes.")


def _store(unit: Unit, values: dict[str, Any]) -> None:
    unit.set_value("office_name", values["office_name"])
    unit.set_value("idle_minutes", str(values["idle_minutes"]))
    unit.set_value("thai_digits", "1" if values["thai_digits"] else "0")
    unit.set_value("export_folder", values["export_folder"] or "")
