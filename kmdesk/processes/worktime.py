"""The working calendar: 08.30–12.00 and 13.00–16.30, no weekends, no public holidays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

SESSIONS = ((time(8, 30), time(12, 0)), (time(13, 0), time(16, 30)))
WEEKEND = frozenset({5, 6})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days the office is open, and when work started now is done."""

    holidays: Collection[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether the office works on ``day``."""
        return day.weekday() not in WEEKEND and day not in self.holidays

    def open_from(self, day: date) -> date:
        """``day`` itself when open, else the next open day."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def add_days(self, day: date, count: int) -> date:
        """The ``count``-th open day after ``day``, which itself is not counted."""
        for _ in range(count):
            day = self.open_from(day + _ONE_DAY)
        return day

    def finish(self, start: datetime, minutes: int) -> datetime:
        """When ``minutes`` of work that begin at ``start`` are done."""
        moment, left = start, timedelta(minutes=minutes)
        while True:
            day = moment.date()
            if self.is_open(day):
                for opens, closes in SESSIONS:
                    begin = max(moment, datetime.combine(day, opens, moment.tzinfo))
                    end = datetime.combine(day, closes, moment.tzinfo)
                    if begin < end and left <= end - begin:
                        return begin + left
                    left -= max(end - begin, timedelta())
            moment = datetime.combine(day + _ONE_DAY, time(), moment.tzinfo)
