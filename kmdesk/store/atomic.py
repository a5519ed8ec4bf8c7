"""Atomic replacement of files and folders, on Linux and Windows."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.errors import reason_of


@contextmanager
def atomic_file(out: Path, error: type[KmdeskError]) -> Iterator[Path]:
    """Yield a temporary path to write to, which replaces ``out`` at the end.

    Raises ``error`` when the file cannot be written; ``out`` then stays unchanged.
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
    """Rename ``part`` to ``target``, replacing an existing file; raises OSError on failure.

    Windows refuses while any process has the old file open, even briefly: another window reading
    it, or a virus scanner checking what was just written. So a refusal only counts after two
    seconds. What this process has open or mapped must be closed first.
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
