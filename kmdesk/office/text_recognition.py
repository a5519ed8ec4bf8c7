"""The queue of scanned pages: text is recognised file by file, the picture stays as it is.

The queue is the pages that have no text yet, so it survives a restart; stopping is a pause, and
starting again a retry of whatever is left.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake import IntakeClient, ReadResult, ocr
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.steps import READ_TEXT
from kmdesk.shelf import queries_scans
from kmdesk.shelf.check_letter import take_text
from kmdesk.shelf.classified import ClassifiedError, refuse_classified
from kmdesk.shelf.personal_data import keep_internal
from kmdesk.shelf.queries_scans import UnreadFile

_SECONDS = 3600.0
"""Limit for one file: a thick scan takes some seconds a page."""


class RecogniseError(KmdeskError):
    """Text cannot be recognised on this machine."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """One file done: pages that have text now, pages that still have none, why."""

    record_id: int
    name: str
    read: int
    left: int
    reason: str = ""


def recognise_text(
    library: Library, actor: Actor, stop: Callable[[], bool] = lambda: False, first: int = 0
) -> Iterator[Recognised]:
    """Read every waiting file once; each outcome is durable when it is yielded.

    With ``first`` only files of this record and of later ones. Raises RecogniseError where
    tesseract or its Thai data is not installed.
    """
    if not ocr.available():
        raise RecogniseError(
            "Text in pictures cannot be read on this machine: tesseract with Thai is not"
            " installed. The scans are kept and can be read later."
        )
    with library.reading(actor) as reading:
        waiting = queries_scans.unread_files(reading, first)
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
        # neither its text nor its subject is kept; the picture is hidden until a person decides
        with library.writing(actor, N_("Put a classified paper aside")) as unit:
            unit.trash(file.record_id)
            unit.commit()
        return Recognised(file.record_id, file.name, 0, file.pages, str(error))
    except KmdeskError as error:
        return Recognised(file.record_id, file.name, 0, file.pages, str(error))
    reason = tr(personal) if personal else ""
    return Recognised(file.record_id, file.name, read, file.pages - read, reason)


def _keep(library: Library, actor: Actor, file: UnreadFile, result: ReadResult) -> tuple[int, str]:
    """Store the text of pages that had none; how many, and why it is now hidden from visitors."""
    with library.writing(actor, READ_TEXT) as unit:
        texts = {page.anchor: page.text for page in result.pages if not page.problem}
        read = queries_scans.fill_pages(unit.session, file.attachment_id, texts)
        if read:
            take_text(unit, file.record_id)
        personal = keep_internal(unit, file.record_id, texts.values()) if read else ""
        unit.commit()
    return read, personal
