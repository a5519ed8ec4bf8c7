"""What is new this month, at the borders of months: the first look and the full reading agree."""

from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.composition import build_kinds
from kmdesk.corner.lines import first_look
from kmdesk.corner.queries import home_view
from kmdesk.records import WALK_UP, Library
from kmdesk.records.unit import SYSTEM
from kmdesk.search.suggestions import Usage
from kmdesk.store.folder import DATABASE
from tests.borders import BANGKOK, Border, stand_at


def _add(library: Library, title: str) -> None:
    with library.writing(SYSTEM, "Add") as unit:
        unit.add(kind="document", title=title)
        unit.commit()


def test_home_lists_this_months_letters_and_no_others(border: Border, library: Library) -> None:
    first = border.today.replace(day=1)
    border.go_to(f"{first - timedelta(days=1)}T23:59")
    _add(library, "เดือนก่อน")
    border.go_to(f"{first}T00:00")
    _add(library, "ต้นเดือน")
    border.go_there()
    _add(library, "เดี๋ยวนี้")
    with library.reading(WALK_UP) as reading:
        full = home_view(reading, build_kinds(), border.today, [])
    early = first_look(library.root / DATABASE, border.today)
    assert early is not None
    for view in (full, early):
        listed = {line.title: line.day for line in view.came_in}
        assert listed == {"ต้นเดือน": str(first), "เดี๋ยวนี้": str(border.today)}
        assert view.came_in_total == 2
        assert view.total == 3


def test_a_search_in_vain_is_noted_under_the_day_on_the_wall(
    border: Border, tmp_path: Path
) -> None:
    usage = Usage(tmp_path / "usage.json")
    usage.note("เรือดำน้ำ", answered=False)
    assert usage.wanted(1)[0][2] == border.today.isoformat()


def test_home_over_the_sample_comes_to_rest_just_after_midnight(
    qtbot: QtBot, sample_root: Path
) -> None:
    """The guide is printed with a picture of it: while Home was never read, that never ended."""
    stand_at("2026-11-01T01:00", BANGKOK)
    desk = Desk(sample_root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.window.pages.current == "home")
    home = desk.window.pages.page("home")
    qtbot.waitUntil(lambda: home.is_read)
    desk.close()
