"""What a clerk does with trainings."""

from pathlib import Path

from kmdesk.committees import participants
from kmdesk.committees.ui.asking import ask, ask_record, ask_row, detail_of, pick, today
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.queries import RecordView

_NEW_TRAINING = without(participants.TRAINING.fields, "status")


def new_training(tab: ActingTab, _view: RecordView | None) -> None:
    """Add a training."""
    ask(
        tab,
        N_("New training"),
        form_fields(_NEW_TRAINING),
        {"dated": today()},
        lambda unit, values: participants.add_training(unit, values).id,
    )


def edit_training(tab: ActingTab, view: RecordView | None) -> None:
    """Change the training shown."""
    if view is not None:
        ask_record(tab, view, N_("Edit the training"), form_fields(participants.TRAINING.fields))


def add_people(tab: ActingTab, view: RecordView | None) -> None:
    """Write who took part, a line each."""
    if view is None:
        return
    training_id = view.id

    def work(unit: Unit, values: dict[str, str]) -> None:
        participants.add_members(unit, training_id, values["names"])

    names = Field("names", N_("Names, a line each"), "lines", required=True)
    ask(tab, N_("Who took part"), [names], {}, work)


def edit_person(tab: ActingTab, view: RecordView | None) -> None:
    """Change or remove somebody who took part."""
    rows = detail_of(view).rows_of("trainee")
    if rows:
        title = N_("Edit a participant")
        pick(
            tab,
            title,
            rows,
            lambda row: ask_row(tab, title, form_fields(participants.TRAINEE), row),
        )


def print_certificates(tab: ActingTab, view: RecordView | None) -> None:
    """Number the certificates, then print one page for everybody."""
    if view is None:
        return
    context, training_id = tab.context, view.id
    library, actor = context.library, context.actor

    def make() -> Path:
        from kmdesk.committees.print import write_certificates  # when printing

        out = print_path("certificates.pdf")
        write_certificates(library, actor, training_id, out)
        return out

    tab.save(
        N_("Number certificates"),
        # As text: a number would be taken for the record to show next.
        lambda unit: str(participants.number_certificates(unit, training_id)),
        done=lambda _count: print_made(tab, context, make, tr("Certificates")),
    )
