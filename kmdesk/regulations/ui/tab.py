"""The regulations tab: laws by rank, year and status; answer cards; import and editing."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from kmdesk.i18n import N_, language, tr
from kmdesk.records import Duty
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.answer_cards import add_card, add_card_on, draft_card, edit_card
from kmdesk.regulations.change_law import confirm_status, edit_law
from kmdesk.regulations.clauses import readable
from kmdesk.regulations.import_file import LawFile, add_law_file, add_law_text, read_law
from kmdesk.regulations.link_provision import link_provision
from kmdesk.regulations.model import InstrumentDetail
from kmdesk.regulations.queries import ANCHOR, CARD, KIND
from kmdesk.regulations.queries_bylaws import BYLAW, belonging_to
from kmdesk.regulations.queries_bylaws import owners as owners_of_bylaws
from kmdesk.regulations.terms import CARD_STATUSES, RANKS, STATUSES, UNCHECKED
from kmdesk.regulations.ui.bylaws_view import compare_with_model
from kmdesk.regulations.ui.instrument_acts import (
    confirm_basis,
    import_amendment,
    import_bylaws,
    import_model,
)
from kmdesk.regulations.ui.law_actions import (
    add_by_hand,
    check_imported,
    check_structure,
    read_amendments,
    show_amendments,
)
from kmdesk.regulations.ui.law_body import LawBody
from kmdesk.regulations.view import CardView, LawView, load
from kmdesk.thai.digits import to_thai
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_error
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import STATUS, TITLE, Action, Column, Node, RecordTab, TabSpec

_RELATIONS = {
    "legal_basis": N_("Legal basis"),
    "repeals": N_("Repeals"),
    "amends": N_("Amends"),
    "cites": N_("Refers to"),
}
_AUDIENCES = {"public": N_("Everybody"), "internal": N_("Internal use only")}


def _year(year: int) -> str:
    return to_thai(str(year)) if language() == "th" else str(year)


class RegulationsSpec(TabSpec):
    """Browse, list and record of laws and answer cards."""

    code = "regulations"
    kinds = (KIND, CARD)
    joins = (InstrumentDetail,)
    columns: ClassVar = (
        TITLE,
        Column(N_("Dated"), Record.dated, show=short_date, width=11),
        replace(STATUS, width=15),
    )
    sort: ClassVar = (0, False)

    def __init__(self) -> None:
        self.open_body: LawBody | None = None

    def nodes(self, reading: Reading) -> list[Node]:
        """All, by rank, by status, by decade, not checked for a year, cards."""
        figures = queries.counts(reading)
        ranks = tuple(
            Node(label, queries.of_rank(code), count=figures.ranks[code])
            for code, label in RANKS.items()
            if code in figures.ranks
        )
        statuses = tuple(
            Node(label, queries.of_status(code), count=figures.statuses[code])
            for code, label in STATUSES.items()
            if code in figures.statuses
        )
        decades = tuple(
            Node(tr("B.E. {first}–{last}", first=_year(decade), last=_year(decade + 9)),
                 queries.of_decade(decade), count=count)
            for decade, count in figures.decades.items()
        )  # fmt: skip
        year_ago = date.today().replace(day=1)
        year_ago = year_ago.replace(year=year_ago.year - 1)
        late = queries.of_kind(KIND) & queries.unchecked_since(year_ago.isoformat())
        late_count = len(queries.not_checked_since(reading, year_ago.isoformat()))
        owners = tuple(
            Node(named.title, belonging_to(named.record_id), count=count)
            for named, count in owners_of_bylaws(reading)
        )
        return [
            Node(N_("All"), count=figures.laws + figures.cards),
            Node(N_("Laws and regulations"), queries.of_kind(KIND), count=figures.laws),
            Node(N_("Answer cards"), queries.of_kind(CARD), count=figures.cards),
            Node(N_("By rank"), queries.of_kind(KIND), ranks),
            Node(N_("By status"), queries.of_kind(KIND), statuses),
            Node(N_("By year"), queries.of_kind(KIND), decades),
            Node(N_("Bylaws of cooperatives"), queries.of_rank(BYLAW), owners),
            Node(N_("Not checked for a year"), late, count=late_count),
        ]

    def load(self, reading: Reading, record_id: int) -> object:
        """The law or card, frozen."""
        return load(reading, record_id)

    def body(self, context: Context, parent: QWidget) -> QWidget:
        """Contents, text and card."""
        body = LawBody(context, parent)
        body.print_requested.connect(
            lambda record_id, anchors, day: _print_provisions(
                body, context, record_id, anchors, day
            )
        )
        self.open_body = body
        return body


def _law_fields() -> list[Field]:
    return [
        Field("title", N_("Title"), "lines", required=True),
        Field("rank", N_("Rank"), "choice", choices=RANKS),
        Field("issuer", N_("Issued by")),
        Field("status", N_("Status"), "choice", choices=STATUSES),
        Field("checked_by", N_("Status checked by")),
        Field("checked_on", N_("Checked on"), "date"),
        Field("signed_on", N_("Signed"), "date"),
        Field("signed_source", N_("Where that is stated")),
        Field("gazetted_on", N_("Gazetted"), "date"),
        Field("gazetted_source", N_("Where that is stated")),
        Field("gazette_volume", N_("Gazette volume")),
        Field("gazette_part", N_("Gazette part")),
        Field("gazette_page", N_("Gazette page")),
        Field("effective_on", N_("In force from"), "date"),
        Field("effective_source", N_("Where that is stated")),
        Field("ended_on", N_("In force until"), "date"),
        Field("ended_source", N_("Where that is stated")),
        Field("text_as_of", N_("Text as of"), "date"),
        Field("pending", N_("Amendments not yet included in this text"), "lines"),
        Field("audience", N_("Who may read it"), "choice", choices=_AUDIENCES),
        Field("note", N_("Remarks"), "lines"),
    ]


def _card_fields() -> list[Field]:
    return [
        Field("question", N_("Question"), "lines", required=True),
        Field("answer", N_("Answer"), "lines", required=True),
        Field("answered_by", N_("Answered by")),
        Field("answered_on", N_("Answered on"), "date"),
        Field("status", N_("Status"), "choice", choices=CARD_STATUSES),
        Field("checked_by", N_("Checked by")),
        Field("checked_on", N_("Checked on"), "date"),
        Field("note", N_("Remarks"), "lines"),
    ]


def _edit(tab: ActingTab, view: RecordView | None) -> None:
    if view is None:
        return
    record_id = view.id
    if isinstance(view.detail, CardView):
        values = {**view.detail.values, "question": view.title, "status": view.status}
        ask_form(
            tab,
            N_("Edit answer card"),
            _card_fields(),
            values,
            lambda values, form: tab.save(
                N_("Edit an answer card"),
                edit_card,
                record_id,
                dict(form.opened),
                form.touched(values),
                form=form,
            ),
        )
    elif isinstance(view.detail, LawView):
        values = {**view.detail.values, "title": view.title, "issuer": view.issuer}
        values |= {"status": view.status, "audience": view.audience}
        ask_form(
            tab,
            N_("Edit law"),
            _law_fields(),
            values,
            lambda values, form: tab.save(
                N_("Edit a law"),
                edit_law,
                record_id,
                dict(form.opened),
                form.touched(values),
                form=form,
            ),
        )


def _checked(tab: ActingTab, view: RecordView | None) -> None:
    """The status is as it stands, seen by me today; an unknown one is asked for."""
    if view is None or view.kind != KIND or tab.context.actor.duty < Duty.CLERK:
        return
    label, record_id, day = (
        N_("Check the status of a law"),
        view.id,
        short_date(date.today().isoformat()),
    )
    if view.status != UNCHECKED:
        done = tr("Checked today ({day}): {title}", day=day, title=view.title)
        tab.save(
            label,
            confirm_status,
            record_id,
            done=lambda _record: tab.context.message_posted.emit(done),
        )
        return
    found = {code: words for code, words in STATUSES.items() if code != UNCHECKED}
    ask_form(
        tab,
        N_("Status checked"),
        [Field("status", N_("Status"), "choice", choices=found)],
        {"status": "in_force"},
        lambda values, form: tab.save(
            label, confirm_status, record_id, values["status"], form=form
        ),
        button=N_("Confirm"),
        note=N_("Who checks it and the day are kept with the status."),
    )


def _import_text(tab: ActingTab, _view: RecordView | None) -> None:
    ask_form(
        tab,
        N_("Import the text of a law"),
        [
            Field("title", N_("Title"), "lines", required=True),
            Field("text", N_("Text of the law"), "lines", required=True),
        ],
        {},
        lambda values, form: tab.save(
            N_("Import a law"),
            add_law_text,
            values["title"],
            values["text"],
            form=form,
            done=check_imported(tab, values["title"]),
        ),
        note=N_("Paste the whole text; it is taken apart into provisions by itself."),
    )


def _import_file(tab: ActingTab, _view: RecordView | None) -> None:
    chosen, _filter = QFileDialog.getOpenFileName(tab, tr("Import a law from a file"))
    if not chosen:
        return
    tab.context.message_posted.emit(tr("Reading the file…"))
    tab.context.lanes.read(
        read_law,
        Path(chosen),
        done=lambda file: _ask_import(tab, file),
        failed=lambda error: _refuse(tab, error),
    )


def _ask_import(tab: ActingTab, file: LawFile) -> None:
    """Ask for the title of a law that was read, saying how many provisions it has."""
    tab.context.message_posted.emit(tr("{count} provisions were found.", count=file.provisions))
    ask_form(
        tab,
        N_("Import a law from a file"),
        [Field("title", N_("Title"), "lines", required=True)],
        {"title": file.title},
        lambda values, form: tab.save(
            N_("Import a law"),
            add_law_file,
            file,
            values["title"],
            form=form,
            done=check_imported(tab, values["title"]),
        ),
    )


def _refuse(tab: ActingTab, error: Exception) -> None:
    tab.context.message_posted.emit("")
    show_error(tab, error)


def _new_card(tab: ActingTab, _view: RecordView | None) -> None:
    ask_form(
        tab,
        N_("New answer card"),
        _card_fields(),
        {"status": "unchecked", "answered_on": date.today().isoformat()},
        lambda values, form: tab.save(N_("Add an answer card"), _create_card, values, form=form),
    )


def _create_card(unit: Any, values: dict[str, Any]) -> int:
    question, answer = values.pop("question"), values.pop("answer")
    return add_card(unit, question, answer, (), values).id


def _card_here(tab: ActingTab, view: RecordView | None) -> None:
    """A card on the provision being read: only the question is left to write."""
    if view is None:
        return
    record_id, title = view.id, view.title
    numbers = Field("numbers", N_("Provisions"), hint=N_("e.g. 11, 33/1"))
    question, answer, *rest = _card_fields()

    def ask(values: dict[str, str]) -> None:
        ask_form(
            tab,
            N_("New answer card"),
            [question, answer, numbers, *rest],
            values,
            lambda values, form: tab.save(
                N_("Add an answer card"), add_card_on, record_id, values, form=form
            ),
            note=to_thai(readable(title)),
        )

    tab.context.read(draft_card, record_id, _place(tab), done=ask)


def _link(tab: ActingTab, view: RecordView | None) -> None:
    if view is None:
        return
    record_id, anchor = view.id, _place(tab) if view.kind == KIND else ""
    relation = "legal_basis" if view.kind == CARD else "cites"

    def ask(laws: dict[str, int]) -> None:
        ask_form(
            tab,
            N_("Link to a provision"),
            [
                Field("relation", N_("Relation"), "choice", choices=_RELATIONS),
                Field("law", N_("Law or regulation"), "suggest", True, suggestions=tuple(laws)),
                Field("number", N_("Number of the provision")),
            ],
            {"relation": relation},
            lambda values, form: tab.save(
                N_("Link to a provision"),
                link_provision,
                (record_id, anchor),
                laws.get(values["law"].strip(), 0),
                values["number"],
                values["relation"],
                form=form,
            ),
            note=N_("Type some words of the title and choose it from the list."),
        )

    def titles(reading: Reading) -> dict[str, int]:
        found = queries.laws_titled(reading, "", limit=5000)
        return {ref.title: ref.record_id for ref in found if ref.record_id != record_id}

    tab.context.read(titles, done=ask)


def _place(tab: ActingTab) -> str:
    body = tab.findChild(LawBody)
    place = body.place if body is not None else ""
    return place if place.startswith(ANCHOR) else ""


def _print_provisions(
    parent: QWidget, context: Context, record_id: int, anchors: list[str], day: str | None
) -> None:
    from kmdesk.regulations.print import write_provisions
    from kmdesk.widgets.preview import PreviewDialog

    out = Path(tempfile.mkdtemp(prefix="kmdesk-print-")) / "provision.pdf"

    def work() -> Path:
        write_provisions(context.library, context.actor, record_id, anchors, out, day)
        return out

    def refuse(error: Exception) -> None:
        show_error(parent, error)

    def show(path: Path) -> None:
        PreviewDialog(parent, context, path, tr("Provision")).open()

    context.lanes.read(work, done=show, failed=refuse)


def _slips(tab: ActingTab, view: RecordView | None) -> None:
    """Ask which provisions go on slips; at first the one being read."""
    if view is None:
        return
    library, actor, record_id = tab.context.library, tab.context.actor, view.id

    def go_on(values: dict[str, Any], form: FormDialog) -> None:
        form.accept()

        def make() -> Path:
            from kmdesk.regulations.print_slips import print_slips  # only when printing

            out = Path(tempfile.mkdtemp(prefix="kmdesk-print-")) / "slips.pdf"
            return print_slips(library, actor, record_id, values["numbers"], out)

        print_made(tab, tab.context, make, tr("Citation slips"))

    here = _place(tab).removeprefix(ANCHOR)
    fields = [Field("numbers", N_("Provisions"), required=True, hint=N_("e.g. 11, 33/1"))]
    present = {"numbers": here if here[:1].isdigit() else ""}
    ask_form(tab, N_("Citation slips"), fields, present, go_on, button=N_("Show it"))


RegulationsSpec.actions = (
    Action(N_("Citation slips"), _slips, kinds=(KIND,), printed=True, duty=Duty.WALK_UP),
    Action(N_("Import text…"), _import_text, needs_record=False, rare=True),
    Action(N_("Import file…"), _import_file, needs_record=False),
    Action(N_("New answer card…"), _new_card, needs_record=False),
    Action(N_("Import bylaws…"), import_bylaws, needs_record=False, rare=True),
    Action(N_("Import model bylaws…"), import_model, needs_record=False, rare=True),
    Action(N_("Checked (F8)"), _checked, kinds=(KIND,)),
    Action(N_("Edit…"), _edit),
    Action(N_("Link…"), _link),
    Action(
        N_("Beside the model…"), compare_with_model, kinds=(KIND,), duty=Duty.WALK_UP, rare=True
    ),
    Action(N_("Registered amendment…"), import_amendment, kinds=(KIND,), rare=True),
    Action(N_("Basis and repeals…"), confirm_basis, kinds=(KIND,), rare=True),
    Action(N_("Check the structure…"), check_structure, kinds=(KIND,), rare=True),
    Action(N_("Read its amendments…"), read_amendments, kinds=(KIND,), rare=True),
    Action(N_("Amendments of this law…"), show_amendments, kinds=(KIND,), rare=True),
    Action(N_("Add an amendment…"), add_by_hand, kinds=(KIND,), rare=True),
    Action(N_("Make an answer card…"), _card_here, kinds=(KIND,)),
)


class Tab(RecordTab):
    """กฎหมายและระเบียบ."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(RegulationsSpec(), context, parent)
        shortcut = QShortcut(QKeySequence("F8"), self)
        shortcut.activated.connect(lambda: _checked(self, self.shown))
        body = cast(RegulationsSpec, self.spec).open_body
        assert body is not None
        body.wide_requested.connect(self._widen)
        QShortcut(QKeySequence("F11"), self).activated.connect(body.wide_button.toggle)

    def _widen(self, wide: bool) -> None:
        for place in (0, 1):
            widget = self.splitter.widget(place)
            if widget is not None:
                widget.setVisible(not wide)
