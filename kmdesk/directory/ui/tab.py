"""The directory tab: cooperatives, resource persons, staff."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from kmdesk.directory import entries
from kmdesk.directory.entries import (
    CATEGORIES,
    CooperativeDetail,
    CooperativeYear,
    ResourcePersonDetail,
    StaffDetail,
)
from kmdesk.directory.kind import (
    ENTRY_KINDS,
    add_entry,
    change_entry,
    link_with,
    merge_entries,
    set_year,
)
from kmdesk.directory.ui.import_dialog import import_sheet
from kmdesk.directory.ui.year_charts import YearsBody
from kmdesk.i18n import N_, tr
from kmdesk.records.fields import defaults, fields_of, screen_date
from kmdesk.records.merge import MergeConflict, Side
from kmdesk.records.unit import Reading
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_message
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.join_dialog import JoinDialog
from kmdesk.widgets.queries import RecordView, count_by
from kmdesk.widgets.tab import (
    NUMBER,
    PLACE,
    STATUS,
    TITLE,
    Action,
    Column,
    Node,
    RecordTab,
    TabSpec,
)

_KIND_WORDS = {
    "cooperative": N_("Cooperatives"),
    "resource_person": N_("Resource persons"),
    "staff": N_("Staff (whom to ask)"),
}


def _add(kind: str) -> Callable[[ActingTab, RecordView | None], None]:
    def run(tab: ActingTab, _view: RecordView | None) -> None:
        ask_form(
            tab,
            N_("New entry"),
            form_fields(ENTRY_KINDS[kind].fields),
            defaults(ENTRY_KINDS[kind].fields),
            lambda values, form: tab.save(
                N_("Add to the directory"),
                lambda unit: add_entry(unit, kind, values).id,
                form=form,
            ),
        )

    return run


def _edit(tab: ActingTab, view: RecordView | None) -> None:
    if view is None or not isinstance(view.detail, entries.DirectoryView):
        return
    record_id = view.id
    present: dict[str, Any] = {
        **view.detail.values,
        "title": view.title,
        "number": view.number,
        "dated": view.dated,
        "status": view.status,
        "place_id": view.place_id,
    }
    desks: dict[str, dict[int | None, str]] = {"place_id": {None: "", **dict(view.detail.desks)}}
    ask_form(
        tab,
        N_("Edit entry"),
        form_fields(ENTRY_KINDS[view.kind].fields, desks),
        present,
        lambda values, form: tab.save(
            N_("Edit the directory"),
            change_entry,
            record_id,
            # Only what was changed here, with what the form was opened on: what somebody else saved
            # meanwhile stays, or is asked about.
            form.touched(values),
            dict(form.opened),
            form=form,
        ),
    )


def _link(tab: ActingTab, view: RecordView | None) -> None:
    """Join the entry with what is in the basket: papers, meetings, trainings."""
    if view is None:
        return
    # The entry may lie in the basket itself.
    ids = [item.record_id for item in tab.context.basket.items if item.record_id != view.id]
    if not ids:
        show_message(tab, tr("Put what it is to be linked with into the basket first."))
        return
    record_id = view.id
    tab.save(N_("Link with the basket"), link_with, record_id, ids)


def _add_year(tab: ActingTab, view: RecordView | None) -> None:
    if view is None:
        return
    record_id = view.id
    ask_form(
        tab,
        N_("Result of a year"),
        form_fields(fields_of(CooperativeYear)),
        defaults(fields_of(CooperativeYear)),
        lambda values, form: tab.save(
            N_("Set the year's result"),
            lambda unit: set_year(unit, record_id, **values),
            form=form,
        ),
    )


def _merge(tab: ActingTab, view: RecordView | None) -> None:
    if view is None or not isinstance(view.detail, entries.DirectoryView):
        return
    record_id = view.id
    others = dict(view.detail.others)
    if not others:
        return
    parts = (view.number, view.title, screen_date(view.dated), view.place)
    stays = " · ".join(part for part in parts if part)
    ask_form(
        tab,
        N_("Merge with another entry"),
        [Field("other", N_("Entry that goes into this one"), "choice", choices=others)],
        {},
        lambda values, form: _join(tab, form, record_id, int(values["other"])),
        button=N_("Merge"),
        note=tr(
            "This entry stays: {record}. What only the other entry says comes here, it goes to"
            " the trash; where both say something different you are asked.",
            record=stays,
        ),
    )


def _join(
    tab: ActingTab,
    form: FormDialog,
    keep_id: int,
    gone_id: int,
    answers: dict[str, Side] | None = None,
) -> None:
    """Merge; where two entries differ ask which stays, then once more with the answers."""

    def done(result: int) -> None:
        form.accept()
        tab.open_record(result)

    def refuse(error: Exception) -> None:
        if isinstance(error, MergeConflict):
            # The form is still open below the question: whoever goes back to it can choose another
            # entry.
            form.save_button.setEnabled(True)
            JoinDialog(tab, error, partial(_join, tab, form, keep_id, gone_id)).open()
        else:
            form.show_error(error)

    tab.context.write(
        N_("Merge entries"), merge_entries, keep_id, gone_id, answers, done=done, failed=refuse
    )


class DirectorySpec(TabSpec):
    """What the shared tab shows of the directory."""

    code = "directory"
    kinds = ("cooperative", "resource_person", "staff")
    joins = (CooperativeDetail, StaffDetail, ResourcePersonDetail)
    columns = (
        TITLE,
        NUMBER,
        Column(N_("District"), CooperativeDetail.district, width=16),
        Column(N_("Extension"), StaffDetail.extension, width=9),
        PLACE,
        STATUS,
    )
    sort = (0, False)
    actions: ClassVar = (
        Action(N_("Edit…"), _edit),
        Action(N_("Result of a year…"), _add_year, kinds=("cooperative",)),
        Action(N_("Link with the basket"), _link, rare=True),
        Action(N_("Merge…"), _merge, rare=True),
        Action(N_("Import…"), import_sheet, needs_record=False, rare=True, begins=True),
        Action(N_("New cooperative…"), _add("cooperative"), needs_record=False),
        Action(N_("New resource person…"), _add("resource_person"), needs_record=False),
        Action(N_("New staff member…"), _add("staff"), needs_record=False),
    )

    def nodes(self, reading: Reading) -> list[Node]:
        """By kind; cooperatives by category and district, staff by work unit."""
        kinds = count_by(reading, entries.KIND, self.kinds)
        categories = count_by(
            reading, CooperativeDetail.category, ("cooperative",), CooperativeDetail
        )
        by_category = tuple(
            Node(word, entries.of_category(code), count=categories[code])
            for code, word in CATEGORIES.items()
            if code in categories
        )
        by_district = tuple(
            Node(name, entries.in_district(name), count=count)
            for name, count in entries.districts(reading).items()
        )
        by_unit = tuple(
            Node(name, entries.in_unit(name), count=count)
            for name, count in entries.units(reading).items()
        )
        children = {
            "cooperative": (
                Node(N_("Below standard"), entries.below_standard()),
                Node(N_("By category"), entries.is_kind("cooperative"), by_category),
                Node(N_("By district"), entries.is_kind("cooperative"), by_district),
            ),
            "staff": by_unit,
        }
        return [
            Node(N_("All"), count=sum(kinds.values())),
            *(
                Node(word, entries.is_kind(kind), children.get(kind, ()), kinds.get(kind, 0))
                for kind, word in _KIND_WORDS.items()
            ),
        ]

    def load(self, reading: Reading, record_id: int) -> object:
        """The detail values, for the edit form."""
        return entries.directory_view(reading, record_id)

    def body(self, context: Context, parent: QWidget) -> YearsBody:
        """Charts of the years over the text."""
        return YearsBody(context, parent)


class Tab(RecordTab):
    """The directory."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(DirectorySpec(), context, parent)
