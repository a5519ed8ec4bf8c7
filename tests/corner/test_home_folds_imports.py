"""Home: a table or a large folder that came in is one line; single new papers stay in sight."""

import pytest

from kmdesk import clock
from kmdesk.committees.imports import activities_table
from kmdesk.composition import build_kinds
from kmdesk.corner.home import HomePage
from kmdesk.corner.lines import MANY, TABLE_IMPORTS, HomeView, first_look
from kmdesk.corner.queries import home_view
from kmdesk.directory.import_sheet import TABLES
from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.records.undo import TAKEN_IN
from kmdesk.records.unit import new_batch
from kmdesk.shelf.import_register import REGISTER
from kmdesk.store.folder import DATABASE


def _table(library: Library, label: str, kind: str, count: int) -> None:
    with library.writing(SYSTEM, label) as unit:
        for number in range(count):
            unit.add(kind=kind, title=f"{label} {number}")
        unit.commit()


def _files(library: Library, name: str, count: int) -> None:
    batch = new_batch()
    for number in range(count):
        with library.writing(SYSTEM, TAKEN_IN, batch) as unit:
            unit.add(kind="document", title=f"{name} {number}")
            unit.commit()


def _views(library: Library) -> tuple[HomeView, HomeView]:
    with library.reading(WALK_UP) as reading:
        full = home_view(reading, build_kinds(), clock.today(), [])
    early = first_look(library.root / DATABASE, clock.today())
    assert early is not None
    return full, early


def test_single_papers_stay_in_sight_over_what_tables_brought(library: Library) -> None:
    _files(library, "หนังสือเวียนใหม่", 2)
    _table(library, "Import the directory", "cooperative", 20)
    _table(library, "Import a register", "document", 47)
    for view in _views(library):
        told = [(line.title, line.count) for line in view.came_in]
        assert sorted(told) == [
            ("Import a register", 47),
            ("Import the directory", 20),
            ("หนังสือเวียนใหม่ 0", 0),
            ("หนังสือเวียนใหม่ 1", 0),
        ]
        assert view.came_in_total == 69


def test_many_imports_leave_room_for_what_came_by_itself(library: Library) -> None:
    _files(library, "หนังสือ", 9)
    for _time in range(6):
        _table(library, "Import a register", "document", 2)
    for view in _views(library):
        assert len(view.came_in) == 8
        assert sum(not line.count for line in view.came_in) == 5


@pytest.mark.parametrize(("count", "lines"), [(MANY - 1, 8), (MANY, 1)])
def test_a_whole_folder_is_one_line_a_mornings_post_is_not(
    library: Library, count: int, lines: int
) -> None:
    _files(library, "ไฟล์", count)
    for view in _views(library):
        assert len(view.came_in) == lines
        assert view.came_in_total == count


def test_what_was_taken_back_is_counted_no_longer(library: Library) -> None:
    before = library.feed_end()
    _table(library, "Import a register", "document", 5)
    library.undo_last(SYSTEM, before)
    for view in _views(library):
        assert view.came_in == ()
    library.redo_last(SYSTEM, before)
    for view in _views(library):
        assert [line.count for line in view.came_in] == [5]


def test_the_line_says_what_came_and_opens_the_newest_of_it(qtbot, library: Library) -> None:
    _table(library, "Import a register", "document", 47)
    page = HomePage(None)
    qtbot.addWidget(page)
    page.show_view(_views(library)[0])
    (button,) = page.came_in.buttons
    said = (button.accessibleName() or button.text()).replace("\u200b", "")
    assert said == "นำเข้าทะเบียนหนังสือ 47 รายการ"
    with qtbot.waitSignal(page.open_requested) as opened:
        button.click()
    assert opened.args[0] == 47


def test_every_table_is_known_by_its_label() -> None:
    acts = {table.act for table in (REGISTER, *TABLES, activities_table(1))}
    assert acts <= TABLE_IMPORTS
