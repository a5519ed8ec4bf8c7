"""Commands on a library's contents: create, add, recognise, import-folder; search, show, export."""

import argparse
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk.cli.output import (
    FAILED,
    FOLDER,
    OK,
    PDF,
    SHEETS,
    SOME_REFUSED,
    STATUS_WORDS,
    opened_library,
    plain,
    refuse_other_ending,
    say,
    who,
)
from kmdesk.i18n import KmdeskError, tr
from kmdesk.store.import_paths import from_argument
from kmdesk.thai.normal import clean_value

if TYPE_CHECKING:
    from kmdesk.records import Actor, Library


# Adding ----------------------------------------------------------------------------------


def create(options: argparse.Namespace) -> int:
    """Create a library, empty or with the sample office."""
    from kmdesk.office.new_library import start_empty, start_with_sample

    make = start_with_sample if options.sample else start_empty
    make(options.library).close()
    say(options, {"library": str(options.library)}, str(options.library))
    return OK


def add(options: argparse.Namespace) -> int:
    """Add files, folders and text collections; prints one line per item."""
    from kmdesk.office.arrivals import put_done_aside, taker
    from kmdesk.office.ingest import Ingest

    is_stopped = _stop_signals()
    paths = [*options.paths, *(_listed() if options.list else [])]
    if not paths:
        raise KmdeskError("Name the files or folders to add.")
    by_hand = options.inbox is None
    # The scanner's folder is emptied whoever sits there; the history then names the program.
    by_itself = not by_hand and options.actor is None
    with opened_library(options, create=True) as library:
        actor = taker() if by_itself else who(options, library)
        run = Ingest(
            library,
            actor,
            place_id=options.place,
            by_hand=by_hand,
            stop=is_stopped,
        )
        counts = dict.fromkeys(("added", "duplicate", "unsearchable", "refused"), 0)
        for outcome in run.run(paths):
            counts[outcome.status] += 1
            if options.inbox is not None:
                # Only now that it is stored: killed in between, the file is met again and
                # known by its bytes.
                put_done_aside(options.inbox, outcome)
            line = f"{tr(STATUS_WORDS[outcome.status])}: {outcome.source} {outcome.reason}"
            say(options, plain(outcome), line.rstrip())
    if not options.json:
        print(", ".join(f"{tr(STATUS_WORDS[key])} {value}" for key, value in counts.items()))
    return SOME_REFUSED if counts["refused"] else OK


def recognise(options: argparse.Namespace) -> int:
    """Extract the text of scanned pages that are not searchable yet; prints one line per file."""
    from kmdesk.office import import_process as scans

    is_stopped = _stop_signals()
    left = 0
    with opened_library(options) as library:
        actor = who(options, library)
        for done in scans.recognise_text(library, actor, is_stopped, options.first):
            left += done.left
            say(options, plain(done), f"{done.name}: +{done.read} −{done.left} {done.reason}")
    return SOME_REFUSED if left else OK


def import_folder(options: argparse.Namespace) -> int:
    """Import a readable folder; prints one line per record."""
    from kmdesk.cli import records

    refused = 0
    with opened_library(options, create=True) as library:
        for brought in records.import_folder(library, who(options, library), options.folder):
            refused += brought.status == "refused"
            line = f"{tr(STATUS_WORDS[brought.status])}: {brought.folder} {brought.reason}"
            say(options, plain(brought), line.rstrip())
    return SOME_REFUSED if refused else OK


def _listed() -> list[Path]:
    """Return paths from standard input, for more than fit on a command line."""
    told = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    return [from_argument(path) for path in told.split("\0") if path]


