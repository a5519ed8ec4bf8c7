"""The worker process's end of the wire: takes requests, answers them one after another."""

import os
import queue
import threading
from collections.abc import Callable
from typing import IO, NamedTuple, NoReturn, TypeVar

from kmdesk.i18n import KmdeskError
from kmdesk.workers.limits import limit_memory
from kmdesk.workers.wire import (
    Answer,
    Arguments,
    BadFrame,
    Failure,
    Frame,
    Progress,
    Ready,
    Request,
    packed,
    read_frame,
    unpacked,
    write_frame,
)

EXIT_MEMORY = 3
_T = TypeVar("_T")
Requests = queue.Queue[Request]
Result = tuple[object, bytes]


class Call(NamedTuple):
    """A request being answered."""

    request: Request
    out: IO[bytes]

    def args(self, kind: type[_T]) -> _T:
        """Return what came with the request."""
        return unpacked(self.request.args, kind)

    def report(self, value: object) -> None:
        """Send a part of the answer, or how far the work has come."""
        write_frame(self.out, Progress(self.request.id, packed(value)))

    def fail(self, error: KmdeskError) -> None:
        """End the request with a message for a person."""
        message, given = error.message
        args: Arguments = {
            key: value if isinstance(value, str | int | float | None) else str(value)
            for key, value in given.items()
        }
        write_frame(self.out, Failure(self.request.id, message, args))


def serve(
    requests: Requests,
    out: IO[bytes],
    answer: Callable[[Call], Result],
    too_hungry: Callable[[Call], KmdeskError],
) -> NoReturn:
    """Answer requests forever: a KmdeskError fails one; out of memory, the process ends."""
    write_frame(out, Ready(os.getpid()))
    while True:
        call = Call(requests.get(), out)
        try:
            value, blob = answer(call)
        except MemoryError:
            limit_memory(0)
            call.fail(too_hungry(call))
            os._exit(EXIT_MEMORY)  # the heap cannot be trusted after running out of memory
        except KmdeskError as error:
            call.fail(error)
        else:
            write_frame(out, Answer(call.request.id, packed(value)), blob)


def listening(source: IO[bytes]) -> Requests:
    """Return a queue that fills with the requests of ``source``.

    When ``source`` ends the process exits at once, whatever else it is doing.
    """
    requests: Requests = queue.Queue()
    threading.Thread(target=_listen, args=(source, requests), daemon=True).start()
    return requests


def _listen(stream: IO[bytes], requests: Requests) -> None:
    while (frame := _next_frame(stream)) is not None:
        if isinstance(frame.head, Request):
            requests.put(frame.head)
    os._exit(0)


def _next_frame(stream: IO[bytes]) -> Frame | None:
    try:
        return read_frame(stream)
    except BadFrame:
        return None


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the frame streams; anything a library prints goes to stderr instead."""
    source = os.fdopen(os.dup(0), "rb")
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return source, out
