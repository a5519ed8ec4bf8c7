"""Paths of Windows: longer than 260 characters, shares, and what they look like to people."""

import os
from pathlib import Path

import pytest

from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Duty, Library
from kmdesk.store.import_paths import extended, reachable, shown_name

CLERK = Actor("clerk", Duty.CLERK)
_PART = "โฟลเดอร์ของกลุ่มงานส่งเสริมและพัฒนาสหกรณ์"


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        (r"C:\งาน\หนังสือ.pdf", r"\\?\C:\งาน\หนังสือ.pdf"),
        (r"\\server\share\หนังสือ.pdf", r"\\?\UNC\server\share\หนังสือ.pdf"),
        (r"\\?\C:\งาน", r"\\?\C:\งาน"),
    ],
)
def test_the_spelling_of_the_system_itself(path: str, spelled: str) -> None:
    assert extended(path) == spelled


def test_a_short_path_stays_as_it_is(tmp_path: Path) -> None:
    assert reachable(tmp_path) == tmp_path


def test_papers_in_deep_folders_come_in(tmp_path: Path) -> None:
    """Eight folders of forty characters: a share as offices have it."""
    folder = tmp_path / "คลังกลาง"
    deep = folder.joinpath(*[_PART] * 8)
    place = Path(extended(str(deep))) if os.name == "nt" else deep
    place.mkdir(parents=True)
    (place / "ประกาศ.txt").write_text("ประกาศเรื่องการยืมเอกสารในแฟ้มลึก", "utf-8")
    assert len(str(deep)) > 300
    library = Library.create(tmp_path / "library")
    try:
        (outcome,) = Ingest(library, CLERK).run([folder])
    finally:
        library.close()
    assert (outcome.status, outcome.reason) == ("added", "")
    assert shown_name(outcome.source) == outcome.source
    assert outcome.source.endswith("ประกาศ.txt")
