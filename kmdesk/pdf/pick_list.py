"""Printed records: one as a card, several as a pick list to take to the shelves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kmdesk import clock
from kmdesk.i18n import language, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.merging import RED
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Rich, Run
from kmdesk.records import Actor, Kind, Kinds, Library
from kmdesk.records.describe import ENDED, ListedRecord, describe, listed_records, status_words
from kmdesk.records.fields import relation_words, screen_date
from kmdesk.records.settings import OFFICE_NAME, THAI_DIGITS
from kmdesk.thai.numbers import to_thai, to_thai_words

Section = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading; without headers its rows are a list. ``widths`` are shares."""

    heading: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


def write_card(
    library: Library,
    actor: Actor,
    kind: Kind,
    record_id: int,
    out: Path,
    sections: Sequence[Section] = (),
    tables: Sequence[Table] = (),
) -> None:
    """Print the record to ``out``; ``sections`` are (heading or "", paragraphs).

    Raises RecordError when the actor may not see it, PdfError when it cannot be written.
    """
    with library.reading(actor) as reading:
        facts = describe(reading, kind, record_id)
    document = Document(
        out,
        title=facts["title"],
        office=OFFICE_NAME.of(library),
        running_head=" · ".join(filter(None, (tr(kind.label), facts["number"]))),
    )
    thai = document.thai_digits and language() == "th"
    numbers: Callable[[str], str] = to_thai_words if thai else str
    document.heading(facts["title"], 1)
    document.fields(
        [
            (tr("Number"), numbers(facts["number"])),
            (tr("From"), facts["issuer"]),
            (tr("Dated"), screen_date(facts["dated"])),
            (tr("Status"), status_words(kind, facts)),
            (tr("Place"), facts["place"]),
            *((field["label"], numbers(field["value"])) for field in facts["fields"]),
            (tr("As of"), screen_date(clock.today_iso())),
        ]
    )
    for heading, paragraphs in sections:
        if heading:
            document.heading(heading, 2)
        for paragraph in paragraphs:
            document.paragraph(paragraph, "first")
    for table in tables:
        document.heading(table.heading, 2)
        if table.headers:
            rows = [[numbers(cell) for cell in row] for row in table.rows]
            document.table(table.headers, rows, table.widths or None)
        else:
            for row in table.rows:
                document.item("•", " · ".join(row))
    if facts["links"]:
        document.heading(tr("Linked with"), 2)
        for link in facts["links"]:
            document.item("•", f"{relation_words(link['relation'])}: {link['title']}")
    document.save()


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


# Records by id: those the actor may see, in the language on screen -----------------------

LIMIT = 500
"""Maximum number of lines; a longer list is of no use for walking along the shelves."""


@dataclass(frozen=True, slots=True)
class Found:
    """What to print: record ids in order, where each matched, and the total number."""

    ids: Sequence[int]
    total: int
    found_at: Sequence[str] = ()
    query: str = ""


def write_pick_list(
    library: Library, actor: Actor, kinds: Kinds, found: Found, out: Path, title: str
) -> int:
    """Print the first :data:`LIMIT` records the actor may see; return the number of lines."""
    ids = list(found.ids[:LIMIT])
    where = dict(zip(ids, found.found_at, strict=False))
    thai_digits = THAI_DIGITS.of(library)
    digits = to_thai if thai_digits and language() == "th" else str
    with library.reading(actor) as reading:
        rows = [
            _row(line, kinds, where.get(line.id, ""), digits)
            for line in listed_records(reading, ids)
        ]
    note = ""
    if found.total > LIMIT:
        note = tr(
            "Only the first {count} of {total} items are printed; narrow the list for the rest.",
            count=f"{len(rows):,}",
            total=f"{found.total:,}",
        )
    write_result_list(
        out,
        rows,
        title=digits(title),
        office=OFFICE_NAME.of(library),
        query=found.query,
        note=digits(note),
        thai_digits=thai_digits,
    )
    return len(rows)


def _row(
    line: ListedRecord, kinds: Kinds, found_at: str, digits: Callable[[str], str]
) -> ResultRow:
    word = line.status
    if line.kind in kinds:
        word = kinds.get(line.kind).statuses.get(word, word)
    return ResultRow(
        title=line.title,
        number=digits(line.number),
        dated=screen_date(line.dated, "short"),
        place=line.place,
        found_at=digits(found_at),
        status=tr(word) if word else "",
        ended=line.status in ENDED,
    )
