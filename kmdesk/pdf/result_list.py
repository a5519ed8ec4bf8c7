"""Printed list of records to take to the shelves: title, date, and location of the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.no_longer_valid import RED
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich, Run


class ResultRow(NamedTuple):
    """One record of the list, formatted for print."""

    title: str
    number: str = ""
    dated: str = ""
    place: str = ""
    found_at: str = ""  # page or provision
    status: str = ""
    ended: bool = False  # no longer valid


def write_result_list(
    out: Path,
    rows: Sequence[ResultRow],
    *,
    title: str,
    office: str,
    query: str = "",
    note: str = "",
    thai_digits: bool = True,
    printed_on: date | None = None,
) -> Path:
    """Print the rows with a box to tick each. Raises PdfError when the file cannot be saved.

    ``note`` is printed above the table. "Found at" is left out when no row has it.
    """
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
    if note:
        document.paragraph(note)
    columns = [column for column in _columns(document, rows) if column.share]
    document.table(
        [column.head for column in columns],
        [[column.cell(at, row) for column in columns] for at, row in enumerate(rows, 1)],
        [column.share for column in columns],
        TableStyle(size=9.5, aligns=("center",)),
    )
    return document.save()


def _status(row: ResultRow) -> Rich:
    return Run(row.status, bold=True, color=RED) if row.ended else row.status


class _Column(NamedTuple):
    head: str
    share: float  # of the line; 0 leaves the column out
    cell: Callable[[int, ResultRow], Rich]


def _columns(document: Document, rows: Sequence[ResultRow]) -> list[_Column]:
    places = any(row.found_at for row in rows)
    return [
        _Column(tr("No."), 6, lambda at, _row: document.digits(str(at))),
        _Column(tr("Number"), 17, lambda _at, row: row.number),
        _Column(tr("Title"), 42, lambda _at, row: row.title),
        _Column(tr("Dated"), 12, lambda _at, row: row.dated),
        _Column(tr("Status"), 13, lambda _at, row: _status(row)),
        _Column(tr("Found at"), 11 if places else 0, lambda _at, row: row.found_at),
        _Column(tr("Place"), 26, lambda _at, row: Run(row.place, bold=True)),
        _Column(tr("Taken"), 7, lambda _at, _row: ""),
    ]
