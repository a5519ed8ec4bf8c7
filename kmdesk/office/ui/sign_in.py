"""The sign-in dialog: name and password; everything else stays where it is."""

from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.office.ui.recovery import ask_recovery
from kmdesk.people.accounts import sign_in
from kmdesk.records import Actor
from kmdesk.records.settings import SAMPLE
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form


def ask_sign_in(parent: QWidget, context: Context) -> FormDialog:
    """Ask for name and password; a right answer changes the context's actor."""

    def check(values: dict[str, Any], form: FormDialog) -> None:
        def welcome(actor: Actor) -> None:
            form.accept()
            context.set_actor(actor)
            context.message_posted.emit(tr("Signed in as {name}.", name=actor.name))

        # Hashing takes its time on purpose, and failures are written: the database lane.
        context.runner.submit_write(
            sign_in,
            context.library,
            values["name"],
            values["password"],
            done=welcome,
            failed=lambda error: form.show_error(error, "password"),
        )

    fields = [
        Field("name", N_("Sign-in name"), required=True),
        Field("password", N_("Password"), "password", required=True),
    ]
    note = ""
    if SAMPLE.value_of(context.settings.values.get(SAMPLE.key)):
        from kmdesk.office.new_library import sample_office

        sample = sample_office()
        note = tr(
            "In the sample library sign in as {clerk} (clerk), {secretary} (secretary) or"
            " {administrator} (administrator); the password is {password}.",
            clerk=sample.clerk,
            secretary=sample.secretary,
            administrator=sample.administrator,
            password=sample.password,
        )
    title, button = N_("Sign in"), N_("Sign in")
    form = ask_form(parent, title, fields, {}, check, button=button, note=note)
    forgot = QPushButton(tr("Forgot the password") + "…", form)
    # Enter signs in, wherever the cursor stands.
    forgot.setAutoDefault(False)

    def recover() -> None:
        form.reject()
        ask_recovery(parent, context)

    forgot.clicked.connect(recover)
    form.add_button(forgot)
    return form
