"""The one clock: what time it is, and on which day of the wall calendar a stored instant fell.

Instants are stored in UTC, dates as the calendar on the wall of the office says. An instant
therefore never meets a date as text: in Thailand the day begins at 17.00 UTC of the day before.
Whatever asks for the present time or goes from the one to the other asks here.
"""

import os
from datetime import UTC, date, datetime, timedelta

VARIABLE = "KMDESK_CLOCK"
"""Names an instant (ISO 8601) at which the clock of this process and of its children stands."""
_STORED = "%Y-%m-%dT%H:%M:%SZ"
_DATE = len("2026-10-01")


def _from_environment() -> datetime | None:
    said = os.environ.get(VARIABLE, "")
    return datetime.fromisoformat(said).astimezone(UTC) if said else None


_stands_at: datetime | None = _from_environment()


def stand_at(moment: datetime | None) -> None:
    """Let the clock stand at ``moment``, for child processes too; None lets it go again."""
    global _stands_at
    _stands_at = moment.astimezone(UTC) if moment is not None else None
    if _stands_at is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = _stands_at.isoformat()


def now() -> datetime:
    """The present instant, in UTC."""
    return _stands_at if _stands_at is not None else datetime.now(UTC)


def stamp() -> str:
    """The present instant as it is stored: UTC, seconds, ``Z``."""
    return as_stored(now())


def as_stored(moment: datetime) -> str:
    """An instant as it is stored: UTC, seconds, ``Z``."""
    return moment.astimezone(UTC).strftime(_STORED)


def on_wall(moment: datetime) -> datetime:
    """The instant on the clock on the wall: in the time zone of this machine."""
    return moment.astimezone()


def today() -> date:
    """The present day of the calendar on the wall."""
    return day_of(now())


def today_iso() -> str:
    """The present day of the calendar on the wall, as dates are stored."""
    return today().isoformat()


def day_of(moment: datetime) -> date:
    """The day of the calendar on the wall on which the instant fell."""
    return on_wall(moment).date()


def instant(stored: str | None) -> datetime | None:
    """A stored instant; None for nothing, nonsense, and a bare date, which is no instant."""
    try:
        moment = datetime.fromisoformat(stored) if stored and len(stored) > _DATE else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def wall_day(stored: str | None) -> str:
    """The day (ISO) of a stored instant on the wall; a date and what is none stay as they are."""
    moment = instant(stored)
    return day_of(moment).isoformat() if moment is not None else stored or ""


def begins(day: date) -> str:
    """The instant, as stored, at which a day of the calendar on the wall begins."""
    midnight = datetime(day.year, day.month, day.day)
    try:
        return as_stored(midnight.astimezone())
    except (OSError, OverflowError, ValueError):  # before all clocks: Windows knows none then
        return as_stored(midnight.replace(tzinfo=UTC))


def ends(day: date) -> str:
    """The instant, as stored, at which the day is over: that at which the next one begins."""
    return begins(day + timedelta(days=1)) if day < date.max else f"{date.max}T99"
