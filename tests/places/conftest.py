"""The places of the sample office in a real library, and the context of its widgets."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.composition import build_kinds
from kmdesk.jobs import TaskRunner
from kmdesk.office.sample import load_places
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.resources import resource_path
from kmdesk.widgets.context import Context, OfficeSettings


@pytest.fixture
def office(library: Library) -> Library:
    """A library with the places and the plan of the sample office."""
    with library.writing(SYSTEM, "Sample") as unit:
        load_places(unit, resource_path("sample") / "places")
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, office: Library, clerk: Actor) -> Iterator[Context]:
    """The context a page is given; the clerk acts."""
    runner = TaskRunner()
    yield Context(office, build_kinds(), clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()
