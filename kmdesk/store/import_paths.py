"""Path rules for every import: only ordinary files inside the chosen folder are accepted.

Links, pipes, sockets and devices are refused with a message and never opened for reading: a link
may lead to a file nobody chose, and a pipe blocks for ever. Files that systems and programs leave
for themselves are skipped silently. Names are made displayable only here; a file is always opened
by its real path.
"""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from urllib.parse import unquote_to_bytes

from kmdesk.i18n import N_, KmdeskError, Message
from kmdesk.store.errors import reason_of

LARGEST_LIST = 256 << 20
"""Maximum bytes of a list of files or rows; none of ours is longer."""

A_LINK = N_("{name} is only a link (shortcut). Choose the file that it leads to.")
NO_FILE = N_("{name} is not an ordinary file; choose a document.")
OWN_FILE = N_("{name} is a file that the system or a program keeps for itself, no document.")
CLOSED = N_("The folder {name} could not be opened ({reason}). Ask for permission to read it.")

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe must not block until somebody writes
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_MOUNT_POINT = 0xA0000003
_LONGEST_PATH = 247
"""Characters that Windows takes for a folder unless a path is spelled for the system itself."""
_LINK_ERRORS = frozenset({errno.ELOOP, getattr(errno, "EMLINK", errno.ELOOP)})


class EntranceError(KmdeskError):
    """Not an ordinary file, or one that is no document."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a folder; ``refusal`` is the reason not to import it, None for a file."""

    path: Path
    refusal: EntranceError | None = None
    unreadable: bool = False
    """True for a folder that could not be listed."""


# Opening ----------------------------------------------------------------------------------


