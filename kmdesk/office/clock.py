"""Plausibility check of the machine's clock, on which dates, deadlines and backups depend."""

from datetime import UTC, date, datetime, timedelta

from kmdesk.clock import day_of

_EARLIEST, _LATEST = date(2026, 1, 1), date(2126, 1, 1)
_ASTRAY = timedelta(days=1)  # tolerates time zones and daylight saving time


def is_wrong(now: datetime, *seen: datetime | None) -> bool:
    """Return whether ``now`` is before the program's release, a century off, or before ``seen``.

    2569 is the Buddhist year typed into the BIOS; a clock with a dead battery starts in the year in
    which the machine was built.
    """
    if not _EARLIEST <= day_of(now) < _LATEST:
        return True
    return any(then is not None and then.astimezone(UTC) - now > _ASTRAY for then in seen)
