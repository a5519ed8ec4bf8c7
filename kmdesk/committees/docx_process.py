"""A DOCX file of a stranger is read in a process of its own, which may be killed.

``python -m kmdesk.committees.docx_process`` answers ``read``; :func:`read_apart` starts it, asks it
and ends it. A set's text is imported a few times a year: no process waits for that.
"""

from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from kmdesk.committees.knowledge import LONGEST_TEXT
from kmdesk.committees.pictures import DocxText, picture_hash
from kmdesk.records.fields import InvalidValue
from kmdesk.workers.client import (
    NotStarted,
    OutOfTime,
    Refused,
    Worker,
    WorkerGone,
    command_for,
)
from kmdesk.workers.limits import confine, limit_cpu, limit_memory
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes

SECONDS = 120.0
_MEMORY = 1 << 30
_MODULE = "kmdesk.committees.docx_process"


class Imported(Struct, frozen=True):
    """The text; hash and size of each picture, whose bytes stand behind the answer in order."""

    text: str
    pictures: list[tuple[str, int]]
    unreadable: int


def read_apart(path: Path) -> DocxText:
    """Read a DOCX file. Slow: off the UI thread. Raises InvalidValue, at the text."""
    try:
        worker = Worker(command_for(_MODULE))
    except NotStarted as error:
        raise _unreadable(path) from error
    try:
        imported, data = worker.ask("read", path.absolute(), Imported, seconds=SECONDS)
        return _checked(path, imported, data)
    except Refused as error:
        raise InvalidValue(error.failure.message, "text", **error.failure.args) from error
    except (OutOfTime, WorkerGone) as error:
        raise _unreadable(path) from error
    finally:
        worker.kill()


def _checked(path: Path, imported: Imported, data: bytes) -> DocxText:
    """Believe nothing: the file may have taken the process over."""
    pictures: dict[str, bytes] = {}
    start = 0
    for name, size in imported.pictures:
        pictures[name] = data[start : start + max(0, size)]
        start += max(0, size)
        if picture_hash(pictures[name]) != name:
            raise _unreadable(path)
    if len(imported.text) > LONGEST_TEXT:
        raise _unreadable(path)
    return DocxText(imported.text, pictures, imported.unreadable)


def _unreadable(path: Path) -> InvalidValue:
    return InvalidValue(
        "{name} could not be read as a DOCX file. Save it as DOCX in Word and try again.",
        "text",
        name=path.name,
    )


def _answer(call: Call) -> Result:
    from kmdesk.committees.read_docx import read_docx  # the parsers: never in the window

    imported = read_docx(call.args(Path))
    pictures = imported.pictures
    sizes = [(name, len(data)) for name, data in pictures.items()]
    return Imported(imported.text, sizes, imported.unreadable), b"".join(pictures.values())


def _too_hungry(call: Call) -> InvalidValue:
    return _unreadable(call.args(Path))


def main() -> NoReturn:
    """Serve until the input ends."""
    source, out = take_pipes()
    confine()
    limit_memory(_MEMORY)
    limit_cpu(SECONDS)
    serve(listening(source), out, _answer, _too_hungry)


if __name__ == "__main__":
    main()
