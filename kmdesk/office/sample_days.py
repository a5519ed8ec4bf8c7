"""Dates of the sample office: written for one week, shifted to the week it is created in.

In the files a plain date is history and stays. ``@2025-06-27`` shifts by whole weeks with the
sample's own day (weekdays stay), ``~2025-01-09`` by whole years to the last such date,
``^2025-01-31`` by whole fiscal years; ``{@2025-06-27}`` inside a text gives the date in words,
``{~2025-06-27!}`` with พ.ศ. before the year, `` w`` with the weekday, `` m`` month and year, `` b``
the year, `` d`` that very day and month even if the office is closed; ``{~2025 fy}`` is a fiscal
year, ``{~2025 y}`` a calendar year. No other date falls on a weekend or holiday.
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
"""The day for which the dates in the files are correct as written."""
_LAST = date(2025, 11, 3)  # the latest letter of the year: it must already have arrived
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
    """The sample's dates when it is created on ``today``."""

    today: date

    @classmethod
    def of_today(cls) -> "SampleDays":
        """Return the dates as of today."""
        return cls(clock.today())

    def read(self, written: Any) -> Any:
        """Return the content of a sample file with all its dates shifted."""
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
        """Return the shifted date; moved to a working day unless ``kept``."""
        day = date(int(match[2]), int(match[3]), int(match[4]))
        if match[1] == "@":
            return self._working(day + self._weeks, 1 if day >= WRITTEN_FOR else -1)
        moved = day.replace(year=day.year + self._years(match[1]))
        if match[1] == "^" or kept:
            return moved
        # Backwards: forwards it might come to lie after today.
        return self._working(moved, -1)

    def _years(self, mark: str) -> int:
        """Return by how many years dates with this mark shift."""
        if mark == "^":
            return fiscal_year(self.today) - fiscal_year(WRITTEN_FOR)
        years = self.today.year - _LAST.year
        return years if _LAST.replace(year=self.today.year) <= self.today else years - 1

    @cached_property
    def _weeks(self) -> timedelta:
        """Distance from the written week to the current one; on a weekend, to the next week."""
        ahead = _WEEK if self.today.weekday() >= 5 else timedelta(0)
        monday = self.today - timedelta(days=self.today.weekday()) + ahead
        return monday - (WRITTEN_FOR - timedelta(days=WRITTEN_FOR.weekday()))

    def _working(self, day: date, step: int) -> date:
        """Return the day, or the next (``step`` 1) or previous (-1) one the office is open."""
        while day.weekday() >= 5 or day.isoformat() in self._holidays:
            day += timedelta(days=step)
        return day

    @cached_property
    def _holidays(self) -> frozenset[str]:
        path = resource_path("sample") / "processes" / "holidays.toml"
        return frozenset(str(day) for day, _name in tomllib.loads(path.read_text("utf-8"))["day"])


def date_sample(unit: Unit) -> None:
    """Set each record's creation time to its own date, or else to a year ago.

    Home lists what was added this month: recent letters, not the whole sample. On the first days of
    a month, letters of the last days before it count as this month's, too.
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
