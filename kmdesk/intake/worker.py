"""The reader process: ``python -m kmdesk.intake.worker``, frames in, frames out.

Request ``{"id", "path", "memory", "timeout"}``, with ``"recognise": true`` to run OCR on images of
text too. Answers, each with the same id:

``{"page": [anchor, label, text, problem]}`` per page, ``{"of": n}`` once the number of pages is
known, then either ``{"done": {...}}`` or ``{"error": msgid, "args": {...}}``.

With ``"do": "arrange"`` new files are written from pages (:mod:`kmdesk.intake.page_files`), with
``"count"`` pages are counted, with ``"empty"`` blank ones are found; ``{"behind": n}`` reports
progress. With ``"printable"`` an original is written as plain pages for print.

When its input ends the process exits, whatever it is doing.
"""

import os
import queue
import sys
from pathlib import Path
from typing import IO, Any

from kmdesk.intake import errors
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.frames import Frame, write_frame
from kmdesk.intake.pipes import listening, take_pipes
from kmdesk.intake.reading import Reading
from kmdesk.workers.limits import confine, limit_cpu, limit_memory

EXIT_MEMORY = 3


def serve(requests: "queue.Queue[Frame]", out: IO[bytes]) -> None:
    """Answer requests one after another, forever."""
    write_frame(out, {"ready": os.getpid()})
    while True:
        request = requests.get().head
        try:
            _answer(request, out)
        except MemoryError:
            limit_memory(0)
            name = Path(request["path"]).name
            _fail(out, request, IntakeError(errors.TOO_HUNGRY, name=name))
            os._exit(EXIT_MEMORY)  # the heap cannot be trusted after running out of memory


def _answer(request: dict[str, Any], out: IO[bytes]) -> None:
    limit_memory(int(request["memory"]))
    limit_cpu(float(request["timeout"]))
    try:
        done = _WORK[request.get("do", "read")](request, out)
    except IntakeError as error:
        _fail(out, request, error)
        return
    write_frame(out, {"id": request["id"], "done": done})


def _read(request: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    seconds, recognise = float(request["timeout"]), bool(request.get("recognise"))
    reading = Reading(Path(request["path"]), seconds, recognise)
    for page in reading.pages():
        row = [page.anchor, page.label, page.text, page.problem]
        write_frame(out, {"id": request["id"], "page": row, "of": reading.total})
    return {
        "media_type": reading.media_type,
        "title": reading.title_guess,
        "notes": reading.notes,
    }


def _arrange(request: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    from kmdesk.intake.page_files import write_parts

    into = [Path(path) for path in request["into"]]
    sources = [Path(path) for path in request["sources"]]
    for behind in write_parts(sources, request["names"], request["parts"], into):
        write_frame(out, {"id": request["id"], "behind": behind})
    return {}


def _count(request: dict[str, Any], _out: IO[bytes]) -> dict[str, Any]:
    from kmdesk.intake.page_files import count_pages

    return {"counts": count_pages([Path(path) for path in request["sources"]], request["names"])}


def _empty(request: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    from kmdesk.intake.page_files import empty_pages

    found = []
    for page, is_empty in enumerate(empty_pages(Path(request["path"]), request["name"])):
        if is_empty:
            found.append(page)
        write_frame(out, {"id": request["id"], "behind": page + 1})
    return {"empty": found}


def _printable(request: dict[str, Any], _out: IO[bytes]) -> dict[str, Any]:
    from kmdesk.intake.printable import write_printable

    into = Path(request["into"])
    return {"written": write_printable(Path(request["path"]), request["name"], into)}


_WORK = {
    "read": _read,
    "arrange": _arrange,
    "count": _count,
    "empty": _empty,
    "printable": _printable,
}


def _fail(out: IO[bytes], request: dict[str, Any], error: IntakeError) -> None:
    msgid, args = error.message
    write_frame(out, {"id": request["id"], "error": msgid, "args": args})


def main() -> int:
    source, out = take_pipes()
    confine()
    serve(listening(source), out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
