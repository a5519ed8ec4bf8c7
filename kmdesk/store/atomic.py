"""Files and folders that are there whole or not at all, on Linux as on Windows."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.error_messages import reason_of


@contextmanager
def atomic_file(out: Path, error: type[KmdeskError]) -> Iterator[Path]:
    """Give a path to write to, which takes the place of ``out`` at the end.

    Raises ``error`` when the file cannot be written; what stood at ``out`` stands as it was.
    """
    partial = out.with_name(f".{out.name}.part")
    try:
        yield partial
        replace_file(partial, out)
    except OSError as reason:
        raise error(
            N_(
                "The file {name} could not be written ({reason}). Close it in other programs or"
                " choose another name."
            ),
            name=out.name,
            reason=reason_of(reason),
        ) from reason
    finally:
        with suppress(OSError):  # the stick may be gone by now
            partial.unlink(missing_ok=True)


_PATIENCE = 2.0  # seconds
_PAUSE = 0.02


def replace_file(part: Path, target: Path) -> None:
    """Rename ``part`` to ``target``, a file over a former one; the OSError when it cannot be.

    Windows refuses while anybody has the former file open, be it for a moment only: another
    window that looks at it, a virus scanner that looks at what was just written. So a refusal
    is taken for one after two seconds. What this process has open or mapped must be closed first.
    """
    until = time.monotonic() + (_PATIENCE if sys.platform == "win32" else 0)
    while True:
        try:
            part.replace(target)
            return
        except PermissionError:
            if time.monotonic() >= until:
                raise
            time.sleep(_PAUSE)