def _stop_signals() -> Callable[[], bool]:
    """Return a check for Ctrl+C or SIGTERM: work stops after the current item."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    return lambda: bool(stopping)


# Querying and writing out ----------------------------------------------------------------


def search(options: argparse.Namespace) -> int:
    """Search once, or once for every line of a file."""
    from kmdesk.cli.search import search_lines

    if options.batch:
        # Not splitlines, which ends a line at a dozen other characters, too.
        queries = options.batch.read_text("utf-8-sig").split("\n")
        queries = [query.rstrip("\r") for query in queries if query.strip("\r")]
    elif options.query is not None:
        queries = [options.query]
    else:
        print(tr("Type what to search for, or name a file with --batch."), file=sys.stderr)
        return FAILED
    with opened_library(options) as library:
        for answer, words in search_lines(library, queries, options):
            say(options, answer, words)
    return OK


def show(options: argparse.Namespace) -> int:
    """Show one record with everything that belongs to it."""
    from kmdesk.cli.records import show_record

    with opened_library(options) as library:
        record = show_record(library, options.record)
    say(options, record, json.dumps(clean_value(record), ensure_ascii=False, indent=2))
    return OK


def export(options: argparse.Namespace) -> int:
    """Print records to one PDF, or the list of a query's results."""
    from kmdesk.cli.records import export_records

    if options.folder or options.handover:
        refuse_other_ending(options.output, FOLDER)
    else:
        refuse_other_ending(options.output, SHEETS if options.sheet else PDF)
    if options.form:
        return _export_form(options)
    if options.handover:
        return _export_handover(options)
    if options.folder or options.sheet:
        return _export_rows(options)
    if bool(options.records) == (options.query is not None):
        raise KmdeskError("Name the items to print, or type a query after --query, but not both.")
    if options.query is not None:
        return _export_list(options)
    with opened_library(options) as library:
        pages = export_records(library, options.records, options.output, _reader(options, library))
    said = {"output": str(options.output), "records": len(options.records), "pages": pages}
    say(options, said, tr("{name}: {count} pages", name=options.output.name, count=pages))
    return OK


def _export_form(options: argparse.Namespace) -> int:
    from kmdesk.cli.records import export_form

    values = {name: getattr(options, name) for name in ("year", "day", "provisions", "urgency")}
    record = options.records[0] if options.records else 0
    with opened_library(options) as library:
        actor = _reader(options, library)
        export_form(library, actor, options.form, record, values, options.output)
    say(options, {"output": str(options.output), "form": options.form}, str(options.output))
    return OK


def _export_rows(options: argparse.Namespace) -> int:
    """Export the given records, or everything, as a readable folder or a spreadsheet."""
    from kmdesk.cli.records import export_folder, export_sheet

    write = export_folder if options.folder else export_sheet
    with opened_library(options) as library:
        said = write(library, options.records or None, options.output, _reader(options, library))
    words = tr("{name}: {count} items", name=options.output.name, count=said["records"])
    say(options, said, words)
    return OK


def _export_handover(options: argparse.Namespace) -> int:
    """Export everything as readable folders with contents, hashes and a start page."""
    from kmdesk.cli.records import export_handover

    with opened_library(options) as library:
        said = export_handover(library, who(options, library), options.output)
    words = tr("{name}: {count} items", name=options.output.name, count=said["records"])
    say(options, said, words)
    return OK


def _reader(options: argparse.Namespace, library: "Library") -> "Actor":
    """Return the actor who reads the export: the given sign-in, else the program itself."""
    from kmdesk.records import SYSTEM

    return SYSTEM if options.actor is None else who(options, library)


def _export_list(options: argparse.Namespace) -> int:
    from kmdesk.cli.search import print_found

    with opened_library(options) as library:
        # a list for readers, unless the given sign-in may see more
        named = None if options.actor is None else who(options, library)
        internal = options.internal or (named is not None and "internal" in named.audiences)
        printed, total = print_found(library, options.query, options.output, internal)
    said = {"output": str(options.output), "records": printed, "total": total}
    words = tr(
        "{name}: {count} of {total} items", name=options.output.name, count=printed, total=total
    )
    say(options, said, words)
    return OK
