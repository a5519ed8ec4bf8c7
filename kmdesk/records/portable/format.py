"""What a readable folder looks like, and which tables go into it.

``index.html`` lists the records; each has a folder of its own with ``summary.html``, its
files under their own names (those with personal data apart, in ``personal``), and
``record.json`` with every row that hangs on it. What
several records share (places, people, tags) lies in ``shared.json``, pictures of floor
plans and the office's crest in ``plans/``. ``kmdesk-folder.json`` says what the folder is.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table

from kmdesk.i18n import KmdeskError
from kmdesk.records.model import Change, Record
from kmdesk.store.base import Base

MANIFEST, SHARED, ROWS = "kmdesk-folder.json", "shared.json", "record.json"
INDEX, SUMMARY = "index.html", "summary.html"
RECORDS, FILES, PLANS = "records", "files", "plans"
PERSONAL = "personal"
"""Beside ``files``: files with personal data, which no page lists."""
FORMAT, VERSION = "kmdesk-folder", 1

Progress = Callable[[int, int], None]
"""Told (done, total); may raise to stop, and nothing half-done is left."""

_LONGEST = 45  # characters; folder and file names together stay below what Windows takes
_LONGEST_ENDING = 8
_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}


class FolderError(KmdeskError):
    """The folder cannot be written, or is not what it should be."""


def silent(_done: int, _total: int) -> None:
    """A progress nobody looks at."""


def hanging_tables() -> list[Table]:
    """Tables whose rows belong to one record, referred-to tables first."""
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
    """Tables whose rows belong to no record; those that hide secrets stay at home."""
    skipped = {Record.__tablename__, Change.__tablename__, *(t.name for t in hanging_tables())}
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in skipped and not getattr(class_of(table), "__feed_hidden__", ())
    ]


def needed_tables() -> list[Table]:
    """The shared tables that rows of records may point at."""
    pointed = {key.column.table.name for t in (Record.__table__, *hanging_tables())
               for key in t.foreign_keys}  # fmt: skip
    return [table for table in shared_tables() if table.name in pointed]


def class_of(table: Table) -> type[Any]:
    """The mapped class of a table."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    raise KeyError(table.name)


def key_of(table: Table) -> str:
    """Name of the primary key column."""
    return next(iter(table.primary_key.columns)).name


def references(table: Table) -> Iterator[tuple[str, str]]:
    """(column, table it points at) of a table."""
    for column in table.columns:
        for key in column.foreign_keys:
            yield column.name, key.column.table.name


def anchored() -> dict[str, str]:
    """First word of an anchor that names a row by its id → the table of that row."""
    return {
        word: mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if (word := getattr(mapper.class_, "__anchor__", ""))
    }


def safe_name(wanted: str, taken: set[str], fallback: str, *, ending: bool = True) -> str:
    """A name every file system takes, unlike all in ``taken`` (which it joins).

    ``ending``: what stands after the last full stop tells the kind of file and is kept.
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
    from kmdesk.thai.words import clusters  # ICU only when something is taken out

    short = ""
    for cluster in clusters(text):
        if len(short + cluster) > _LONGEST:
            break
        short += cluster
    return short.strip(". ")


__all__ = [
    "FolderError",
    "Progress",
    "anchored",
    "class_of",
    "hanging_tables",
    "key_of",
    "needed_tables",
    "references",
    "safe_name",
    "shared_tables",
    "silent",
]
