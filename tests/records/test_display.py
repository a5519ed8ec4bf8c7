"""Instants as the screen shows them."""

import ast
from datetime import datetime

import pytest

from kmdesk.i18n import set_language
from kmdesk.records.fields import RELATIONS, relation_words, screen_moment
from tests.architecture.source import sources


@pytest.mark.parametrize(
    ("language", "shown"),
    [("th", "๒๖ พ.ย. ๖๙ เวลา ๐๘.๔๖ น."), ("en", "26 Nov 2026 08:46")],
)
def test_a_moment_has_the_time_as_the_language_writes_it(language: str, shown: str) -> None:
    set_language(language)
    assert screen_moment(datetime(2026, 11, 26, 8, 46).astimezone()) == shown


def test_a_reply_is_called_one_from_either_side_on_screen_and_paper() -> None:
    """Screens had a table of their own without replies, and called them "about"."""
    set_language("th")
    words = [relation_words("answers"), relation_words("answers", outgoing=False)]
    assert words == ["ตอบหนังสือ", "ตอบด้วยหนังสือ"]


def test_every_link_that_is_made_has_its_words() -> None:
    made = {
        node.args[2].value
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "link"
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    }
    assert made
    assert made <= RELATIONS.keys()
