"""The sample office's committees in a real library, and the context of the tab."""

import os
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kmdesk import clock
from kmdesk.committees.kind import KINDS
from kmdesk.jobs import TaskRunner
from kmdesk.office.sample import WRITTEN_FOR, load_committees
from kmdesk.records import SYSTEM, Actor, Duty, Kinds, Library
from kmdesk.resources import resource_path
from kmdesk.widgets.context import Context, OfficeSettings
from tests.borders import stand_at


@pytest.fixture
def office(library: Library) -> Library:
    """The sample office's orders, committees, meetings, sets and plans, with days as written."""
    present, zone = os.environ[clock.VARIABLE], os.environ["TZ"]
    stand_at(f"{WRITTEN_FOR}T10:00", zone)
    with library.writing(SYSTEM, "Sample") as unit:
        load_committees(unit, resource_path("sample") / "committees")
        unit.commit()
    stand_at(present, zone)
    return library


@pytest.fixture
def clerk() -> Actor:
    """Who keeps the committees here: the secretary, who may all that a clerk may."""
    return Actor("clerk", Duty.SECRETARY)


@pytest.fixture
def context(qtbot: QtBot, office: Library, clerk: Actor) -> Iterator[Context]:
    """The context a tab is given; a clerk acts."""
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    yield Context(office, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()
