"""The portable folder: its names, tables and checksums, how it is written atomically and read.

``index.html`` lists the records; each has a folder of its own with ``summary.html``, its files
under their own names (those with personal data separate, in ``personal``), and ``record.json`` with
every dependent row. Data shared by several records (places, people, tags) is in ``shared.json``,
pictures of floor plans and the crest of the office in ``plans/``. ``kmdesk-folder.json`` is the
manifest. The list of checksums is written last, verified from the medium and before import; it has
the format of ``sha256sum``, so that it can be checked without this program. All content of a folder
is validated before use.
"""

import errno
import json
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert
from sqlalchemy import Column, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.model import Change, Record
from kmdesk.store.atomic import Tell, quiet, whole_folder
from kmdesk.store.engine import Base, is_before_1_0, is_known
from kmdesk.store.errors import reason_of
from kmdesk.store.import_paths import LARGEST_LIST, EntranceError, read_list, shown_text
from kmdesk.store.manifest import MANIFEST, Manifest, State, state_of

HEADER, SHARED, ROWS = "kmdesk-folder.json", "shared.json", "record.json"
INDEX, SUMMARY = "index.html", "summary.html"
RECORDS, FILES, PLANS = "records", "files", "plans"
PERSONAL = "personal"
"""Sibling of ``files`` for files with personal data, which no page lists."""
FORMAT, VERSION = "kmdesk-folder", 1

_LONGEST = 45  # characters; folder and file names together stay below the Windows path limit
_LONGEST_ENDING = 8
_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}


BROKEN = N_("The file {file} of this folder is missing or damaged.")


class RecordFolder(Struct, frozen=True):
    """A record and its folder, relative to the portable folder."""

    id: int
    folder: str


class Header(Struct, frozen=True, kw_only=True):
    """``kmdesk-folder.json``: what the folder is and which records it holds."""

    format: str
    version: int
    schema: str
    made_at: str = ""
    office: str = ""
    whole: bool = False
    sealed: bool = False
    """Whether a manifest of all files belongs to it, as to a handover pack."""
    records: list[RecordFolder]


class FolderError(KmdeskError):
    """The folder cannot be written, or its content is invalid."""


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
    # Windows takes such a name for a device, whatever its ending.
    if stem.lower().partition(".")[0] in _RESERVED:
        stem = f"_{stem}"
    name, number = stem + last, 2
    # Windows and most sticks see no difference of case.
    while name.lower() in taken:
        name, number = f"{stem} ({number}){last}", number + 1
    taken.add(name.lower())
    return name


def _plain(text: str) -> str:
    kept = ("-" if c in _FORBIDDEN else c for c in unicodedata.normalize("NFC", text))
    visible = (c if not unicodedata.category(c).startswith("C") else " " for c in kept)
    # Windows drops a blank or full stop at the end, and then cannot find the name again.
    return " ".join("".join(visible).split()).strip(". ")


def _short(text: str) -> str:
    from kmdesk.thai.words import clusters  # loads ICU, needed only for an export

    short = ""
    # Cut between clusters: a vowel or tone mark must not lose its consonant.
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
    # A stick that was pulled out answers with one of these, or its folder is simply gone.
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


def seal_folder(root: Path, known: Mapping[str, str], progress: Tell = quiet) -> int:
    """Write the manifest of every file below ``root``; return how many.

    ``known`` gives the expected hash of some files: raises FolderError for one that was copied from
    a damaged original. Each file is read back from the medium, not from memory.
    """
    manifest = Manifest.of(root, progress)
    for name, sha256 in known.items():
        if manifest.files.get(name) != sha256:
            raise FolderError(
                "The file {name} is damaged in the library itself. Open the health page and repair"
                " it, then try again.",
                name=name.rpartition("/")[2],
            )
    manifest.write(root)
    return len(manifest.files)


