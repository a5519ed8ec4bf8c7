"""Print one record: title, status, place, fields, links, then the room's own text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import language, tr
from kmdesk.pdf.document import Document
from kmdesk.records import Actor, Kind, Library
from kmdesk.records.describe import describe, status_words
from kmdesk.records.fields import relation_words, screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.thai.digits import to_thai_words

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
