"""The language of the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kmdesk.i18n import language, set_language


@pytest.fixture(autouse=True)
def _thai() -> Iterator[None]:
    before = language()
    set_language("th")
    yield
    set_language(before)
