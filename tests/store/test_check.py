"""The checks of a library, quarantine, and what a backup within reach mends."""

import sqlite3
from pathlib import Path

import pytest

from kmdesk.cli.search import open_search
from kmdesk.office.maintenance import check_at_start, check_everything, maintenance_state
from kmdesk.records import Actor, Library
from kmdesk.store.backup import back_up
from kmdesk.store.backup_plan import BackupSettings, read_backup_settings, write_backup_settings
from kmdesk.store.bagit import Encryption
from kmdesk.store.check import check_store, mend, quick_check


@pytest.fixture
def stored(library: Library, clerk: Actor) -> Path:
    with library.writing(clerk, "x") as unit:
        record = unit.add(kind="document", title="หนังสือสำคัญ")
        attachment = unit.attach(record, b"content" * 100, "สำคัญ.txt", "text/plain")
        unit.commit()
        return library.files.path(attachment.sha256)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def test_a_sound_library_has_no_problem(library: Library, stored: Path) -> None:
    assert quick_check(library.root) == []
    assert check_store(library.root) == []


def test_a_flipped_byte_is_named_and_put_in_quarantine(library: Library, stored: Path) -> None:
    _flip(stored)
    (problem,) = check_store(library.root)
    assert "สำคัญ.txt" in str(problem.message) and "หนังสือสำคัญ" in str(problem.message)
    (after,) = mend(library.files, [problem])
    assert not after.mended
    assert not stored.exists()
    assert (library.root / "quarantine" / problem.sha256).is_file()


def test_adding_the_paper_again_mends_it(library: Library, stored: Path) -> None:
    _flip(stored)
    mend(library.files, check_store(library.root))
    library.files.put(b"content" * 100)
    assert check_store(library.root) == []


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("gone", [False, True])
def test_a_backup_within_reach_mends(
    library: Library, stored: Path, tmp_path: Path, gone: bool, sealed: bool
) -> None:
    plan = BackupSettings(folder=str(tmp_path / "stick"))
    plan.set_seal(Encryption.new("รหัสผ่านยาว") if sealed else None)
    write_backup_settings(library.root, plan)
    back_up(library.root, tmp_path / "stick", seal=plan.seal)
    stored.unlink() if gone else _flip(stored)
    with open_search(library) as client:
        checked = check_everything(library, client)
    assert [problem.mended for problem in checked.problems] == [True]
    assert read_backup_settings(library.root).problems == 0
    assert check_store(library.root) == []


def test_a_missing_file_is_seen_by_the_quick_check(library: Library, stored: Path) -> None:
    stored.unlink()
    (problem,) = quick_check(library.root)
    assert "สำคัญ.txt" in str(problem.message)


def test_a_damaged_page_of_the_database_is_told(library: Library, stored: Path) -> None:
    library.close()
    database = library.root / "library.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database.read_bytes())
    for page in range(3, 40):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    database.write_bytes(content)
    problems = check_store(library.root)
    assert problems and "กู้คืนจากข้อมูลสำรอง" in str(problems[0].message)


def test_broken_references_are_counted(library: Library, stored: Path) -> None:
    with sqlite3.connect(library.root / "library.sqlite") as connection:
        connection.execute("UPDATE attachment SET record_id = 999")
    connection.close()
    problems = check_store(library.root)
    assert any("1 แถว" in str(problem.message) for problem in problems)


def test_every_start_notes_what_is_missing_for_home(library: Library, stored: Path) -> None:
    assert check_at_start(library.root) == 0
    stored.unlink()
    assert check_at_start(library.root) == 1
    care = maintenance_state(library.root)
    assert care.worries
    assert "1 รายการ" in care.text
