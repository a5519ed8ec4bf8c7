"""Working calendar: office hours, weekly closing days, public holidays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kmdesk.records.settings import CLOSED_WEEKDAYS, OFFICE_HOURS
from kmdesk.thai.dates import Hours

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Computes open days and when work is finished."""

    holidays: Collection[date] = frozenset()
    hours: Hours = OFFICE_HOURS.default
    closed: frozenset[int] = CLOSED_WEEKDAYS.default
    """Weekdays without work, Monday 0 to Sunday 6."""

    def is_open(self, day: date) -> bool:
        """Return whether the office works on ``day``."""
        return day.weekday() not in self.closed and day not in self.holidays

    def open_from(self, day: date) -> date:
        """Return ``day`` itself when open, else the next open day."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def add_days(self, day: date, count: int) -> date:
        """Return the ``count``-th open day after ``day``, which itself is not counted."""
        for _ in range(count):
            day = self.open_from(day + _ONE_DAY)
        return day

    def finish(self, start: datetime, minutes: int) -> datetime:
        """Return when ``minutes`` of work starting at ``start`` are finished."""
        moment, left = start, timedelta(minutes=minutes)
        while True:
            day = moment.date()
            if self.is_open(day):
                for opens, closes in self.hours:
                    begin = max(moment, datetime.combine(day, opens, moment.tzinfo))
                    end = datetime.combine(day, closes, moment.tzinfo)
                    if begin < end and left <= end - begin:
                        return begin + left
                    left -= max(end - begin, timedelta())
            moment = datetime.combine(day + _ONE_DAY, time(), moment.tzinfo)

    def latest_start(self, minutes: int) -> time | None:
        """Return the latest start for finishing ``minutes`` of work on one day; None: never."""
        left = timedelta(minutes=minutes)
        for opens, closes in reversed(self.hours):
            begin, end = (datetime.combine(date.min, moment) for moment in (opens, closes))
            if left <= end - begin:
                return (end - left).time()
            left -= end - begin
        return None
