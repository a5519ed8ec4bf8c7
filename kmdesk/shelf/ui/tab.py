"""The shelf tab: documents by form, year and cupboard; loans and receipts."""

from typing import Any, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.records.fields import defaults, screen_year
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents, letters
from kmdesk.shelf.check_letter import create_document, create_receipt
from kmdesk.shelf.documents import edit_document
from kmdesk.shelf.kind import RELEASE, release
from kmdesk.shelf.model import DOCUMENT_FIELDS, FORMS, DocumentDetail
from kmdesk.shelf.papers import lend, take_back
from kmdesk.shelf.ui import label_acts
from kmdesk.shelf.ui.letter_form import READ_HEAD, check_letters
from kmdesk.shelf.ui.list_acts import LIST_ACTS, answered, bind_keys
from kmdesk.shelf.ui.pages_dialog import open_pages
from kmdesk.shelf.ui.room_acts import ROOM_ACTS
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.files import ask_files
from kmdesk.widgets.queries import RecordView, count_by
from kmdesk.widgets.tab import (
    DATED,
    ISSUER,
    NUMBER,
    PLACE,
    STATUS,
    TITLE,
    Action,
    Node,
    RecordTab,
    TabSpec,
)


def _choices(places: tuple[tuple[int, str], ...]) -> dict[Any, str]:
    return {None: N_("No place noted"), **dict(places)}


def _new(tab: ActingTab, _view: RecordView | None) -> None:
    # Duplicates pointed out once are accepted at the second press of Save, for as long as the form
    # is open.
    told: set[int] = set()

    def ask(places: tuple[tuple[int, str], ...]) -> None:
        ask_form(
            tab,
            N_("New document"),
            form_fields(DOCUMENT_FIELDS, {"place_id": _choices(places)}),
            {**defaults(DOCUMENT_FIELDS), "dated": clock.today_iso()},
            lambda values, form: tab.save(
                N_("Add a document"), create_document, values, told, form=form
            ),
        )

    tab.context.read(lambda reading: documents.places(reading.session), done=ask)


def _edit(tab: ActingTab, view: RecordView | None) -> None:
    if view is None or not isinstance(view.detail, documents.DocumentView):
        return
    record_id, detail = view.id, view.detail
    present = {
        **detail.values,
        "number": view.number,
        "title": view.title,
        "issuer": view.issuer,
        "dated": view.dated,
        "status": view.status,
        "place_id": view.place_id,
        "audience": view.audience,
        "tags": detail.tags,
    }
    ask_form(
        tab,
        N_("Edit document"),
        form_fields(DOCUMENT_FIELDS, {"place_id": _choices(detail.places)}),
        present,
        lambda values, form: tab.save(
            N_("Edit a document"),
            edit_document,
            record_id,
            dict(form.opened),
            form.touched(values),
            form=form,
        ),
    )


def _receive(tab: ActingTab, view: RecordView | None) -> None:
    if view is None:
        return
    record_id, told = view.id, set[int]()
    ask_form(
        tab,
        N_("Stamp of receipt"),
        [
            Field("number", N_("Receive number on the stamp"), required=True),
            Field("received_on", N_("Received on"), "date", required=True),
            Field("time", N_("Time (e.g. 09.30)")),
        ],
        {"received_on": clock.today_iso()},
        lambda values, form: tab.save(
            N_("Note a receipt"), create_receipt, record_id, values, told, form=form
        ),
    )


def _lend(tab: ActingTab, view: RecordView | None) -> None:
    if view is None:
        return
    record_id = view.id
    ask_form(
        tab,
        N_("Lend the paper"),
        [
            Field("borrower", N_("Borrower"), required=True),
            Field("borrowed_on", N_("Taken on"), "date", required=True),
            Field("due_on", N_("Due back on"), "date"),
        ],
        {"borrowed_on": clock.today_iso()},
        lambda values, form: tab.save(
            N_("Lend a paper"), lambda unit: lend(unit, record_id, **values), form=form
        ),
    )


def _take_back(tab: ActingTab, view: RecordView | None) -> None:
    if view is None or not isinstance(view.detail, documents.DocumentView):
        return
    record_id = view.id
    ask_form(
        tab,
        N_("Take the paper back"),
        [
            Field("returned_by", N_("Brought back by")),
            Field("returned_on", N_("Returned on"), "date", required=True),
        ],
        {"returned_on": clock.today_iso(), "returned_by": view.detail.borrower},
        lambda values, form: tab.save(
            N_("Take a paper back"), lambda unit: take_back(unit, record_id, **values), form=form
        ),
    )


