"""Instants as the screen shows them."""

from datetime import datetime

import pytest

from kmdesk.i18n import set_language
from kmdesk.records.display import screen_moment


@pytest.mark.parametrize(
    ("language", "shown"),
    [("th", "๒๖ พ.ย. ๖๙ เวลา ๐๘.๔๖ น."), ("en", "26 Nov 2026 08:46")],
)
def test_a_moment_has_the_time_as_the_language_writes_it(language: str, shown: str) -> None:
    set_language(language)
    assert screen_moment(datetime(2026, 11, 26, 8, 46).astimezone()) == shown
