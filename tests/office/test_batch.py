"""A small batch through the real window, used meanwhile: stopped or not, undo takes it back."""

from pathlib import Path

import pytest

from tests.faults.kill import plain_files
from tests.office.batch import close_and_tidy, picture_of, run_batch

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
