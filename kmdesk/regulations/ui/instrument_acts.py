"""What a clerk does with instruments in use: bylaws, models, what rests on what."""

from typing import Any

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import relation_words
from kmdesk.records.unit import Reading
from kmdesk.regulations.instruments import (
    BYLAW,
    Proposal,
    add_bylaws,
    add_model,
    add_registered_amendment,
    cooperatives,
    link_proposals,
    proposed,
)
from kmdesk.regulations.queries import Named
from kmdesk.regulations.view import LawView
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.confirm_links import TickDialog
from kmdesk.widgets.dialogs import Field, ask_form, show_message
from kmdesk.widgets.queries import RecordView

_IMPORT = N_("Import bylaws")


def import_bylaws(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask whose bylaws, their registration and text."""

    def ask(found: list[Named]) -> None:
        # Any name can be typed; one that is not among these becomes 0, which is
        # refused with a sentence.
        owners = {named.title: named.record_id for named in found}
        fields = [
            Field("owner", N_("Cooperative"), "suggest", True, suggestions=tuple(owners)),
            Field("title", N_("Title"), hint=N_("empty: named after the cooperative")),
            Field("number", N_("Registration number")),
            Field("registered_on", N_("Registered on"), "date"),
            Field("text", N_("Text of the bylaws"), "lines", required=True),
        ]
        ask_form(
            tab,
            _IMPORT,
            fields,
            {},
            lambda values, form: tab.save(
                _IMPORT, add_bylaws, owners.get(values["owner"].strip(), 0), values, form=form
            ),
            note=N_("A registered amendment is brought in like any amending law."),
        )

    tab.context.read(cooperatives, done=ask)


def import_amendment(tab: ActingTab, view: RecordView | None) -> None:
    """Ask for a registered amendment of the bylaws shown; its changes are proposed."""
    if view is None or not are_bylaws(tab, view):
        return
    label, record_id = N_("Import a registered amendment"), view.id
    fields = [
        Field("title", N_("Title"), hint=N_("empty: named after the cooperative")),
        Field("number", N_("Registration number")),
        Field("registered_on", N_("Registered on"), "date", required=True),
        Field("text", N_("Text of the amendment"), "lines", required=True),
    ]
    ask_form(
        tab,
        label,
        fields,
        {},
        lambda values, form: tab.save(
            label, add_registered_amendment, record_id, values, form=form
        ),
        note=N_("Its changes are proposed; confirm them under “Amendments”."),
    )


def are_bylaws(tab: ActingTab, view: RecordView) -> bool:
    """Whether a cooperative's bylaws are shown; says so when they are not."""
    law = view.detail
    fits = isinstance(law, LawView) and law.values.get("rank") in (BYLAW, "cooperative_rule")
    if not fits:
        show_message(tab, tr("Choose the bylaws of a cooperative first."))
    return fits


def import_model(tab: ActingTab, _view: RecordView | None) -> None:
    """Ask for the text of a model."""
    label = N_("Import model bylaws")
    ask_form(
        tab,
        label,
        [
            Field("title", N_("Title"), "title", required=True),
            Field("text", N_("Text of the model"), "lines", required=True),
        ],
        {},
        lambda values, form: tab.save(label, add_model, values, form=form),
    )


def confirm_basis(tab: ActingTab, view: RecordView | None) -> None:
    """What the instrument itself says it rests on and repeals, to be ticked."""
    if view is None:
        return
    record_id = view.id
    linked = {(link.relation, link.record_id, link.anchor) for link in view.links if link.outgoing}

    def show(found: list[Proposal]) -> None:
        # Those confirmed before are links already.
        fresh = [p for p in found if (p.relation, p.record_id, p.anchor) not in linked]
        if not fresh:
            show_message(tab, tr("The text names no basis or repeal that the library has."))
            return
        TickDialog(
            tab,
            tab.context,
            N_("Basis and repeals"),
            N_("Read from the text. Untick what is wrong; the rest become links."),
            [(_line(proposal), proposal) for proposal in fresh],
            lambda unit, chosen: link_proposals(unit, record_id, chosen),
        ).open()

    def read(reading: Reading) -> Any:
        return proposed(reading, record_id)

    tab.context.read(read, done=show)


def _line(proposal: Proposal) -> str:
    target = f"{proposal.words} {proposal.title}".strip()
    return to_thai(f"{relation_words(proposal.relation, True)}: {target}")
