"""Print one record with its kind's printer, marked red on every page when no longer valid."""

import tempfile
from pathlib import Path

from pypdf import PdfWriter

from kmdesk.pdf.merging import finish, open_pdf
from kmdesk.pdf.no_longer_valid import mark_ended
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.validity import ended_words


def write_marked(library: Library, actor: Actor, kinds: Kinds, record_id: int, out: Path) -> None:
    """Print a record to ``out``. Raises RecordError when the actor may not see it."""
    with library.reading(actor) as reading:
        kind = reading.record(record_id).kind
    kinds.get(kind).write_pdf(library, actor, record_id, out)
    mark_file(library, actor, kinds, record_id, out)


def mark_file(library: Library, actor: Actor, kinds: Kinds, record_id: int, out: Path) -> None:
    """Mark the pages of a finished print when its record is no longer valid."""
    with library.reading(actor) as reading:
        words = ended_words(reading, kinds, record_id)
    if not words:
        return
    reader = open_pdf(out)
    writer = PdfWriter(clone_from=reader)
    title = str((reader.metadata.title if reader.metadata else "") or "")
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        mark_ended(writer, words, Path(folder))
        finish(writer, out, title)
