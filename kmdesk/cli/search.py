"""Search, check and rebuild for the command line, through the search process."""

import argparse
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kmdesk.i18n import KmdeskError, tr
from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.records.describe import counts, file_hashes
from kmdesk.search import Hit, SearchResult
from kmdesk.search.client import SearchClient
from kmdesk.store.check import judge
from kmdesk.widgets.anchors import anchor_words
from kmdesk.workers.child import self_command

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
