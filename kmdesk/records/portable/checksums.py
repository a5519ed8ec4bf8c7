"""Checksum list of a folder: written last, verified from the medium and before import.

The list has the format of ``sha256sum``, so that it can be checked without this program.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from kmdesk.records.portable.format import MANIFEST, ROWS, SHARED, FolderError, Progress, silent
from kmdesk.store.import_paths import LARGEST_LIST, EntranceError, is_ordinary, open_file, read_list

SEAL = "manifest-sha256.txt"


def write_checksums(root: Path, known: Mapping[str, str], progress: Progress = silent) -> int:
    """Write the hash of every file below ``root`` to the list; return how many.

    ``known`` gives the expected hash of some files: raises FolderError for one that was copied from
    a damaged original. Each file is read back from the medium, not from memory.
    """
    paths = sorted(path for path in root.rglob("*") if path.is_file() and path.name != SEAL)
    _flush(paths)
    lines = []
    for at, path in enumerate(paths):
        progress(at, len(paths))
        name, found = path.relative_to(root).as_posix(), sha256_of(path)
        if known.get(name, found) != found:
            raise FolderError(
                "The file {name} is damaged in the library itself. Open the health page and repair"
                " it, then try again.",
                name=path.name,
            )
        lines.append(f"{found}  {name}\n")
    (root / SEAL).write_text("".join(lines), "utf-8", newline="\n")
    return len(lines)


def verify_checksums(root: Path, progress: Progress = silent) -> int:
    """Compare every listed file with its hash; return how many.

    Raises FolderError, naming the first file, when one is missing or changed.
    """
    listed = read_checksums(root)
    _flush([root / name for name in listed])
    missing, changed = [], []
    for at, (name, sha256) in enumerate(listed.items()):
        progress(at, len(listed))
        path = root / name
        try:
            if not is_ordinary(path):
                missing.append(name)
            elif _is_too_long(path) or sha256_of(path) != sha256:
                changed.append(name)
        except (OSError, EntranceError):
            changed.append(name)
    if missing or changed:
        raise FolderError(
            "This pack is not as it was handed over: {missing} files are missing and {changed} are"
            " changed or damaged, the first being {name}. Nothing was brought in. Copy the whole"
            " pack anew from where it came.",
            missing=len(missing),
            changed=len(changed),
            name=(missing or changed)[0],
        )
    return len(listed)


def read_checksums(root: Path) -> dict[str, str]:
    """Return file name → hash; raises FolderError when the list is missing or damaged."""
    found: dict[str, str] = {}
    try:
        for line in read_list(root / SEAL).decode("utf-8").splitlines():
            sha256, name = line[:64], line[66:]
            path = (root / name).resolve()
            if line[64:66] != "  " or not path.is_relative_to(root.resolve()) or "\0" in name:
                raise ValueError
            found[name] = sha256
    except (OSError, ValueError, EntranceError) as error:
        raise FolderError("The file {file} of this folder is missing or damaged.", file=SEAL) from (
            error
        )
    return found


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's content."""
    with open_file(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_too_long(path: Path) -> bool:
    """Return whether one of our own lists exceeds the size limit, so that it is not even read."""
    return path.name in (MANIFEST, SHARED, ROWS) and path.stat().st_size > LARGEST_LIST


def _flush(paths: list[Path]) -> None:
    """Sync files and drop them from the page cache, so that they are read from the medium."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()
    for path in paths:
        if is_ordinary(path):
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