def open_file(path: Path) -> BufferedReader:
    """Open an ordinary file for reading; raises EntranceError for anything else, or OSError."""
    if _is_link(path):
        raise EntranceError(A_LINK, name=shown_name(path))
    if _is_folder(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in _LINK_ERRORS:
            raise EntranceError(A_LINK, name=shown_name(path)) from None
        if error.errno == errno.ENXIO:  # a socket
            raise EntranceError(NO_FILE, name=shown_name(path)) from None
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise EntranceError(NO_FILE, name=shown_name(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_list(path: Path, limit: int = LARGEST_LIST) -> bytes:
    """Read a whole manifest or list; raises ValueError when it is longer than any of ours."""
    with open_file(path) as stream:
        if os.fstat(stream.fileno()).st_size > limit:
            raise ValueError(path.name)
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError(path.name)
    return data


def is_ordinary(path: Path) -> bool:
    """Return whether the path is an ordinary file; False for a link or a pipe."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _is_link(path: Path) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False  # opening it raises the reason


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for names no disk takes


# Walking folders --------------------------------------------------------------------------


def chosen(
    paths: list[Path],
    whole: Callable[[Path], bool] = lambda _path: False,
    *,
    by_hand: bool = True,
) -> Iterator[Entry]:
    """Yield every chosen file, and those inside chosen folders, in order.

    A folder for which ``whole`` is true is one item. A folder chosen ``by_hand`` may be a link; one
    that was only found in another folder is not followed.
    """
    for path in map(reachable, paths):
        if _is_folder(path) and (by_hand or not _is_link(path)):
            if whole(path):
                yield Entry(path)
            else:
                yield from inside(path, is_own_backup, whole)
        elif _is_link(path):
            yield _refused(path, A_LINK)
        elif is_left_out(path.name):
            yield _refused(path, OWN_FILE)
        else:
            yield Entry(path)


def inside(
    folder: Path,
    skip: Callable[[Path, set[str]], bool] = lambda _folder, _names: False,
    whole: Callable[[Path], bool] = lambda _path: False,
) -> Iterator[Entry]:
    """Yield the files below ``folder`` in order of their names, not following links.

    ``skip`` is called for each subfolder with the names in it and decides whether to leave it out;
    one for which ``whole`` is true is one item.
    """
    folder = reachable(folder)
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        mode = _mode(path)
        if path != folder and stat.S_ISLNK(mode):
            yield _refused(path, A_LINK)
        elif path == folder or stat.S_ISDIR(mode):
            try:
                names = {entry.name for entry in os.scandir(path) if not _is_hidden(entry)}
            except OSError as error:
                yield Entry(path, _closed(path, reason_of(error)), unreadable=True)
                continue
            if path != folder and skip(path, names):
                continue
            if path != folder and whole(path):
                yield Entry(path)
            else:
                kept = sorted((name for name in names if not is_left_out(name)), reverse=True)
                waiting += [reachable(path / name) for name in kept]
        elif stat.S_ISREG(mode):
            yield Entry(path)
        elif mode:  # 0: deleted since it was listed
            yield _refused(path, NO_FILE)


def _mode(path: Path) -> int:
    try:
        info = os.lstat(path)
    except OSError:
        return 0
    # a Windows junction is a reparse point that Python does not report as a link
    joined = getattr(info, "st_reparse_tag", 0) == _MOUNT_POINT
    return stat.S_IFLNK if joined else info.st_mode


def _refused(path: Path, msgid: str) -> Entry:
    return Entry(path, EntranceError(msgid, name=shown_name(path)))


def _closed(path: Path, reason: Message) -> EntranceError:
    return EntranceError(CLOSED, name=shown_name(path), reason=reason)


def _is_hidden(entry: "os.DirEntry[str]") -> bool:
    """Return whether Windows marks the entry as both hidden and system."""
    try:
        marks = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    own = 0x2 | 0x4
    return bool(marks & own == own)


def is_own_backup(folder: Path, names: set[str]) -> bool:
    """Return whether a folder holds backups of this program, not documents to import."""
    return folder.name == "kmdesk-files" or {"bagit.txt", "manifest-sha256.txt"} <= names


# Files that are not documents -------------------------------------------------------------

_OWN_NAMES = frozenset(
    {
        "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "autorun.inf",
        "picasa.ini", "zbthumbnail.info", "wpsettings.dat", "indexervolumeguid", "icon\r",
        "bootsect.bak", "ntuser.dat", "pagefile.sys", "hiberfil.sys", "swapfile.sys",
        # folders
        "system volume information", "$recycle.bin", "recycler", "recycled", "__macosx",
        "@eadir", "#recycle", "#snapshot", "lost+found", "lost.dir", "found.000",
        "network trash folder", "temporary items",
    }
)  # fmt: skip
_OWN_BEGINNINGS = (".", "~$", "~wrl", "~wrd", "~wrf", "~df", "$~")
_OWN_ENDINGS = (
    # partial downloads, or files another program is still writing
    ".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".opdownload",
    ".filepart", ".aria2", ".!ut", ".swp", ".swo",
    # lock files of programs
    ".lock", ".lck", ".laccdb", ".ldb",
    # shortcuts to a file or page
    ".lnk", ".url", ".webloc", ".desktop", ".pif", ".library-ms", ".searchconnector-ms",
    ".appref-ms", ".scf",
)  # fmt: skip


def is_left_out(name: str) -> bool:
    """Return whether a name belongs to a file of the system or a program, not a document."""
    lower = name.casefold()
    return (
        lower in _OWN_NAMES
        or lower.startswith(_OWN_BEGINNINGS)
        or lower.endswith(_OWN_ENDINGS)
        or (lower.endswith("~") and len(lower) > 1)
        or (lower.startswith("~") and lower.endswith("#"))
    )


# Names ------------------------------------------------------------------------------------

_THAI_BYTES = re.compile(rb"[\x00-\x7f\x80\x85\x91-\x97\xa0-\xda\xdf-\xfb]*")
_TURNING = frozenset("\u200e\u200f\u061c\u2028\u2029\ufeff") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Characters that change the reading direction or break the line: removed from names."""


def shown_name(path: Path | str) -> str:
    """Return a file name for display: legacy bytes decoded, control characters removed."""
    name = path.name if isinstance(path, Path) else path
    plain = "".join(" " if _breaks(char) else char for char in shown_text(name))
    return plain.strip() or "–"


def shown_text(text: str) -> str:
    """Return a path or message for display; legacy bytes are read as Thai or marked unknown."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        pass
    try:
        # the same on both systems: os.fsencode lets a lone surrogate of Windows through
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate
        return text.encode("utf-8", "replace").decode("utf-8")
    return "/".join(_guessed(part) for part in raw.split(b"/"))


def _guessed(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        is_thai = _THAI_BYTES.fullmatch(raw) is not None
        return raw.decode("cp874" if is_thai else "utf-8", "replace")


def _breaks(char: str) -> bool:
    return unicodedata.category(char) == "Cc" or char in _TURNING


def reachable(path: Path) -> Path:
    """``path`` in a spelling that opens at any length.

    Folders shared by several offices nest deeper than the 260 characters Windows takes by
    default; whether it takes more is a switch of the machine that no user may turn.
    """
    if os.name != "nt" or len(str(path)) <= _LONGEST_PATH:
        return path
    return Path(extended(str(path.absolute())))


def extended(path: str) -> str:
    r"""An absolute Windows path in its ``\\?\`` form, shares as ``\\?\UNC``."""
    if path.startswith("\\\\?\\"):
        return path
    if path.startswith("\\\\"):
        return "\\\\?\\UNC" + path[1:]
    return "\\\\?\\" + path


def as_argument(path: Path) -> str:
    """Return a path as a command argument: itself, or a file URI if its name is not UTF-8."""
    text = str(path)
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return path.absolute().as_uri()


def from_argument(text: str) -> Path:
    """Return the path of an argument or dropped URI, with the exact bytes of its name."""
    if not text.startswith("file:///"):
        return Path(text)
    raw = unquote_to_bytes(text.removeprefix("file://"))
    if os.name == "nt":
        return Path(raw.decode("utf-8", "surrogatepass").lstrip("/"))
    return Path(os.fsdecode(raw))
