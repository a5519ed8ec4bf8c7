"""The regulations tab: laws by rank, year and status; answer cards; what can be done with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, cast

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kmdesk import clock
from kmdesk.i18n import N_, language, tr
from kmdesk.records import Duty
from kmdesk.records.describe import Paper
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.instruments import BYLAW, belonging_to
from kmdesk.regulations.instruments import owners as owners_of_bylaws
from kmdesk.regulations.kind import SLIPS
from kmdesk.regulations.model import RANKS, STATUSES, InstrumentDetail
from kmdesk.regulations.queries import ANCHOR, CARD, KIND
from kmdesk.regulations.ui.bylaws_view import compare_with_model
from kmdesk.regulations.ui.card_acts import card_here, new_card
from kmdesk.regulations.ui.edit_acts import checked, edit, link
from kmdesk.regulations.ui.import_acts import ask_paper, import_file, import_text, lay_over
from kmdesk.regulations.ui.instrument_acts import (
    confirm_basis,
    import_amendment,
    import_bylaws,
    import_model,
)
from kmdesk.regulations.ui.law_actions import (
    add_by_hand,
    check_structure,
    read_amendments,
    show_amendments,
)
from kmdesk.regulations.ui.law_body import LawBody, reading_place
from kmdesk.regulations.ui.print_acts import print_provisions
from kmdesk.regulations.view import load_view
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.tab import STATUS, TITLE, Action, Column, Node, RecordTab, TabSpec


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
        # From the first of the month: 29 February has no day a year before.
        year_ago = clock.today().replace(day=1)
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
        return load_view(reading, record_id)

    def body(self, context: Context, parent: QWidget) -> LawBody:
        """Contents, text and card."""
        body = LawBody(context, parent)
        body.print_requested.connect(
            lambda record_id, anchors, day: print_provisions(body, context, record_id, anchors, day)
        )
        self.open_body = body
        return body


RegulationsSpec.actions = (
    Action(N_("Import text…"), import_text, needs_record=False, rare=True),
    Action(N_("Import file…"), import_file, needs_record=False, begins=True),
    Action(N_("New answer card…"), new_card, needs_record=False),
    Action(N_("Import bylaws…"), import_bylaws, needs_record=False, rare=True),
    Action(N_("Import model bylaws…"), import_model, needs_record=False, rare=True),
    Action(
        N_("Import the text of the law"),
        lay_over,
        kinds=(KIND,),
        when=lambda view: bool(getattr(view.detail, "digest", "")),
    ),
    Action(N_("Checked (F8)"), checked, kinds=(KIND,)),
    Action(N_("Edit…"), edit),
    Action(N_("Link…"), link),
    Action(
        N_("Beside the model…"), compare_with_model, kinds=(KIND,), duty=Duty.WALK_UP, rare=True
    ),
    Action(N_("Registered amendment…"), import_amendment, kinds=(KIND,), rare=True),
    Action(N_("Basis and repeals…"), confirm_basis, kinds=(KIND,), rare=True),
    Action(N_("Check the structure…"), check_structure, kinds=(KIND,), rare=True),
    Action(N_("Read its amendments…"), read_amendments, kinds=(KIND,), rare=True),
    Action(N_("Amendments of this law…"), show_amendments, kinds=(KIND,), rare=True),
    Action(N_("Add an amendment…"), add_by_hand, kinds=(KIND,), rare=True),
    Action(N_("Make an answer card…"), card_here, kinds=(KIND,)),
)


class Tab(RecordTab):
    """กฎหมายและระเบียบ."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(RegulationsSpec(), context, parent)
        shortcut = QShortcut(QKeySequence("F8"), self)
        shortcut.activated.connect(lambda: checked(self, self.shown))
        body = cast(RegulationsSpec, self.spec).open_body
        assert body is not None
        body.wide_requested.connect(self._widen)
        QShortcut(QKeySequence("F11"), self).activated.connect(body.wide_button.toggle)

    def form_values(self, name: str) -> Mapping[str, object]:
        """Slips begin with the provision being read."""
        here = reading_place(self).removeprefix(ANCHOR)
        return {"provisions": here} if name == SLIPS.name and here[:1].isdigit() else {}

    def take_paper(self, paper: Paper) -> None:
        """Ask for the title of a law that lies on the shelf as a paper."""
        ask_paper(self, paper)

    def _widen(self, wide: bool) -> None:
        for place in (0, 1):
            widget = self.splitter.widget(place)
            if widget is not None:
                widget.setVisible(not wide)
