"""A file or folder takes its place whole, also where somebody looks at what stood there."""

import errno
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest

from kmdesk.store import atomic
from kmdesk.store.atomic import replace_file
from kmdesk.store.errors import StoreError


def test_a_file_takes_the_place_of_a_former_one_and_a_folder_a_free_place(tmp_path: Path) -> None:
    part, target = tmp_path / "part", tmp_path / "target"
    part.write_text("new")
    target.write_text("old")
    replace_file(part, target)
    assert target.read_text() == "new"
    (tmp_path / "folder.part").mkdir()
    replace_file(tmp_path / "folder.part", tmp_path / "folder")
    assert (tmp_path / "folder").is_dir()


@pytest.mark.linux_only("Windows has no mode")
def test_a_private_file_is_for_its_owner_whatever_stood_there(tmp_path: Path) -> None:
    target = tmp_path / "settings.json"
    target.write_text("old")
    target.chmod(0o644)
    atomic.write_whole(target, "ไทย", private=True)
    assert target.read_text("utf-8") == "ไทย"
    assert target.stat().st_mode & 0o777 == 0o600
    atomic.write_whole(tmp_path / "open", b"\0", durable=False)
    assert (tmp_path / "open").stat().st_mode & 0o044
    assert sorted(path.name for path in tmp_path.iterdir()) == ["open", "settings.json"]


def test_what_fails_leaves_the_former_file_and_no_part(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    with pytest.raises(RuntimeError), atomic.whole_file(target) as part:
        part.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    with pytest.raises(OSError), atomic.whole_file(target):
        pass  # nothing was written
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder"
    (tmp_path / "new" / ".folder.part").mkdir(parents=True)
    (tmp_path / "new" / ".folder.part" / "of a killed process").touch()
    with pytest.raises(RuntimeError), atomic.whole_folder(target) as part:
        assert not [*part.iterdir()] and not target.exists()
        raise RuntimeError
    assert not [*target.parent.iterdir()]
    with atomic.whole_folder(target) as part:
        (part / "file").touch()
    assert [path.name for path in target.parent.iterdir()] == ["folder"]
    assert [path.name for path in target.iterdir()] == ["file"]


@pytest.mark.linux_only("Windows syncs no folders")
@pytest.mark.parametrize(("number", "is_raised"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synced_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, is_raised: bool
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(atomic.os, "fsync", refuse)
    with pytest.raises(OSError) if is_raised else nullcontext():
        atomic.sync_folder(tmp_path)


class Refused:
    """Path.replace of a Windows where somebody else has the file open for a while."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left, self._replace = times, Path.replace
        monkeypatch.setattr(atomic.sys, "platform", "win32")
        monkeypatch.setattr(atomic, "_PAUSE", 0.001)
        monkeypatch.setattr(Path, "replace", self._try(self))

    @staticmethod
    def _try(own: "Refused") -> object:
        def replace(path: Path, target: Path) -> Path:
            own.left -= 1
            if own.left >= 0:
                raise PermissionError(13, "in use")
            return own._replace(path, target)

        return replace


def test_who_looks_for_a_moment_is_waited_for(monkeypatch, tmp_path: Path) -> None:
    part, target = tmp_path / "part", tmp_path / "target"
    part.write_text("new")
    Refused(monkeypatch, 3)
    replace_file(part, target)
    assert target.read_text() == "new"


def test_who_never_lets_go_is_told_of_and_nothing_is_lost(monkeypatch, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    Refused(monkeypatch, 1_000_000)
    monkeypatch.setattr(atomic, "_PATIENCE", 0.05)
    with pytest.raises(StoreError), atomic.atomic_file(target, StoreError) as part:
        part.write_text("new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


@pytest.mark.skipif(sys.platform != "win32", reason="Windows alone refuses what is open")
def test_a_real_windows_refuses_and_gives_way(tmp_path: Path) -> None:
    part, target = tmp_path / "part", tmp_path / "target"
    part.write_text("new")
    target.write_text("old")
    stream = target.open("rb")
    threading.Timer(0.3, stream.close).start()
    replace_file(part, target)
    assert target.read_text() == "new"
