"""A list of records to take along to the shelves: what, from when, and where the paper stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Run

_HEADS = (
    N_("No."),
    N_("Number"),
    N_("Title"),
    N_("Dated"),
    N_("Found at"),
    N_("Place"),
    N_("Taken"),
)


class ResultRow(NamedTuple):
    """One record of the list, in words ready to print."""

    title: str
    number: str = ""
    dated: str = ""
    place: str = ""
    found_at: str = ""  # page or provision
    status: str = ""


def write_result_list(
    out: Path,
    rows: Sequence[ResultRow],
    *,
    title: str,
    office: str,
    query: str = "",
    thai_digits: bool = True,
    printed_on: date | None = None,
) -> Path:
    """Print the rows with a box to tick each; raises PdfError when it cannot be saved."""
    document = Document(
        out,
        title=title,
        office=office,
        thai_digits=thai_digits,
        printed_on=printed_on,
        running_head=title,
        landscape=True,
    )
    document.heading(title, 1)
    document.fields(
        [
            (tr("Searched for"), query),
            (tr("Items"), document.digits(f"{len(rows):,}")),
            (tr("As of"), document.printed()),
        ]
    )
    heads = [tr(head) for head in _HEADS]
    cells = [
        [
            document.digits(str(position)),
            row.number,
            [Run(row.title), Run(f"\n{row.status}", color="#555555")] if row.status else row.title,
            row.dated,
            row.found_at,
            Run(row.place, bold=True),
            "",
        ]
        for position, row in enumerate(rows, 1)
    ]
    style = TableStyle(size=9.5, aligns=("center", "left", "left", "left", "left", "left", "left"))
    document.table(heads, cells, (6, 17, 44, 15, 11, 26, 7), style)
    return document.save()
