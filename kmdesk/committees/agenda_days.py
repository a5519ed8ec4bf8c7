"""Dated entries of the committees, for the month sheet, the timeline and calendars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kmdesk import clock
from kmdesk.committees import queries_days
from kmdesk.committees.ics import Entry, calendar
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.plan_figures import Bar, Chart
from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.thai.dates import fiscal_year

WHAT = {
    "meeting": N_("Meeting"),
    "action": N_("Resolution"),
    "training": N_("Training"),
    "set": N_("Knowledge set"),
    "report": N_("Report"),
    "activity": N_("Activity"),
    "state": N_("Desired state"),
}


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Entry on a day (ISO); ``late`` means it is overdue."""

    day: str
    what: str
    words: str
    record_id: int
    late: bool = False
    place: str = ""
    at: str = ""


def days_between(reading: Reading, first: str, last: str, today: str) -> list[DayEntry]:
    """Return all entries from ``first`` to ``last`` (ISO), in order."""
    found = [
        DayEntry(r.day, r.what, r.words, r.record_id, r.open and r.day < today, r.place, r.at)
        for r in queries_days.dated(reading, first, last)
    ]
    return sorted(found, key=lambda e: (e.day, list(WHAT).index(e.what), e.words))


def month_sheet(first: date) -> list[list[date]]:
    """Return the weeks (from Monday) that cover the month of ``first``."""
    day = first.replace(day=1)
    day -= timedelta(days=day.weekday())
    weeks: list[list[date]] = []
    while not weeks or (day.year, day.month) <= (first.year, first.month):
        weeks.append([day + timedelta(days=n) for n in range(7)])
        day += timedelta(days=7)
    return weeks


def timeline(reading: Reading, year: int, today: str) -> Chart | None:
    """Return resolutions of a fiscal year (พ.ศ.) as bars from their meeting to their due day.

    Returns None when the year has none.
    """
    span = fiscal_span(year)
    first, last = (date.fromisoformat(day) for day in span)
    whole = (last - first).days + 1

    def share(day: str, more: int = 0) -> float:
        return max(0.0, min(1.0, ((date.fromisoformat(day) - first).days + more) / whole))

    bars = []
    for line in queries_days.resolutions(reading, *span):
        held_on = line.held_on or span[0]
        end = line.done_on or line.due_on or held_on
        state = "done" if line.done_on else "late" if end < today and line.due_on else "running"
        words = f"{line.owner}: {line.resolution}"
        done = 1.0 if line.done_on else 0.0
        bars.append(Bar(words, share(held_on), share(max(end, held_on), 1), done, state))
    now = share(today) if span[0] <= today <= span[1] else None
    return Chart(year, tuple(bars), now) if bars else None


def years_of(reading: Reading) -> list[int]:
    """Return fiscal years (พ.ศ.) with meetings, newest first, always including the current one."""
    days = queries_days.meeting_days(reading)
    return sorted(
        {fiscal_year(date.fromisoformat(d)) for d in days} | {fiscal_year(clock.today())}
    )[::-1]


def calendar_of(entries: Sequence[DayEntry]) -> bytes:
    """Return the entries as an iCalendar file."""
    return calendar(_ics(entries), tr("Calendar of the committees"), clock.now())


def _ics(entries: Iterable[DayEntry]) -> Iterable[Entry]:
    for number, entry in enumerate(entries):
        key = f"{entry.what}-{entry.record_id}-{entry.day}-{number}"
        title = f"{tr(WHAT[entry.what])}: {entry.words}"
        yield Entry(key, entry.day, title, place=entry.place, at=entry.at)


def span_of(weeks: Sequence[Sequence[date]]) -> tuple[str, str]:
    """Return the first and last day (ISO) of a month sheet."""
    return weeks[0][0].isoformat(), weeks[-1][-1].isoformat()