def _release(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        record_id = view.id
        tab.save(RELEASE, lambda unit: release(unit, record_id))


def _is_internal(view: RecordView) -> bool:
    return view.audience != "public"


def _is_lent(view: RecordView) -> bool:
    return isinstance(view.detail, documents.DocumentView) and bool(view.detail.borrower)


def _may_be_lent(view: RecordView) -> bool:
    detail = view.detail
    return (
        isinstance(detail, documents.DocumentView)
        and not detail.borrower
        and detail.values["holding"] != "none"
    )


def _add_files(tab: ActingTab, _view: RecordView | None) -> None:
    paths = ask_files(tab, tr("Add files…"), "documents")
    if paths:
        tab.context.add_requested.emit(paths)


def _read_head(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        check_letters(tab, tab.context, view.id)


def _pages(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        open_pages(tab, tab.context, [view.id])


def _check(tab: ActingTab, _view: RecordView | None) -> None:
    check_letters(tab, tab.context)


def _waiting(reading: Reading) -> list[Node]:
    """What a clerk has still to check; a reader is not told."""
    if reading.actor.duty < Duty.CLERK:
        return []
    count = len(letters.waiting(reading))
    return [Node(N_("Waiting to be checked"), letters.is_waiting(), count=count)]


class ShelfSpec(TabSpec):
    """What the shared tab shows of the shelf."""

    code = "shelf"
    kinds = ("document",)
    joins = (DocumentDetail,)
    columns = (NUMBER, TITLE, ISSUER, DATED, PLACE, STATUS)
    sort = (3, True)
    shows_shelved = True
    actions: ClassVar = (
        Action(N_("Edit…"), _edit, kinds=("document",)),
        Action(N_("Stamp of receipt…"), _receive, kinds=("document",)),
        Action(N_("Lend…"), _lend, kinds=("document",), when=_may_be_lent),
        Action(N_("Take back…"), _take_back, kinds=("document",), when=_is_lent),
        *ROOM_ACTS,
        Action(RELEASE, _release, kinds=("document",), when=_is_internal),
        Action(READ_HEAD, _read_head, kinds=("document",), rare=True),
        Action(N_("Label"), label_acts.paper_label, kinds=("document",), printed=True),
        Action(N_("Labels for places"), label_acts.place_labels, needs_record=False, printed=True),
        Action(
            N_("Labels for this list"), label_acts.list_labels, needs_record=False, printed=True
        ),
        Action(N_("Add files…"), _add_files, needs_record=False, begins=True),
        Action(N_("Check letters…"), _check, needs_record=False),
        Action(N_("New document…"), _new, needs_record=False, rare=True),
        Action(N_("Arrange pages…"), _pages, kinds=("document",), rare=True),
        Action(N_("Answered…"), answered, kinds=("document",), rare=True),
        *LIST_ACTS,
    )

    def nodes(self, reading: Reading) -> list[Node]:
        """By form, year (พ.ศ.) and cupboard, then what asks for attention."""
        forms = count_by(reading, DocumentDetail.form, ("document",), DocumentDetail)
        by_form = tuple(
            Node(word, documents.by_form(code), count=forms[code])
            for code, word in FORMS.items()
            if code in forms
        )
        by_year = tuple(
            Node(screen_year(int(year)), documents.in_year(year), count=count)
            for year, count in documents.years(reading).items()
        )
        by_cupboard = tuple(
            Node(name, documents.lying_in(ids))
            for name, ids in documents.cupboards(reading.session)
        )
        return [
            Node(N_("All")),
            Node(N_("By form"), None, by_form),
            Node(N_("By year"), None, by_year),
            Node(N_("By cupboard"), None, by_cupboard),
            *_waiting(reading),
            Node(N_("On loan"), documents.on_loan()),
            Node(N_("To be answered"), documents.to_answer()),
            Node(N_("No place noted"), documents.without_place()),
            Node(N_("Pages not searchable yet"), documents.not_searchable()),
        ]

    def load(self, reading: Reading, record_id: int) -> object:
        """The correspondence fields, for the forms."""
        return documents.document_view(reading, record_id)


class Tab(RecordTab):
    """The shelf."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(ShelfSpec(), context, parent)
        QShortcut(QKeySequence("F7"), self).activated.connect(self._check_waiting)
        bind_keys(self)

    def _check_waiting(self) -> None:
        if self.context.actor.duty >= Duty.CLERK:
            check_letters(self, self.context)
