"""Due dates under section 64 of the Administrative Procedure Act B.E. 2539.

The first day is not counted unless the act began on it; a citizen's period that ends on a holiday
extends to the next working day, an officer's does not.
"""

import calendar as months
from datetime import date, timedelta
from enum import StrEnum

from kmdesk.processes.durations import MINUTES_A_DAY
from kmdesk.processes.worktime import WorkCalendar


class Party(StrEnum):
    """Party whose deadline it is."""

    CITIZEN = "citizen"
    OFFICER = "officer"


class Period(StrEnum):
    """Units of a legal period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def deadline(
    start: date,
    amount: int,
    period: Period,
    party: Party,
    calendar: WorkCalendar,
    *,
    first_day_counts: bool = False,
) -> date:
    """Return the last day of a legal period of ``amount`` units starting at ``start``."""
    if period in (Period.MONTH, Period.YEAR):
        last = _months_after(start, amount * (12 if period is Period.YEAR else 1))
    else:
        last = start + timedelta(days=amount * (7 if period is Period.WEEK else 1))
    if first_day_counts:
        last -= timedelta(days=1)
    return calendar.open_from(last) if party is Party.CITIZEN else last


def promised_day(filed: date, minutes: int, calendar: WorkCalendar) -> date:
    """Return the day on which ``minutes`` of work are finished for papers filed on ``filed``.

    The filing day is not counted; papers filed on a holiday count as filed on the next working day.
    """
    days = max(1, -(-minutes // MINUTES_A_DAY)) if minutes > 0 else 0
    return calendar.add_days(calendar.open_from(filed), days)


def _months_after(start: date, count: int) -> date:
    # A period ends on the last day of a month that lacks the day (Civil Code section 193/5).
    year, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))
