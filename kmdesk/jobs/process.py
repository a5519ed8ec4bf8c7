"""Child processes of this program that work for minutes: one request each, over their wire.

A thread of its own waits for the answer, for the lanes of the task runner serve what takes moments.
It never holds the QObject: what comes is put into a queue, and a signal says that there is
something in it.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from kmdesk.i18n import KmdeskError
from kmdesk.store.errors import unexpected
from kmdesk.workers.child import self_command
from kmdesk.workers.client import NotStarted, Parts, Refused, Worker, WorkerGone
from kmdesk.workers.wire import Actor

_HOWEVER_LONG = float("inf")
_SECONDS_TO_END = 10.0


@dataclass(frozen=True)
class Errand:
    """What a process is asked, and what types it answers with: ``part`` each item, then the end."""

    process: Sequence[str]
    """Arguments of this program that start the process."""
    do: str
    args: object
    part: Any
    answer: Any
    actor: Actor | None = None


@dataclass
class _Talk:
    """The conversation with the process, shared by the window's thread and the one that waits."""

    errand: Errand
    arrived: deque[object] = field(default_factory=deque)
    error: KmdeskError | None = None
    is_stopped: bool = False
    is_killed: bool = False
    is_over: bool = False
    worker: Worker | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, tell: Callable[[], object]) -> None:
        """Ask and wait until the end; ``tell`` is called whenever something has arrived."""
        try:
            self._ask(tell)
        except Refused as error:
            self.error = KmdeskError(error.failure.message, **error.failure.args)
        except (NotStarted, WorkerGone):
            self.error = unexpected(f"kmdesk {' '.join(self.errand.process)}: {self._exit_code()}")
        except Exception as error:  # whatever it was, the page must not wait for ever
            self.error = unexpected(type(error).__name__)
        finally:
            self.is_over = True
            tell()

    def kill(self) -> None:
        if self.is_over:
            return
        with self.guard:
            self.is_killed = True
            worker = self.worker
        if worker is not None:
            worker.kill()

    def _exit_code(self) -> int | None:
        return None if self.worker is None else self.worker.exit_code

    def _ask(self, tell: Callable[[], object]) -> None:
        with self.guard:
            if self.is_killed:
                return
            self.worker = worker = Worker(self_command(self.errand.process), reads_files=False)

        def take(part: object) -> None:
            self.arrived.append(part)
            tell()

        errand = self.errand
        try:
            worker.ask(
                errand.do, errand.args, errand.answer,
                seconds=_HOWEVER_LONG, actor=errand.actor, parts=Parts(errand.part, take),
                stopped=lambda: self.is_stopped,
            )  # fmt: skip
        finally:
            worker.end(_SECONDS_TO_END)


class WorkerProcess(QObject):
    """Runs an errand in a process of its own and emits each part; killable at any time."""

    said = Signal(object)
    ended = Signal()
    _arrived = Signal()

    def __init__(self, errand: Errand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = _Talk(errand)
        self._thread: threading.Thread | None = None
        self._has_ended = False
        self._arrived.connect(self._deliver)
        # A page that goes takes its child with it; nobody would hear of it any more.
        self.destroyed.connect(self._talk.kill)

    @property
    def is_running(self) -> bool:
        """Whether the child was started and has not ended."""
        return self._thread is not None and not self._talk.is_over

    @property
    def was_cancelled(self) -> bool:
        """Whether :meth:`cancel` or :meth:`kill` ended it."""
        return self._talk.is_stopped or self._talk.is_killed

    @property
    def error(self) -> KmdeskError | None:
        """Why it failed, once it has ended; None when it did all, or was cancelled."""
        return None if self.was_cancelled else self._talk.error

    def start(self) -> None:
        """Start the child and ask it."""
        self._thread = threading.Thread(
            target=_run, args=(self._talk, self._arrived.emit), daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Ask the child to stop, where its work can be parted."""
        self._talk.is_stopped = True

    def kill(self) -> None:
        """Kill the child and wait until it is gone; what it had not committed is rolled back."""
        self._talk.kill()
        if self._thread is not None:
            self._thread.join(_SECONDS_TO_END)

    def end(self) -> None:
        """Kill the child without emitting signals, because the listening window is closing."""
        self.blockSignals(True)
        self.kill()

    def _deliver(self) -> None:
        while self._talk.arrived:
            self.said.emit(self._talk.arrived.popleft())
        if self._talk.is_over and not self._talk.arrived and not self._has_ended:
            self._has_ended = True
            self.ended.emit()


def _run(talk: _Talk, tell: Callable[[], object]) -> None:
    def safely() -> None:
        with suppress(RuntimeError):  # the listening window is gone already
            tell()

    talk.hold(safely)
