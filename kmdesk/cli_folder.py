"""Readable folders, handover packs and spreadsheets for the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kmdesk.composition import build_kinds
from kmdesk.office.handover.make import hand_over
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.records.library import MANY
from kmdesk.records.portable.exporter import export_records
from kmdesk.records.portable.importer import ImportResult, import_portable
from kmdesk.records.portable.spreadsheet import write_sheet
from kmdesk.shelf.classified import refuse_classified


def export_folder(
    library: Library, record_ids: Sequence[int] | None, out: Path, actor: Actor = SYSTEM
) -> dict[str, Any]:
    """Write a readable folder; return what was written."""
    done = export_records(library, actor, build_kinds(), out, record_ids)
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
