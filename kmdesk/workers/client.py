"""A worker process from outside: start, ask, progress, a time limit, a quick kill.

Usable from any thread: answers are routed by the number of their request. A process that crashes,
is killed or sends what is no frame is gone for good; whoever asked it learns so and starts another.
"""

import contextlib
import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from msgspec import UNSET, Raw

from kmdesk.workers.child import start_child
from kmdesk.workers.wire import (
    NO_REQUEST,
    Actor,
    Answer,
    BadFrame,
    Cancel,
    Cancelled,
    Failure,
    Frame,
    Head,
    Progress,
    Ready,
    Request,
    packed,
    read_frame,
    unpacked,
    write_frame,
)

_TICK = 0.05
_START_SECONDS = 30.0
# What a process may send before it is read: one that floods us waits, and holds no more memory.
_MOST_WAITING = 256
_T = TypeVar("_T")
_P = TypeVar("_P")


class NotStarted(Exception):
    """The process could not be started, or did not become ready."""


class WorkerGone(Exception):
    """The process ended: it crashed, was killed from outside, or broke the protocol."""


class OutOfTime(Exception):
    """No answer arrived before the deadline."""


class Refused(Exception):
    """The process answered that it cannot: a message for a person."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Superseded(Exception):
    """A later request on the same channel has taken the place of this one."""


class Parts(NamedTuple, Generic[_P]):
    """What arrives before the end of an answer: its type, and who takes it."""

    kind: type[_P]
    take: Callable[[_P], None]


class _Waiting:
    """One who waits for the frames of a request."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Frame] = queue.Queue(_MOST_WAITING)
        self.is_over = False


