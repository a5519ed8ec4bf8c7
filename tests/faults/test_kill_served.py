"""A PC killed in the middle of adding to the server: whole papers or none, the same everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kmdesk.records import SYSTEM, Library
from kmdesk.store.files import WANTED
from tests.store.test_server import follow, rows

TREE = Path(__file__).resolve().parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All of it is about a PC with a server."""
    metafunc.parametrize("library", ["postgresql"], indirect=True)


@pytest.mark.parametrize("point", ["commit:2", "committed:2", "fsync:3", "rename:2"])
def test_a_killed_pc_leaves_whole_papers_or_none(
    point: str, library: Library, tmp_path: Path
) -> None:
    assert library.link is not None
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(4):
        (inbox / f"{number}.txt").write_text(f"หนังสือฉบับที่ {number}\nข้อความ", "utf-8")
    command = [sys.executable, "-m", "kmdesk", "add", "--library", str(library.root), str(inbox)]
    done = subprocess.run(
        command, cwd=TREE, env={**os.environ, "KMDESK_KILL_AT": point}, check=False,
        capture_output=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    other = Library.open(tmp_path / "other", server=library.link.address)
    again = Library.open(library.root)
    follow(again)
    assert rows(again) == rows(other)
    kept = len(rows(other)["record"])
    assert kept == {"commit:2": 1, "committed:2": 2}.get(point, kept)
    with other.reading(SYSTEM) as reading:
        wanted = set(reading.session.connection().exec_driver_sql(WANTED).scalars())
    assert len(wanted) == kept
    for pc in (again, other):
        assert set(pc.files.hashes()) == wanted
        assert all(pc.files.verify(sha256) for sha256 in wanted)
        pc.close()
    assert subprocess.run(command, cwd=TREE, check=False, capture_output=True).returncode == 0
    follow(library)
    assert len(rows(library)["record"]) == 4
