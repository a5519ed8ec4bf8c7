"""The tab's tests: a library with laws, and the context every widget is given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.regulations.edits import add_card
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.kind import KINDS
from kmdesk.widgets.context import Context, OfficeSettings
from tests.regulations.test_parse import ACT, RULE


@pytest.fixture
def filled(library: Library, clerk: Actor) -> Library:
    """An act (record 1), a rule (2) and a card (3) on the act's section 2."""
    with library.writing(clerk, "fill") as unit:
        act = import_law(unit, "พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐", ACT, "พระราชบัญญัติ", None)
        import_law(unit, "ระเบียบว่าด้วยการยืม พ.ศ. ๒๕๙๙", RULE, "ระเบียบ", None)
        add_card(unit, "ตู้คืออะไร", "ที่เก็บหนังสือ", [(act.id, "provision:2")])
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, filled: Library, clerk: Actor) -> Iterator[Context]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    yield Context(filled, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says this at every shown window; it means nothing.
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            said = ("propagateSizeHints", "does not support (raise|grabbing)")
            item.add_marker(pytest.mark.qt_log_ignore(*said, extend=True))
