"""The reading process: ``python -m kmdesk.intake.worker``, frames in, frames out.

Request ``{"id", "path", "memory", "timeout"}``. Answers, each with the same id:
``{"page": [anchor, label, text, problem]}`` per page, ``{"of": n}`` once the number of
pages is known, then either ``{"done": {...}}`` or ``{"error": msgid, "args": {...}}``.
When its input ends the process ends, whatever it is doing.
"""

import os
import queue
import sys
from pathlib import Path
from typing import IO, Any

from kmdesk.intake import errors
from kmdesk.intake.confine import confine, limit_cpu, limit_memory
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.frames import Frame, write_frame
from kmdesk.intake.pipes import listening, take_pipes
from kmdesk.intake.reading import Reading

EXIT_MEMORY = 3


def serve(requests: "queue.Queue[Frame]", out: IO[bytes]) -> None:
    """Answer requests one after the other for ever."""
    write_frame(out, {"ready": os.getpid()})
    while True:
        request = requests.get().head
        try:
            _answer(request, out)
        except MemoryError:
            limit_memory(0)
            name = Path(request["path"]).name
            _fail(out, request, IntakeError(errors.TOO_HUNGRY, name=name))
            os._exit(EXIT_MEMORY)  # what is left of the heap cannot be trusted


def _answer(request: dict[str, Any], out: IO[bytes]) -> None:
    path = Path(request["path"])
    limit_memory(int(request["memory"]))
    limit_cpu(float(request["timeout"]))
    reading = Reading(path, float(request["timeout"]))
    try:
        for page in reading.pages():
            row = [page.anchor, page.label, page.text, page.problem]
            write_frame(out, {"id": request["id"], "page": row, "of": reading.total})
    except IntakeError as error:
        _fail(out, request, error)
        return
    done = {
        "media_type": reading.media_type,
        "title": reading.title_guess,
        "notes": reading.notes,
    }
    write_frame(out, {"id": request["id"], "done": done})


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
