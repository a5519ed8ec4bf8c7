"""Commands that query a library: search, show, export."""

import argparse
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from kmdesk.cli.output import (
    FAILED,
    FOLDER,
    OK,
    PDF,
    SHEETS,
    opened_library,
    refuse_other_ending,
    say,
    who,
)
from kmdesk.i18n import KmdeskError, tr
from kmdesk.thai.clean import clean_value

if TYPE_CHECKING:
    from kmdesk.records import Actor, Library


def search(options: argparse.Namespace) -> int:
    """Search once, or once for every line of a file."""
    from kmdesk.cli.search import search_lines

    if options.batch:
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
    from kmdesk.forms import export_form, request_of_today

    request = request_of_today(options.records[0] if options.records else 0)
    with opened_library(options) as library:
        request = replace(
            request,
            year=options.year or request.year,
            day=options.day or request.day,
            provisions=options.provisions,
            urgency=options.urgency,
            actor=_reader(options, library),
        )
        export_form(library, options.form, request, options.output)
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
