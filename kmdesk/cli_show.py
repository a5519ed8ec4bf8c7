"""Show and export records for the command line."""

import tempfile
from pathlib import Path
from typing import Any

from kmdesk.composition import build_kinds
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.records.describe import describe
from kmdesk.records.settings import THAI_DIGITS
from kmdesk.regulations.queries import provisions


def show_record(library: Library, record_id: int) -> dict[str, Any]:
    """Return everything about one record; raises RecordError when it does not exist."""
    with library.reading(SYSTEM) as reading:
        kind = build_kinds().get(reading.record(record_id).kind)
        said = describe(reading, kind, record_id)
        if said["kind"] == "regulation":
            said["provisions"] = [
                {"number": row.number, "path": " › ".join(row.path), "text": row.text}
                for row in provisions(reading.session, record_id)
            ]
        return said


def export_records(
    library: Library, record_ids: list[int], out: Path, actor: Actor = SYSTEM
) -> int:
    """Print the records one after the other to one PDF; return its number of pages."""
    from kmdesk.pdf.document import digits_in_print
    from kmdesk.pdf.join import join_pdfs
    from kmdesk.pdf.marked import write_marked

    kinds = build_kinds()
    with library.reading(actor) as reading:
        for record_id in record_ids:
            reading.record(record_id)
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        parts = []
        for position, record_id in enumerate(record_ids):
            part = Path(folder) / f"{position}.pdf"
            with digits_in_print(THAI_DIGITS.of(library)):
                write_marked(library, actor, kinds, record_id, part)
            parts.append(part)
        return join_pdfs(parts, out)
