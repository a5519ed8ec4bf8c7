"""Format of the readable folder: names, tables, writing it atomically, checksums.

``index.html`` lists the records; each has a folder of its own with ``summary.html``, its files
under their own names (those with personal data separate, in ``personal``), and ``record.json`` with
every dependent row. Data shared by several records (places, people, tags) is in ``shared.json``,
pictures of floor plans and the office's crest in ``plans/``. ``kmdesk-folder.json`` is the
manifest. The list of checksums is written last, verified from the medium and before import; it has
the format of ``sha256sum``, so that it can be checked without this program.
"""

import errno
import os
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from kmdesk.i18n import KmdeskError
from kmdesk.records.model import Change, Record
from kmdesk.store.atomic import whole_folder
from kmdesk.store.engine import Base
from kmdesk.store.errors import reason_of
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import LARGEST_LIST, EntranceError, is_ordinary, read_list

MANIFEST, SHARED, ROWS = "kmdesk-folder.json", "shared.json", "record.json"
INDEX, SUMMARY = "index.html", "summary.html"
RECORDS, FILES, PLANS = "records", "files", "plans"
PERSONAL = "personal"
"""Sibling of ``files`` for files with personal data, which no page lists."""
FORMAT, VERSION = "kmdesk-folder", 1

Progress = Callable[[int, int], None]
"""Called with (done, total); may raise to stop, and nothing partial is left."""

_LONGEST = 45  # characters; folder and file names together stay below the Windows path limit
_LONGEST_ENDING = 8
_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}


class FolderError(KmdeskError):
    """The folder cannot be written, or its content is invalid."""


def silent(_done: int, _total: int) -> None:
    """Ignore the progress."""


def hanging_tables() -> list[Table]:
    """Return the tables whose rows belong to one record, referenced tables first."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if "record_id" in table.columns
        and table.name != Change.__tablename__
        and any(
            key.column.table.name == "record" for key in table.columns["record_id"].foreign_keys
        )
    ]


def shared_tables() -> list[Table]:
    """Return the tables whose rows belong to no record, except those with hidden columns."""
    skipped = {Record.__tablename__, Change.__tablename__, *(t.name for t in hanging_tables())}
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in skipped and not getattr(class_of(table), "__feed_hidden__", ())
    ]


def needed_tables() -> list[Table]:
    """Return the shared tables that rows of records may reference."""
    pointed = {key.column.table.name for t in (Record.__table__, *hanging_tables())
               for key in t.foreign_keys}  # fmt: skip
    return [table for table in shared_tables() if table.name in pointed]


def class_of(table: Table) -> type[Any]:
    """Return the mapped class of a table; raises KeyError when there is none."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    raise KeyError(table.name)


def key_of(table: Table) -> str:
    """Return the name of the primary key column."""
    return next(iter(table.primary_key.columns)).name


def references(table: Table) -> Iterator[tuple[str, str]]:
    """Yield (column, referenced table) of a table."""
    for column in table.columns:
        for key in column.foreign_keys:
            yield column.name, key.column.table.name


def anchored() -> dict[str, str]:
    """Return anchor prefix → table, for anchors that name a row by its id."""
    return {
        word: mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if (word := getattr(mapper.class_, "__anchor__", ""))
    }


def safe_name(wanted: str, taken: set[str], fallback: str, *, ending: bool = True) -> str:
    """Return a name valid on every file system and not in ``taken``, and add it there.

    ``ending``: keep the part after the last full stop, which is the file extension.
    """
    stem, dot, last = wanted.rpartition(".")
    if not (ending and dot and len(last) <= _LONGEST_ENDING and last.isalnum()):
        stem, last = wanted, ""
    last = f".{last}" if last else ""
    stem = _short(_plain(stem)) or fallback
    if stem.lower().partition(".")[0] in _RESERVED:
        stem = f"_{stem}"
    name, number = stem + last, 2
    while name.lower() in taken:
        name, number = f"{stem} ({number}){last}", number + 1
    taken.add(name.lower())
    return name


def _plain(text: str) -> str:
    kept = ("-" if c in _FORBIDDEN else c for c in unicodedata.normalize("NFC", text))
    visible = (c if not unicodedata.category(c).startswith("C") else " " for c in kept)
    return " ".join("".join(visible).split()).strip(". ")


def _short(text: str) -> str:
    from kmdesk.thai.words import clusters  # loads ICU, needed only for an export

    short = ""
    for cluster in clusters(text):
        if len(short + cluster) > _LONGEST:
            break
        short += cluster
    return short.strip(". ")


_BEGUN = ".kmdesk-part"
_STALE_S = 24 * 3600


@contextmanager
def atomic_folder(out: Path) -> Iterator[Path]:
    """Yield a hidden sibling folder that is renamed to ``out`` on success and removed otherwise.

    Raises FolderError when something is at ``out`` already or it cannot be written.
    """
    if out.exists():
        raise FolderError(
            "There is already something at {folder}. Choose a name that is free.", folder=str(out)
        )
    try:
        _sweep(out.parent)
        with whole_folder(out, _BEGUN) as partial:
            yield partial
    except OSError as error:
        raise explained(error, out) from error


def _sweep(folder: Path) -> None:
    """Remove partial folders older than a day: left by a stick that was pulled out."""
    for left in folder.glob(f".*{_BEGUN}"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def explained(error: OSError, out: Path) -> FolderError:
    """Return the FolderError for an OSError while writing the folder ``out``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FolderError(
            "There is no room left at {folder}. Nothing half-made was left there. Remove something"
            " or take a larger stick, then try again.",
            folder=str(out.parent),
        )
    if error.errno in (errno.EIO, errno.ENODEV, errno.ENXIO) or not out.parent.exists():
        return FolderError(
            "{folder} cannot be reached any more: was the stick pulled out? Put it in again and"
            " start anew. What was begun does not count.",
            folder=str(out.parent),
        )
    return FolderError(
        "The folder {folder} could not be written ({reason}). Check the stick or the free"
        " space, then try again.",
        folder=str(out),
        reason=reason_of(error),
    )


def refuse_without_room(folder: Path, need: int) -> None:
    """Raise FolderError if the disk of ``folder`` has fewer than ``need`` bytes free."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < need:
        raise FolderError(
            "{need} MB are needed and {folder} has {free} MB free. Use a larger stick or remove"
            " something from it.",
            need=need // 1_000_000 + 1,
            free=free // 1_000_000,
            folder=str(folder),
        )


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
