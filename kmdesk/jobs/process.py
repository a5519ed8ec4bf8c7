"""Child processes of this program that print one JSON object per line."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from kmdesk.workers.child import bind, self_command


class WorkerProcess(QObject):
    """Runs ``kmdesk ARGUMENTS`` and emits each printed object; killable at any time."""

    said = Signal(dict)
    ended = Signal(int)

    def __init__(
        self,
        arguments: Sequence[str],
        parent: QObject | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._buffer = b""
        self._was_cancelled = False
        self._process = QProcess(self)
        surroundings = QProcessEnvironment.systemEnvironment()
        for name, value in (environment or {}).items():
            surroundings.insert(name, value)
        # The child must find the program where this process found it, from
        # whatever folder it starts.
        surroundings.insert("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
        self._process.setProcessEnvironment(surroundings)
        command = self_command(arguments)
        self._process.setProgram(command[0])
        self._process.setArguments(command[1:])
        self._process.started.connect(self._bind)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)

    @property
    def is_running(self) -> bool:
        """Whether the child was started and has not ended."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def was_cancelled(self) -> bool:
        """Whether :meth:`cancel` ended it."""
        return self._was_cancelled

    def start(self, stdin: str = "") -> None:
        """Start the child; ``stdin`` is written to it and closed."""
        self._process.start()
        if stdin:
            self._process.write(stdin.encode())
        # A child that reads its input to the end would wait for ever.
        self._process.closeWriteChannel()

    def cancel(self) -> None:
        """Ask the child to stop after the current item; on Windows it ends at once.

        What it had not committed is rolled back in both cases.
        """
        self._was_cancelled = True
        if os.name == "nt":  # terminate() sends a message there that no child without a window gets
            self._process.kill()
        else:
            self._process.terminate()

    def kill(self) -> None:
        """Kill the child and wait until it is gone."""
        self._process.kill()
        self._process.waitForFinished(5000)

    def end(self) -> None:
        """Kill the child without emitting signals, because the listening window is closing."""
        self.blockSignals(True)
        self.kill()

    def reason(self) -> str:
        """Return why the child failed: the last line of its standard error, as a sentence."""
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        last = (said.strip().splitlines() or [""])[-1]
        try:
            told = json.loads(last)
        except ValueError:
            return last
        return str(told.get("error", last)) if isinstance(told, dict) else last

    def _bind(self) -> None:
        with suppress(OSError):  # it has ended already
            bind(self._process.processId())

    def _read(self) -> None:
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict):
                self.said.emit(said)

    def _finish(self, code: int) -> None:
        self._read()
        self.ended.emit(code)

    def _fail(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self.ended.emit(-1)
