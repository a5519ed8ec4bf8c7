"""Commands that add to a library: create, add, recognise, import-folder."""

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from kmdesk.cli.output import OK, SOME_REFUSED, STATUS_WORDS, opened_library, plain, say, who
from kmdesk.i18n import KmdeskError, tr
from kmdesk.store.import_paths import from_argument


def create(options: argparse.Namespace) -> int:
    """Create a library, empty or with the sample office."""
    from kmdesk.office.new_library import start_empty, start_with_sample

    make = start_with_sample if options.sample else start_empty
    make(options.library).close()
    say(options, {"library": str(options.library)}, str(options.library))
    return OK


def add(options: argparse.Namespace) -> int:
    """Add files, folders and text collections; prints one line per item."""
    from kmdesk.office.inbox import put_aside, taker
    from kmdesk.office.ingest import Ingest

    is_stopped = _stop_signals()
    paths = [*options.paths, *(_listed() if options.list else [])]
    if not paths:
        raise KmdeskError("Name the files or folders to add.")
    by_hand = options.inbox is None
    by_itself = not by_hand and options.actor is None
    with opened_library(options, create=True) as library:
        actor = taker() if by_itself else who(options, library)
        run = Ingest(
            library,
            actor,
            place_id=options.place,
            by_hand=by_hand,
            stop=is_stopped,
            tell=_step_teller(options),
        )
        counts = dict.fromkeys(("added", "duplicate", "unsearchable", "refused"), 0)
        for outcome in run.run(paths):
            counts[outcome.status] += 1
            if options.inbox is not None and outcome.path and not outcome.retry:
                reason = outcome.reason if outcome.status == "refused" else ""
                put_aside(options.inbox, from_argument(outcome.path), reason)
            line = f"{tr(STATUS_WORDS[outcome.status])}: {outcome.source} {outcome.reason}"
            say(options, plain(outcome), line.rstrip())
    if not options.json:
        print(", ".join(f"{tr(STATUS_WORDS[key])} {value}" for key, value in counts.items()))
    return SOME_REFUSED if counts["refused"] else OK


def recognise(options: argparse.Namespace) -> int:
    """Extract the text of scanned pages that are not searchable yet; prints one line per file."""
    from kmdesk.office import text_recognition as scans

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


def _step_teller(options: argparse.Namespace) -> Callable[[int, int, str], object]:
    """Return a callback that prints the current file, if the calling program asked for it."""

    def tell(done: int, total: int, name: str) -> None:
        if options.progress and options.json:
            say(options, {"done": done, "of": total, "at": name}, "")

    return tell


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
