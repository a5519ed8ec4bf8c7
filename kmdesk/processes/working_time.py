"""Working time: spans as typed and shown, the office's calendar, and due dates by law.

Everything is stored in working minutes; one working day is seven hours.

Due dates follow section 64 of the Administrative Procedure Act B.E. 2539: the first day is not
counted unless the act began on it; a citizen's period that ends on a holiday extends to the next
working day, an officer's does not.
"""

import calendar as months
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from kmdesk.i18n import N_, KmdeskError, language, tr
from kmdesk.records.settings import CLOSED_WEEKDAYS, OFFICE_HOURS
from kmdesk.thai.dates import Hours
from kmdesk.thai.numbers import to_arabic, to_thai

MINUTE, HOUR, DAY = "minute", "hour", "day"
MINUTES_A_DAY = 420
UNIT_MINUTES = {MINUTE: 1, HOUR: 60, DAY: MINUTES_A_DAY}
_UNIT_TEXTS = {
    MINUTE: N_("{amount} min"),
    HOUR: N_("{amount} h"),
    DAY: N_("{amount} working days"),
}
_UNIT_WORDS = {
    MINUTE: ("นาที", "น.", "minutes", "minute", "mins", "min", "m"),
    HOUR: ("ชั่วโมง", "ชม.", "ชม", "hours", "hour", "hrs", "hr", "h"),
    DAY: ("วันทำการ", "วัน", "working days", "working day", "workdays", "days", "day", "d"),
}
_BY_WORD = {word: unit for unit, words in _UNIT_WORDS.items() for word in words}
# Longest first, since วัน begins วันทำการ and h begins hours.
_WORDS = "|".join(re.escape(word) for word in sorted(_BY_WORD, key=len, reverse=True))
_NUMBER = r"\d+(?:\.\d+)?"
_SPAN = re.compile(
    rf"({_NUMBER})(?:\s*[-–/]\s*({_NUMBER}))?(?:\s*[-–/]\s*({_NUMBER}))?\s*({_WORDS})?", re.I
)
_PART = re.compile(rf"({_NUMBER})\s*({_WORDS})\s*", re.I)


class DurationError(KmdeskError):
    """Raised for an unreadable time or three values out of order."""


@dataclass(frozen=True, slots=True)
class Span:
    """Best, typical and worst time in working minutes; ``unit`` is the unit it was typed in."""

    best: int
    typical: int
    worst: int
    unit: str = MINUTE

    @classmethod
    def of(cls, minutes: int, unit: str = MINUTE) -> "Span":
        """Return a span with the same time in every case."""
        return cls(minutes, minutes, minutes, unit)

    def __add__(self, other: "Span") -> "Span":
        return Span(
            self.best + other.best,
            self.typical + other.typical,
            self.worst + other.worst,
            # A sum is shown in the unit of its larger part: 2 days and 5 minutes are days.
            self.unit if self.typical >= other.typical else other.unit,
        )


NONE = Span(0, 0, 0)


def parse_span(text: str, default_unit: str = DAY) -> Span | None:
    """Parse one, two (best–worst) or three (best/typical/worst) values with a unit.

    Returns None for blank text; raises DurationError when it cannot be parsed.
    """
    plain = to_arabic(text).replace(",", "").strip().casefold()
    if not plain or plain in {"-", "–"}:
        return None
    match = _SPAN.fullmatch(plain)
    if match:
        unit = _BY_WORD.get(match[4] or "", default_unit)
        values = [_minutes(value, unit) for value in match.group(1, 2, 3) if value]
        return _ordered(values, unit, text)
    parts = list(_PART.finditer(plain))
    if parts and "".join(part[0] for part in parts) == plain:
        units = [_BY_WORD[part[2]] for part in parts]
        total = sum(_minutes(part[1], unit) for part, unit in zip(parts, units, strict=True))
        return Span.of(total, units[0])
    raise DurationError(
        "The time “{text}” cannot be read. Write it as 30 min, 2 h or 1/2/5 days.", text=text
    )


def format_span(span: Span | None) -> str:
    """Format the span in its own unit, in the language and digits of the screen."""
    if span is None:
        return ""
    values = (span.best, span.typical, span.worst)
    if len(set(values)) == 1:
        return format_minutes(span.typical)
    # the typed unit may not be exact after spans were added; minutes always are
    unit = next(u for u in (span.unit, HOUR, MINUTE) if all(_exact(v, u) for v in values))
    amounts = "/".join(_number(Fraction(value, UNIT_MINUTES[unit])) for value in values)
    return tr(_UNIT_TEXTS[unit], amount=_digits(amounts))


def format_minutes(minutes: float) -> str:
    """Format days, hours and minutes of work, omitting zero parts."""
    total = round(minutes)
    days, rest = divmod(total, MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    amounts = ((days, DAY), (hours, HOUR), (left, MINUTE))
    parts = [tr(_UNIT_TEXTS[unit], amount=_digits(str(value))) for value, unit in amounts if value]
    return " ".join(parts) or tr(_UNIT_TEXTS[MINUTE], amount=_digits("0"))


def format_days(minutes: float) -> str:
    """Format working days with one decimal, for totals and bars."""
    return tr(_UNIT_TEXTS[DAY], amount=_digits(_number(Fraction(round(minutes), MINUTES_A_DAY))))


def _ordered(values: list[int], unit: str, text: str) -> Span:
    if len(values) == 2:
        # Two values are taken as best and worst, as 1–3 days is usually meant.
        values = [values[0], (values[0] + values[1]) // 2, values[1]]
    best, typical, worst = values if len(values) == 3 else values * 3
    if not best <= typical <= worst:
        raise DurationError(
            "In “{text}” the times must rise from best over typical to worst.", text=text
        )
    return Span(best, typical, worst, unit)


def _minutes(value: str, unit: str) -> int:
    # As a fraction: 1.1 hours as a binary number is not 66 minutes.
    return round(Fraction(value) * UNIT_MINUTES[unit])


def _exact(minutes: int, unit: str) -> bool:
    """Return whether a time can be written in ``unit`` with two decimals."""
    return minutes * 100 % UNIT_MINUTES[unit] == 0


def _number(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _digits(text: str) -> str:
    return to_thai(text) if language() == "th" else text


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
        # The first day is not counted, so a period of one day ends on the next.
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
