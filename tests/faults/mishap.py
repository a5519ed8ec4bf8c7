"""kmdesk while something happens to the machine: ``python -m tests.faults.mishap WHAT kmdesk…``.

``pulled=FOLDER:3`` takes the stick mounted at FOLDER away at the third thing done on it;
``clock=-40`` sets the clock so many years off. For tests only; kmdesk knows nothing of it.
"""

import ctypes
import datetime as clock
import os
import sys
import time
from typing import Any

_ON_A_STICK = {"open", "os.mkdir", "os.rename", "os.link", "os.listdir", "os.scandir"}
_DETACH = 2


def pull(folder: str, after: int) -> None:
    """Take the stick away at the ``after``-th act on it; open files go on for a moment."""
    seen = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal seen
        if seen < after and event in _ON_A_STICK and str(args[0]).startswith(folder):
            seen += 1
            if seen == after:
                ctypes.CDLL(None).umount2(folder.encode(), _DETACH)

    sys.addaudithook(hook)


def set_clock(years: int) -> None:
    """Everything that asks the time from now on is told another year."""
    os.environ.pop("KMDESK_CLOCK", None)  # it goes, from another year
    off = clock.timedelta(days=round(years * 365.2425))
    real_datetime, real_date, real_time = clock.datetime, clock.date, time.time

    class Datetime(real_datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real_datetime.now(tz) + off

    class Date(real_date):
        @classmethod
        def today(cls) -> Any:
            return real_date.today() + off

    clock.datetime, clock.date = Datetime, Date  # type: ignore[misc]
    time.time = lambda: real_time() + off.total_seconds()


def main(what: str, arguments: list[str]) -> int:
    """Let it happen, and be kmdesk."""
    kind, _, value = what.partition("=")
    if kind == "pulled":
        folder, _, after = value.rpartition(":")
        pull(folder, int(after))
    else:
        set_clock(int(value))
    from kmdesk.cli.commands import run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
