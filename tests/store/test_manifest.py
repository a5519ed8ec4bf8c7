"""The manifest: one list of files and hashes for backups, packs and folders."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from kmdesk.store.manifest import MANIFEST, Manifest, State, state_of

ONE, OTHER = "records/๑ คำสั่ง.txt", "ข้อมูล  สองช่อง.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "pack"
    for name in (ONE, OTHER):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"เนื้อหา {name}", "utf-8")
    Manifest.of(root).write(root)
    return root


def test_what_is_written_is_read_again_and_the_list_lists_not_itself(folder: Path) -> None:
    read = Manifest.read(folder)
    assert set(read.files) == {ONE, OTHER}
    assert read.files[ONE] == hashlib.sha256((folder / ONE).read_bytes()).hexdigest()
    assert not read.faults(folder)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this machine has no sha256sum")
def test_sha256sum_reads_it(folder: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=folder, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("line", ["../x", "/etc/passwd", "a/../../x", "a\\b", "a\0b", "", "."])
def test_a_name_that_leads_out_is_no_line(folder: Path, line: str) -> None:
    with (folder / MANIFEST).open("a", encoding="utf-8") as stream:
        stream.write(f"{'0' * 64}  {line}\n")
    with pytest.raises(ValueError):
        Manifest.read(folder)


def test_a_line_cut_short_is_none(folder: Path) -> None:
    text = (folder / MANIFEST).read_text("utf-8")
    (folder / MANIFEST).write_text(text + "0" * 30, "utf-8")
    with pytest.raises(ValueError):
        Manifest.read(folder)


def test_missing_and_changed_are_told_apart(folder: Path) -> None:
    (folder / ONE).unlink()
    (folder / OTHER).write_text("อื่น", "utf-8")
    faults = Manifest.read(folder).faults(folder)
    assert (faults.missing, faults.changed) == ([ONE], [OTHER])


def test_a_linked_folder_does_not_pass_for_the_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "records").rename(tmp_path / "elsewhere")
    try:
        (folder / "records").symlink_to(tmp_path / "elsewhere")
    except OSError:
        pytest.skip("this machine makes no symbolic links")
    assert Manifest.read(folder).faults(folder).changed == [ONE]


def test_an_absurd_file_is_changed_unread(folder: Path) -> None:
    faults = Manifest.read(folder).faults(folder, is_absurd=lambda path: path.name == OTHER)
    assert faults.changed == [OTHER]


def test_a_copy_is_proved_while_it_is_made(folder: Path, tmp_path: Path) -> None:
    manifest, target = Manifest.read(folder), tmp_path / "copy"
    assert manifest.copy(ONE, folder / ONE, target) is State.WHOLE
    assert target.read_bytes() == (folder / ONE).read_bytes()
    assert manifest.copy(ONE, folder / OTHER, target) is State.CHANGED
    assert manifest.copy("x", folder / ONE, target) is State.MISSING
    assert manifest.copy(ONE, folder / "x", target) is State.MISSING


def test_a_folder_is_no_file(folder: Path) -> None:
    assert state_of(folder, "0" * 64) is State.MISSING
