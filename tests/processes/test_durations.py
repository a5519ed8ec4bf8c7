"""Times as typed, worked with and shown."""

import pytest

from kmdesk.i18n import set_language
from kmdesk.processes.working_time import (
    DurationError,
    Span,
    format_minutes,
    format_span,
    parse_span,
)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("๓๐ นาที", Span.of(30)),
        ("1/2/5 วันทำการ", Span(420, 840, 2100, "day")),
        ("1-3 วัน", Span(420, 840, 1260, "day")),
        ("0.5 วัน", Span.of(210, "day")),
        ("2 ชั่วโมง 30 นาที", Span.of(150, "hour")),
        ("๑ ชม.", Span.of(60, "hour")),
        ("3", Span.of(1260, "day")),
        ("  ", None),
        ("-", None),
    ],
)
def test_reads_what_clerks_type(text: str, span: Span | None) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["พรุ่งนี้", "5/2/1 วัน", "3 วัน ๆ", "1/2/3/4 วัน"])
def test_refuses_what_it_cannot_read(text: str) -> None:
    with pytest.raises(DurationError):
        parse_span(text)


@pytest.mark.parametrize("text", ["30 min", "1/2/5 working days", "2 h"])
def test_english_form_reads_back(text: str) -> None:
    set_language("en")
    try:
        assert format_span(parse_span(text)) == text
    finally:
        set_language("th")


def test_minutes_become_days_of_seven_hours() -> None:
    set_language("en")
    try:
        assert format_minutes(420 + 60 + 5) == "1 working days 1 h 5 min"
        assert format_minutes(0) == "0 min"
    finally:
        set_language("th")
