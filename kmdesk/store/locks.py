"""Lock files that the operating system releases when their process dies.

There are no stale locks to detect: a killed process holds none.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def take_lock(path: Path) -> IO[bytes] | None:
    """Return the lock file ``path``, held until it is closed; None if another process has it.

    Raises OSError when the file cannot be opened.
    """
    stream = path.open("a+b")
    try:
        if os.name == "nt":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        return None
    return stream


def release_lock(stream: IO[bytes]) -> None:
    """Release a lock that :func:`take_lock` returned, and close its file."""
    with stream:
        if os.name == "nt":  # Windows frees it only some time after closing
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]


@contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold the lock file ``path`` in the ``with`` block; yields False if another process has it."""
    stream = take_lock(path)
    try:
        yield stream is not None
    finally:
        if stream is not None:
            release_lock(stream)
