"""When something breaks: what was typed is kept, a report without personal data is written."""

import faulthandler
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from kmdesk import clock

FOLDER = "reports"
_KEPT = 20


class CrashWatch(QObject):
    """Catches what no slot caught; the window decides what to ask."""

    happened = Signal(str)
    """Path of the report, ``""`` where none could be written."""

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = root / FOLDER
        self._before = sys.excepthook
        self._is_telling = False

    def start(self) -> None:
        """Watch from now on."""
        sys.excepthook = self._caught

    def settle(self) -> None:
        """A crash of the interpreter itself leaves its stack in the library's folder, too.

        Called once there is a library: a folder of reports alone would be in its way.
        """
        if getattr(self, "_hard", None) is not None:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            # Opened at the start: a broken interpreter cannot open files any more.
            self._hard = (self._folder / "last-crash.txt").open("w", encoding="ascii")
            faulthandler.enable(self._hard)
        except OSError:
            return  # a library that cannot be written still works

    def stop(self) -> None:
        """Leave things as they were."""
        sys.excepthook = self._before
        if getattr(self, "_hard", None) is not None:
            faulthandler.disable()
            self._hard.close()

    def _caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        path = write_report(self._folder, kind, trace)
        if not self._is_telling:  # one question, even when every timer tick fails
            self._is_telling = True
            self.happened.emit(str(path) if path else "")
            self._is_telling = False


def write_report(
    folder: Path, kind: type[BaseException], trace: TracebackType | None
) -> Path | None:
    """Kinds, functions and lines: no message, no value, no path of the user's folders."""
    lines = [
        f"kmdesk report {clock.now():%Y-%m-%dT%H:%M:%SZ}",
        f"python {platform.python_version()} on {platform.system()}",
        f"error {kind.__module__}.{kind.__qualname__}",
    ]
    for frame in traceback.extract_tb(trace):
        name = frame.filename.replace("\\", "/")
        # What stands before it may be somebody's home, and with it their name.
        short = name[name.rindex("kmdesk/") :] if "kmdesk/" in name else name.rsplit("/", 1)[-1]
        lines.append(f"  {short}:{frame.lineno} {frame.name}")
    try:
        folder.mkdir(exist_ok=True)
        path = folder / f"{clock.now():%Y%m%dT%H%M%S%fZ}.txt"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        # By their year, as the interpreter's own stack lies in the same folder.
        for old in sorted(folder.glob("2*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path
