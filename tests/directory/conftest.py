"""The tab of the directory over a real library."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.directory.kind import KINDS
from kmdesk.directory.ui.tab import Tab
from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.widgets.context import Context, OfficeSettings


@pytest.fixture
def tab(qtbot: QtBot, library: Library, clerk: Actor) -> Iterator[Tab]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    tab = Tab(Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง")))
    qtbot.addWidget(tab)
    tab.show()
    yield tab
    runner.close()