class Worker:
    """One child process; a thread gives each of its frames to the one who waits for it.

    One that ``reads_files`` of strangers is started apart from us, and has become ready before it
    is asked; what it asks of others dies with it. Others take requests while they are starting.
    """

    def __init__(self, command: Sequence[str], *, reads_files: bool = True) -> None:
        self._is_apart = reads_files
        try:
            self._process = start_child(
                command,
                environment=_environment() if reads_files else None,
                is_quiet=reads_files,
                has_own_group=reads_files,
            )
        except OSError as error:
            raise NotStarted from error
        self._refusal: Failure | None = None
        self._channels: dict[str, int] = {}
        self.served = 0
        self._numbers = itertools.count(NO_REQUEST + 1)
        self._waiting: dict[int, _Waiting] = {}
        self._turn = threading.Lock()  # one frame at a time
        self._ready, self._gone = threading.Event(), threading.Event()
        self._is_killed = False
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()
        if reads_files and (not self._ready.wait(_START_SECONDS) or self._gone.is_set()):
            self.kill()
            raise NotStarted

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    @property
    def alive(self) -> bool:
        return not self._gone.is_set() and self._process.poll() is None

    def ask(
        self,
        do: str,
        args: object,
        answer: type[_T],
        *,
        seconds: float,
        actor: Actor | None = None,
        parts: Parts[_P] | None = None,
        cancelled: Callable[[], bool] | None = None,
        stopped: Callable[[], bool] | None = None,
        channel: str = "",
    ) -> tuple[_T, bytes]:
        """Return the answer and the bytes behind it, after giving ``parts`` what comes before.

        Raises Refused, WorkerGone, OutOfTime, or InterruptedError once ``cancelled``, which is
        asked about 20 times a second; after these three the process is good for nothing more.
        Once ``stopped``, the process is told to come to an end early, and its answer awaited.
        Raises Superseded when a later request on the same ``channel`` has taken the place of this.
        """
        number, waiting = next(self._numbers), _Waiting()
        self._waiting[number] = waiting
        deadline = time.monotonic() + seconds
        try:
            request = Request(number, do, packed(args), UNSET if actor is None else actor)
            self._send(request, channel)
            given_up = partial(self._is_given_up, number, cancelled, stopped, threading.Event())
            while True:
                frame = self._next(waiting, deadline, given_up)
                if isinstance(frame.head, Answer):
                    return _of_kind(frame.head.value, answer), frame.blob
                _take(frame.head, parts)
        finally:
            waiting.is_over = True
            del self._waiting[number]
            self.served += 1

    def kill(self) -> None:
        """Kill the process now; safe to call again and from another thread."""
        self._is_killed = True
        with contextlib.suppress(OSError):
            if sys.platform != "win32" and self._is_apart and self._process.poll() is None:
                # The whole group: a worker may have started LibreOffice.
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._reader.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()

    def end(self, seconds: float) -> None:
        """Let the process finish what it must; kill one that is not ready or takes longer."""
        # One that is still starting has nothing to finish.
        if not self._ready.is_set():
            self._process.kill()
        self.abandon()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def abandon(self) -> None:
        """Close its input, and let all who wait for it ask another."""
        assert self._process.stdin is not None
        self._gone.set()
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()

    def _send(self, request: Request, channel: str) -> None:
        """Send a request; the one before it on its channel is cancelled first."""
        assert self._process.stdin is not None
        try:
            with self._turn:
                before = self._channels.get(channel, NO_REQUEST)
                if before in self._waiting:
                    write_frame(self._process.stdin, Cancel(before))
                if channel:
                    self._channels[channel] = request.id
                write_frame(self._process.stdin, request)
        except (OSError, ValueError) as error:
            raise self._ended() from error

    def _ended(self) -> Exception:
        return WorkerGone() if self._refusal is None else Refused(self._refusal)

    def _is_given_up(
        self,
        number: int,
        cancelled: Callable[[], bool] | None,
        stopped: Callable[[], bool] | None,
        is_told: threading.Event,
    ) -> bool:
        """Whether nobody waits any longer; a wish to stop is passed on, once."""
        if stopped is not None and not is_told.is_set() and stopped():
            is_told.set()
            with contextlib.suppress(OSError, ValueError), self._turn:
                assert self._process.stdin is not None
                write_frame(self._process.stdin, Cancel(number))
        return cancelled is not None and cancelled()

    def _next(self, waiting: _Waiting, deadline: float, given_up: Callable[[], bool]) -> Frame:
        while True:
            if given_up():
                raise InterruptedError
            left = deadline - time.monotonic()
            if left <= 0:
                raise OutOfTime
            with contextlib.suppress(queue.Empty):
                return waiting.frames.get(timeout=min(left, _TICK))
            if self._gone.is_set() and waiting.frames.empty():
                raise self._ended()

    def _collect(self) -> None:
        assert self._process.stdout is not None and self._process.stdin is not None
        try:
            while frame := read_frame(self._process.stdout):
                self._route(frame)
        except (OSError, ValueError, BadFrame):
            pass  # closed concurrently, or owned by a hostile file: gone all the same
        self._gone.set()
        self._ready.set()
        self._process.stdout.close()
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()
        self._process.wait()  # its output has ended, so it is exiting and must not be left a zombie

    def _route(self, frame: Frame) -> None:
        """Give a frame to the one who waits for it; others are dropped."""
        if isinstance(frame.head, Ready):
            # Whoever still waits for it to become ready waits no longer.
            self._ready.set()
            return
        if isinstance(frame.head, Request | Cancel):
            raise BadFrame("a worker asks nothing")
        if isinstance(frame.head, Failure) and frame.head.id == NO_REQUEST:
            self._refusal = frame.head
        waiting = self._waiting.get(frame.head.id)
        while waiting is not None and not waiting.is_over and not self._is_killed:
            with contextlib.suppress(queue.Full):
                waiting.frames.put(frame, timeout=_TICK)
                return


def _take(head: Head, parts: Parts[_P] | None) -> None:
    """Give a part to its taker. Raises Refused or Superseded when the request has ended so."""
    match head:
        case Progress(value=value) if parts is not None:
            parts.take(_of_kind(value, parts.kind))
        case Failure():
            raise Refused(head)
        case Cancelled():
            raise Superseded


def _of_kind(value: Raw, kind: type[_T]) -> _T:
    try:
        return unpacked(value, kind)
    except BadFrame as error:
        raise WorkerGone from error


def command_for(module: str) -> list[str]:
    """Return the command that starts a worker module in this Python or in the frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker", "module", module]
    return [sys.executable, "-X", "utf8", "-m", module]


def _environment() -> dict[str, str]:
    """Return our environment with our import path and without variables a worker does not need."""
    dropped = ("PYTHONSTARTUP", "PYTHONINSPECT", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {key: value for key, value in os.environ.items() if key not in dropped}
    environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
    return environment
