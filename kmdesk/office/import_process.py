"""The import process, ``kmdesk worker import``, over the wire of kmdesk.workers.

It takes files into the library (``add``) and recognises the text of scans (``recognise``) for the
window, which stays quick meanwhile and learns of each item once it is durable. Told to stop, adding
ends after the item in hand and recognition at once: a scan half read begins anew the next time.
Killed at any moment, it loses only the item in hand.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import UNSET

from kmdesk.i18n import N_, KmdeskError, set_language, tr
from kmdesk.intake import IntakeCancelled, ReadResult, ocr
from kmdesk.intake.client import IntakeClient
from kmdesk.office.arrivals import put_done_aside, taker
from kmdesk.office.ingest import Ingest
from kmdesk.office.protocol import AddFiles, Ended, ReadScans, Recognised, Step
from kmdesk.people.accounts import acting
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.undo import READ_TEXT
from kmdesk.records.unit import require
from kmdesk.shelf import papers
from kmdesk.shelf.check_letter import take_text
from kmdesk.shelf.kind import ClassifiedError, keep_internal, refuse_classified
from kmdesk.shelf.papers import UnreadFile
from kmdesk.store.folder import server_for
from kmdesk.workers.serve import Call, Stopped, serve_until_told, take_pipes

_SECONDS = 3600.0
"""Limit for one file: a thick scan takes some seconds per page."""


class RecogniseError(KmdeskError):
    """Raised when text cannot be recognised on this machine."""


def recognise_text(
    library: Library, actor: Actor, stop: Callable[[], bool] = lambda: False, first: int = 0
) -> Iterator[Recognised]:
    """Recognise every waiting file once; each outcome is durable when it is yielded.

    ``first`` restricts it to files of this record and later ones. Raises RecogniseError when
    tesseract or its Thai data is not installed.
    """
    if not ocr.available():
        raise RecogniseError(
            "Text in pictures cannot be read on this machine: tesseract with Thai is not"
            " installed. The scans are kept and can be read later."
        )
    with library.reading(actor) as reading:
        waiting = papers.unread_files(reading, first)
    # no unit of work spans two files: each result is durable when the queue is stopped
    with closing(IntakeClient(workers=1)) as reader:
        for file in waiting:
            if stop():
                return
            try:
                read = _one(library, actor, reader, file, stop)
            except IntakeCancelled:  # a pause is no outcome of the file
                return
            yield read


def _one(
    library: Library,
    actor: Actor,
    reader: IntakeClient,
    file: UnreadFile,
    stop: Callable[[], bool],
) -> Recognised:
    require(actor, Duty.CLERK)
    try:
        path = library.files.path(file.sha256)
        result = reader.read(path, timeout=_SECONDS, cancelled=stop, recognise=True)
        if result.pages:
            refuse_classified(result.pages[0].text)
        read, personal = _keep(library, actor, file, result)
    except ClassifiedError as error:
        # neither text nor subject is stored; the picture is hidden until a person decides
        with library.writing(actor, N_("Put a classified paper aside")) as unit:
            unit.trash(file.record_id)
            unit.commit()
        return Recognised(file.record_id, file.name, 0, file.pages, str(error))
    except IntakeCancelled:
        raise
    except KmdeskError as error:
        return Recognised(file.record_id, file.name, 0, file.pages, str(error))
    reason = tr(personal) if personal else ""
    return Recognised(file.record_id, file.name, read, file.pages - read, reason)


def _keep(library: Library, actor: Actor, file: UnreadFile, result: ReadResult) -> tuple[int, str]:
    """Store text of pages without any; return how many, and why it is now internal."""
    with library.writing(actor, READ_TEXT) as unit:
        texts = {page.anchor: page.text for page in result.pages if not page.problem}
        read = papers.fill_pages(unit.session, file.attachment_id, texts)
        if read:
            take_text(unit, file.record_id)
        personal = keep_internal(unit, file.record_id, texts.values()) if read else ""
        unit.commit()
    return read, personal


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
