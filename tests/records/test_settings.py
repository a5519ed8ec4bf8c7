"""Settings: each kind of value in and out, what is out of range refused, nothing twice."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.records import SYSTEM, Library
from kmdesk.records.settings import (
    CLOSED_WEEKDAYS,
    IDLE_MINUTES,
    OFFICE_HOURS,
    OFFICE_NAME,
    SETTINGS,
    THAI_DIGITS,
    Setting,
    SettingError,
)
from kmdesk.thai.dates import Hours, parse_hours, write_hours


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_default_can_be_kept_and_read(setting: Setting, library: Library) -> None:
    assert setting.of(library) == setting.default
    if setting.required and setting.default == "":
        return
    with library.writing(SYSTEM, "Test") as unit:
        setting.store(unit, setting.default)
        unit.commit()
    assert setting.of(library) == setting.default


def test_no_key_is_declared_twice() -> None:
    keys = [setting.key for setting in SETTINGS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (IDLE_MINUTES, "241"),
        (IDLE_MINUTES, "-1"),
        (IDLE_MINUTES, "ห้า"),
        (IDLE_MINUTES, ""),
        (OFFICE_NAME, "  "),
        (THAI_DIGITS, "2"),
        (OFFICE_HOURS, "08.30"),
        (OFFICE_HOURS, "08.30–12.00 และบ่าย"),
        (OFFICE_HOURS, "25.00–26.00"),
        (OFFICE_HOURS, "08.30–12.00, 11.00–16.30"),
        (OFFICE_HOURS, "12.00–08.30"),
        (CLOSED_WEEKDAYS, "0 1 2 3 4 5 6"),
        (CLOSED_WEEKDAYS, "7"),
    ],
)
def test_what_is_out_of_range_is_refused_and_never_read(
    setting: Setting, text: str, library: Library
) -> None:
    with pytest.raises(SettingError):
        setting.parse(text)
    assert setting.check(text)
    with library.writing(SYSTEM, "Test") as unit:
        unit.set_value(setting.key, text)
        unit.commit()
    assert setting.of(library) == setting.default


def test_a_bad_value_is_not_stored(library: Library) -> None:
    with library.writing(SYSTEM, "Test") as unit:
        with pytest.raises(SettingError):
            IDLE_MINUTES.store(unit, 1000)
        IDLE_MINUTES.store(unit, 7)
        unit.commit()
    assert IDLE_MINUTES.of(library) == 7


def test_thai_digits_are_read() -> None:
    assert IDLE_MINUTES.parse("๑๕") == 15
    assert parse_hours("๐๘.๓๐ น. - ๑๒.๐๐ น.; 13:00–16:30") == OFFICE_HOURS.default


@given(st.lists(st.times(), min_size=2, max_size=8, unique_by=lambda t: (t.hour, t.minute)))
def test_hours_survive_being_written(moments: list[time]) -> None:
    ends = sorted(moment.replace(second=0, microsecond=0) for moment in moments)
    hours: Hours = tuple(zip(ends[::2], ends[1::2], strict=False))
    assert parse_hours(write_hours(hours)) == hours
