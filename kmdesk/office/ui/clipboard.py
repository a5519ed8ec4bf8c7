"""What lies on the clipboard and can be taken in: files, or a picture (a scan, a photograph)."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from kmdesk import clock
from kmdesk.i18n import KmdeskError, tr
from kmdesk.jobs import TaskRunner
from kmdesk.widgets.dropped import local_files


class ClipboardError(KmdeskError):
    """A picture that could not be kept."""


def files_on_clipboard() -> list[str]:
    """Local paths that were copied in a file manager."""
    # Qt answers None where the system has no clipboard to give
    data = QGuiApplication.clipboard().mimeData() or QMimeData()
    return local_files(data)


def keep_picture(
    runner: TaskRunner, folder: Path, done: Callable[[list[str]], None], nothing: Callable[[], None]
) -> None:
    """Write the picture to a file in ``folder`` off the UI thread, then ``done([path])``."""
    image = QGuiApplication.clipboard().image()
    if image.isNull():
        nothing()
        return
    moment = f"{clock.on_wall(clock.now()):%Y-%m-%d %H.%M.%S}"
    path = folder / (tr("Pasted picture {moment}", moment=moment) + ".png")
    # A copy: the clipboard may hold something else before the lane comes to it.
    runner.submit_read(_write, image.copy(), path, done=lambda _path: done([str(path)]))


def _write(image: QImage, path: Path) -> Path:
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise ClipboardError("The picture could not be kept ({file}).", file=path.name)
    return path
