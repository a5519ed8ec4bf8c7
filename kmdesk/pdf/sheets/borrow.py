"""Borrow card of a paper (บัตรยืมหนังสือ, แบบที่ ๒๔)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.sheets.frame import SUBTITLE, TITLE, Paper, begin, day, dotted, form_mark
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich

HEADS = (
    N_("Entry"),
    N_("Borrower"),
    N_("Day taken"),
    N_("Due back"),
    N_("Brought back by"),
    N_("Taken back by"),
    N_("Day returned"),
)
_WIDTHS = (24, 17, 12, 12, 14, 14, 12)
_LINES = 12  # lines on a card, including blank ones to be filled in by hand


@dataclass(frozen=True, slots=True)
class BorrowedPaper:
    """The paper the card belongs to."""

    title: str
    number: str = ""
    dated: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan of the paper; dates are ISO."""

    borrower: str
    borrowed_on: str
    due_on: str | None = None
    returned_by: str = ""
    received_by: str = ""
    returned_on: str | None = None


def write_borrow_card(
    out: Path, paper: Paper, borrowed: BorrowedPaper, loans: Sequence[LoanLine]
) -> Path:
    """Print the card with the loans so far, then blank lines."""
    title = tr("Borrow card")
    document = begin(out, paper, title, landscape=True)
    form_mark(document, 24)
    document.paragraph(title, TITLE)
    document.paragraph(dotted(paper.office, 50), SUBTITLE)
    document.fields(
        [
            (tr("Subject"), borrowed.title),
            (tr("Number"), document.digits(dotted(borrowed.number, 30))),
            (tr("Dated"), day(document, borrowed.dated, "long", 30)),
            (tr("Where it is kept"), dotted(borrowed.place, 40)),
        ]
    )
    entry = document.digits(borrowed.number) or borrowed.title
    rows: list[list[Rich]] = [
        [
            entry,
            loan.borrower,
            day(document, loan.borrowed_on),
            day(document, loan.due_on),
            dotted(loan.returned_by),
            dotted(loan.received_by),
            day(document, loan.returned_on),
        ]
        for loan in loans
    ]
    blank: list[Rich] = ["." * 26, "." * 18, *["." * 12] * 2, *["." * 15] * 2, "." * 12]
    rows += [blank] * max(_LINES - len(rows), 1)
    document.table([tr(head) for head in HEADS], rows, _WIDTHS, TableStyle(leading=1.7))
    return document.save()
