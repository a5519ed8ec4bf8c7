"""Parse and format working time: "๓๐ นาที", "1/2/5 วันทำการ", "2 ชั่วโมง 30 นาที".

Everything is stored in working minutes; one working day is seven hours.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from kmdesk.i18n import N_, KmdeskError, language, tr
from kmdesk.thai.digits import to_arabic, to_thai

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
        values = [values[0], (values[0] + values[1]) // 2, values[1]]
    best, typical, worst = values if len(values) == 3 else values * 3
    if not best <= typical <= worst:
        raise DurationError(
            "In “{text}” the times must rise from best over typical to worst.", text=text
        )
    return Span(best, typical, worst, unit)


def _minutes(value: str, unit: str) -> int:
    return round(Fraction(value) * UNIT_MINUTES[unit])


def _exact(minutes: int, unit: str) -> bool:
    """Return whether a time can be written in ``unit`` with two decimals."""
    return minutes * 100 % UNIT_MINUTES[unit] == 0


def _number(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _digits(text: str) -> str:
    return to_thai(text) if language() == "th" else text
