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


def first_look(database: Path, today: date, limit: int = 8) -> HomeView | None:
    """What came in this month, for a walk-up, straight from the file; None when it cannot say.

    Loading the database layer takes longer than everything else at start; this shows a
    list meanwhile. The full reading replaces it as soon as the library is open.
    """
    month = clock.begins(today.replace(day=1))
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                "SELECT id, kind, title, number, created_at FROM record"
                f" WHERE {_FRESH} ORDER BY created_at DESC, id DESC LIMIT ?",
                (month, limit),
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
    lines = tuple(
        Line(record_id, kind, title, number, clock.wall_day(at))
        for record_id, kind, title, number, at in rows
    )
    return HomeView(lines, fresh, None, None, total, name[0] if name else "")
