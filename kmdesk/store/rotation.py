"""Which backups stay: seven days, five weeks, twelve months."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

DAILY, WEEKLY, MONTHLY = 7, 5, 12


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Of backups made at these moments, the newest of each kept day, week and month.

    The newest of all always stays, whatever a clock that jumped has written.
    """
    newest_first = sorted(set(made), reverse=True)
    stays = set(newest_first[:1])
    for count, span in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        newest: dict[tuple[int, int], datetime] = {}
        for moment in newest_first:
            newest.setdefault(span(moment), moment)
        stays.update(islice(newest.values(), count))
    return stays


def _day(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.timetuple().tm_yday


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.isocalendar()
    return year, week


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month
