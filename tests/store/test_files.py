"""The file store: names by content, no half files, tidy after a crash."""

from pathlib import Path

import pytest

from kmdesk.store import StoreError
from kmdesk.store.files import FileStore


def test_same_content_is_stored_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    first, second = store.put(b"abc"), store.put(b"abc")
    assert first == second
    assert list(store.hashes()) == [first.sha256]
    assert store.path(first.sha256).read_bytes() == b"abc"


def test_verify_sees_a_flipped_byte(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    stored = store.put(b"abc")
    assert store.verify(stored.sha256)
    store.path(stored.sha256).write_bytes(b"abd")
    assert not store.verify(stored.sha256)


def test_missing_source_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    with pytest.raises(StoreError):
        store.put(tmp_path / "none.pdf")
    assert list((tmp_path / "files").iterdir()) == []


def test_sweep_removes_only_what_nobody_wants(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    kept, lost = store.put(b"kept"), store.put(b"lost")
    (store.root / ".incoming-x").write_bytes(b"half")
    assert store.sweep({kept.sha256}) == 2
    assert list(store.hashes()) == [kept.sha256]
    assert not store.path(lost.sha256).exists()
