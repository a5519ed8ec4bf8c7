"""What no value of the room can be: years, spans of days, times, hours, amounts, percentages.

``sensible_…`` are the checks of fields: a message id for a value that will not do, else None.
"""

from typing import Any

from kmdesk.i18n import N_
from kmdesk.records.fields import InvalidValue
from kmdesk.thai.dates import parse_time, write_time

_FIRST_DAY, _LAST_DAY = "1857-01-01", "2156-12-31"
_YEAR = N_("The year is out of range. Check the Buddhist year you typed.")


def sensible_day(day: Any) -> str | None:
    """Return what is wrong with a day (ISO) in an impossible year."""
    return None if _FIRST_DAY <= str(day) <= _LAST_DAY else _YEAR


def sensible_year(year: Any) -> str | None:
    """Return what is wrong with a year that is not of the พ.ศ."""
    return None if isinstance(year, int) and 2400 <= year <= 2650 else _YEAR


def sensible_time(time: Any) -> str | None:
    """Return what is wrong with a time of the day as typed."""
    return None if parse_time(str(time).strip()) else N_("Type the time like 09.30.")


def sensible_notice(days: Any) -> str | None:
    """Return what is wrong with a number of days between invitation and meeting."""
    return None if 0 <= days <= 60 else N_("Type a number of days from 0 to 60.")


def sensible_hours(hours: Any) -> str | None:
    """Return what is wrong with the hours of a training."""
    if 0 < hours <= 1000:
        return None
    return N_("The hours must be more than none and at most 1000.")


def sensible_amount(amount: Any) -> str | None:
    """Return what is wrong with an amount of money."""
    return None if amount >= 0 else N_("An amount of money cannot be below zero.")


def sensible_percent(percent: Any) -> str | None:
    """Return what is wrong with a percentage that is done."""
    if isinstance(percent, int) and 0 <= percent <= 100:
        return None
    return N_("Type a percentage from 0 to 100.")


def check_day(day: object, field: str) -> None:
    """Raise InvalidValue, at ``field``, for a day (ISO) in an impossible year."""
    problem = sensible_day(day) if day else None
    if problem:
        raise InvalidValue(problem, field)


def check_span(from_on: str, to_on: str | None) -> None:
    """Raise InvalidValue unless both days are valid and in order (ISO dates)."""
    check_day(from_on, "from_on")
    check_day(to_on, "to_on")
    if to_on and to_on < from_on:
        raise InvalidValue("The end is before the beginning. Check the two dates.", "to_on")


def tidy_time(time: object) -> str:
    """Return a time as it is written, 09.30, or "" for none."""
    moment = parse_time(str(time or "").strip())
    return write_time(moment) if moment else ""
