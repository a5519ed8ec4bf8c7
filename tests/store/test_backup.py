"""Backup and restore: proved copies, never over an existing library."""

from pathlib import Path

import pytest

from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up, restore


def _fill(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="หนังสือ")
        unit.attach(record, b"content", "a.txt", "text/plain")
        unit.commit()
        return record.id


def test_round_trip(library: Library, clerk: Actor, tmp_path: Path) -> None:
    record_id = _fill(library, clerk)
    done = back_up(library.root, tmp_path / "stick")
    restore(done.folder, tmp_path / "new")
    copy = Library.open(tmp_path / "new")
    try:
        with copy.reading(WALK_UP) as reading:
            assert reading.record(record_id).title == "หนังสือ"
        assert [copy.files.verify(h) for h in copy.files.hashes()] == [True]
    finally:
        copy.close()


def test_restore_never_overwrites(library: Library, clerk: Actor, tmp_path: Path) -> None:
    done = back_up(library.root, tmp_path / "stick")
    with pytest.raises(StoreError):
        restore(done.folder, library.root)


@pytest.mark.parametrize("victim", ["data/library.sqlite", "file"])
def test_a_damaged_backup_is_refused(
    library: Library, clerk: Actor, tmp_path: Path, victim: str
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    target = bag / victim
    if victim == "file":
        target = next(p for p in (bag / "data" / "files").rglob("*") if p.is_file())
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    with pytest.raises(StoreError):
        restore(bag, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_missing_file_stops_the_backup_and_leaves_no_half(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    next(p for p in library.files.root.rglob("*") if p.is_file()).unlink()
    with pytest.raises(StoreError):
        back_up(library.root, tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []
