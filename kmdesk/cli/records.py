"""Records for the command line: searched, shown, written out; the index checked and rebuilt."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kmdesk.composition import build_kinds
from kmdesk.i18n import KmdeskError, tr
from kmdesk.office.handover_pack import hand_over
from kmdesk.records import SYSTEM, WALK_UP, Actor, Library
from kmdesk.records.describe import counts, describe, file_hashes
from kmdesk.records.library import MANY
from kmdesk.records.portable_export import export_records as export_portable
from kmdesk.records.portable_import import ImportResult, import_portable
from kmdesk.records.settings import THAI_DIGITS
from kmdesk.records.spreadsheet import write_sheet
from kmdesk.regulations.queries import provisions
from kmdesk.search import Hit, SearchResult
from kmdesk.search.client import SearchClient
from kmdesk.shelf.kind import refuse_classified
from kmdesk.store.check import judge
from kmdesk.widgets.anchors import anchor_words
from kmdesk.workers.child import self_command


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


INDEX = "index"


def open_search(library: Library) -> SearchClient:
    """Return a client with a search process of its own on this library."""
    return SearchClient(self_command(["worker", "search", "--library", str(library.root)]))


def search_lines(
    library: Library, queries: Sequence[str], options: argparse.Namespace
) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield (JSON object, text) for each query, in order; a query sees all committed data."""
    actor = SYSTEM if options.internal else WALK_UP
    with open_search(library) as client:
        # The process has just started: the index may be behind what was committed.
        client.catch_up()
        for query in queries:
            result = client.search(
                query,
                actor_audiences=actor.audiences,
                limit=options.limit,
                snippets=not options.ids,
                facets=False,
            )
            yield _answer(result, options.ids), _words(result)


def print_found(library: Library, query: str, out: Path, internal: bool) -> tuple[int, int]:
    """Print the list of a query's results; return (lines printed, items found).

    Raises KmdeskError when nothing was found.
    """
    from kmdesk.composition import build_kinds
    from kmdesk.pdf.pick_list import LIMIT, Found, write_pick_list

    actor = SYSTEM if internal else WALK_UP
    with open_search(library) as client:
        client.catch_up()
        answer = client.search(query, actor_audiences=actor.audiences, limit=LIMIT, facets=False)
    if not answer.total:
        raise KmdeskError("Nothing was found for “{query}”.", query=query)
    where = [anchor_words(hit.anchor, hit.label or hit.provision or "") for hit in answer.hits]
    found = Found([hit.record_id for hit in answer.hits], answer.total, where, query)
    printed = write_pick_list(library, actor, build_kinds(), found, out, tr("Search results"))
    return printed, answer.total


def check_library(library: Library) -> dict[str, Any]:
    """Return counts of database, files and index, their differences, and the problems found."""
    with library.reading(SYSTEM) as reading:
        found: dict[str, Any] = dict(counts(reading))
        hashes = file_hashes(reading)
    indexed, drift = _index_state(library)
    problems = judge(library.root, drift)
    return found | {
        "indexed": indexed,
        "drift": drift,
        "missing_files": sorted(problem.sha256 for problem in problems if problem.sha256),
        "orphan_files": len(set(library.files.hashes()) - hashes),
        "well": not problems,
        "problems": [str(problem.message) for problem in problems],
    }


def _index_state(library: Library) -> tuple[int | None, int | None]:
    """Return the number of indexed items and how many differ; None if unknown."""
    try:
        with open_search(library) as client:
            client.catch_up()
            status = client.status(deep=True)
    except KmdeskError:
        return None, None
    return status.indexed, status.drift


def rebuild_index(library: Library) -> int:
    """Delete the index folder and rebuild it; return how many records it holds."""
    shutil.rmtree(library.root / INDEX, ignore_errors=True)
    with open_search(library) as client:
        client.rebuild(wait=True)
        return client.status().indexed


def _answer(result: SearchResult, ids_only: bool) -> dict[str, Any]:
    return {
        "query": result.query,
        "total": result.total,
        "whole_word": result.whole_word,
        "partial": result.partial,
        "took_ms": result.took_ms,
        "tried": [str(step) for step in result.tried],
        "hits": [_hit(hit, ids_only) for hit in result.hits],
        "unsearchable": result.unsearchable,
    }


def _hit(hit: Hit, ids_only: bool) -> dict[str, Any]:
    said = {
        "record_id": hit.record_id,
        "source_id": hit.source_id,
        "source": hit.source,
        "kind": hit.kind,
        "title": hit.title,
        "place": hit.place,
        "status": hit.status,
        "score": hit.score,
    }
    if hit.page is not None:
        said["page"] = hit.page
    if hit.provision is not None:
        said["provision"] = hit.provision
    if not ids_only:
        said["snippet"] = hit.snippet.text
        said["marks"] = asdict(hit.snippet)["marks"]
    return said


def _words(result: SearchResult) -> str:
    lines = [
        tr("“{query}”: {count} found", query=result.query, count=result.total),
        *(str(step) for step in result.tried),
    ]
    for number, hit in enumerate(result.hits, start=1):
        where = " · ".join(filter(None, (hit.number, hit.label, hit.place)))
        lines.append(f"{number}. [{hit.record_id}] {hit.title}")
        lines += [f"   {text}" for text in (where, hit.snippet.text) if text]
    return "\n".join(lines)
