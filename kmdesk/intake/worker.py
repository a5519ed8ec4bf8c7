"""The reader process: ``python -m kmdesk.intake.worker``, over the wire of kmdesk.workers.

Its requests stand in :mod:`kmdesk.intake`: ``read`` a file, ``arrange`` pages of files
into new ones, ``count`` pages, tell the ``empty`` ones, write a ``printable`` original, read the
``sheets`` of a register, make a single picture ``compact``. When its input ends the process exits,
whatever it is doing.
"""

from typing import NoReturn

from kmdesk import intake
from kmdesk.intake import (
    Arrange,
    Compact,
    CompactDone,
    IntakeError,
    OfFiles,
    PageRead,
    Printable,
    Read,
    ReadDone,
    Work,
)
from kmdesk.intake.reading import Reading
from kmdesk.intake.table import Budget, RowsRead, SheetDone
from kmdesk.workers.limits import confine, limit_cpu, limit_memory
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes


def _answer(call: Call) -> Result:
    work = call.args(Work)
    limit_memory(work.memory)
    limit_cpu(work.timeout)
    if call.request.do == "compact":
        return _compact(call)
    return _WORK[call.request.do](call), b""


def _too_hungry(call: Call) -> IntakeError:
    return IntakeError(intake.TOO_HUNGRY, name=call.args(Work).name)


def _read(call: Call) -> ReadDone:
    request = call.args(Read)
    reading = Reading(request.path, request.timeout, request.recognise)
    for page in reading.pages():
        call.report(PageRead(page.anchor, page.label, page.text, page.problem, reading.total))
    return ReadDone(reading.media_type, reading.title_guess, reading.notes)


def _arrange(call: Call) -> None:
    from kmdesk.intake.page_files import write_parts

    request = call.args(Arrange)
    for done in write_parts(request.sources, request.names, request.parts, request.into):
        call.report(done)


def _count(call: Call) -> list[int]:
    from kmdesk.intake.page_files import count_pages

    request = call.args(OfFiles)
    return count_pages(request.sources, request.names)


def _empty(call: Call) -> list[int]:
    from kmdesk.intake.page_files import empty_pages

    request = call.args(Work)
    return [
        page for page, is_empty in enumerate(empty_pages(request.path, request.name)) if is_empty
    ]


def _printable(call: Call) -> bool:
    from kmdesk.intake.page_files import write_printable

    request = call.args(Printable)
    return write_printable(request.path, request.name, request.into)


def _compact(call: Call) -> Result:
    from kmdesk.intake.image_file import compact

    request = call.args(Compact)
    try:
        picture, data = compact(request.path.read_bytes(), request.side, lossless=request.lossless)
        pixels = picture.convert("RGBA").tobytes("raw", "BGRA")
    except MemoryError:
        raise
    except Exception as error:  # Pillow may raise anything for a damaged file
        raise IntakeError(intake.DAMAGED, name=request.name) from error
    return CompactDone(len(data), picture.width, picture.height), data + pixels


def _sheets(call: Call) -> list[SheetDone]:
    from kmdesk.intake.sheets import parts_of, read_sheets

    request = call.args(Work)
    found = read_sheets(request.path, request.name)
    budget = Budget(request.name)
    for number, sheet in enumerate(found):
        for rows in parts_of(sheet.cells, budget):
            call.report(RowsRead(number, rows))
    return [
        SheetDone(sheet.name, sheet.is_hidden, len(sheet.hidden_rows), sheet.is_cut)
        for sheet in found
    ]


_WORK = {
    "read": _read,
    "arrange": _arrange,
    "count": _count,
    "empty": _empty,
    "printable": _printable,
    "sheets": _sheets,
}


def main() -> NoReturn:
    """Serve until the input ends."""
    source, out = take_pipes()
    confine()
    serve(listening(source), out, _answer, _too_hungry)


if __name__ == "__main__":
    main()
