"""Days of the sample office: written for one week, moved to the week in which it is made.

In the files a plain date is history and stays. ``@2025-06-27`` moves by whole weeks with the
sample's own day (weekdays stay), ``~2025-01-09`` by whole years to the last such time,
``^2025-01-31`` by whole fiscal years; ``{@2025-06-27}`` inside a text gives the day in words,
``{~2025-06-27!}`` with พ.ศ. before the year, `` w`` with the weekday, `` m`` month and year,
`` b`` the year, `` d`` the very day and month though the office be closed; ``{~2025 fy}`` is a
fiscal year, ``{~2025 y}`` a calendar year. No other day falls on a week-end or a holiday.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from kmdesk import clock
from kmdesk.records.model import Record
from kmdesk.records.unit import Unit
from kmdesk.resources import resource_path
from kmdesk.thai.dates import (
    THAI_MONTHS_SHORT,
    be_year,
    fiscal_year,
    format_date,
    with_era,
    with_weekday,
)
from kmdesk.thai.digits import to_thai

WRITTEN_FOR = date(2025, 6, 25)
"""The day on which everything in the files stands as it is written."""
_LAST = date(2025, 11, 3)  # the newest of the year's letters: it has come in already
_WEEK = timedelta(days=7)
_FORMS: dict[str, Callable[[date], str]] = {
    "w": with_weekday,
    "!": with_era,
    "b": lambda day: to_thai(str(be_year(day))),
    "m": lambda day: f"{THAI_MONTHS_SHORT[day.month - 1]} {to_thai(str(be_year(day)))}",
}
_DAY = re.compile(r"([@~^])(\d{4})-(\d\d)-(\d\d)")
_IN_TEXT = re.compile(r"\{([@~^]\d{4}(?:-\d\d-\d\d)?)( [a-z]+|!)?\}")


@dataclass(frozen=True)
class SampleDays:
    """The days as they are when the sample is made on ``today``."""

    today: date

    @classmethod
    def of_today(cls) -> "SampleDays":
        """The days of the present day."""
        return cls(clock.today())

    def read(self, written: Any) -> Any:
        """What a sample file says, with all its days in the present."""
        if isinstance(written, Mapping):
            return {key: self.read(value) for key, value in written.items()}
        if isinstance(written, list):
            return [self.read(value) for value in written]
        if not isinstance(written, str):
            return written
        if match := _DAY.fullmatch(written):
            return self._moved(match).isoformat()
        return _IN_TEXT.sub(self._words, written)

    def _words(self, match: re.Match[str]) -> str:
        said, form = match[1], (match[2] or "").strip()
        if form in ("y", "fy"):
            year = int(said[1:5]) + self._years(said[0]) + 543
            return to_thai(str(year))
        found = _DAY.fullmatch(said)
        assert found is not None, said
        day = self._moved(found, kept=form == "d")
        return _FORMS.get(form, format_date)(day)

    def _moved(self, match: re.Match[str], kept: bool = False) -> date:
        """The day in the present; a working one unless it is to be ``kept`` as it is."""
        day = date(int(match[2]), int(match[3]), int(match[4]))
        if match[1] == "@":
            return self._working(day + self._weeks, 1 if day >= WRITTEN_FOR else -1)
        moved = day.replace(year=day.year + self._years(match[1]))
        if match[1] == "^" or kept:
            return moved
        return self._working(moved, -1)

    def _years(self, mark: str) -> int:
        """By how many years dates with this mark move."""
        if mark == "^":
            return fiscal_year(self.today) - fiscal_year(WRITTEN_FOR)
        years = self.today.year - _LAST.year
        return years if _LAST.replace(year=self.today.year) <= self.today else years - 1

    @cached_property
    def _weeks(self) -> timedelta:
        """From the written week to the present one; at a week-end the next has begun."""
        ahead = _WEEK if self.today.weekday() >= 5 else timedelta(0)
        monday = self.today - timedelta(days=self.today.weekday()) + ahead
        return monday - (WRITTEN_FOR - timedelta(days=WRITTEN_FOR.weekday()))

    def _working(self, day: date, step: int) -> date:
        """The day, or the next (or last) one on which the office is open."""
        while day.weekday() >= 5 or day.isoformat() in self._holidays:
            day += timedelta(days=step)
        return day

    @cached_property
    def _holidays(self) -> frozenset[str]:
        path = resource_path("sample") / "processes" / "holidays.toml"
        return frozenset(str(day) for day, _name in tomllib.loads(path.read_text("utf-8"))["day"])


def date_sample(unit: Unit) -> None:
    """Let every record have come in on its own day; what has none, a year before the newest.

    Home lists what came in this month: letters of these weeks, not the whole sample. Letters
    of the last days count as this month's on its first days, too.
    """
    today = clock.today()
    fresh = (today - timedelta(days=14)).isoformat()
    month = today.replace(day=1)
    for record in unit.session.scalars(select(Record)):
        day = record.dated or ""
        if record.kind == "document" and fresh <= day <= today.isoformat():
            moment = max(clock.begins(date.fromisoformat(day)), clock.begins(month))
        else:
            known = fresh[:4] <= day[:4] and day < month.isoformat()
            moment = clock.begins(date.fromisoformat(day) if known else today - timedelta(days=365))
        record.created_at = min(moment, clock.stamp())
