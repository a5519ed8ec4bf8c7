"""A small batch through the real window, used meanwhile: stopped or not, undo takes it back."""

from pathlib import Path

import pytest

from tests.faults.kill import plain_files
from tests.office.batch import CLERK, close_and_tidy, picture_of, run_batch

FILES = 24


@pytest.mark.parametrize("stop_after", [5, None])
def test_the_library_is_as_before_after_undo(qtbot, desk, tmp_path: Path, stop_after) -> None:
    sources = plain_files(tmp_path / "sources", FILES)
    before = picture_of(desk.root)
    measured = run_batch(qtbot, desk, sources, stop_after, 60_000)
    assert (measured.items == FILES) if stop_after is None else (measured.items >= stop_after)
    assert measured.screens
    assert picture_of(desk.root)[1] != before[1]  # the files stay for a redo in this session
    close_and_tidy(desk)
    assert picture_of(desk.root) == before


def test_the_import_page_takes_its_own_import_back(qtbot, desk, tmp_path: Path) -> None:
    before = picture_of(desk.root)
    desk.context.set_actor(CLERK)
    page = desk.window.pages.show_page("office").adding
    page.add([str(path) for path in plain_files(tmp_path / "sources", 3)])
    qtbot.waitUntil(lambda: not page.is_running and page.counts["added"] == 3, timeout=60_000)
    qtbot.waitUntil(lambda: not page.undo_button.isHidden())
    desk.context.write("Settings", lambda unit: unit.tag(unit.add(kind="document", title="x"), "y"))
    qtbot.waitUntil(lambda: not desk.runner.is_busy)  # a later act of the clerk stays
    page.undo()
    qtbot.waitUntil(lambda: "เลิกทำการนำเข้าแล้ว" in page.state.plain)
    assert page.undo_button.isHidden()
    desk.pages.steps.undo()
    qtbot.waitUntil(lambda: picture_of(desk.root)[0] == before[0])
