"""Acts on the chosen lines of the list, or on all of it when only one is chosen."""

from functools import partial
from typing import Any

from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import AUDIENCES
from kmdesk.shelf import documents
from kmdesk.shelf.documents import (
    REPLACED,
    Replacement,
    ShelfError,
    edit_many,
    replace_in,
    would_replace,
)
from kmdesk.shelf.model import FORMS, HOLDINGS, RETENTIONS, STATUSES
from kmdesk.shelf.ui.pages_dialog import open_pages
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, confirm, show_message
from kmdesk.widgets.queries import RecordView

# Neither None nor empty: a field may be set to either.
_KEEP = "\0keep"
_SHOWN = 5


def chosen(tab: ActingTab) -> list[int]:
    """The lines chosen when there are several, else the whole list."""
    several = tab.selected_ids
    return several if len(several) > 1 else list(tab.listed_ids)


def change_many(tab: ActingTab, _view: RecordView | None) -> None:
    """Set the same values on many documents; what is left alone stays."""
    ids = chosen(tab)

    def ask(places: tuple[tuple[int, str], ...]) -> None:
        fields = [
            Field("form", N_("Form"), "choice", choices=_kept(FORMS)),
            Field("status", N_("Status"), "choice", choices=_kept(STATUSES)),
            Field("place_id", N_("Place"), "choice", choices=_places(places)),
            Field("holding", N_("Paper"), "choice", choices=_kept(HOLDINGS)),
            Field("retention", N_("Keep for"), "choice", choices=_kept(RETENTIONS)),
            Field("audience", N_("Who may read it"), "choice", choices=_kept(AUDIENCES)),
            Field("issuer", N_("From")),
            Field("assigned_to", N_("Assigned to")),
            Field("category", N_("Category")),
            Field("add_tags", N_("Put these tags on"), hint=N_("Put a comma between tags")),
            Field("drop_tags", N_("Take these tags off"), hint=N_("Put a comma between tags")),
        ]
        note = tr(
            "{count} items are changed at once. What is left empty stays as it is; Ctrl+Z takes"
            " all of it back.",
            count=f"{len(ids):,}",
        )
        ask_form(tab, N_("Change many"), fields, {}, go_on, note=note, keep=False)

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        tags = values.pop("add_tags"), values.pop("drop_tags")
        given = {k: v for k, v in values.items() if v != _KEEP and v != ""}
        tab.context.keep_point_for(len(ids))
        tab.save(
            N_("Change many"), _edit, ids, given, *tags,
            form=form, done=partial(_tell, tab),
        )  # fmt: skip

    tab.context.read(lambda reading: documents.places(reading.session), done=ask)


def move_many(tab: ActingTab, _view: RecordView | None) -> None:
    """Put many papers into one place."""
    ids = chosen(tab)

    def ask(places: tuple[tuple[int, str], ...]) -> None:
        choices: dict[Any, str] = {**dict(places), None: N_("No place noted")}
        note = tr("{count} items are moved at once.", count=f"{len(ids):,}")
        ask_form(
            tab, N_("Move many"), [Field("place_id", N_("Place"), "choice", choices=choices)],
            {}, go_on, button=N_("Move"), note=note,
        )  # fmt: skip

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        tab.context.keep_point_for(len(ids))
        tab.save(N_("Move many"), _edit, ids, values, form=form, done=partial(_tell, tab))

    tab.context.read(lambda reading: documents.places(reading.session), done=ask)


def join_pages(tab: ActingTab, _view: RecordView | None) -> None:
    """Put the pages of the chosen documents on one strip, the first chosen in front."""
    ids = tab.selected_ids
    if len(ids) < 2:
        show_message(tab, tr("Choose several documents in the list first (Ctrl and a click)."))
        return
    open_pages(tab, tab.context, ids)


def replace_many(tab: ActingTab, _view: RecordView | None) -> None:
    """Find and replace in one field; what would change is shown before it does."""
    ids = chosen(tab)
    labels = {name: spec.label for name, spec in REPLACED.items()}
    fields = [
        Field("field", N_("In the field"), "choice", choices=labels),
        Field("find", N_("Find"), required=True),
        Field("put", N_("Replace by")),
    ]

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        def show(changes: list[Replacement]) -> None:
            # The form stays below the question, to be changed and tried again.
            form.save_button.setEnabled(True)
            if not changes:
                form.show_error(ShelfError("These words are in none of the items."), "find")
                return
            confirm(form, _preview(changes), N_("Replace"), partial(replace, values, form))

        tab.context.read(
            would_replace, ids, values["field"], values["find"], values["put"],
            done=show, failed=form.show_error,
        )  # fmt: skip

    def replace(values: dict[str, Any], form: FormDialog) -> None:
        tab.context.keep_point_for(len(ids))
        tab.save(
            N_("Find and replace"), _replace, ids, values["field"], values["find"], values["put"],
            form=form, done=partial(_tell, tab),
        )  # fmt: skip

    title = N_("Find and replace")
    note = tr("In {count} items.", count=f"{len(ids):,}")
    ask_form(tab, title, fields, {"field": "title"}, go_on, button=N_("Continue"), note=note)


# As text: a number would be taken for the record to show next.


def _edit(unit: Unit, ids: list[int], given: dict[str, Any], add: str = "", drop: str = "") -> str:
    return str(edit_many(unit, ids, given, add, drop))


def _replace(unit: Unit, ids: list[int], field: str, find: str, put: str) -> str:
    return str(replace_in(unit, ids, field, find, put))


def _preview(changes: list[Replacement]) -> str:
    lines = [f"{change.before}\n→ {change.after}" for change in changes[:_SHOWN]]
    if len(changes) > _SHOWN:
        lines.append("…")
    head = tr("{count} items would change:", count=f"{len(changes):,}")
    return "\n\n".join([head, *lines])


def _tell(tab: ActingTab, count: object) -> None:
    tab.context.message_posted.emit(
        tr("{count} items were changed. Ctrl+Z takes it back.", count=str(count))
    )


def _kept(choices: Any) -> dict[Any, str]:
    return {_KEEP: N_("– as it is –"), **choices}


def _places(places: tuple[tuple[int, str], ...]) -> dict[Any, str]:
    return {_KEEP: N_("– as it is –"), **dict(places), None: N_("No place noted")}
