"""Records shown and written out: PDF, readable folders, handover packs, spreadsheets."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kmdesk.composition import build_kinds
from kmdesk.office.handover_pack import hand_over
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.records.describe import describe
from kmdesk.records.library import MANY
from kmdesk.records.portable_export import export_records as export_portable
from kmdesk.records.portable_import import ImportResult, import_portable
from kmdesk.records.settings import THAI_DIGITS
from kmdesk.records.spreadsheet import write_sheet
from kmdesk.regulations.queries import provisions
from kmdesk.shelf.kind import refuse_classified


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
    from kmdesk.pdf.merging import join_pdfs, write_marked

    kinds = build_kinds()
    with library.reading(actor) as reading:
        # All of them before the first is printed: one that is not there stops everything.
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


def export_folder(
    library: Library, record_ids: Sequence[int] | None, out: Path, actor: Actor = SYSTEM
) -> dict[str, Any]:
    """Write a readable folder; return what was written."""
    done = export_portable(library, actor, build_kinds(), out, record_ids)
    return {"output": str(done.folder), "records": done.records, "files": done.files}


def export_sheet(
    library: Library, record_ids: Sequence[int] | None, out: Path, actor: Actor = SYSTEM
) -> dict[str, Any]:
    """Write a spreadsheet; return what was written."""
    count = write_sheet(library, actor, build_kinds(), out, record_ids)
    return {"output": str(out), "records": count}


def export_handover(library: Library, actor: Actor, out: Path) -> dict[str, Any]:
    """Write a handover pack; return what was written. Raises FolderError when it fails."""
    done = hand_over(library, actor, build_kinds(), out)
    return {
        "output": str(done.folder),
        "records": done.records,
        "files": done.files,
        "pages": done.pages,
    }


def import_folder(library: Library, actor: Actor, folder: Path) -> list[ImportResult]:
    """Import a readable folder; raises FolderError when it is none."""
    build_kinds()  # the tables of every package must be registered
    library.keep_point_for(MANY)
    return import_portable(library, actor, folder, refuse_classified)


def export_form(
    library: "Library",
    actor: "Actor",
    name: str,
    record_id: int,
    values: Mapping[str, object],
    out: Path,
) -> None:
    """Print the form ``name`` to ``out``.

    Raises KmdeskError for an unknown form, and for a record that is missing or of another kind.
    """
    from kmdesk.pdf.document import digits_in_print
    from kmdesk.records.kinds import filled, form_named
    from kmdesk.records.settings import THAI_DIGITS

    with library.reading(actor) as reading:
        form = form_named(reading, build_kinds(), name, record_id)
    with digits_in_print(THAI_DIGITS.of(library)):
        form.write(library, actor, record_id, filled(form, values), out)
