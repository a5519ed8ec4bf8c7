"""Checklist with a box to tick on each line: gaps, what is due, a stock-take."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.sheets.frame import SUBTITLE, TITLE, Paper, begin
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich


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
