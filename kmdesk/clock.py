"""Current time, and conversion between stored instants and local dates.

Instants are stored in UTC, dates in the local calendar of the office. So an instant must never be
compared with a date as text: in Thailand a day begins at 17.00 UTC of the day before. Everything
that needs the current time or converts between the two calls this module.
"""

import os
from datetime import UTC, date, datetime, timedelta

VARIABLE = "KMDESK_CLOCK"
"""Freezes the clock of this process and its children at an instant (ISO 8601)."""
_STORED = "%Y-%m-%dT%H:%M:%SZ"
_DATE = len("2026-10-01")
_EARLIEST, _LATEST = date(2026, 1, 1), date(2126, 1, 1)
_ASTRAY = timedelta(days=1)  # tolerates time zones and daylight saving time


def _from_environment() -> datetime | None:
    said = os.environ.get(VARIABLE, "")
    return datetime.fromisoformat(said).astimezone(UTC) if said else None


_stands_at: datetime | None = _from_environment()


def stand_at(moment: datetime | None) -> None:
    """Freeze the clock at ``moment``, for child processes too; None releases it."""
    global _stands_at
    _stands_at = moment.astimezone(UTC) if moment is not None else None
    if _stands_at is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = _stands_at.isoformat()


def now() -> datetime:
    """Return the current instant in UTC."""
    return _stands_at if _stands_at is not None else datetime.now(UTC)


def stamp() -> str:
    """Return the current instant as stored: UTC, seconds, ``Z``."""
    return as_stored(now())


def as_stored(moment: datetime) -> str:
    """Return an instant as stored: UTC, seconds, ``Z``."""
    return moment.astimezone(UTC).strftime(_STORED)


def on_wall(moment: datetime) -> datetime:
    """Convert the instant to the time zone of this machine."""
    return moment.astimezone()


def today() -> date:
    """Return the current local date."""
    return day_of(now())


def today_iso() -> str:
    """Return the current local date as dates are stored."""
    return today().isoformat()


def day_of(moment: datetime) -> date:
    """Return the local date of the instant."""
    return on_wall(moment).date()


def instant(stored: str | None) -> datetime | None:
    """Parse a stored instant; None for an empty or invalid one, and for a bare date."""
    try:
        # A bare date is a day of the office; as an instant it would begin at midnight of UTC.
        moment = datetime.fromisoformat(stored) if stored and len(stored) > _DATE else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def wall_day(stored: str | None) -> str:
    """Return the local date (ISO) of a stored instant; other text is returned unchanged."""
    moment = instant(stored)
    return day_of(moment).isoformat() if moment is not None else stored or ""


def begins(day: date) -> str:
    """Return the instant, as stored, at which a local date begins."""
    midnight = datetime(day.year, day.month, day.day)
    try:
        return as_stored(midnight.astimezone())
    except (OSError, OverflowError, ValueError):  # too early for Windows to convert
        return as_stored(midnight.replace(tzinfo=UTC))


def ends(day: date) -> str:
    """Return the instant, as stored, at which a local date ends and the next one begins."""
    # Compared as text, this is later than every instant of the last day there is.
    return begins(day + timedelta(days=1)) if day < date.max else f"{date.max}T99"


def is_wrong(moment: datetime, *seen: datetime | None) -> bool:
    """Return whether ``moment`` is before the program's release, a century off, or before ``seen``.

    2569 is the Buddhist year typed into the BIOS; a clock with a dead battery starts in the year in
    which the machine was built.
    """
    if not _EARLIEST <= day_of(moment) < _LATEST:
        return True
    return any(then is not None and then.astimezone(UTC) - moment > _ASTRAY for then in seen)
