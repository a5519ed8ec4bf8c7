"""What the home page lists, as plain values: free of the database layer, so it comes early."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kmdesk import clock


@dataclass(frozen=True, slots=True)
class Line:
    """A record as the home page lists it; ``day`` is an ISO date or ``""``."""

    record_id: int
    kind: str
    title: str
    number: str
    day: str
    note: str = ""
    status: str = ""
    count: int = 0
    """So many came with one import, whose label is the title; the newest is told. Else 0."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """All that the home page shows; None for what has not been read yet."""

    came_in: tuple[Line, ...]
    came_in_total: int
    due: tuple[Line, ...] | None
    most_read: tuple[Line, ...] | None
    total: int
    office_name: str = ""
    standing: tuple[Line, ...] = ()
    """Work under way, for those who are signed in."""
    meetings: tuple[Line, ...] = ()
    """Meetings to come, soonest first."""


_FRESH = "deleted_at IS NULL AND audience = 'public' AND created_at >= ?"

TABLE_IMPORTS = frozenset(
    {"Import a register", "Import the directory", "Import activities", "Bring in a folder"}
)
"""Labels of acts that bring rows in by the dozen: one line on the home page, however few."""
FILE_IMPORTS = frozenset({"Add documents"})
MANY = 30
"""Files of one import from which on they are one line, too; fewer are each a new paper."""
BATCH = 16
"""How much of a unit's name the units of one import share."""
_FOLDED = 3
"""Lines for imports at most: papers that came in one by one are what people look for."""
CAME_WITH = (
    "EXISTS (SELECT 1 FROM change c WHERE c.record_id = record.id AND c.entity = 'record'"
    f" AND c.op = 'insert' AND substr(c.unit, 1, {BATCH}) IN ({{batches}}))"
)


def is_folded(label: str, count: int) -> bool:
    """Whether what came with one import is one line on the home page."""
    return (label in TABLE_IMPORTS and count > 1) or (label in FILE_IMPORTS and count >= MANY)


def came_in_lines(imports: list[Line], single: list[Line], limit: int) -> tuple[Line, ...]:
    """The newest first, at most ``limit``; imports never push out what came in by itself."""
    imports = sorted(imports, key=_newest, reverse=True)[:_FOLDED]
    room = max(limit - len(imports), 0)
    return tuple(sorted([*imports, *single[:room]], key=_newest, reverse=True))[:limit]


def _newest(line: Line) -> tuple[str, int]:
    return line.day, line.record_id


def first_look(database: Path, today: date, limit: int = 8) -> HomeView | None:
    """What came in this month, for a walk-up, straight from the file; None when it cannot say.

    Loading the database layer takes longer than everything else at start; this shows a
    list meanwhile. The full reading replaces it as soon as the library is open.
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
        return None  # an old or damaged file: opening the library will say what is wrong
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