def verify_folder(root: Path, progress: Tell = quiet) -> int:
    """Compare every file of the manifest with its hash; return how many.

    Raises FolderError, naming the first file, when one is missing or changed, or when the manifest
    itself is.
    """
    try:
        manifest = Manifest.read(root)
    except (OSError, ValueError, EntranceError) as error:
        raise FolderError(BROKEN, file=MANIFEST) from error
    faults = manifest.faults(root, progress, _is_too_long)
    if faults:
        raise FolderError(
            "This pack is not as it was handed over: {missing} files are missing and {changed} are"
            " changed or damaged, the first being {name}. Nothing was brought in. Copy the whole"
            " pack anew from where it came.",
            missing=len(faults.missing),
            changed=len(faults.changed),
            name=(faults.missing or faults.changed)[0],
        )
    return len(manifest.files)


def _is_too_long(path: Path) -> bool:
    """Return whether one of our own lists exceeds the size limit, so that it is not even read."""
    return path.name in (HEADER, SHARED, ROWS) and path.stat().st_size > LARGEST_LIST


Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record's rows, its files by attachment id, and what is known of records outside."""

    folder: str
    rows: Rows
    files: dict[int, Path]
    outside: dict[int, dict[str, Any]]

    @property
    def id(self) -> int:
        """The id the record had in the exporting library."""
        return int(self.rows["record"][0]["id"])


class OpenedFolder:
    """A folder opened for import; nothing outside it is ever read, whatever its files say."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._tables = [Base.metadata.tables["record"], *hanging_tables()]
        said = self._read(HEADER)
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise FolderError("{folder} was not made by kmdesk.", folder=root.name)
        if said.get("version") != VERSION or not _is_readable(said.get("schema")):
            raise FolderError(
                "This folder was made by a newer version of kmdesk. Install the newer version,"
                " then bring it in again."
            )
        # After the version: a newer one may have another shape, and must be called newer, not
        # damaged.
        try:
            header = convert(said, Header)
        except ValidationError as error:
            raise FolderError(BROKEN, file=HEADER) from error
        self.whole, self.office = header.whole, header.office
        # Either sign counts: removing one of them must not switch the check off.
        self._sealed = header.sealed or (self.root / MANIFEST).exists()
        self.folders = [record.folder for record in header.records]

    def prove(self, progress: Tell = quiet) -> None:
        """Verify a pack against its checksum list; raises FolderError if anything changed.

        A folder without a list passes: its files are compared one by one later.
        """
        if self._sealed:
            verify_folder(self.root, progress)

    def shared(self) -> Rows:
        """Return the rows that belong to no record."""
        return _checked_rows(self._read(SHARED), shared_tables(), SHARED)

    def record(self, folder: str) -> OpenedRecord:
        """Return one record; raises FolderError when it is invalid."""
        said = self._read(f"{folder}/{ROWS}")
        if not isinstance(said, dict):
            raise FolderError(BROKEN, file=f"{folder}/{ROWS}")
        rows = _checked_rows(said.get("rows"), self._tables, folder)
        if len(rows.get("record", [])) != 1:
            raise FolderError(BROKEN, file=folder)
        record_id = rows["record"][0].get("id")
        for name, found in rows.items():
            if name != "record" and any(row.get("record_id") != record_id for row in found):
                raise FolderError(BROKEN, file=folder)
        files = {
            row["id"]: self._file(folder, said.get("files"), row)
            for row in rows.get("attachment", [])
        }
        return OpenedRecord(folder, rows, files, _outside(said.get("outside")))

    def plan(self, sha256: str) -> Path | None:
        """Return the path of a floor plan's picture; None if it does not match its hash."""
        path = self._inside(f"{PLANS}/{sha256}")
        return path if state_of(path, sha256) is State.WHOLE else None

    def _file(self, folder: str, files: Any, row: dict[str, Any]) -> Path:
        name = files.get(str(row["id"])) if isinstance(files, dict) else None
        path = self._inside(f"{folder}/{name}") if isinstance(name, str) else None
        state = State.MISSING if path is None else state_of(path, row["sha256"])
        if path is None or state is State.MISSING:
            raise FolderError("The file {name} is missing in the folder.", name=str(row["name"]))
        if state is State.CHANGED:
            raise FolderError(
                "The file {name} is not the one that was taken out.", name=str(row["name"])
            )
        return path

    def _inside(self, said: str) -> Path:
        """Resolve ``said`` in the folder; raises FolderError if it leads out, even by a link."""
        try:
            path = self.root / said
            found = path.resolve()
            if found.is_relative_to(self.root) and found != self.root:
                path.is_file()  # raises for a name that no file system accepts
                return path
        except (OSError, ValueError, RuntimeError):
            pass  # a NUL, a name too long, a cycle of links
        name = shown_text(said[:200])
        raise FolderError("The folder names a file outside itself ({name}).", name=name)

    def _read(self, name: str) -> Any:
        path = self._inside(name)
        try:
            return json.loads(read_list(path).decode("utf-8"))
        except (OSError, ValueError, RecursionError, EntranceError) as error:
            raise FolderError(BROKEN, file=shown_text(name)) from error


