"""Client side of a worker process: frames over pipes, a time limit, a quick kill."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from kmdesk.intake.errors import NO_WORKER, IntakeError
from kmdesk.intake.frames import Frame, read_frame, write_frame
from kmdesk.workers.child import start_child

_TICK = 0.05
_START_SECONDS = 30.0


class WorkerGone(Exception):
    """The process ended: it crashed or was killed from outside."""


class OutOfTime(Exception):
    """No answer arrived before the deadline."""


class Worker:
    """One child ``python -m <module>``; a thread collects its frames into a queue."""

    def __init__(self, module: str) -> None:
        try:
            self._process = start_child(
                command_for(module), environment=_environment(), is_quiet=True, has_own_group=True
            )
        except OSError as error:
            raise IntakeError(NO_WORKER) from error
        self._frames: queue.Queue[Frame | None] = queue.Queue(maxsize=256)
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()
        self.served = 0
        self._await_ready()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, head: dict[str, Any]) -> None:
        """Send one request. Raises WorkerGone when the process has ended."""
        assert self._process.stdin is not None
        try:
            write_frame(self._process.stdin, head)
        except (OSError, ValueError) as error:
            raise WorkerGone from error

    def receive(self, deadline: float, cancelled: Callable[[], bool] | None = None) -> Frame:
        """Return the next frame. Raises WorkerGone, OutOfTime, or InterruptedError if cancelled."""
        while True:
            if cancelled is not None and cancelled():
                raise InterruptedError
            left = deadline - time.monotonic()
            if left <= 0:
                raise OutOfTime
            wait = min(left, _TICK) if cancelled is not None else left
            with contextlib.suppress(queue.Empty):
                frame = self._frames.get(timeout=wait)
                if frame is None:
                    self._frames.put(None)
                    raise WorkerGone
                return frame

    def kill(self) -> None:
        """Kill the process now; safe to call again and from another thread."""
        with contextlib.suppress(OSError):
            if sys.platform != "win32" and self.alive:
                # The whole group: a worker may have started LibreOffice.
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
        drain = threading.Thread(target=self._drain, daemon=True)
        drain.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        drain.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()

    def _drain(self) -> None:
        """Empty the queue until the collector, which may block on a full queue, has ended."""
        while self._reader.is_alive():
            with contextlib.suppress(queue.Empty):
                self._frames.get(timeout=_TICK)
        with contextlib.suppress(queue.Full):
            self._frames.put_nowait(None)

    def _collect(self) -> None:
        assert self._process.stdout is not None
        try:
            while frame := read_frame(self._process.stdout):
                self._frames.put(frame)
        except (OSError, ValueError):
            pass  # the pipe was closed concurrently: the worker is gone all the same
        self._frames.put(None)

    def _await_ready(self) -> None:
        try:
            frame = self.receive(time.monotonic() + _START_SECONDS)
        except (WorkerGone, OutOfTime) as error:
            self.kill()
            raise IntakeError(NO_WORKER) from error
        if "ready" not in frame.head:
            self.kill()
            raise IntakeError(NO_WORKER)


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
