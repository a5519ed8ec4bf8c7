"""Registers and lists of documents: received letters, loans, papers to destroy, a checklist.

Forms 13, 24 and 25 of ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ; missing values are dots to write on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import (
    SUBTITLE,
    TITLE,
    Paper,
    Signer,
    begin,
    day,
    dotted,
    form_mark,
    signatures,
)
from kmdesk.pdf.tables import Band, TableStyle
from kmdesk.pdf.typography import Rich

# Register of letters received (ทะเบียนหนังสือรับ, แบบที่ ๑๓) -----------------------------

REGISTER_HEADS = (
    N_("Receive no."),
    N_("No. of the letter"),
    N_("Dated"),
    N_("From"),
    N_("Sent to"),
    N_("Subject"),
    N_("Action taken"),
    N_("Remarks"),
)
_REGISTER_WIDTHS = (8, 13, 9, 15, 13, 26, 15, 11)


@dataclass(frozen=True, slots=True)
class ReceivedLetter:
    """One line of the register: a receipt stamp with its letter."""

    received_on: str
    number: str
    letter_number: str = ""
    dated: str | None = None
    issuer: str = ""
    addressee: str = ""
    subject: str = ""
    action: str = ""
    note: str = ""


def write_register(
    out: Path, paper: Paper, letters: Sequence[ReceivedLetter], first: str, last: str
) -> Path:
    """Print lines in the given order, with a band per day; ``first`` and ``last`` are ISO dates."""
    title = tr("Register of letters received")
    document = begin(out, paper, title, landscape=True)
    document.running_head = title
    form_mark(document, 13)
    document.paragraph(title, TITLE)
    words = tr(
        "From {first} to {last}",
        first=day(document, first, "long"),
        last=day(document, last, "long"),
    )
    document.paragraph(f"{paper.office}   {words}".strip(), SUBTITLE)
    rows: list[Sequence[Rich]] = []
    for received_on, group in groupby(letters, key=lambda letter: letter.received_on):
        rows.append(Band((tr("Received on {day}", day=day(document, received_on, "long")),)))
        rows += [
            [
                document.digits(dotted(each.number, 6)),
                document.digits(dotted(each.letter_number, 12)),
                day(document, each.dated, blank=8),
                dotted(each.issuer, 14),
                dotted(each.addressee, 12),
                dotted(each.subject, 24),
                each.action,
                each.note,
            ]
            for each in group
        ]
    document.table(
        [tr(head) for head in REGISTER_HEADS], rows, _REGISTER_WIDTHS, TableStyle(size=9.5)
    )
    document.paragraph(document.digits(tr("{count} letters", count=f"{len(letters):,}")), "note")
    return document.save()


# Borrow card (บัตรยืมหนังสือ, แบบที่ ๒๔) -------------------------------------------------

BORROW_HEADS = (
    N_("Entry"),
    N_("Borrower"),
    N_("Day taken"),
    N_("Due back"),
    N_("Brought back by"),
    N_("Taken back by"),
    N_("Day returned"),
)
_BORROW_WIDTHS = (24, 17, 12, 12, 14, 14, 12)
_LINES_OF_CARD = 12  # lines on a card, including blank ones to be filled in by hand


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
    rows += [blank] * max(_LINES_OF_CARD - len(rows), 1)
    document.table(
        [tr(head) for head in BORROW_HEADS], rows, _BORROW_WIDTHS, TableStyle(leading=1.7)
    )
    return document.save()


# Papers proposed for destruction (บัญชีหนังสือขอทำลาย, แบบที่ ๒๕) ------------------------

DESTRUCTION_HEADS = (
    N_("No."),
    N_("File code"),
    N_("No. of the letter"),
    N_("Dated"),
    N_("Receive no."),
    N_("Subject"),
    N_("Consideration"),
    N_("Remarks"),
)
_DESTRUCTION_WIDTHS = (6, 16, 14, 10, 9, 32, 12, 14)


@dataclass(frozen=True, slots=True)
class ExpiredPaper:
    """A paper whose retention period has ended."""

    place: str
    number: str
    dated: str | None
    received_no: str
    subject: str
    note: str = ""


def write_destruction_list(
    out: Path, paper: Paper, year: int, papers: Sequence[ExpiredPaper]
) -> Path:
    """Print papers to be destroyed after the end of a calendar year (พ.ศ.), decision left blank.

    The heading follows ข้อ ๖๗: year, office, date, number of the sheet.
    """
    title = tr("List of papers to be destroyed")
    document = begin(out, paper, title, landscape=True)
    document.running_head = title
    form_mark(document, 25)
    document.paragraph(document.digits(tr("{title} for {year}", title=title, year=year)), TITLE)
    document.paragraph(dotted(paper.office, 50), SUBTITLE)
    document.paragraph(f"{tr('Day')} {document.printed()}", SUBTITLE)
    rows: list[list[Rich]] = [
        [
            document.digits(str(number)),
            dotted(each.place, 14),
            document.digits(dotted(each.number, 12)),
            day(document, each.dated),
            document.digits(dotted(each.received_no, 8)),
            each.subject,
            "",
            each.note,
        ]
        for number, each in enumerate(papers, 1)
    ]
    document.table(
        [tr(head) for head in DESTRUCTION_HEADS], rows, _DESTRUCTION_WIDTHS, TableStyle(size=9.5)
    )
    if not papers:
        document.paragraph(tr("No paper's time of keeping has run out."), "center")
    signatures(
        document, [Signer(tr("Chair of the committee")), *[Signer(tr("Committee member"))] * 2]
    )
    for number, sheet in enumerate(document.sheets, 1):  # แผ่นที่, on every sheet of the list
        words = document.digits(tr("Sheet no. {number}", number=number))
        y = document.size.height - document.size.top - (2 if number == 1 else -18)
        right = document.left + document.width
        sheet.text(right, y, words, size=10, align="right")
    return document.save()


# Checklist with a box to tick on each line: gaps, what is due, a stock-take --------------


@dataclass(frozen=True, slots=True)
class FindingSection:
    """A heading with its lines of (number, subject, note)."""

    heading: str
    lines: Sequence[tuple[str, str, str]]


def write_findings(
    out: Path,
    paper: Paper,
    title: str,
    sections: Sequence[FindingSection],
    boxes: Sequence[str] = (),
    note: str = "",
) -> Path:
    """Print sections with lines, skipping empty ones; ``boxes`` head the columns to tick."""
    document = begin(out, paper, title, landscape=True)
    document.running_head = title
    document.paragraph(title, TITLE)
    document.paragraph(paper.office, SUBTITLE)
    document.paragraph(f"{tr('Day')} {document.printed()}", SUBTITLE)
    if note:
        document.paragraph(note)
    boxes = tuple(boxes) or (tr("Done"),)
    heads = [tr("No."), tr("Number"), tr("Subject"), tr("Remarks"), *boxes]
    widths = [5, 20, 44, 28, *[max(7.0, 21 / len(boxes))] * len(boxes)]
    shown = [section for section in sections if section.lines]
    for section in shown:
        count = document.digits(f"{len(section.lines):,}")
        document.heading(f"{section.heading} ({count})", 2)
        rows: list[list[Rich]] = []
        for at, (number, subject, remark) in enumerate(section.lines, 1):
            cells = [str(at), number, subject, remark]
            cells[0], cells[1], cells[3] = (document.digits(cells[i]) for i in (0, 1, 3))
            rows.append([*cells, *[""] * len(boxes)])
        document.table(heads, rows, widths, TableStyle(size=9.5, aligns=("center",)))
    if not shown:
        document.paragraph(tr("Nothing was found."), "center")
    return document.save()
