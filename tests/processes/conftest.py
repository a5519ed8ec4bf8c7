"""The sample office's processes in a real library, and the context of its widgets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.jobs import TaskRunner
from kmdesk.office.sample import load_places as load_places
from kmdesk.office.sample import load_processes
from kmdesk.processes.kind import KINDS
from kmdesk.records import SYSTEM, WALK_UP, Kinds, Library
from kmdesk.resources import resource_path
from kmdesk.widgets.context import Context, OfficeSettings


@pytest.fixture
def office(library: Library) -> Library:
    """A library with places and processes of the sample office."""
    with library.writing(SYSTEM, "Sample") as unit:
        load_places(unit, resource_path("sample") / "places")
        load_processes(unit, resource_path("sample") / "processes")
        unit.set_value("office_name", "สำนักงานสหกรณ์จังหวัดตัวอย่าง")
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, office: Library) -> Iterator[Context]:
    """The context a tab is given; a walk-up acts."""
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    lanes = TaskRunner()
    made = Context(office, kinds, WALK_UP, lanes, OfficeSettings("สำนักงานตัวอย่าง"))
    yield made
    lanes.close()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a print goes."""
    return tmp_path / "out.pdf"
