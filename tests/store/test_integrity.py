"""Nobody calls a library well whose database SQLite calls damaged."""

import json
import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kmdesk.cli.commands import run_command
from kmdesk.cli.search import open_search
from kmdesk.composition import build_kinds
from kmdesk.i18n import KmdeskError, tr
from kmdesk.jobs import TaskRunner
from kmdesk.office.maintenance import check_everything
from kmdesk.office.self_test import Verdict
from kmdesk.office.self_test import _library as library_folder
from kmdesk.office.ui.health_page import HealthPage
from kmdesk.records import Actor, Duty, Library
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up
from kmdesk.store.check import faults_of, judge
from kmdesk.widgets.context import Context, OfficeSettings

SEEDS = 100


@pytest.fixture(scope="module")
def small(library_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library of forty papers with all its pages in the one file."""
    root = tmp_path_factory.mktemp("small") / "library"
    shutil.copytree(library_template, root)
    library = Library.open(root)
    for number in range(40):
        with library.writing(Actor("ธุรการ", Duty.CLERK), "Add documents") as unit:
            record = unit.add(kind="document", title=f"หนังสือ {number}", source="x" * 300)
            unit.tag(record, f"คำ {number % 7}")
            unit.attach(record, f"เนื้อหา {number}".encode(), f"{number}.txt", "text/plain")
            unit.commit()
    library.close()
    with closing(sqlite3.connect(root / "library.sqlite")) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in root.glob("library.sqlite-*"):
        beside.unlink()
    return root


def _damage(database: Path, seed: int) -> None:
    """Some bytes of one to three pages after the first are overwritten."""
    dice = random.Random(seed)
    content = bytearray(database.read_bytes())
    pages = len(content) // 4096
    for _ in range(dice.randint(1, 3)):
        start = dice.randrange(1, pages) * 4096 + dice.choice((0, dice.randrange(3000)))
        length = dice.choice((8, 100, 1000))
        content[start : start + length] = dice.randbytes(length)
    database.write_bytes(content)


def _sqlite_says(database: Path) -> bool:
    """Whether SQLite itself, asked here in its own way, calls the file whole."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as base:
            base.text_factory = bytes
            sound = base.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
            return sound and not base.execute("PRAGMA foreign_key_check").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def test_a_hundred_damaged_libraries_are_never_called_well(small: Path, tmp_path: Path) -> None:
    damaged = 0
    for seed in range(SEEDS):
        root = tmp_path / f"s{seed}"
        shutil.copytree(small, root)
        _damage(root / "library.sqlite", seed)
        if _sqlite_says(root / "library.sqlite"):
            assert faults_of(root) == []
            continue
        damaged += 1
        problems = judge(root, 0)
        assert problems and all(str(problem.message) for problem in problems), seed
        try:
            finding = library_folder(root)
            assert finding.verdict is Verdict.BAD, seed
        except KmdeskError:
            pass  # said by its own sentence
        if seed % 4:
            continue
        with pytest.raises(StoreError) as raised:
            back_up(root, tmp_path / "stick", link=bool(seed % 8))
        said = str(raised.value)
        assert "ตัวคลังเอง" in said and "กู้คืน" in said, (seed, said)
        assert not list((tmp_path / "stick").glob("kmdesk-2*")), seed
        shutil.rmtree(root)
    assert damaged > SEEDS // 2  # or the loop proves nothing


@pytest.mark.parametrize("seed", range(4))
def test_the_command_and_the_page_never_say_well(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    root = tmp_path / "library"
    shutil.copytree(small, root)
    at = seed * 1000
    while _sqlite_says(root / "library.sqlite"):
        shutil.copyfile(small / "library.sqlite", root / "library.sqlite")
        _damage(root / "library.sqlite", at)
        at += 1
    code = run_command(["check", "--json", "--library", str(root)])
    told = capsys.readouterr()
    assert code != 0
    said = json.loads((told.out or told.err).splitlines()[-1])
    assert said.get("problems") or said["error"]
    assert not said.get("well")
    assert run_command(["check", "--library", str(root)]) != 0
    assert "เรียบร้อย" not in capsys.readouterr().out
    try:
        library = Library.open(root)
    except KmdeskError:
        return
    try:
        with open_search(library) as client:
            assert check_everything(library, client).open
    finally:
        library.close()


def test_the_health_page_names_what_is_damaged(qtbot: QtBot, small: Path, tmp_path: Path) -> None:
    root, at = tmp_path / "library", 0
    library = None
    while library is None:  # until one that opens all the same
        shutil.copytree(small, root, dirs_exist_ok=True)
        _damage(root / "library.sqlite", at)
        at += 1
        if not _sqlite_says(root / "library.sqlite"):
            with suppress(KmdeskError):
                library = Library.open(root)
    runner, boss = TaskRunner(), Actor("ผู้ดูแล", Duty.ADMINISTRATOR)
    context = Context(library, build_kinds(), boss, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    parent = QWidget()
    qtbot.addWidget(parent)
    with open_search(library) as client:
        context.search = client
        page = HealthPage(context, parent)
        said = page.verdict
        page.refresh()
        qtbot.waitUntil(lambda: said.plain not in ("", tr("Checking…")))
        assert "ฐานข้อมูล" in said.plain and "เรียบร้อย" not in said.plain
        with qtbot.waitSignal(page.finished):
            page.check_whole()
        assert "เรียบร้อย" not in said.plain and "ปัญหา" in said.plain
        lines = [page.found.item(row).text() for row in range(page.found.count())]
        assert any("ฐานข้อมูล" in line for line in lines), lines
    runner.close()
    library.close()


def test_a_whole_library_is_well_and_an_index_nobody_could_ask_is_not(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "library"
    shutil.copytree(small, root)
    assert run_command(["check", "--json", "--library", str(root)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["well"], said["problems"], said["drift"]) == (True, [], 0)
    assert judge(root, 0) == []
    assert len(judge(root, None)) == len(judge(root, 3)) == 1


def test_a_file_that_is_gone_is_told_by_check_and_restore(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "library"
    shutil.copytree(small, root)
    next(path for path in (root / "files").rglob("*") if path.is_file()).unlink()
    assert run_command(["check", "--json", "--library", str(root)]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 1
    assert run_command(["backup", "--json", "--library", str(root), str(tmp_path / "stick")]) == 1
    folder = json.loads(capsys.readouterr().out)["backup"]
    new = str(tmp_path / "new")
    assert run_command(["restore", "--json", "--library", new, folder]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 1
