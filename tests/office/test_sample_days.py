"""The sample office lives in the week in which it is made, on every day of every year."""

import re
from datetime import date, timedelta

import pytest

from kmdesk import clock
from kmdesk.composition import build_kinds
from kmdesk.corner.queries import home_view
from kmdesk.office.new_library import start_with_sample
from kmdesk.office.sample import WRITTEN_FOR, SampleDays
from kmdesk.records import SYSTEM, Actor, Duty
from kmdesk.records.model import Passage, Record
from kmdesk.thai.dates import THAI_WEEKDAYS
from tests.borders import BANGKOK, BORDERS, Border, stand_at

DAYS = [WRITTEN_FOR + timedelta(days=n) for n in range(0, 1500, 3)]
AT_HOME = [border for border in BORDERS if border.place == "bangkok"]


@pytest.mark.parametrize("here", AT_HOME[::3], ids=str)
def test_home_of_a_fresh_sample_opens_with_this_weeks_work(here: Border, tmp_path) -> None:
    here.go_there()
    library = start_with_sample(tmp_path / "library")
    today = clock.today_iso()
    soon = (clock.today() + timedelta(days=7)).isoformat()
    with library.reading(Actor("clerk", Duty.CLERK)) as reading:
        home = home_view(reading, build_kinds(), clock.today(), [], limit=50)
        texts = [*reading.session.query(Passage.text), *reading.session.query(Record.title)]
        held = reading.session.query(Record.dated).where(Record.kind == "meeting")
        assert sorted(day > today for (day,) in held) == [False, False, True]
    library.close()
    assert 1 <= home.came_in_total <= 8
    assert {line.kind for line in home.came_in} == {"document"}
    assert all(line.day <= today for line in home.came_in)
    (meeting,) = home.meetings
    assert today < meeting.day <= (clock.today() + timedelta(days=14)).isoformat()
    assert home.due is not None
    assert sum(line.day < today for line in home.due) <= 1
    assert sum(today <= line.day <= soon for line in home.due) >= 2
    assert not [text for (text,) in texts if text and re.search(r"[{}~^@]", text)]


@pytest.mark.parametrize("mark", ["@", "~"])
def test_no_day_of_work_falls_on_a_week_end(mark: str) -> None:
    for today in DAYS:
        moved = SampleDays(today).read(f"{mark}2025-03-14")
        assert date.fromisoformat(moved).weekday() < 5, today


def test_words_of_a_day_name_the_weekday_it_has() -> None:
    for today in DAYS:
        days = SampleDays(today)
        words = days.read("{@2025-07-04 w}")
        day = date.fromisoformat(days.read("@2025-07-04"))
        assert words.startswith(f"วัน{THAI_WEEKDAYS[day.weekday()]}ที่ ")


def test_the_written_week_stands_as_it_is_written_and_history_everywhere() -> None:
    written = SampleDays(WRITTEN_FOR)
    assert written.read("@2025-06-27") == "2025-06-27"
    assert written.read("^2024-10-01") == "2024-10-01"
    assert written.read("ปี {^2025 y} ถึง {@2025-06-27}") == "ปี ๒๕๖๘ ถึง ๒๗ มิถุนายน ๒๕๖๘"
    later = SampleDays(date(2031, 2, 3))
    assert later.read({"on": "2008-03-12", "days": ["๕/๒๕๕๑", 3]}) == {
        "on": "2008-03-12", "days": ["๕/๒๕๕๑", 3],
    }  # fmt: skip
    assert later.read("^2024-10-01") == "2030-10-01"
    assert later.read("{^2025 y}") == "๒๕๗๔"


def test_letters_of_the_year_have_come_in_already() -> None:
    for today in DAYS:
        days = SampleDays(today)
        first, last = days.read("~2025-01-09"), days.read("~2025-11-03")
        assert first < last <= today.isoformat()
        assert today - date.fromisoformat(last) < timedelta(days=370)


def test_the_clock_says_for_which_day_the_sample_is_made() -> None:
    stand_at("2027-01-01T00:30", BANGKOK)
    assert SampleDays.of_today().today == date(2027, 1, 1)


def test_nothing_in_the_sample_came_in_tomorrow(tmp_path) -> None:
    stand_at("2026-10-01T00:30", BANGKOK)
    library = start_with_sample(tmp_path / "library")
    with library.reading(SYSTEM) as reading:
        late = reading.session.query(Record.title).where(Record.created_at > clock.stamp()).all()
    library.close()
    assert late == []
