"""Reader of a readable folder; all of its content is validated before use."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from kmdesk.i18n import N_
from kmdesk.records.portable import format
from kmdesk.records.portable.format import (
    SEAL,
    FolderError,
    Progress,
    silent,
    verify_checksums,
)
from kmdesk.store.engine import Base, is_before_1_0, is_known
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import EntranceError, is_ordinary, read_list, shown_text

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
        self._tables = [Base.metadata.tables["record"], *format.hanging_tables()]
        manifest = self._read(format.MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("format") != format.FORMAT:
            raise FolderError("{folder} was not made by kmdesk.", folder=root.name)
        if manifest.get("version") != format.VERSION or not _is_readable(manifest.get("schema")):
            raise FolderError(
                "This folder was made by a newer version of kmdesk. Install the newer version,"
                " then bring it in again."
            )
        self.whole = bool(manifest.get("whole"))
        self.office = str(manifest.get("office", ""))
        # Either sign counts: removing one of them must not switch the check off.
        self._sealed = bool(manifest.get("sealed")) or (self.root / SEAL).exists()
        listed = manifest.get("records")
        if not isinstance(listed, list):
            raise FolderError(BROKEN, file=format.MANIFEST)
        self.folders = [str(line.get("folder", "")) for line in listed if isinstance(line, dict)]

    def prove(self, progress: Progress = silent) -> None:
        """Verify a pack against its checksum list; raises FolderError if anything changed.

        A folder without a list passes: its files are compared one by one later.
        """
        if self._sealed:
            verify_checksums(self.root, progress)

    def shared(self) -> Rows:
        """Return the rows that belong to no record."""
        return _checked_rows(self._read(format.SHARED), format.shared_tables(), format.SHARED)

    def record(self, folder: str) -> OpenedRecord:
        """Return one record; raises FolderError when it is invalid."""
        said = self._read(f"{folder}/{format.ROWS}")
        if not isinstance(said, dict):
            raise FolderError(BROKEN, file=f"{folder}/{format.ROWS}")
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
        path = self._inside(f"{format.PLANS}/{sha256}")
        return path if is_ordinary(path) and sha256_of(path) == sha256 else None

    def _file(self, folder: str, files: Any, row: dict[str, Any]) -> Path:
        name = files.get(str(row["id"])) if isinstance(files, dict) else None
        path = self._inside(f"{folder}/{name}") if isinstance(name, str) else None
        if path is None or not is_ordinary(path):
            raise FolderError("The file {name} is missing in the folder.", name=str(row["name"]))
        if sha256_of(path) != row["sha256"]:
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
BROKEN = N_("The file {file} of this folder is missing or damaged.")


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
        and set(row) <= set(table.columns.keys())
        and all(_is_value(table, column, value) for column, value in row.items())
        and all(name in row for name in _needed(table))
        and row.get(format.key_of(table)) is not None
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
