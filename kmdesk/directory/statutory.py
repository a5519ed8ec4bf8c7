"""Deadlines of the Co-operatives Act: general meeting, bylaws, board, liquidator. Pure.

พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๔๔, ๕๐, ๕๔ and ๗๕; the first day is not counted.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kmdesk.i18n import N_
from kmdesk.thai.dates import parse_date

_MEETING_DAYS, _BYLAW_DAYS, _LIQUIDATOR_DAYS = 150, 30, 30
_BOARD_YEARS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Inputs of the deadlines (ISO dates); ``year_end`` is a day and month in words."""

    year_end: str = ""
    meeting_on: str | None = None
    bylaws_on: str | None = None
    board_from: str | None = None
    board_until: str | None = None
    dissolved_on: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must have happened (ISO) and what (message id)."""

    day: str
    what: str


def deadlines(facts: Facts, today: date) -> list[Deadline]:
    """Return the current and next deadlines of a cooperative under the Act, earliest first."""
    found: list[Deadline] = []
    if facts.is_active:
        closed = last_year_end(facts.year_end, today)
        # a meeting held after the year's end has met the duty
        if closed is not None and not (facts.meeting_on or "") > closed.isoformat():
            day = closed + timedelta(days=_MEETING_DAYS)
            found.append(Deadline(day.isoformat(), N_("last day for the general meeting")))
        if facts.bylaws_on:
            day = date.fromisoformat(facts.bylaws_on) + timedelta(days=_BYLAW_DAYS)
            found.append(Deadline(day.isoformat(), N_("last day to register changed bylaws")))
        until = facts.board_until or _term_end(facts.board_from)
        if until:
            found.append(Deadline(until, N_("end of the board's term")))
    elif facts.dissolved_on:
        day = date.fromisoformat(facts.dissolved_on) + timedelta(days=_LIQUIDATOR_DAYS)
        found.append(Deadline(day.isoformat(), N_("last day to elect a liquidator")))
    return sorted(found, key=lambda deadline: (deadline.day, deadline.what))


def last_year_end(words: str, today: date) -> date | None:
    """Return the last end of the accounting year before ``today``, or None if unparsable."""
    for year in (today.year, today.year - 1):
        try:
            day = parse_date(f"{words.strip()} {year + 543}") if words.strip() else None
        except ValueError:
            return None
        if day is not None and day < today:
            return day
    return None


def _term_end(board_from: str | None) -> str | None:
    if not board_from:
        return None
    first = date.fromisoformat(board_from)
    if (first.month, first.day) == (2, 29):
        first = first.replace(day=28)
    return (first.replace(year=first.year + _BOARD_YEARS) - timedelta(days=1)).isoformat()
