"""Whether this machine's clock can be right: dates, deadlines and backups hang on it."""

from datetime import UTC, date, datetime, timedelta

from kmdesk.clock import day_of

_EARLIEST, _LATEST = date(2026, 1, 1), date(2126, 1, 1)
_ASTRAY = timedelta(days=1)  # another zone or a summer time is no wrong clock


def is_wrong(now: datetime, *seen: datetime | None) -> bool:
    """Whether ``now`` is before the program was made, a century off, or before what was ``seen``.

    2569 is the Buddhist year typed into the BIOS; a clock whose battery is dead begins in the
    year in which the machine was built.
    """
    if not _EARLIEST <= day_of(now) < _LATEST:
        return True
    return any(then is not None and then.astimezone(UTC) - now > _ASTRAY for then in seen)
