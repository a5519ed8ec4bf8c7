"""Working hours, holidays and the periods of section 64."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.processes.working_time import Party, Period, WorkCalendar, deadline, promised_day

SONGKRAN = WorkCalendar(frozenset({date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)}))


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (datetime(2026, 4, 10, 8, 30), 210, datetime(2026, 4, 10, 12, 0)),
        (datetime(2026, 4, 10, 11, 30), 60, datetime(2026, 4, 10, 13, 30)),
        (datetime(2026, 4, 10, 16, 0), 60, datetime(2026, 4, 16, 9, 0)),
        (datetime(2026, 4, 11, 10, 0), 420, datetime(2026, 4, 16, 16, 30)),
        (datetime(2026, 4, 10, 20, 0), 0, datetime(2026, 4, 16, 8, 30)),
    ],
)
def test_work_goes_on_only_in_office_hours(start: datetime, minutes: int, end: datetime) -> None:
    assert SONGKRAN.finish(start, minutes) == end


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.integers(0, 5000))
def test_more_work_is_never_done_sooner(start: datetime, minutes: int) -> None:
    assert SONGKRAN.finish(start, minutes) <= SONGKRAN.finish(start, minutes + 1)


def test_first_day_is_not_counted() -> None:
    args = (date(2026, 3, 2), 30, Period.DAY)
    assert deadline(*args, Party.OFFICER, SONGKRAN) == date(2026, 4, 1)
    counted = deadline(*args, Party.OFFICER, SONGKRAN, first_day_counts=True)
    assert counted == date(2026, 3, 31)


def test_citizen_moves_off_a_holiday_and_officer_does_not() -> None:
    args = (date(2026, 4, 3), 10, Period.DAY)
    assert deadline(*args, Party.CITIZEN, SONGKRAN) == date(2026, 4, 16)
    assert deadline(*args, Party.OFFICER, SONGKRAN) == date(2026, 4, 13)


def test_months_end_on_the_last_day_there_is() -> None:
    end = deadline(date(2026, 1, 31), 1, Period.MONTH, Party.OFFICER, SONGKRAN)
    assert end == date(2026, 2, 28)


def test_promise_counts_whole_working_days_from_the_next() -> None:
    assert promised_day(date(2026, 4, 9), 421, SONGKRAN) == date(2026, 4, 16)
    assert promised_day(date(2026, 4, 11), 420, SONGKRAN) == date(2026, 4, 17)


def test_a_short_task_can_begin_until_its_time_before_closing() -> None:
    assert SONGKRAN.latest_start(30) == time(16, 0)
    assert SONGKRAN.latest_start(210) == time(13, 0)
    assert SONGKRAN.latest_start(240) == time(11, 30)
    assert SONGKRAN.latest_start(421) is None
    long_day = WorkCalendar(frozenset(), ((time(8), time(18)),), frozenset({6}))
    assert long_day.latest_start(421) == time(10, 59)


@given(st.integers(1, 420))
def test_begun_at_the_latest_it_is_done_the_same_day(minutes: int) -> None:
    latest = SONGKRAN.latest_start(minutes)
    assert latest is not None
    start = datetime.combine(date(2026, 4, 9), latest)
    assert SONGKRAN.finish(start, minutes) <= datetime(2026, 4, 9, 16, 30)
    assert SONGKRAN.finish(start, minutes + 1) > datetime(2026, 4, 9, 16, 30)
