"""Backup rotation: seven days, five weeks and twelve months in local time."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice

from kmdesk.clock import day_of

DAILY, WEEKLY, MONTHLY = 7, 5, 12
POINTS = 3
"""Restore points kept whatever their date, beside one for each of the last seven days."""


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return the newest backup of each kept day, week and month.

    The newest of all always stays, whatever a clock that jumped has recorded.
    """
    return _kept(made, 1, ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)))


def kept_points(made: Iterable[datetime]) -> set[datetime]:
    """Return the restore points to keep: the last few, and the newest of each kept day."""
    return _kept(made, POINTS, ((DAILY, _day),))


def _kept(
    made: Iterable[datetime],
    last: int,
    spans: Iterable[tuple[int, Callable[[date], tuple[int, int]]]],
) -> set[datetime]:
    newest_first = sorted(set(made), reverse=True)
    stays = set(newest_first[:last])
    for count, span in spans:
        newest: dict[tuple[int, int], datetime] = {}
        for moment in newest_first:
            newest.setdefault(span(day_of(moment)), moment)
        stays.update(islice(newest.values(), count))
    return stays


def _day(day: date) -> tuple[int, int]:
    return day.year, day.timetuple().tm_yday


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
