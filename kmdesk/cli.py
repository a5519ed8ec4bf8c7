"""The same services without a window: the stable face for scripts and checks.

Every command takes ``--library DIR`` and ``--json`` (one JSON object a line).
Exit code 0, 1 (some items refused) or 2 (usage or library error).
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.composition import default_library
from kmdesk.i18n import N_, KmdeskError, set_language, tr

if TYPE_CHECKING:
    from kmdesk.records import Library

OK, SOME_REFUSED, FAILED = 0, 1, 2
_FORMS = (
    "register",
    "destruction",
    "borrow-card",
    "plan",
    "progress",
    "roster",
    "slips",
    "order",
    "announcement",
    "minutes",
    "invitation",
    "letter",
)


def run_command(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    options = _parser().parse_args(arguments)
    set_language(options.language)
    options.library = Path(options.library) if options.library else default_library()
    try:
        return int(options.run(options))
    except KmdeskError as error:
        _say(options, {"error": str(error)}, str(error), stream=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        from kmdesk.store.trouble import worded

        known = worded(error)
        if known is None:
            raise
        _say(options, {"error": str(known)}, str(known), stream=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kmdesk", description=tr("Offline knowledge desk"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, description=run.__doc__)
        sub.add_argument("--library", metavar="DIR")
        sub.add_argument("--json", action="store_true")
        sub.add_argument("--language", choices=("th", "en"), default="th")
        sub.set_defaults(run=run)
        return sub

    command("create", _create).add_argument("--sample", action="store_true")
    add = command("add", _add)
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--actor", default="")
    add.add_argument("--place", type=int)
    add.add_argument("--inbox", type=Path, metavar="DIR", help="files of DIR, put aside when done")
    search = command("search", _search)
    search.add_argument("query", nargs="?")
    search.add_argument("--batch", type=Path, metavar="FILE")
    search.add_argument("--limit", type=int, default=20)
    search.add_argument("--ids", action="store_true")
    search.add_argument("--internal", action="store_true")
    command("show", _show).add_argument("record", type=int)
    export = command("export", _export)
    export.add_argument("records", nargs="*", type=int, metavar="RECORD")
    export.add_argument("--query", metavar="QUERY")
    export.add_argument("--form", choices=_FORMS)
    export.add_argument("--year", type=int, help="B.E., for registers")
    export.add_argument("--day", default="", help="YYYY-MM-DD, for rosters and progress")
    export.add_argument("--provisions", default="", help="numbers, for slips")
    export.add_argument("--folder", action="store_true", help="a readable folder, to bring back")
    export.add_argument("--handover", action="store_true", help="a pack to hand the library over")
    export.add_argument("--sheet", action="store_true", help="a spreadsheet, .xlsx or .csv")
    export.add_argument("--internal", action="store_true")
    export.add_argument("--actor", default="")
    export.add_argument("-o", "--output", type=Path, required=True)
    bring = command("import-folder", _import_folder)
    bring.add_argument("folder", type=Path)
    bring.add_argument("--actor", default="")
    recognise = command("recognise", _recognise)
    recognise.add_argument("--actor", default="")
    recognise.add_argument("--from", dest="first", type=int, default=0, metavar="RECORD")
    command("check", _check)
    command("self-test", _self_test)
    command("settings", _settings)
    command("parts", _parts)
    command("reindex", _reindex)
    command("backup", _backup).add_argument("folder", type=Path, nargs="?")
    restore = command("restore", _restore)
    restore.add_argument("folder", type=Path)
    restore.add_argument("--passphrase-file", type=Path, metavar="FILE")
    command("migrate-to", _migrate_to).add_argument("target", metavar="ADDRESS|DIR")
    command("join", _join).add_argument("address", metavar="ADDRESS")
    command("upgrade-server", _upgrade_server)
    manual = command("manual", _manual)
    manual.add_argument("out", type=Path, metavar="OUT.pdf")
    manual.add_argument("--office", default="", metavar="NAME")
    command("tour", _tour).add_argument("out", type=Path)
    return parser


def _create(options: argparse.Namespace) -> int:
    """Start a new library, empty or with the sample office."""
    from kmdesk.office.first_run import start_empty, start_with_sample

    make = start_with_sample if options.sample else start_empty
    make(options.library).close()
    _say(options, {"library": str(options.library)}, str(options.library))
    return OK


def _add(options: argparse.Namespace) -> int:
    """Add files, folders and text collections; one line an item."""
    from kmdesk.office.inbox import put_aside
    from kmdesk.office.ingest import Ingest
    from kmdesk.records import Actor, Duty

    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    actor = Actor(options.actor or _user(), Duty.ADMINISTRATOR)
    with _library(options, create=True) as library:
        run = Ingest(library, actor, place_id=options.place, stop=lambda: bool(stopping))
        counts = dict.fromkeys(("added", "duplicate", "unsearchable", "refused"), 0)
        for outcome in run.run(options.paths):
            counts[outcome.status] += 1
            if options.inbox is not None and not outcome.retry:
                reason = outcome.reason if outcome.status == "refused" else ""
                put_aside(options.inbox, Path(outcome.source), reason)
            line = f"{tr(_STATUS_WORDS[outcome.status])}: {outcome.source} {outcome.reason}"
            _say(options, _plain(outcome), line.rstrip())
    if not options.json:
        print(", ".join(f"{tr(_STATUS_WORDS[key])} {value}" for key, value in counts.items()))
    return SOME_REFUSED if counts["refused"] else OK


def _recognise(options: argparse.Namespace) -> int:
    """Read the text of scanned pages that cannot be searched yet; one line a file."""
    from kmdesk.office.recognise import recognise
    from kmdesk.records import Actor, Duty

    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    actor = Actor(options.actor or _user(), Duty.ADMINISTRATOR)
    left = 0
    with _library(options) as library:
        for done in recognise(library, actor, lambda: bool(stopping), options.first):
            left += done.left
            _say(options, _plain(done), f"{done.name}: +{done.read} −{done.left} {done.reason}")
    return SOME_REFUSED if left else OK


def _search(options: argparse.Namespace) -> int:
    """Search once, or once for every line of a file."""
    from kmdesk.cli_search import search_lines

    if options.batch:
        queries = options.batch.read_text("utf-8-sig").split("\n")
        queries = [query.rstrip("\r") for query in queries if query.strip("\r")]
    elif options.query is not None:
        queries = [options.query]
    else:
        print(tr("Type what to search for, or name a file with --batch."), file=sys.stderr)
        return FAILED
    with _library(options) as library:
        for answer, words in search_lines(library, queries, options):
            _say(options, answer, words)
    return OK


def _show(options: argparse.Namespace) -> int:
    """Show one record with everything that belongs to it."""
    from kmdesk.cli_show import show_record

    with _library(options) as library:
        record = show_record(library, options.record)
    _say(options, record, json.dumps(record, ensure_ascii=False, indent=2))
    return OK


def _export(options: argparse.Namespace) -> int:
    """Print records to one PDF, or the list of what a query finds."""
    from kmdesk.cli_show import export_records

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
    with _library(options) as library:
        pages = export_records(library, options.records, options.output)
    said = {"output": str(options.output), "records": len(options.records), "pages": pages}
    _say(options, said, tr("{name}: {count} pages", name=options.output.name, count=pages))
    return OK


def _export_form(options: argparse.Namespace) -> int:
    from kmdesk.cli_forms import FormRequest, export_form, this_year, today

    record = options.records[0] if options.records else 0
    request = FormRequest(
        record, options.year or this_year(), options.day or today(), options.provisions
    )
    with _library(options) as library:
        export_form(library, options.form, request, options.output)
    _say(options, {"output": str(options.output), "form": options.form}, str(options.output))
    return OK


def _export_rows(options: argparse.Namespace) -> int:
    """Records named, or everything, as a readable folder or a spreadsheet."""
    from kmdesk.cli_folder import export_folder, export_sheet

    write = export_folder if options.folder else export_sheet
    with _library(options) as library:
        said = write(library, options.records or None, options.output)
    words = tr("{name}: {count} items", name=options.output.name, count=said["records"])
    _say(options, said, words)
    return OK


def _export_handover(options: argparse.Namespace) -> int:
    """Everything as readable folders with contents, hashes and a start page."""
    from kmdesk.cli_folder import export_handover

    with _library(options) as library:
        said = export_handover(library, options.actor or _user(), options.output)
    words = tr("{name}: {count} items", name=options.output.name, count=said["records"])
    _say(options, said, words)
    return OK


def _import_folder(options: argparse.Namespace) -> int:
    """Bring a readable folder back; one line a record."""
    from kmdesk.cli_folder import import_folder

    refused = 0
    with _library(options, create=True) as library:
        for brought in import_folder(library, options.actor or _user(), options.folder):
            refused += brought.status == "refused"
            line = f"{tr(_STATUS_WORDS[brought.status])}: {brought.folder} {brought.reason}"
            _say(options, _plain(brought), line.rstrip())
    return SOME_REFUSED if refused else OK


def _export_list(options: argparse.Namespace) -> int:
    from kmdesk.cli_search import print_found

    with _library(options) as library:
        printed, total = print_found(library, options.query, options.output, options.internal)
    said = {"output": str(options.output), "records": printed, "total": total}
    words = tr(
        "{name}: {count} of {total} items", name=options.output.name, count=printed, total=total
    )
    _say(options, said, words)
    return OK


def _check(options: argparse.Namespace) -> int:
    """Compare database, files and index."""
    from kmdesk.cli_search import check_library

    with _library(options) as library:
        found = check_library(library)
    _say(options, found, "\n".join(f"{key}: {value}" for key, value in found.items()))
    return OK if not found["missing_files"] and not found["drift"] else SOME_REFUSED


def _self_test(options: argparse.Namespace) -> int:
    """Try everything this machine must offer; 1 when something does not work."""
    from kmdesk.office.finding import VERDICT_WORDS, Verdict
    from kmdesk.office.self_test import run_self_test

    failed = 0
    for finding in run_self_test(options.library):
        failed += finding.verdict is Verdict.BAD
        words = f"{tr(VERDICT_WORDS[finding.verdict])}  {tr(finding.name)}: {finding.said}"
        _say(options, _plain(finding), words)
    if not options.json:
        print(tr("{count} checks failed", count=failed) if failed else tr("All is well."))
    return SOME_REFUSED if failed else OK


def _settings(options: argparse.Namespace) -> int:
    """List every setting with its value, default and where it is changed."""
    from kmdesk.records.settings import SETTINGS, stored_values

    with _library(options) as library:
        stored = stored_values(library)
    for setting in SETTINGS:
        value = setting.written(setting.value_of(stored.get(setting.key)))
        said = {"key": setting.key, "value": value, "default": setting.written(setting.default)}
        where = tr(setting.shown.value)
        _say(options, said, f"{tr(setting.label)} ({where}): {value or '–'}")
    return OK


def _parts(options: argparse.Namespace) -> int:
    """List what the program stands on, with licences; with --json as CycloneDX."""
    from kmdesk.office.about import bill_of_materials, parts

    if options.json:
        print(bill_of_materials(), end="")
        return OK
    for part in parts():
        print(f"{part.name} {part.version}: {part.licence}")
    return OK


def _reindex(options: argparse.Namespace) -> int:
    """Throw the index away and build it anew."""
    from kmdesk.cli_search import rebuild_index

    with _library(options) as library:
        indexed = rebuild_index(library)
    _say(options, {"indexed": indexed}, tr("{count} items indexed", count=indexed))
    return OK


def _backup(options: argparse.Namespace) -> int:
    """Copy the library into a new backup (default: where it always goes) and prove it."""
    from kmdesk.office.upkeep import back_up_as_planned
    from kmdesk.store.backup import back_up
    from kmdesk.store.plan import read_plan

    with _library(options) as library:
        if options.folder is None:
            done = back_up_as_planned(library.root)
        else:
            done = back_up(library.root, options.folder, seal=read_plan(library.root).seal)
    said = {
        "backup": str(done.folder),
        "files": done.files,
        "new": done.new,
        "missing": list(done.missing),
    }
    _say(options, said, str(done.folder))
    return SOME_REFUSED if done.missing else OK


def _restore(options: argparse.Namespace) -> int:
    """Make a library from a backup; never over an existing one."""
    from kmdesk.store.restore import restore

    secret = options.passphrase_file
    passphrase = secret.read_text("utf-8-sig").rstrip("\r\n") if secret else ""
    restore(options.folder, options.library, passphrase=passphrase)
    _say(options, {"library": str(options.library)}, str(options.library))
    return OK


def _migrate_to(options: argparse.Namespace) -> int:
    """Bring the library to an empty database of a server, or from there to an empty folder."""
    from kmdesk.cli_server import migrate_to

    said = migrate_to(options.library, options.target, _progress(options))
    words = tr("{rows} rows and {files} files, all compared and equal", **_counts(said))
    _say(options, said, words)
    return SOME_REFUSED if said["missing"] else OK


def _counts(said: dict[str, Any]) -> dict[str, Any]:
    return {"rows": said["rows"], "files": said["files"]}


def _join(options: argparse.Namespace) -> int:
    """Make the folder this PC's mirror of the library on a server."""
    from kmdesk.cli_server import join_server

    join_server(options.library, options.address, _progress(options))
    _say(options, {"library": str(options.library)}, str(options.library))
    return OK


