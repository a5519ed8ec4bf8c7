"""One window for one library: a second start only brings the first to the front."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

_LOCK, _CALL = ".window.lock", ".window.call"


class Lone(QObject):
    """Holds the library's window lock; tells when another start asks for the window.

    The lock names its process: one left by a process that was killed is taken over.
    """

    called = Signal()

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call = root / _CALL
        self._has_folder = root.is_dir()
        self._lock = QLockFile(str(root / _LOCK))
        self._lock.setStaleLockTime(0)  # however long it is held: only its process counts
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._look)

    def take(self) -> bool:
        """Whether this is the only window; True too where no lock can be written."""
        if not self._has_folder:
            return True  # no library yet
        if not self._lock.tryLock(0):
            return self._lock.error() != QLockFile.LockError.LockFailedError
        self._call.write_text("", "ascii")
        self._watcher.addPath(str(self._call))
        return True

    def call(self) -> None:
        """Ask the window that holds the lock to come to the front."""
        with self._call.open("a", encoding="ascii") as stream:
            stream.write(".")

    def leave(self) -> None:
        """Let the next start have the library."""
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._lock.unlock()

    def _look(self, _path: str) -> None:
        self.called.emit()
