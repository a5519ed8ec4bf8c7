"""Backup from the office page, its line on Home, and the restore wizard."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kmdesk import clock
from kmdesk.app import Desk
from kmdesk.office.maintenance import back_up_if_due, maintenance_state
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.records import WALK_UP, Actor, Duty, Library
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up, lost_its_database
from kmdesk.store.backup_plan import BackupSettings, read_backup_settings, write_backup_settings
from kmdesk.store.bagit import Encryption
from kmdesk.window.lone import Lone

PATIENCE = 60_000
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.fixture
def page(desk: Desk):
    assert desk.context is not None
    desk.context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    office.list.setCurrentRow(2)
    return office.backup


def _home_says(desk: Desk) -> str:
    return desk.window.pages.page("home").care.plain


def test_home_says_that_there_is_no_backup_then_that_there_is(
    qtbot, desk, page, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: "ยังไม่เคยสำรอง" in _home_says(desk), timeout=PATIENCE)
    (tmp_path / "stick").mkdir()
    with qtbot.waitSignal(page.finished, timeout=PATIENCE):
        page.back_up_to(tmp_path / "stick")
    qtbot.waitUntil(lambda: "ทดสอบกู้แล้ว" in _home_says(desk), timeout=PATIENCE)
    assert "ทดสอบกู้แล้ว" in page.last.plain
    assert desk.window.pages.page("home").care.objectName() == "quiet"


def test_the_caretaker_backs_up_when_it_is_due_and_not_before(
    qtbot, desk, page, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    root = desk.context.library.root
    tomorrow = clock.now() + timedelta(days=1)
    write_backup_settings(
        root, BackupSettings(folder=str(tmp_path / "stick"), checked_at=tomorrow.isoformat())
    )
    care = desk.pages.care
    with qtbot.waitSignal(care.backed_up, timeout=PATIENCE):
        care.look()
    first = read_backup_settings(root).last_folder
    assert first
    with qtbot.waitSignal(care.said, timeout=PATIENCE):
        care.look()
    assert read_backup_settings(root).last_folder == first
    with qtbot.waitSignal(care.backed_up, timeout=PATIENCE):
        care.look(tomorrow)
    assert read_backup_settings(root).last_folder != first


def test_only_the_administrator_chooses_where_and_restores(desk, page) -> None:
    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert not page.choose.isEnabled()
    assert not page.encrypt.isEnabled()
    assert not page.restore.isEnabled()


def test_a_pulled_stick_is_told_on_home(library: Library, tmp_path: Path) -> None:
    write_backup_settings(library.root, BackupSettings(folder=str(tmp_path / "gone")))
    with pytest.raises(StoreError, match="เสียบแฟลชไดรฟ์"):
        back_up_if_due(library.root)
    care = maintenance_state(library.root)
    assert care.worries
    assert "เสียบแฟลชไดรฟ์" in care.text


@pytest.mark.parametrize(
    ("age", "due", "old"),
    [
        (timedelta(hours=1), False, False),
        (timedelta(hours=21), True, False),
        (timedelta(days=5), True, True),
        (timedelta(days=-400), True, True),  # the clock was ahead when it was made
    ],
)
def test_when_a_backup_is_due_and_when_it_is_old(age: timedelta, due: bool, old: bool) -> None:
    plan = BackupSettings(folder="x", last_at=(NOW - age).isoformat())
    assert (plan.is_due(NOW), plan.is_old(NOW)) == (due, old)


@pytest.mark.parametrize(
    ("now", "wrong"),
    [
        (NOW, False),
        (NOW - timedelta(hours=12), False),  # a zone typed wrongly
        (NOW - timedelta(days=3), True),  # before its own last backup
        (datetime(2009, 1, 1, tzinfo=UTC), True),
        (datetime(2569, 6, 1, tzinfo=UTC), True),
    ],
)
def test_home_warns_of_a_clock_that_cannot_be_right(
    library: Library, now: datetime, wrong: bool
) -> None:
    write_backup_settings(library.root, BackupSettings(folder="x", last_at=NOW.isoformat()))
    care = maintenance_state(library.root, now)
    assert ("นาฬิกา" in care.text) is wrong
    assert care.worries >= wrong


def test_a_failure_is_not_tried_again_at_once() -> None:
    plan = BackupSettings(folder="x", failed_at=(NOW - timedelta(minutes=1)).isoformat())
    assert not plan.is_due(NOW)
    assert plan.is_due(NOW + timedelta(hours=1))


def test_a_broken_plan_is_a_new_one(library: Library) -> None:
    (library.root / "backup.json").write_text('{"folder": [', "utf-8")
    assert read_backup_settings(library.root) == BackupSettings()


def test_the_plan_is_for_the_owner_alone_and_in_no_backup(library: Library, tmp_path: Path) -> None:
    plan = BackupSettings(folder=str(tmp_path))
    plan.set_seal(Encryption.new("รหัสผ่านยาว"))
    write_backup_settings(library.root, plan)
    seal = read_backup_settings(library.root).seal
    assert seal is not None and seal.identity == plan.identity
    assert os.name == "nt" or (library.root / "backup.json").stat().st_mode & 0o077 == 0
    done = back_up(library.root, tmp_path / "stick")
    assert not list(done.folder.rglob("backup.json"))


def test_a_new_machine_restores_an_encrypted_backup(
    qtbot, empty_desk: Desk, library: Library, clerk: Actor, tmp_path: Path
) -> None:
    with library.writing(clerk, "x") as unit:
        unit.set_value("office_name", "สำนักงานที่กู้คืน")
        unit.commit()
    back_up(library.root, tmp_path / "stick", seal=Encryption.new("รหัสผ่านยาว"))
    empty_desk.window.pages.page("first_run").restore.click()
    (dialog,) = empty_desk.window.findChildren(RestoreDialog)
    dialog.look_in(tmp_path / "stick")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=PATIENCE)
    dialog.passphrase.setText("ผิดแน่นอน")
    dialog.start.click()
    qtbot.waitUntil(lambda: "เปิดข้อมูลสำรองไม่ได้" in dialog.state.plain, timeout=PATIENCE)
    dialog.passphrase.setText("รหัสผ่านยาว")
    dialog.start.click()
    qtbot.waitUntil(lambda: empty_desk.window.top.office.text() == "สำนักงานที่กู้คืน", timeout=PATIENCE)


def test_a_late_answer_about_another_folder_changes_nothing(
    qtbot, desk, page, tmp_path: Path
) -> None:
    back_up(desk.context.library.root, tmp_path / "stick")
    page._restore()
    (dialog,) = desk.window.findChildren(RestoreDialog)
    dialog.look_in(tmp_path / "stick")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=PATIENCE)
    dialog._found(tmp_path / "elsewhere", [])
    dialog._lost(tmp_path / "elsewhere", OSError("gone"))
    assert dialog.start.isEnabled()
    assert dialog.list.count() == 1
    dialog.reject()


def test_restored_beside_then_exchanged_when_the_window_is_closed(
    qtbot, desk, page, tmp_path: Path
) -> None:
    root = desk.context.library.root
    back_up(root, tmp_path / "stick")
    with desk.context.library.writing(desk.context.actor, "x") as unit:
        unit.trash(1)
        unit.commit()
    page._restore()
    (dialog,) = desk.window.findChildren(RestoreDialog)
    dialog.look_in(tmp_path / "stick")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=PATIENCE)
    dialog.start.click()
    assert not dialog.choose.isEnabled()  # what runs is not forgotten over another folder
    qtbot.waitUntil(lambda: desk.window.was_closed)
    desk.close()
    assert desk.finish()
    again = Library.open(root)
    with again.reading(WALK_UP) as reading:
        assert reading.record(1)
    again.close()
    (aside,) = root.parent.glob(f"{root.name}-before-restore-*")
    shutil.rmtree(aside)


def test_a_library_that_lost_its_database_is_restored_from_the_first_screen(
    qtbot, library: Library, clerk: Actor, tmp_path: Path
) -> None:
    with library.writing(clerk, "x") as unit:
        kept = unit.add(kind="document", title="หนังสือ")
        unit.attach(kept, b"content", "a.txt", "text/plain")
        unit.commit()
        record_id = kept.id
    root, stick = library.root, tmp_path / "stick"
    back_up(root, stick)
    write_backup_settings(root, BackupSettings(str(stick)))
    library.close()
    (root / "library.sqlite").unlink()
    lone = Lone(root)
    assert lone.take()
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.window.pages.current == "first_run", timeout=PATIENCE)
    desk.window.pages.page("first_run").restore.click()
    (dialog,) = desk.window.findChildren(RestoreDialog)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=PATIENCE)
    dialog.start.click()
    qtbot.waitUntil(lambda: desk.window.was_closed)
    desk.close()
    lone.leave_folder()
    assert desk.finish()
    lone.leave()
    again = Library.open(root)
    with again.reading(WALK_UP) as reading:
        assert reading.record(record_id)
    again.close()
    assert read_backup_settings(root).folder == str(stick)


def test_a_folder_with_anything_else_in_it_is_never_put_aside(tmp_path: Path) -> None:
    assert not lost_its_database(tmp_path / "none")
    (tmp_path / "files").mkdir()
    assert lost_its_database(tmp_path)
    (tmp_path / "budget.xlsx").touch()
    assert not lost_its_database(tmp_path)


def test_the_folder_a_library_was_restored_from_is_proposed(
    qtbot, desk, page, tmp_path: Path
) -> None:
    stick = tmp_path / "แฟลชไดรฟ์"
    stick.mkdir()
    root = desk.context.library.root
    page.refresh()
    assert page.propose.isHidden()
    write_backup_settings(root, BackupSettings(proposed=str(stick)))
    page.refresh()
    assert page.propose.isVisible() and stick.name in page.propose.text()
    page.propose.click()
    qtbot.waitUntil(lambda: read_backup_settings(root).folder == str(stick), timeout=PATIENCE)
    qtbot.waitUntil(page.propose.isHidden, timeout=PATIENCE)
