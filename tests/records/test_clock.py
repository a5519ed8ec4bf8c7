"""Stored instants and days of the wall, at every border of the calendar and in three zones."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from kmdesk import clock
from kmdesk.records import Library
from kmdesk.records.describe import describe
from kmdesk.records.fields import screen_date, screen_moment
from kmdesk.records.history import acts
from kmdesk.records.kinds import BaseKind
from kmdesk.records.model import Record
from kmdesk.records.unit import SYSTEM
from kmdesk.widgets.drafts import local_day, local_time, this_moment
from tests.borders import BANGKOK, Border, stand_at


def test_now_lies_in_today_and_nowhere_else(border: Border) -> None:
    assert clock.today() == border.today
    begins, ends = clock.begins(border.today), clock.ends(border.today)
    assert begins <= clock.stamp() < ends
    assert clock.wall_day(begins) == border.today.isoformat()
    assert clock.ends(border.today - timedelta(days=1)) == begins
    last = clock.instant(ends)
    assert last is not None
    assert clock.day_of(last - timedelta(seconds=1)) == border.today


def test_a_thai_morning_is_the_evening_before_in_greenwich() -> None:
    stand_at("2026-10-01T06:59", BANGKOK)
    assert clock.stamp() == "2026-09-30T23:59:00Z"
    assert clock.today_iso() == "2026-10-01"
    assert clock.begins(date(2026, 10, 1)) == "2026-09-30T17:00:00Z"
    assert clock.wall_day("2026-09-30T16:59:59Z") == "2026-09-30"


@pytest.mark.parametrize("stored", ["", None, "2026-10-01", "ไม่มีวันที่", "2026-13-41T00:00:00Z"])
def test_what_is_no_instant_stays_as_it_is(stored: str | None) -> None:
    assert clock.instant(stored) is None
    assert clock.wall_day(stored) == (stored or "")


@pytest.mark.parametrize("day", [date.min, date(1757, 3, 1), date.max])
def test_the_ends_of_the_calendar_have_a_range(day: date) -> None:
    assert clock.begins(day) < clock.ends(day)


def test_a_child_process_stands_at_the_same_moment(border: Border) -> None:
    program = "from kmdesk import clock; print(clock.stamp(), clock.today())"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [clock.stamp(), border.today.isoformat()]


def test_a_clock_that_is_let_go_goes() -> None:
    clock.stand_at(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(days=1)


def test_history_of_a_day_has_what_was_done_on_that_day(border: Border, library: Library) -> None:
    with library.writing(SYSTEM, "Add") as unit:
        unit.add(kind="document", title="หนังสือ")
        unit.commit()
    today, day = border.today.isoformat(), timedelta(days=1)
    before, after = (border.today - day).isoformat(), (border.today + day).isoformat()
    with library.reading(SYSTEM) as reading:
        assert len(acts(reading, since=today, until=today)) == 1
        assert acts(reading, until=before) == []
        assert acts(reading, since=after) == []


def test_the_day_of_trash_and_change_is_that_on_the_wall(border: Border, library: Library) -> None:
    with library.writing(SYSTEM, "Add") as unit:
        record_id = unit.add(kind="document", title="หนังสือ").id
        unit.trash(record_id)
        unit.commit()
    with library.reading(SYSTEM) as reading:
        record = reading.session.get(Record, record_id)
        assert record is not None
        today = screen_date(border.today.isoformat())
        for stored in (record.created_at, record.updated_at, record.deleted_at):
            assert screen_date(stored) == today
        (act,) = acts(reading)
        assert screen_moment(clock.now()).startswith(screen_date(border.today.isoformat(), "short"))
        assert clock.wall_day(act.at) == border.today.isoformat()


def test_a_draft_tells_the_day_and_the_hour_on_the_wall(border: Border) -> None:
    at = this_moment()
    assert local_day(at) == border.today.isoformat()
    assert local_time(at) == border.moment[11:].replace(":", ".")


def test_a_record_is_described_without_a_status_that_nobody_gave(library: Library) -> None:
    with library.writing(SYSTEM, "Add") as unit:
        record_id = unit.add(kind="document", title="หนังสือ").id
        unit.commit()
    with library.reading(SYSTEM) as reading:
        assert describe(reading, BaseKind(), record_id)["status"] == ""
