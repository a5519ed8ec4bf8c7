"""List of papers proposed for destruction (บัญชีหนังสือขอทำลาย, แบบที่ ๒๕)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.sheets.frame import (
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
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich

HEADS = (
    N_("No."),
    N_("File code"),
    N_("No. of the letter"),
    N_("Dated"),
    N_("Receive no."),
    N_("Subject"),
    N_("Consideration"),
    N_("Remarks"),
)
_WIDTHS = (6, 16, 14, 10, 9, 32, 12, 14)


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
    document.table([tr(head) for head in HEADS], rows, _WIDTHS, TableStyle(size=9.5))
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
