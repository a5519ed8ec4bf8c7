"""Register of letters received (ทะเบียนหนังสือรับ, แบบที่ ๑๓)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.sheets.frame import SUBTITLE, TITLE, Paper, begin, day, dotted, form_mark
from kmdesk.pdf.tables import Band, TableStyle
from kmdesk.pdf.typography import Rich

HEADS = (
    N_("Receive no."),
    N_("No. of the letter"),
    N_("Dated"),
    N_("From"),
    N_("Sent to"),
    N_("Subject"),
    N_("Action taken"),
    N_("Remarks"),
)
_WIDTHS = (8, 13, 9, 15, 13, 26, 15, 11)


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
    document.table([tr(head) for head in HEADS], rows, _WIDTHS, TableStyle(size=9.5))
    document.paragraph(document.digits(tr("{count} letters", count=f"{len(letters):,}")), "note")
    return document.save()
