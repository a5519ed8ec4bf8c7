"""The import process, ``kmdesk worker import``, over the wire of kmdesk.workers.

It takes files into the library (``add``) and recognises the text of scans (``recognise``) for the
window, which stays quick meanwhile and learns of each item once it is durable. Told to stop, it
ends after the item in hand; killed at any moment, it loses only that one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import UNSET

from kmdesk.i18n import set_language
from kmdesk.office.arrivals import put_done_aside, taker
from kmdesk.office.ingest import Ingest
from kmdesk.office.protocol import AddFiles, Ended, ReadScans, Step
from kmdesk.office.text_recognition import recognise_text
from kmdesk.people.accounts import acting
from kmdesk.records import Actor, Library
from kmdesk.store.folder import server_for
from kmdesk.workers.serve import Call, Stopped, serve_until_told, take_pipes


def _add(call: Call, stopped: Stopped) -> Ended:
    request = call.args(AddFiles)
    set_language(request.language)
    count = 0
    with _opened(request.library) as library:
        run = Ingest(
            library,
            _actor(call, library, request.inbox),
            by_hand=request.inbox is None,
            stop=stopped,
            tell=lambda done, total, name: call.report(Step(done, total, name)),
        )
        for outcome in run.run(request.paths):
            if request.inbox is not None:
                put_done_aside(request.inbox, outcome)
            call.report(outcome)
            count += 1
    return Ended(count)


def _recognise(call: Call, stopped: Stopped) -> Ended:
    request = call.args(ReadScans)
    set_language(request.language)
    count = 0
    with _opened(request.library) as library:
        for read in recognise_text(library, _actor(call, library), stopped, request.first):
            call.report(read)
            count += 1
    return Ended(count)


def _actor(call: Call, library: Library, inbox: Path | None = None) -> Actor:
    """Return who acts, with the present duty of the sign-in. Raises SignInError for others."""
    named = call.request.actor
    if named is UNSET and inbox is not None:
        return taker()
    return acting(library, "" if named is UNSET else named.name)


@contextmanager
def _opened(root: Path) -> Iterator[Library]:
    library = Library.open(root, server=server_for(root))
    try:
        if library.link is not None:
            library.link.try_to_catch_up()
        yield library
    finally:
        library.close()


_WORK = {"add": _add, "recognise": _recognise}


def main() -> int:
    """Serve until the input ends; return the exit code."""
    source, out = take_pipes()
    serve_until_told(source, out, lambda call, stopped: _WORK[call.request.do](call, stopped))
    return 0