def _upgrade_server(options: argparse.Namespace) -> int:
    """Bring the library on the server to the schema of this program."""
    from kmdesk.cli_server import upgrade_server

    done = upgrade_server(options.library)
    words = (
        tr("The server is up to date now.") if done else tr("The server was up to date already.")
    )
    _say(options, {"upgraded": done}, words)
    return OK


def _progress(options: argparse.Namespace) -> Callable[[int, int], None]:
    """How far something is, on a terminal; Ctrl+C stops it and leaves all as it was."""

    def tell(done: int, total: int) -> None:
        if not options.json and sys.stderr.isatty():
            print(f"\r{100 * done // max(1, total)} % ", end="", file=sys.stderr, flush=True)

    return tell


def _tour(options: argparse.Namespace) -> int:
    """Drive the real window and leave pictures of the main jobs."""
    from kmdesk.tour import run_tour

    return run_tour(options.out)


def _tell_picture(options: argparse.Namespace) -> Callable[[int], None] | None:
    """With ``--json`` each picture is told, for whoever waits."""
    if not options.json:
        return None
    return lambda number: _say(options, {"picture": number}, "")


def _manual(options: argparse.Namespace) -> int:
    """Print the user guide with pictures of the screens, taken in this very run."""
    import tempfile

    from kmdesk.office.guide import chapters
    from kmdesk.office.print_manual import write_manual
    from kmdesk.tour import run_tour

    with tempfile.TemporaryDirectory(prefix="kmdesk-manual-") as folder:
        if run_tour(Path(folder), options.language, told=_tell_picture(options)):
            return SOME_REFUSED
        set_language(options.language)
        pictures = {path.stem.partition("-")[2]: path for path in Path(folder).glob("*.png")}
        write_manual(options.out, chapters(options.language), pictures, office=options.office)
    _say(options, {"output": str(options.out)}, str(options.out))
    return OK


_STATUS_WORDS = {
    "added": N_("Added"),
    "duplicate": N_("Already there"),
    "unsearchable": N_("Kept, not searchable yet"),
    "refused": N_("Refused"),
}


@contextmanager
def _library(options: argparse.Namespace, *, create: bool = False) -> Iterator["Library"]:
    from kmdesk.cli_server import open_here

    library, warning = open_here(options.library, create=create)
    if warning:
        print(warning, file=sys.stderr)
    try:
        yield library
    finally:
        library.close()


def _plain(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


def _say(
    options: argparse.Namespace, value: dict[str, Any], words: str, stream: Any = None
) -> None:
    text = json.dumps(value, ensure_ascii=False) if options.json else words
    print(text, file=stream or sys.stdout, flush=True)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "kmdesk"
