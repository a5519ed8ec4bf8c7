"""Files dropped on the window or copied in a file manager, by the names they really have."""

from PySide6.QtCore import QMimeData, QUrl

# Qt reads names as UTF-8 and puts this for what is none; such a path opens nothing.
_UNKNOWN = "\ufffd"


def local_files(data: QMimeData) -> list[str]:
    """Paths of the files on this machine, as a command takes them.

    A name that is no text in Unicode keeps its bytes in the address that was dropped.
    """
    return [_argument(url) for url in data.urls() if url.isLocalFile()]


def _argument(url: QUrl) -> str:
    path = url.toLocalFile()
    return bytes(url.toEncoded().data()).decode("ascii") if _UNKNOWN in path else path
