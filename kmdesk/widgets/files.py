"""The one place where files and folders are chosen: in Thai, where one was last, sticks beside.

Qt's own dialog on every system: the idle reset can close it, and a desktop's could not be.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import (
    QDir,
    QFileInfo,
    QModelIndex,
    QPersistentModelIndex,
    QStandardPaths,
    QStorageInfo,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFileIconProvider,
    QFileSystemModel,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.store.atomic import write_whole
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.draft_keeper import context_of
from kmdesk.widgets.qt_words import install_words

_FOLDERS = "folders.json"
# Only what people plug in: a system mounts much more, such as /boot and its snaps.
_STICKS = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
# Qt tells of no volume that comes or goes.
_LOOK_MS = 2000
_CHANGED = 3  # the column of Qt's file list
_Index = QModelIndex | QPersistentModelIndex


class _Kinds(QFileIconProvider):
    """Says what a file is by its ending; the system's own descriptions are in English."""

    def type(self, info: QFileInfo) -> str:
        """One or two words for the column of kinds."""
        if info.isRoot():
            return tr("Drive")
        if info.isDir():
            return tr("Folder of files")
        ending = info.suffix().upper()
        return tr("%1 File").replace("%1", ending) if ending else tr("File")


class _When(QStyledItemDelegate):
    """The day a file was changed as the office writes it, in the Buddhist era."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Put our words in the place of the system's."""
        super().initStyleOption(option, index)
        path = index.sibling(index.row(), 0).data(QFileSystemModel.Roles.FilePathRole)
        changed = QFileInfo(str(path)).lastModified()
        if path and changed.isValid():
            day = short_date(changed.date().toString(Qt.DateFormat.ISODate))
            cast("Any", option).text = f"{day} {changed.toString('HH.mm')}"


class FileDialog(QFileDialog):
    """Opens in the folder last used for ``purpose``; sticks come and go in its sidebar."""

    def __init__(self, parent: QWidget, title: str, purpose: str, first: str = "") -> None:
        application = QApplication.instance()
        assert application is not None
        install_words(application)  # before Qt words its buttons
        super().__init__(parent, title)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setViewMode(QFileDialog.ViewMode.Detail)
        # Kept here: the dialog does not own its icon provider.
        self._kinds = _Kinds()
        self.setIconProvider(self._kinds)
        self._dress()
        self._purpose = purpose
        self.setDirectory(str(last_folder(purpose, first)))
        self._places: list[QUrl] = []
        self._show_places()
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self._show_places)
        self._watch.start()
        self.accepted.connect(self._remember)
        room = parent.window().size()
        self.resize(max(720, min(1000, room.width() - 80)), max(440, min(640, room.height() - 80)))

    def ask(self) -> list[str]:
        """What was chosen, nothing when it was left or closed by the idle reset."""
        return self.selectedFiles() if self.exec() else []

    def _dress(self) -> None:
        (tree,) = self.findChildren(QTreeView)
        self._when = _When(tree)
        tree.setItemDelegateForColumn(_CHANGED, self._when)
        header = tree.header()
        for column in range(1, header.count()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _show_places(self) -> None:
        places = [QUrl.fromLocalFile(str(folder)) for folder in (*home_folders(), *sticks())]
        if places != self._places:
            self._places = places
            self.setSidebarUrls([QUrl("file:"), *places])

    def _remember(self) -> None:
        keep_folder(self._purpose, self.directory().absolutePath())


def ask_file(parent: QWidget, title: str, purpose: str, kinds: str = "") -> str:
    """The path of one file, ``""`` when none was chosen; ``kinds`` as Qt's filters have it."""
    return _first(_reading(parent, title, purpose, kinds, QFileDialog.FileMode.ExistingFile))


def ask_files(parent: QWidget, title: str, purpose: str, kinds: str = "") -> list[str]:
    """The paths of the files that were chosen."""
    return _reading(parent, title, purpose, kinds, QFileDialog.FileMode.ExistingFiles)


def ask_folder(parent: QWidget, title: str, purpose: str, first: str = "") -> str:
    """The path of a folder, ``""`` when none was chosen."""
    if not _may_choose(parent):
        return ""
    dialog = FileDialog(parent, title, purpose, first)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _first(_asked(dialog))


def ask_target(
    parent: QWidget, title: str, purpose: str, name: str, kinds: str, first: str = ""
) -> str:
    """The path to save under, ``""`` when none was chosen; Qt asks before it replaces a file."""
    if not _may_choose(parent):
        return ""
    return _first(_asked(target_dialog(parent, title, purpose, name, kinds, first)))


def target_dialog(
    parent: QWidget, title: str, purpose: str, name: str, kinds: str, first: str = ""
) -> FileDialog:
    """As :func:`ask_target`, not yet open, for those who wait by signal."""
    dialog = FileDialog(parent, title, purpose, first)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.selectFile(name)
    return dialog


def _reading(
    parent: QWidget, title: str, purpose: str, kinds: str, mode: QFileDialog.FileMode
) -> list[str]:
    if not _may_choose(parent):
        return []
    dialog = FileDialog(parent, title, purpose)
    dialog.setFileMode(mode)
    if kinds:
        dialog.setNameFilter(kinds)
    return _asked(dialog)


def _asked(dialog: FileDialog) -> list[str]:
    try:
        return dialog.ask()
    finally:
        dialog.deleteLater()


def _may_choose(parent: QWidget) -> bool:
    context = context_of(parent)
    return context is None or context.may_choose_file()


def _first(paths: Sequence[str]) -> str:
    return paths[0] if paths else ""


# Where ----------------------------------------------------------------------------------


def last_folder(purpose: str, first: str = "") -> Path:
    """Where ``purpose`` was last, else ``first``, else the user's documents; always there."""
    for path in (_kept().get(purpose, ""), first):
        if path and Path(path).is_dir():
            return Path(path)
    return home_folders()[0]


def keep_folder(purpose: str, folder: str) -> None:
    """Remember it for the next time, on this PC for this user."""
    path = _path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {**_kept(), purpose: folder}
        write_whole(path, json.dumps(kept, ensure_ascii=False), durable=False)


def _kept() -> dict[str, str]:
    with suppress(OSError, ValueError):
        said = json.loads(_path().read_text("utf-8"))
        if isinstance(said, dict):
            return {str(key): str(value) for key, value in said.items()}
    return {}


def _path() -> Path:
    kinds = QStandardPaths.StandardLocation
    return Path(QStandardPaths.writableLocation(kinds.GenericConfigLocation)) / "kmdesk" / _FOLDERS


def home_folders() -> list[Path]:
    """The user's folders that are there, documents first, home at the end."""
    kinds = QStandardPaths.StandardLocation
    wanted = (kinds.DocumentsLocation, kinds.DesktopLocation, kinds.DownloadLocation)
    found = [Path(QStandardPaths.writableLocation(kind)) for kind in wanted]
    # A desktop names home itself for such a folder that somebody has deleted.
    folders = [path for path in found if path.is_dir() and path != Path.home()]
    return [*dict.fromkeys(folders), Path.home()]


def sticks() -> list[Path]:
    """Where sticks and other disks that are plugged in can be read."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not (volume.isValid() and volume.isReady()) or root == QDir.rootPath():
            continue
        if sys.platform == "win32" or root.startswith(_STICKS):
            found.append(Path(root))
    return sorted(found)
