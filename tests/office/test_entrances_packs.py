"""The same corpus around and inside packs, readable folders and backups."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.office.handover_pack import bring_in_pack, hand_over
from kmdesk.office.ingest import Ingest
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_folder import FolderError, OpenedFolder
from kmdesk.records.portable_import import ImportResult, import_portable
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up, restore
from kmdesk.store.bagit import bags_in
from kmdesk.store.check import check_store
from tests.office import hostile_folder

pytestmark = pytest.mark.linux_only("needs POSIX names, links, pipes")
HEAD = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, library_template: Path) -> Iterator[Library]:
    """A library of six papers, which no test changes."""
    build_kinds()
    root = tmp_path_factory.mktemp("stocked")
    shutil.copytree(library_template, root / "library")
    library = Library.open(root / "library")
    folder = root / "papers"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"{hostile_folder.THAI} {number}", "utf-8")
    assert {one.status for one in Ingest(library, HEAD).run([folder])} == {"added"}
    yield library
    library.close()


@pytest.fixture(scope="module")
def made_pack(stocked: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A handover pack of it; copy it, never change it."""
    return hand_over(stocked, HEAD, build_kinds(), tmp_path_factory.mktemp("made") / "pack").folder


@pytest.fixture
def pack(made_pack: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_pack, tmp_path / "pack"))


@pytest.fixture
def other(tmp_path: Path, library_template: Path) -> Library:
    shutil.copytree(library_template, tmp_path / "other")
    return Library.open(tmp_path / "other")


def _surround(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    hostile_folder.fill_with_good(folder)
    hostile_folder.fill_with_bad(folder, outside)
    hostile_folder.fill_with_own(folder)


def test_one_bad_record_of_a_folder_never_stops_the_others(
    stocked: Library, other: Library, tmp_path: Path
) -> None:
    folder = export_records(stocked, SYSTEM, build_kinds(), tmp_path / "folder").folder
    _surround(folder)
    places = sorted(path.parent for path in folder.glob("records/*/record.json"))
    assert len(places) == 6
    (places[0] / "record.json").unlink()
    os.mkfifo(places[0] / "record.json")
    shutil.move(places[1] / "record.json", tmp_path / "outside.json")
    (places[1] / "record.json").symlink_to(tmp_path / "outside.json")
    paper = next((places[2] / "files").iterdir())
    shutil.move(paper, tmp_path / "paper.txt")
    paper.symlink_to(tmp_path / "paper.txt")
    _change(places[3] / "record.json", title="\ud800 ครึ่งตัว")
    said = json.loads((places[4] / "record.json").read_text("utf-8"))
    said["rows"]["document"] *= 2  # one detail row too many: only the database sees it
    (places[4] / "record.json").write_text(json.dumps(said), "utf-8")
    outcomes = import_portable(other, HEAD, folder)
    assert [one.status for one in outcomes] == ["refused"] * 5 + ["added"]
    assert all(one.reason for one in outcomes[:5])
    assert check_store(other.root) == []
    other.close()


def _change(path: Path, **values: str) -> None:
    said = json.loads(path.read_text("utf-8"))
    said["rows"]["record"][0].update(values)
    path.write_text(json.dumps(said), "utf-8")


@pytest.mark.parametrize("name", ["kmdesk-folder.json", "shared.json", "manifest-sha256.txt"])
@pytest.mark.parametrize("how", ["pipe", "link", "folder", "sparse"])
def test_a_list_that_is_no_file_is_refused_at_once(
    pack: Path, other: Library, tmp_path: Path, name: str, how: str
) -> None:
    folder = pack
    path = folder / name
    shutil.move(path, tmp_path / "elsewhere")
    if how == "pipe":
        os.mkfifo(path)
    elif how == "link":
        path.symlink_to(tmp_path / "elsewhere")
    elif how == "folder":
        path.mkdir()
    else:
        with path.open("wb") as stream:
            stream.truncate(1 << 34)
    with pytest.raises(FolderError) as raised:
        import_portable(other, HEAD, folder)
    assert str(raised.value)
    other.close()


def test_a_pack_comes_in_whatever_lies_beside_it(pack: Path, other: Library) -> None:
    folder = pack
    _surround(folder)
    assert OpenedFolder(folder).whole
    done = bring_in_pack(other, HEAD, folder)
    assert (done.added, done.known, done.refused) == (6, 0, ())
    again: list[ImportResult] = import_portable(other, HEAD, folder)
    assert {one.status for one in again} == {"duplicate"}
    other.close()


def test_a_backup_is_made_and_restored_amid_anything(stocked: Library, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    first = back_up(stocked.root, stick).folder
    _surround(stick)
    for name, make in (("kmdesk-pipe", os.mkfifo), ("kmdesk-link", _link)):
        (stick / name).mkdir()
        make(stick / name / "manifest-sha256.txt")
    raw = os.fsencode(stick) + b"/kmdesk-\xa1\xa2"
    os.mkdir(raw)  # noqa: PTH102
    (stick / os.fsdecode(b"kmdesk-\xa1\xa2") / "manifest-sha256.txt").write_text("x", "utf-8")
    second = back_up(stocked.root, stick).folder
    assert {bag.folder for bag in bags_in(stick)} >= {second}
    for number, folder in enumerate((first, second)):
        if folder.exists():  # two of one moment: the rotation keeps the newer
            restore(folder, tmp_path / f"new{number}")
            assert check_store(tmp_path / f"new{number}") == []


def _link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "link-outside.txt")


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "bag-info.txt", "data/library.sqlite"])
def test_a_backup_with_a_pipe_or_a_link_says_so(
    stocked: Library, tmp_path: Path, name: str
) -> None:
    for number, make in enumerate((os.mkfifo, lambda path: path.symlink_to(tmp_path / "x"))):
        done = back_up(stocked.root, tmp_path / f"stick{number}").folder
        shutil.move(done / name, tmp_path / "x")
        make(done / name)
        if name == "bag-info.txt":  # only tells when it was made; the bag is whole without
            restore(done, tmp_path / f"new{number}")
            continue
        with pytest.raises(StoreError):
            restore(done, tmp_path / f"new{number}")
        assert not (tmp_path / f"new{number}").exists()
