"""The import window: what it would do is shown first, then stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.directory import entries
from kmdesk.directory.import_sheet import TABLES
from kmdesk.directory.kind import KINDS, add_entry
from kmdesk.directory.ui.tab import Tab
from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.widgets.context import Context, OfficeSettings
from kmdesk.widgets.table_import import TableDialog


@pytest.fixture
def tab(qtbot: QtBot, library: Library, clerk: Actor) -> Iterator[Tab]:
    with library.writing(clerk, "x") as unit:
        add_entry(unit, "cooperative", {"title": "สหกรณ์ ก", "number": "1"})
        unit.commit()
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    tab = Tab(Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง")))
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 1)
    yield tab
    runner.close()


def test_an_import_is_shown_before_it_is_stored(
    tab: Tab, qtbot: QtBot, library: Library, clerk: Actor, tmp_path: Path
) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("ชื่อ,เลขทะเบียน\nสหกรณ์ ก,1\nสหกรณ์ ข,2\n,3\n", "utf-8")
    window = TableDialog(tab, tab.context, sheet, TABLES)
    window.open()
    qtbot.waitUntil(window.import_button.isEnabled)
    assert window.sheet.page_model.rowCount() == 3
    with library.reading(clerk) as reading:
        assert len(entries.entries_of(reading.session, "cooperative")) == 1
    window.import_button.click()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 2)
    with library.reading(clerk) as reading:
        names = {title for _id, _n, title in entries.entries_of(reading.session, "cooperative")}
    assert names == {"สหกรณ์ ก", "สหกรณ์ ข"}
