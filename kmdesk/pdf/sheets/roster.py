"""Members of a committee as at a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.sheets.frame import SUBTITLE, TITLE, Paper, begin, day, dotted
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich

HEADS = (
    N_("No."),
    N_("Name and post"),
    N_("Role"),
    N_("Member since"),
    N_("Until"),
    N_("By order"),
)
_WIDTHS = (9, 34, 18, 14, 14, 22)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member; dates are ISO, without ``to_on`` the end is open."""

    name: str
    role: str
    from_on: str
    to_on: str | None = None
    order: str = ""


def write_roster(
    out: Path, paper: Paper, committee: str, as_at: str, members: Sequence[MemberLine]
) -> Path:
    """Print everyone who is a member on ``as_at`` (ISO), in the order of the committee."""
    document = begin(out, paper, committee)
    document.running_head = committee
    document.paragraph(tr("Members of {committee}", committee=committee), TITLE)
    document.paragraph(dotted(paper.office, 50), SUBTITLE)
    document.paragraph(tr("As at {day}", day=day(document, as_at, "long")), SUBTITLE)
    rows: list[list[Rich]] = [
        [
            document.digits(str(number)),
            dotted(each.name, 30),
            each.role,
            day(document, each.from_on),
            day(document, each.to_on) if each.to_on else tr("open-ended"),
            document.digits(dotted(each.order, 18)),
        ]
        for number, each in enumerate(members, 1)
    ]
    if members:
        document.table([tr(head) for head in HEADS], rows, _WIDTHS, TableStyle(aligns=("center",)))
        count = document.digits(tr("{count} members", count=len(members)))
        document.paragraph(count, "note")
    else:
        document.paragraph(tr("Nobody was a member on this day."), "center")
    return document.save()
