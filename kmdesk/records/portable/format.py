"""Format of the readable folder, and the tables it includes.

``index.html`` lists the records; each has a folder of its own with ``summary.html``, its files
under their own names (those with personal data separate, in ``personal``), and ``record.json`` with
every dependent row. Data shared by several records (places, people, tags) is in ``shared.json``,
pictures of floor plans and the office's crest in ``plans/``. ``kmdesk-folder.json`` is the
manifest.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table

from kmdesk.i18n import KmdeskError
from kmdesk.records.model import Change, Record
from kmdesk.store.engine import Base

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
