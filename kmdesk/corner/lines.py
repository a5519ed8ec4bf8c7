"""Plain values of the home page, free of the database layer so that they load early."""

import json
import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kmdesk import clock
from kmdesk.store.atomic import write_whole

_NAME = "usage.json"
_KEPT = 500


class Usage:
    """Number of times each record was opened on this machine; never who opened it."""

    def __init__(self, root: Path) -> None:
        self._path = root / _NAME
        self._opened: Counter[int] = Counter()
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            self._opened.update({int(key): int(count) for key, count in stored.items()})
        except (OSError, ValueError, AttributeError):
            pass  # a missing or damaged file only restarts the count

    def opened(self, record_id: int) -> None:
        """Count one opening."""
        self._opened[record_id] += 1

    def most(self, count: int) -> list[int]:
        """Return the most-read record ids, most read first."""
        return [record_id for record_id, _times in self._opened.most_common(count)]

    def save(self) -> None:
        """Store the counters; does nothing when the folder is not writable."""
        content = {str(key): times for key, times in self._opened.most_common(_KEPT)}
        with suppress(OSError):
            write_whole(self._path, json.dumps(content), durable=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A record listed on the home page; ``day`` is an ISO date or ``""``."""

    record_id: int
    kind: str
    title: str
    number: str
    day: str
    note: str = ""
    status: str = ""
    count: int = 0
    """Number of records of an import (0: a single record).

    The title is then the label of the import; the record id is the newest one.
    """


@dataclass(frozen=True, slots=True)
class HomeView:
    """Contents of the home page; None for parts that have not been read yet."""

    came_in: tuple[Line, ...]
    came_in_total: int
    due: tuple[Line, ...] | None
    most_read: tuple[Line, ...] | None
    total: int
    office_name: str = ""
    standing: tuple[Line, ...] = ()
    """Work in progress, for signed-in staff."""
    meetings: tuple[Line, ...] = ()
    """Future meetings, soonest first."""


# Public only: before anybody has signed in there is nobody who may see more.
_FRESH = "deleted_at IS NULL AND audience = 'public' AND created_at >= ?"

# Twenty imported cooperatives and 47 old register rows once hid every new circular.
TABLE_IMPORTS = frozenset(
    {"Import a register", "Import the directory", "Import activities", "Bring in a folder"}
)
"""Labels of imports of many rows: one line on the home page, however few rows."""
FILE_IMPORTS = frozenset({"Add documents"})
MANY = 30
"""Number of files from which an import becomes one line; below it each file has its own."""
BATCH = 16
"""Length of the common prefix of the unit ids of one import."""
_FOLDED = 3
"""Maximum lines for imports, since people look for papers added one by one."""
CAME_WITH = (
    "EXISTS (SELECT 1 FROM change c WHERE c.record_id = record.id AND c.entity = 'record'"
    f" AND c.op = 'insert' AND substr(c.unit, 1, {BATCH}) IN ({{batches}}))"
)


def is_folded(label: str, count: int) -> bool:
    """Return whether an import is shown as one line on the home page."""
    return (label in TABLE_IMPORTS and count > 1) or (label in FILE_IMPORTS and count >= MANY)


def came_in_lines(imports: list[Line], single: list[Line], limit: int) -> tuple[Line, ...]:
    """Merge both lists, newest first, up to ``limit``; imports never displace single records."""
    imports = sorted(imports, key=_newest, reverse=True)[:_FOLDED]
    room = max(limit - len(imports), 0)
    return tuple(sorted([*imports, *single[:room]], key=_newest, reverse=True))[:limit]


def _newest(line: Line) -> tuple[str, int]:
    return line.day, line.record_id


def first_look(database: Path, today: date, limit: int = 8) -> HomeView | None:
    """Read this month's public records straight from the file; None when it cannot.

    Loading the database layer takes longer than everything else at start; this shows a list
    meanwhile. The full reading replaces it as soon as the library is open.
    """
    month = clock.begins(today.replace(day=1))
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            grouped = connection.execute(
                f"SELECT max(record.id), max(record.created_at), substr(c.unit, 1, {BATCH}),"
                " c.label, count(DISTINCT record.id) FROM record JOIN change c"
                " ON c.record_id = record.id AND c.entity = 'record' AND c.op = 'insert'"
                f" WHERE {_FRESH} GROUP BY 3, 4",
                (month,),
            ).fetchall()
            many = [row for row in grouped if is_folded(row[3], row[4])]
            apart = f" AND NOT {CAME_WITH.format(batches=','.join('?' * len(many)))}"
            rows = connection.execute(
                "SELECT id, kind, title, number, created_at FROM record"
                f" WHERE {_FRESH}{apart if many else ''}"
                " ORDER BY created_at DESC, id DESC LIMIT ?",
                (month, *(row[2] for row in many), limit),
            ).fetchall()
            (fresh,) = connection.execute(
                f"SELECT count(*) FROM record WHERE {_FRESH}", (month,)
            ).fetchone()
            (total,) = connection.execute(
                "SELECT count(*) FROM record WHERE deleted_at IS NULL AND audience = 'public'"
            ).fetchone()
            name = connection.execute(
                "SELECT value FROM office_value WHERE key = 'office_name'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None  # an old or damaged file: opening the library will report it
    single = [
        Line(record_id, kind, title, number, clock.wall_day(at))
        for record_id, kind, title, number, at in rows
    ]
    imports = [
        Line(record_id, "", label, "", clock.wall_day(at), count=count)
        for record_id, at, _batch, label, count in many
    ]
    lines = came_in_lines(imports, single, limit)
    return HomeView(lines, fresh, None, None, total, name[0] if name else "")
