"""A lock file is one process's; whoever comes second is told, and the next gets it."""

from pathlib import Path

from kmdesk.store.atomic import only_one, release_lock, take_lock


def test_the_second_is_told_and_the_next_gets_it(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with only_one(path) as mine:
        assert mine
        assert take_lock(path) is None
        with only_one(path) as also:
            assert not also
    held = take_lock(path)
    assert held is not None
    with only_one(path) as mine:
        assert not mine
    release_lock(held)
    with only_one(path) as mine:
        assert mine