def _is_readable(schema: Any) -> bool:
    """Return whether the rows are of a known schema; a library of kmdesk 0.x comes over so."""
    return isinstance(schema, str) and (is_known(schema) or is_before_1_0(schema))


_LONGEST_ID = 19
_LARGEST_NUMBER, _LARGEST_VERSION = 1 << 53, 1 << 30


def _checked_rows(said: Any, tables: list[Table], name: str) -> Rows:
    """Return the rows if all tables, columns and value types are known; raises FolderError."""
    known = {table.name: table for table in tables}
    if not isinstance(said, dict) or not set(said) <= set(known):
        raise FolderError(BROKEN, file=name)
    for table, rows in said.items():
        if not isinstance(rows, list) or not all(_fits(known[table], row) for row in rows):
            raise FolderError(BROKEN, file=name)
    for table, rows in said.items():
        usual = _usual(known[table])
        said[table] = [{**usual, **row} for row in rows]
    return said


def _usual(table: Table) -> dict[str, Any]:
    """Return the defaults of columns that a row omits."""
    usual: dict[str, Any] = {column.name: None for column in table.columns if column.nullable}
    for column in table.columns:
        if isinstance(column.default, ScalarElementColumnDefault):
            usual[column.name] = column.default.arg
    return usual


def _fits(table: Table, row: Any) -> bool:
    return (
        isinstance(row, dict)
        # A column that is not known is refused: leaving it out would lose a fact without a word.
        and set(row) <= set(table.columns.keys())
        and all(_is_value(table, column, value) for column, value in row.items())
        and all(name in row for name in _needed(table))
        and row.get(key_of(table)) is not None
    )


def _needed(table: Table) -> list[str]:
    """Return the columns every row has in any schema so far: not nullable and without default."""
    return [
        column.name
        for column in table.columns
        if not (column.nullable or column.default is not None or column.server_default is not None)
    ]


def _is_value(table: Table, name: str, value: Any) -> bool:
    column = table.columns[name]
    if value is None:
        return bool(column.nullable)
    wanted = column.type.python_type
    if isinstance(value, str) and shown_text(value) != value:
        return False  # a lone surrogate, which no database stores
    if wanted is int and (isinstance(value, bool) or not _is_small(column, value)):
        return False
    return isinstance(value, (int, float) if wanted is float else wanted)


def _is_small(column: Column[Any], value: Any) -> bool:
    """Return whether later numbers can follow this one; the index stores versions in 32 bits."""
    most = _LARGEST_VERSION if column.name == "version" else _LARGEST_NUMBER
    return not isinstance(value, int) or abs(value) <= most


def _outside(said: Any) -> dict[int, dict[str, Any]]:
    if not isinstance(said, dict):
        return {}
    # int() refuses thousands of digits, and ² is a digit to isdigit but not a number
    numbers = (k for k in said if k.isdecimal() and len(k) < _LONGEST_ID)
    return {int(k): said[k] for k in numbers if isinstance(said[k], dict)}


def texts_of(record: OpenedRecord) -> Iterator[str]:
    """Yield the texts of a record, first page first."""
    rows = record.rows.get("passage", [])
    yield from (str(r["text"]) for r in sorted(rows, key=lambda r: int(r["position"])))
