"""One window for one library: a second start only brings the first to the front."""

import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import (
    QFileSystemWatcher,
    QLockFile,
    QObject,
    QStandardPaths,
    QSysInfo,
    Signal,
)

from kmdesk.window.crash import FOLDER

_LOCK, _CALL = ".window.lock", ".window.call"
_TRACES = frozenset((_LOCK, _CALL, FOLDER))


def is_bare(root: Path) -> bool:
    """Whether ``root`` is not there or holds at most what a window left: no library lies there.

    Nothing is put into such a folder: only an empty one makes room for a library.
    """
    return not root.is_dir() or all(path.name in _TRACES for path in root.iterdir())


class Lone(QObject):
    """Holds the library's window locks; tells when another start asks for the window.

    One lock lies in the library's folder, for everybody who opens it. Before there is a library
    there is no folder to hold it, so another one, of this user on this PC, is held from the
    first screen on. A lock names its process: one left by a killed process is taken over.
    """

    called = Signal()

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root
        # The user's lock first: whoever begins a library is not overtaken between the two.
        self._doors = (_Door(*_of_this_user(root)), _Door(root / _LOCK, root / _CALL))
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._look)

    def take(self) -> bool:
        """Whether this is the only window; True too where no lock can be written.

        Asked again once there is a library: only then does its folder hold the lock.
        """
        for door in self._doors[: 1 if is_bare(self._root) else 2]:
            if not door.take():
                self.leave()
                return False
            if door.is_held:
                self._watcher.addPath(str(door.call))
        return True

    def call(self) -> None:
        """Ask the window that holds the lock to come to the front."""
        for door in self._doors:
            door.ring()

    def leave_folder(self) -> None:
        """Hold nothing in the library's folder, which may be renamed now, but the user's lock."""
        inside = self._doors[1]
        self._watcher.removePath(str(inside.call))
        inside.leave()

    def leave(self) -> None:
        """Let the next start have the library."""
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        for door in self._doors:
            door.leave()

    def _look(self, _path: str) -> None:
        self.called.emit()


class _Door:
    """One lock file, and beside it the file that grows when somebody calls."""

    def __init__(self, lock: Path, call: Path) -> None:
        self.call, self.is_held = call, False
        self._lock = QLockFile(str(lock))
        self._lock.setStaleLockTime(0)  # however long it is held: only its process counts

    def take(self) -> bool:
        """False when another process holds it; True, unheld, where none can be written."""
        if self.is_held:
            return True
        if not self._lock.tryLock(0):
            return self._lock.error() != QLockFile.LockError.LockFailedError
        # Made before it is watched: Qt watches no file that is not there.
        self.call.write_text("", "ascii")
        self.is_held = True
        return True

    def ring(self) -> None:
        """Let whoever holds it hear."""
        if self.call.exists():
            with self.call.open("a", encoding="ascii") as stream:
                stream.write(".")

    def leave(self) -> None:
        """Unlock, if it is held."""
        self._lock.unlock()
        self.is_held = False


def _of_this_user(root: Path) -> tuple[Path, Path]:
    """Lock and call file for ``root`` outside of it, in this user's own folder for such things."""
    place = QStandardPaths.StandardLocation.GenericCacheLocation
    folder = Path(QStandardPaths.writableLocation(place), "kmdesk", "windows")
    with contextlib.suppress(OSError):  # a home that cannot be written holds no lock
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A home on a share is seen by many PCs: a process of another one cannot be looked for.
    which = f"{QSysInfo.machineHostName()}\n{root.resolve()}"
    name = hashlib.sha256(which.encode()).hexdigest()[:16]
    return folder / f"{name}.lock", folder / f"{name}.call"
