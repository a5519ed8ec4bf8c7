"""Queue of scanned pages for text recognition, file by file; pictures stay unchanged.

The queue is the pages without text, so it survives a restart; stopping is a pause, and starting
again retries whatever is left.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake import ReadResult, ocr
from kmdesk.intake.client import IntakeClient
from kmdesk.office.protocol import Recognised
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.undo import READ_TEXT
from kmdesk.records.unit import require
from kmdesk.shelf import scans
from kmdesk.shelf.check_letter import take_text
from kmdesk.shelf.kind import ClassifiedError, keep_internal, refuse_classified
from kmdesk.shelf.scans import UnreadFile

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
        waiting = scans.unread_files(reading, first)
    # no unit of work spans two files: each result is durable when the queue is stopped
    with closing(IntakeClient(workers=1)) as reader:
        for file in waiting:
            if stop():
                return
            yield _one(library, actor, reader, file, stop)


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
    except KmdeskError as error:
        return Recognised(file.record_id, file.name, 0, file.pages, str(error))
    reason = tr(personal) if personal else ""
    return Recognised(file.record_id, file.name, read, file.pages - read, reason)


def _keep(library: Library, actor: Actor, file: UnreadFile, result: ReadResult) -> tuple[int, str]:
    """Store text of pages without any; return how many, and why it is now internal."""
    with library.writing(actor, READ_TEXT) as unit:
        texts = {page.anchor: page.text for page in result.pages if not page.problem}
        read = scans.fill_pages(unit.session, file.attachment_id, texts)
        if read:
            take_text(unit, file.record_id)
        personal = keep_internal(unit, file.record_id, texts.values()) if read else ""
        unit.commit()
    return read, personal
