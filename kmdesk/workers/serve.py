"""The worker process's end of the wire: takes requests, answers them one after another."""

import os
import queue
import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import IO, NamedTuple, NoReturn, TypeVar

from kmdesk.i18n import KmdeskError
from kmdesk.store.errors import user_message, worded
from kmdesk.workers.limits import limit_memory
from kmdesk.workers.wire import (
    Answer,
    Arguments,
    BadFrame,
    Cancel,
    Cancelled,
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
Stopped = Callable[[], bool]


class Call(NamedTuple):
    """A request being answered."""

    request: Request
    out: IO[bytes]

    def args(self, kind: type[_T]) -> _T:
        """Return what came with the request."""
        return unpacked(self.request.args, kind)

    def answer(self, value: object, blob: bytes = b"") -> None:
        """End the request with its answer."""
        write_frame(self.out, Answer(self.request.id, packed(value)), blob)

    def drop(self) -> None:
        """End the request, which was cancelled, without an answer."""
        write_frame(self.out, Cancelled(self.request.id))

    def report(self, value: object) -> None:
        """Send a part of the answer, or how far the work has come."""
        write_frame(self.out, Progress(self.request.id, packed(value)))

    def fail(self, error: KmdeskError) -> None:
        """End the request with a message for a person."""
        write_frame(self.out, failure(self.request.id, error))


def failure(number: int, error: KmdeskError) -> Failure:
    """Return the frame that ends a request with a message for a person."""
    message, given = error.message
    args: Arguments = {
        key: value if isinstance(value, str | int | float | None) else str(value)
        for key, value in given.items()
    }
    return Failure(number, message, args)


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
            # Sending the message takes memory as well.
            limit_memory(0)
            call.fail(too_hungry(call))
            os._exit(EXIT_MEMORY)  # the heap cannot be trusted after running out of memory
        except KmdeskError as error:
            call.fail(error)
        else:
            call.answer(value, blob)


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


def serve_until_told(
    source: IO[bytes], out: IO[bytes], answer: Callable[[Call, Stopped], object]
) -> None:
    """Answer requests one by one until the input ends; each may be told to stop early.

    For processes of our own that have begun what must be finished, as an import has its file in
    hand: a request that is cancelled, or whose asker is gone, ends where it chooses and is answered
    all the same.
    """
    inbox = Inbox(source)
    write_frame(out, Ready(os.getpid()))
    while (request := inbox.requests.get()) is not None:
        call = Call(request, out)
        try:
            call.answer(answer(call, partial(inbox.is_unwanted, request)))
        except BrokenPipeError:
            return  # nobody is left to be told
        except Exception as error:
            if not isinstance(error, KmdeskError) and user_message(error) is None:
                traceback.print_exc()
            call.fail(worded(error))
        finally:
            inbox.done(request)


class Inbox:
    """Requests as they come in, None when there will be no more, and what was cancelled."""

    def __init__(self, source: IO[bytes]) -> None:
        self.requests: queue.Queue[Request | None] = queue.Queue()
        self._has_ended = False
        self._pending: set[int] = set()
        self._cancelled: set[int] = set()
        self._guard = threading.Lock()
        threading.Thread(target=self._listen, args=(source,), daemon=True).start()

    def is_cancelled(self, request: Request) -> bool:
        """Whether nobody waits for its answer any longer."""
        return request.id in self._cancelled

    def is_unwanted(self, request: Request) -> bool:
        """Whether it was cancelled, or its asker is gone."""
        return self._has_ended or self.is_cancelled(request)

    def done(self, request: Request) -> None:
        """Forget a request that has been answered."""
        with self._guard:
            self._pending.discard(request.id)
            self._cancelled.discard(request.id)

    def _listen(self, source: IO[bytes]) -> None:
        while (frame := _next_frame(source)) is not None:
            match frame.head:
                case Request():
                    with self._guard:
                        self._pending.add(frame.head.id)
                    self.requests.put(frame.head)
                case Cancel(id=number):
                    with self._guard:
                        # A cancel may arrive after its answer has left: kept, it
                        # would stay for ever.
                        self._cancelled |= self._pending & {number}
        self._has_ended = True
        self.requests.put(None)


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
    try:
        os.dup2(2, 1)
    except OSError:  # a window on Windows may have no place for errors
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return source, out
