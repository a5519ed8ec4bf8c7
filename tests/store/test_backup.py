"""Backup and restore: proved copies, written once, rotated, never over a library."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kmdesk.office.maintenance import choose_folder, maintenance_state
from kmdesk.records import WALK_UP, Actor, Duty, Library
from kmdesk.records.model import Attachment
from kmdesk.store import StoreError
from kmdesk.store.backup import back_up, exchange, restore, restore_beside, settle_exchange
from kmdesk.store.backup_plan import (
    BackupSettings,
    kept_backups,
    read_backup_settings,
    write_backup_settings,
)
from kmdesk.store.bagit import Encryption, bags_in, read_bag
from kmdesk.store.check import check_store

PASSPHRASE = "กุญแจสำรองข้อมูล"


@pytest.fixture(scope="module")
def seal_once() -> Encryption:
    """Making a key takes a second on purpose."""
    return Encryption.new(PASSPHRASE)


def _fill(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="หนังสือ")
        unit.attach(record, b"content", "a.txt", "text/plain")
        unit.commit()
        return record.id


def test_round_trip(library: Library, clerk: Actor, tmp_path: Path) -> None:
    record_id = _fill(library, clerk)
    done = back_up(library.root, tmp_path / "stick")
    restore(done.folder, tmp_path / "new")
    copy = Library.open(tmp_path / "new")
    try:
        with copy.reading(WALK_UP) as reading:
            assert reading.record(record_id).title == "หนังสือ"
        assert [copy.files.verify(h) for h in copy.files.hashes()] == [True]
    finally:
        copy.close()


def test_restore_never_overwrites(library: Library, clerk: Actor, tmp_path: Path) -> None:
    done = back_up(library.root, tmp_path / "stick")
    with pytest.raises(StoreError):
        restore(done.folder, library.root)


@pytest.mark.parametrize("victim", ["data/library.sqlite", "file"])
def test_a_damaged_backup_is_refused(
    library: Library, clerk: Actor, tmp_path: Path, victim: str
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    target = bag / victim
    if victim == "file":
        target = next(p for p in (bag / "data" / "files").rglob("*") if p.is_file())
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    with pytest.raises(StoreError):
        restore(bag, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def _only_file(folder: Path) -> Path:
    (path,) = (p for p in folder.rglob("*") if p.is_file())
    return path


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _holds(root: Path, record_id: int, title: str = "หนังสือ") -> None:
    copy = Library.open(root)
    try:
        with copy.reading(WALK_UP) as reading:
            assert reading.record(record_id).title == title
        assert [copy.files.verify(h) for h in copy.files.hashes()] == [True]
    finally:
        copy.close()


def test_a_file_missing_in_the_library_is_named_and_does_not_stop_the_rest(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    lost = _only_file(library.files.root)
    lost.unlink()
    done = back_up(library.root, tmp_path / "stick")
    assert done.missing == (hashlib.sha256(b"content").hexdigest(),)
    restore(done.folder, tmp_path / "new")
    copy = Library.open(tmp_path / "new")
    with copy.reading(WALK_UP) as reading:
        assert reading.record(record_id)
    copy.close()


def test_a_file_lost_since_is_kept_from_the_earlier_backup(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    back_up(library.root, tmp_path / "stick")
    _only_file(library.files.root).unlink()
    done = back_up(library.root, tmp_path / "stick")
    assert done.missing == ()
    restore(done.folder, tmp_path / "new")
    _holds(tmp_path / "new", record_id)


def _no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # what FAT answers

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_written_once_for_many_backups(
    library: Library,
    clerk: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    links: bool,
    passphrase: str,
    seal_once: Encryption,
) -> None:
    if not links:
        _no_links(monkeypatch)
    record_id = _fill(library, clerk)
    seal = seal_once if passphrase else None
    first = back_up(library.root, tmp_path / "stick", seal=seal)
    second = back_up(library.root, tmp_path / "stick", seal=seal)
    assert (first.new, second.new) == (1, 0)
    assert (second.folder / "fetch.txt").exists() != links
    restore(second.folder, tmp_path / "new", passphrase=passphrase)
    _holds(tmp_path / "new", record_id)


def test_an_encrypted_backup_shows_nothing_and_needs_its_passphrase(
    library: Library, clerk: Actor, tmp_path: Path, seal_once: Encryption
) -> None:
    _fill(library, clerk)
    seal = seal_once
    bag = back_up(library.root, tmp_path / "stick", seal=seal).folder
    written = b"".join(p.read_bytes() for p in (tmp_path / "stick").rglob("*") if p.is_file())
    names = " ".join(str(p) for p in (tmp_path / "stick").rglob("*"))
    assert b"content" not in written and "หนังสือ".encode() not in written
    assert hashlib.sha256(b"content").hexdigest()[2:] not in names
    assert seal.identity.encode() not in written
    with pytest.raises(StoreError, match="รหัสผ่าน"):
        restore(bag, tmp_path / "new", passphrase="กุญแจสำรองข้อมุล")
    assert not (tmp_path / "new").exists()


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(StoreError, match="8"):
        Encryption.new("1234567")


@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_gone_bad_on_the_stick_is_written_again(
    library: Library, clerk: Actor, tmp_path: Path, sealed: bool, seal_once: Encryption
) -> None:
    record_id = _fill(library, clerk)
    seal = seal_once if sealed else None
    back_up(library.root, tmp_path / "stick", seal=seal)
    _flip(_only_file(tmp_path / "stick" / "kmdesk-files"))
    done = back_up(library.root, tmp_path / "stick", seal=seal)
    assert done.new == 1
    restore(done.folder, tmp_path / "new", passphrase=PASSPHRASE if sealed else "")
    _holds(tmp_path / "new", record_id)


def test_what_no_backup_holds_any_more_leaves_the_stick(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    stick = tmp_path / "stick"
    morning = datetime(2025, 6, 2, 1, tzinfo=UTC)
    old = back_up(library.root, stick, now=morning)
    with library.writing(clerk, "x") as unit:
        unit.session.execute(text("DELETE FROM attachment"))
        unit.commit()
    new = back_up(library.root, stick, now=morning + timedelta(hours=2))
    assert [bag.folder for bag in bags_in(stick)] == [new.folder]
    assert not old.folder.exists()
    assert [p for p in (stick / "kmdesk-files").rglob("*") if p.is_file()] == []


def test_seven_days_five_weeks_twelve_months_stay() -> None:
    start = datetime(2024, 1, 1, 12, tzinfo=UTC)
    made: set[datetime] = set()
    for day in range(500):
        made = kept_backups({*made, start + timedelta(days=day)})
    last = start + timedelta(days=499)
    assert {last - timedelta(days=back) for back in range(7)} <= made
    assert len({(m.year, m.month) for m in made}) >= 12
    assert len(made) <= 7 + 5 + 12
    assert max((last - m).days for m in made) > 300


def test_a_clock_that_jumped_ahead_does_not_take_the_newest_backup(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    back_up(library.root, tmp_path / "stick", now=datetime(2099, 1, 1, tzinfo=UTC))
    done = back_up(library.root, tmp_path / "stick", now=datetime(2025, 1, 1, tzinfo=UTC))
    restore(done.folder, tmp_path / "new")
    _holds(tmp_path / "new", record_id)


def test_a_backup_of_a_newer_version_is_refused(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    database = bag / "data" / "library.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.commit()
    connection.close()
    _rewrite_manifest(bag)
    with pytest.raises(StoreError, match="ใหม่กว่า"):
        restore(bag, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def _rewrite_manifest(bag: Path) -> None:
    payload = sorted(p for p in (bag / "data").rglob("*") if p.is_file())
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(bag).as_posix()}\n"
        for p in payload
    ]
    (bag / "manifest-sha256.txt").write_text("".join(lines), "utf-8")


def test_a_backup_of_the_first_version_is_restored(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    """Then every bag held all its files, and no tags beside bagit.txt."""
    record_id = _fill(library, clerk)
    old = tmp_path / "stick" / "kmdesk-20250101T000000Z"
    (old / "data").mkdir(parents=True)
    source = sqlite3.connect(library.root / "library.sqlite")
    copy = sqlite3.connect(old / "data" / "library.sqlite")
    source.backup(copy)
    copy.close()
    source.close()
    shutil.copytree(library.files.root, old / "data" / "files")
    (old / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8"
    )
    _rewrite_manifest(old)
    assert [bag.at for bag in bags_in(tmp_path / "stick")] == [datetime(2025, 1, 1, tzinfo=UTC)]
    restore(old, tmp_path / "new")
    _holds(tmp_path / "new", record_id)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("manifest-sha256.txt", f"{'0' * 64}  data/../../../etc/passwd"),
        ("manifest-sha256.txt", f"{'0' * 64}  /etc/passwd"),
        ("fetch.txt", "../../../etc/passwd 10 data/files/aa/bb"),
        ("fetch.txt", "http://example.invalid/x 10 data/files/aa/bb"),
    ],
)
def test_a_backup_that_points_elsewhere_is_none(
    library: Library, clerk: Actor, tmp_path: Path, name: str, line: str
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    with (bag / name).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(StoreError):
        read_bag(bag)


def test_cancelled_in_the_middle_nothing_half_is_left(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    _fill(library, clerk)
    with pytest.raises(Stopped):
        back_up(library.root, tmp_path / "stick", tell=stop)
    assert bags_in(tmp_path / "stick") == []
    assert [p.name for p in (tmp_path / "stick").iterdir()] == []
    bag = back_up(library.root, tmp_path / "stick").folder
    with pytest.raises(Stopped):
        restore(bag, tmp_path / "new", tell=stop)
    assert not list(tmp_path.glob("*new*"))


def test_two_backups_at_once_the_second_is_told(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    script = (
        "import sys\nfrom pathlib import Path\nfrom kmdesk.store.atomic import only_one\n"
        "with only_one(Path(sys.argv[1])) as mine:\n    print(mine, flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(library.root / ".backup.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert other.stdout is not None and other.stdout.readline() == "True\n"
    with pytest.raises(StoreError, match="กำลังสำรอง"):
        back_up(library.root, tmp_path / "stick")
    other.kill()
    other.communicate()
    back_up(library.root, tmp_path / "stick")  # a killed process holds no lock


def test_a_restored_library_takes_the_place_of_the_old_which_stays(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    with library.writing(clerk, "x") as unit:
        unit.retitle(unit.record(record_id), "ใหม่")
        unit.commit()
    beside = restore_beside(bag, library.root)
    library.close()
    aside = exchange(library.root, beside)
    _holds(library.root, record_id)
    _holds(aside, record_id, "ใหม่")


def test_an_exchange_cut_off_in_the_middle_is_finished(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    beside = restore_beside(bag, library.root)
    library.close()
    library.root.rename(library.root.with_name(f"{library.root.name}-before-restore-x"))
    assert beside.exists()
    settle_exchange(library.root)
    _holds(library.root, record_id)


def test_two_libraries_on_one_stick_leave_each_other_alone(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    record_id = _fill(library, clerk)
    now, stick = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tmp_path / "stick"
    first = back_up(library.root, stick, now=now).folder
    other = Library.create(tmp_path / "other")
    for minutes in (5, 10):  # before and after its first record: a new machine, the same day
        back_up(other.root, stick, now=now + timedelta(minutes=minutes))
        _fill(other, clerk)
    back_up(other.root, stick, now=now + timedelta(minutes=15))
    other.close()
    back_up(library.root, stick, now=now - timedelta(days=400))
    restore(first, tmp_path / "new")
    _holds(tmp_path / "new", record_id)
    again = back_up(tmp_path / "new", stick, now=now + timedelta(minutes=20)).folder
    assert again.is_dir()
    assert not first.exists()  # the restored library is the same one: its rotation goes on


def test_a_backup_under_way_is_not_taken_for_a_killed_one_of_another_library(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    other = Library.create(tmp_path / "other")
    _fill(other, clerk)

    def meanwhile(done: int, total: int) -> None:
        if done == total - 1:  # while the last file is proved
            back_up(other.root, tmp_path / "stick")

    done = back_up(library.root, tmp_path / "stick", tell=meanwhile)
    other.close()
    restore(done.folder, tmp_path / "new")


def test_a_file_bad_on_the_stick_and_lost_here_does_not_stop_backups_for_ever(
    library: Library, clerk: Actor, tmp_path: Path, seal_once: Encryption
) -> None:
    _fill(library, clerk)
    for seal, stick in ((None, tmp_path / "plain"), (seal_once, tmp_path / "sealed")):
        back_up(library.root, stick, seal=seal)
        _flip(_only_file(stick / "kmdesk-files"))
    _only_file(library.files.root).unlink()
    with library.writing(clerk, "x") as unit:
        record = unit.add(kind="document", title="ข่าวใหม่")
        unit.attach(record, b"new", "b.txt", "text/plain")
        unit.commit()
        fresh = record.id
    lost = (hashlib.sha256(b"content").hexdigest(),)
    for seal, stick in ((None, tmp_path / "plain"), (seal_once, tmp_path / "sealed")):
        done = back_up(library.root, stick, seal=seal)
        assert (done.missing, done.files) == (lost, 1)
        new = tmp_path / f"new-{stick.name}"
        restore(done.folder, new, passphrase=PASSPHRASE)
        _holds(new, fresh, "ข่าวใหม่")


def test_a_backup_that_cannot_be_read_now_keeps_its_files(
    library: Library, clerk: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_links(monkeypatch)
    record_id = _fill(library, clerk)
    now, stick = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tmp_path / "stick"
    old = back_up(library.root, stick, now=now - timedelta(days=1)).folder
    tag = old / "bag-info.txt"
    content = tag.read_bytes()
    tag.write_bytes(b"\xff" + content)
    with library.writing(clerk, "x") as unit:
        for attachment in unit.session.scalars(select(Attachment)):
            unit.session.delete(attachment)
        unit.commit()
    back_up(library.root, stick, now=now)
    tag.write_bytes(content)
    restore(old, tmp_path / "new")
    _holds(tmp_path / "new", record_id)


def test_a_backup_is_no_place_for_backups(library: Library, clerk: Actor, tmp_path: Path) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    with pytest.raises(StoreError, match="ชุดข้อมูลสำรอง"):
        back_up(library.root, bag)


def test_no_name_in_a_backup_leads_out_of_the_library(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick").folder
    outside = tmp_path / "outside.txt"
    base = sqlite3.connect(bag / "data" / "library.sqlite")
    base.execute("UPDATE attachment SET sha256 = ?", (f"aa{outside}",))
    base.commit()
    base.close()
    payload = bag / "data" / "files" / "aa" / outside.relative_to(outside.anchor)
    payload.parent.mkdir(parents=True)
    payload.write_bytes(b"from the stick")
    sums = (hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (bag / "data" / "library.sqlite", payload))  # fmt: skip
    names = ("data/library.sqlite", f"data/files/aa/{outside}")
    lines = (f"{sha256}  {name}\n" for sha256, name in zip(sums, names, strict=True))
    (bag / "manifest-sha256.txt").write_text("".join(lines), "utf-8")
    with pytest.raises(StoreError):
        restore(bag, tmp_path / "new")
    assert not outside.exists()


def test_backups_go_on_as_planned_after_a_restore(
    library: Library, clerk: Actor, tmp_path: Path, seal_once: Encryption
) -> None:
    _fill(library, clerk)
    bag = back_up(library.root, tmp_path / "stick", seal=seal_once).folder
    plan = BackupSettings(str(tmp_path / "stick"), last_at="2026-03-02T09:00:00+00:00", problems=2)
    plan.set_seal(seal_once)
    write_backup_settings(library.root, plan)
    restored = restore_beside(bag, library.root, passphrase=PASSPHRASE)
    library.close()
    exchange(library.root, restored)
    after = read_backup_settings(library.root)
    assert (after.folder, after.identity) == (plan.folder, plan.identity)
    assert (after.last_at, after.problems) == (plan.last_at, 0)


@pytest.mark.linux_only("a file that cannot be read: /proc/self/mem")
def test_a_bad_sector_under_one_file_stops_neither_backup_nor_check(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    _fill(library, clerk)
    bad = _only_file(library.files.root)
    sha256 = hashlib.sha256(b"content").hexdigest()
    bad.unlink()
    bad.symlink_to("/proc/self/mem")  # reading it is an input/output error
    done = back_up(library.root, tmp_path / "stick")
    assert done.missing == (sha256,)
    assert [problem.sha256 for problem in check_store(library.root)] == [sha256]


@pytest.mark.linux_only("permissions are kept otherwise there")
def test_other_users_of_the_machine_do_not_read_a_library(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    made, back = tmp_path / "made", tmp_path / "back"
    Library.create(made).close()
    restore(back_up(made, tmp_path / "stick").folder, back)
    assert [root.stat().st_mode & 0o077 for root in (made, back)] == [0, 0]
    made.chmod(0o770)  # an office that shares it between two sign-ins of the machine
    exchange(made, back)
    assert made.stat().st_mode & 0o777 == 0o770


def test_a_restored_library_knows_the_backup_it_came_from(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    """It was backed up after all, and more backups are offered where that one lies."""
    _fill(library, clerk)
    made = datetime(2026, 11, 29, 3, tzinfo=UTC)
    done = back_up(library.root, tmp_path / "stick", now=made)
    restore(done.folder, tmp_path / "new")
    plan = read_backup_settings(tmp_path / "new")
    assert (plan.folder, plan.proposed) == ("", str(tmp_path / "stick"))
    care = maintenance_state(tmp_path / "new", made + timedelta(days=1))
    assert not care.worries
    assert "ยังไม่เคยสำรองข้อมูล" not in care.text
    choose_folder(tmp_path / "new", Actor("ผู้ดูแล", Duty.ADMINISTRATOR), str(tmp_path / "other"))
    assert read_backup_settings(tmp_path / "new").proposed == ""
