"""Dates: every written form, the calendar reform, impossible days, printing."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.dates import be_year, fiscal_year, format_date, from_be, parse_date, parse_time

MARCH_12 = date(2008, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "๑๒ มีนาคม ๒๕๕๑",
        "12 มีนาคม 2551",
        "12 มี.ค. 51",
        "๑๒ มี.ค. ๕๑",
        "12 มีค 2551",
        "12มี.ค.2551",
        "12 มี. ค. 2551",
        "12/3/2551",
        "12/03/51",
        "12-03-51",
        "12.3.2551",
        "2008-03-12",
        "2551-03-12",
        "12/3/2008",
        "วันที่ ๑๒ เดือน มีนาคม พ.ศ. ๒๕๕๑",
        "วันพุธที่ 12 มีนาคม 2551",
        "ลงวันที่ 12 มีนาคม 2551",
        "ณ วันที่ ๑๒ มีนาคม พุทธศักราช ๒๕๕๑",
        "ให้ไว้ ณ วันที่ ๑๒ มีนาคม พ.ศ.๒๕๕๑",
        "12 มีนาคม ค.ศ. 2008",
        "12 March 2008",
        "12th Mar 2008",
        "March 12, 2008",
        " 12\u00a0มีนาคม\n2551 ",
    ],
)
def test_reads(text: str) -> None:
    assert parse_date(text) == MARCH_12


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "30 กุมภาพันธ์ 2551",
        "29 ก.พ. 2550",
        "31/4/2551",
        "12/13/2551",
        "0/1/2551",
        "1 มกราคม 2483",
        "31 มี.ค. 2483",
        "12 มีนาคม",
        "12 มีเดือน 2551",
        "12/3-2551",
        "1/1/9999",
        "1/1/0051",
        "12 มีนาคม พ.ศ. 1200",
        "ข้อความ 12 มีนาคม 2551",
    ],
)
def test_refuses(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 มกราคม 2482", date(1940, 1, 1)),
        ("31 มีนาคม 2482", date(1940, 3, 31)),
        ("1 เมษายน 2482", date(1939, 4, 1)),
        ("1 เมษายน 2483", date(1940, 4, 1)),
        ("31 ธันวาคม 2483", date(1940, 12, 31)),
        ("1 มกราคม 2484", date(1941, 1, 1)),
        ("29 ก.พ. 2482", date(1940, 2, 29)),
        ("1 เม.ย. 2400", date(1857, 4, 1)),
        ("1 ม.ค. 2400", date(1858, 1, 1)),
        ("1/5/2700", date(2157, 5, 1)),
    ],
)
def test_old_and_far_years(text: str, day: date) -> None:
    assert parse_date(text) == day
    assert from_be(be_year(day), day.month, day.day) == day


@given(
    st.dates(date(1800, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["long", "short"]),
    st.booleans(),
    st.sampled_from(["th", "en"]),
)
def test_what_is_printed_reads_back(day: date, style: str, thai: bool, lang: str) -> None:
    assert parse_date(format_date(day, style, thai, lang)) == day


def test_prints() -> None:
    assert format_date(MARCH_12) == "๑๒ มีนาคม ๒๕๕๑"
    assert format_date(MARCH_12, "short") == "๑๒ มี.ค. ๕๑"
    assert format_date(MARCH_12, "short", thai_digits=False) == "12 มี.ค. 51"
    assert format_date(MARCH_12, lang="en") == "12 March 2008"
    assert format_date(MARCH_12, "short", lang="en") == "12 Mar 2008"
    with pytest.raises(ValueError, match="style"):
        format_date(MARCH_12, "tall")


def test_the_quarter_that_never_was() -> None:
    with pytest.raises(ValueError, match="never existed"):
        from_be(2483, 2, 1)


def test_fiscal_year() -> None:
    assert fiscal_year(date(2008, 9, 30)) == 2551
    assert fiscal_year(date(2008, 10, 1)) == 2552


@pytest.mark.parametrize(
    "text", ["0930", "๐๙๓๐", "930", "9.30", "๐๙.๓๐ น.", "09:30", "เวลา ๐๙๓๐ น."]
)
def test_times_of_day_as_people_type_them(text: str) -> None:
    assert parse_time(text) == time(9, 30)


@pytest.mark.parametrize("text", ["2460", "9", "09300", "๒๕๖๙", "เช้า", ""])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert parse_time(text) is None
