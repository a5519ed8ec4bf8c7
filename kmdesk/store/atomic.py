"""Files and folders that appear whole or not at all; lock files; fault points for tests.

The one place that does so: a hidden part is written beside the target, on the same disk, and takes
its place by a rename at the end. What a killed process left is hidden and begins anew. The
operating system releases a lock file when its process dies, so there are no stale locks to detect.
"""

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.errors import reason_of

_kill_at, _, _kill_count = os.environ.get("KMDESK_KILL_AT", "").partition(":")
_passed = 0


def point(name: str) -> None:
    """Pass the point ``name`` (commit, fsync, rename), where a fault test can kill the process.

    ``KMDESK_KILL_AT=commit:3`` ends it with SIGKILL at the third commit point; without the variable
    a point costs one comparison.
    """
    global _passed
    if name != _kill_at:
        return
    _passed += 1
    if _passed >= int(_kill_count or 1):
        # SIGKILL leaves Python no way to clean up, as a power cut does.
        os.kill(os.getpid(), signal.SIGKILL)


Tell = Callable[[int, int], None]
"""Called with (done, total) during long work; may raise to stop it, and nothing partial is left."""


def quiet(_done: int, _total: int) -> None:
    """Ignore the progress."""


_PATIENCE = 2.0  # seconds
_PAUSE = 0.02
# Folders on network drives and FUSE cannot always be synced; their files can.
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})


@contextmanager
def whole_file(target: Path, *, private: bool = False, durable: bool = True) -> Iterator[Path]:
    """Yield a path to write to, which replaces the file ``target`` at the end; raises OSError.

    On any failure ``target`` stays unchanged. ``private``: only its owner may read it. Without
    ``durable`` it may be lost in a power cut, but is still never half of one.
    """
    # With the process id: two processes may write the same file, and must not share a part.
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if private:
            part.unlink(missing_ok=True)  # its permissions would stay
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        if durable:
            _sync(part)
        replace_file(part, target)
    finally:
        with suppress(OSError):  # the stick may be gone by now
            part.unlink(missing_ok=True)


@contextmanager
def atomic_file(target: Path, error: type[KmdeskError]) -> Iterator[Path]:
    """Yield a path like :func:`whole_file`; raises ``error`` for what the system refuses."""
    try:
        with whole_file(target) as part:
            yield part
    except OSError as reason:
        raise error(
            N_(
                "The file {name} could not be written ({reason}). Close it in other programs or"
                " choose another name."
            ),
            name=target.name,
            reason=reason_of(reason),
        ) from reason


def write_whole(
    target: Path, content: str | bytes, *, private: bool = False, durable: bool = True
) -> None:
    """Replace ``target`` by a file of this content (UTF-8) as :func:`whole_file` does."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole_file(target, private=private, durable=durable) as part:
        part.write_bytes(data)


@contextmanager
def whole_folder(target: Path, ending: str = ".part", *, mode: int = 0o777) -> Iterator[Path]:
    """Yield an empty folder, which takes the free place ``target`` at the end; raises OSError.

    It is hidden beside ``target``, its name ends in ``ending``, and on any failure it is removed.
    """
    part = target.with_name(f".{target.name}{ending}")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=mode, parents=True)
        yield part
        point("rename")
        replace_file(part, target)
        # A rename itself is lost in a power cut until its folder is written.
        sync_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


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


def sync_file(path: Path, *, from_medium: bool = False) -> None:
    """Make the content of a file durable.

    ``from_medium`` also drops it from the page cache, so that reading it again reads the medium.
    """
    point("fsync")
    _sync(path, from_medium)


def _sync(path: Path, from_medium: bool = False) -> None:
    with path.open("rb+") as stream:  # Windows syncs only what is open for writing
        os.fsync(stream.fileno())
        if from_medium and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync_folder(folder: Path) -> None:
    """Make renames inside ``folder`` durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def take_lock(path: Path) -> IO[bytes] | None:
    """Return the lock file ``path``, held until it is closed; None if another process has it.

    Raises OSError when the file cannot be opened.
    """
    # Made if it is missing and never emptied: another process may hold it.
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
