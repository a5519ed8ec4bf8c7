"""SIGKILL in edits, backup, restore, migration and reindexing: whole before, whole after."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kmdesk.store.bagit import bags_in
from kmdesk.store.engine import REVISIONS, revision_of
from tests.faults import kill
from tests.fixtures.former import LETTER, LETTER_TITLE, lay, rows_of
from tests.fixtures.later import later_schema

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
FILES = 2


def _run(*command: str, after_s: float = 0.0, **environment: str) -> tuple[int, list[dict]]:
    child = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=kill.TREE, env={**os.environ, **environment},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    if after_s:
        time.sleep(after_s)  # the moment of the kill, not a wait for a result
        child.send_signal(signal.SIGKILL)
    out, _ = child.communicate(timeout=300)
    lines = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return child.returncode, [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stocked") / "library"
    run = kill.add(root, kill.plain_files(root.parent / "sources", FILES))
    assert len(run.accepted) == FILES
    return root


@pytest.fixture
def library(stocked: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(stocked, tmp_path / "library"))


@pytest.mark.parametrize("at", ["commit:4", "committed:3", "fsync:4", "rename:3"])  # fmt: skip
def test_edits(library: Path, at: str) -> None:
    code, said = _run("tests.faults.edits", str(library), KMDESK_KILL_AT=at)
    assert code == -signal.SIGKILL
    assert not kill.faults_of(library, [])
    if not said:
        return
    connection = sqlite3.connect(library / "library.sqlite")
    (title,) = connection.execute(
        "SELECT title FROM record WHERE id = ?", (said[-1]["record"],)
    ).fetchone()
    connection.close()
    # the last one said is there, or one more that was committed and not yet said
    assert title in {f"ครั้งที่ {said[-1]['number'] + more}" for more in (0, 1)}


@pytest.mark.parametrize("at", ["fsync:1", "fsync:6", "rename:1", "rename:3"])
def test_backup(library: Path, tmp_path: Path, at: str) -> None:
    stick = tmp_path / "stick"
    command = ("kmdesk", "backup", str(stick), "--library", str(library), "--json")
    code, _ = _run(*command, KMDESK_KILL_AT=at)
    assert code == -signal.SIGKILL
    for bag in bags_in(stick):  # what looks like a backup is one
        assert _run("kmdesk", "restore", str(bag.folder), "--library", str(tmp_path / "x"))[0] == 0
    assert not kill.faults_of(library, [])
    assert _run(*command)[0] == 0
    assert bags_in(stick)
    left = [p.name for p in stick.rglob("*") if p.name.endswith(".part")]
    assert left == []
    assert not (library / ".proof").exists()


@pytest.mark.parametrize("at", ["fsync:2", "rename:1"])
def test_restore(library: Path, tmp_path: Path, at: str) -> None:
    stick, new = tmp_path / "stick", tmp_path / "new"
    assert _run("kmdesk", "backup", str(stick), "--library", str(library))[0] == 0
    (bag,) = bags_in(stick)
    command = ("kmdesk", "restore", str(bag.folder), "--library", str(new))
    assert _run(*command, KMDESK_KILL_AT=at)[0] == -signal.SIGKILL
    assert not new.exists()
    assert _run(*command)[0] == 0
    assert not kill.faults_of(new, [])
    assert sorted(p.name for p in tmp_path.iterdir() if "restoring" in p.name) == []


@pytest.mark.parametrize("after_s", [0.6, 1.4])
def test_migration(tmp_path: Path, after_s: float) -> None:
    root = tmp_path / "library"
    database = lay(root, REVISIONS[-1])
    with later_schema(tmp_path / "scripts"):
        pass  # its migrations are there
    opened = ("tests.fixtures.later", "open", str(tmp_path / "scripts"), str(root))
    _run(*opened, after_s=after_s)
    assert _run(*opened)[0] == 0
    assert rows_of(database)["record"][LETTER]["title"] == LETTER_TITLE
    with later_schema(tmp_path / "scripts") as revision:
        assert revision_of(database) == revision
    assert not kill.faults_of_database(root) + kill.faults_of_files(root)


@pytest.mark.parametrize("after_s", [0.8])
def test_reindexing(library: Path, after_s: float) -> None:
    _run("kmdesk", "reindex", "--library", str(library), after_s=after_s)
    assert not kill.faults_of(library, [])
