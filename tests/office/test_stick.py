"""A stick that is plugged in: its new papers are told to the clerk, to nobody else."""

import os
from pathlib import Path

import pytest

from kmdesk.app import Desk
from kmdesk.office.arrivals import held_files, look_at_stick, mounted_sticks
from kmdesk.office.ingest import Ingest
from kmdesk.office.ui.stick_bar import StickBar
from kmdesk.people.accounts import add_account, sign_in
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library
from kmdesk.store.backup import back_up
from tests.office.conftest import CLERK

PATIENCE_MS = 120_000


def _new(library: Library, clerk: Actor, stick: Path) -> list[str]:
    with library.reading(clerk) as reading:
        present = held_files(reading)
    return [path.name for path in look_at_stick(stick, present, [library.root]).files]


def test_only_new_papers_of_kinds_that_are_read_count(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    (stick / "งาน").mkdir(parents=True)
    (stick / "เก่า.txt").write_text("มีอยู่แล้วในคลัง", "utf-8")
    list(Ingest(library, clerk).run([stick]))
    back_up(library.root, stick)
    (stick / "ชื่ออื่น.txt").write_text("มีอยู่แล้วในคลัง", "utf-8")  # the same bytes
    (stick / "ขนาดเดียวกัน.txt").write_text("มีอยู่แล้วในคลัก", "utf-8")
    (stick / "งาน" / "ใหม่.pdf").write_bytes(b"%PDF-1.7")
    for name in ("film.mp4", "setup.exe", "Thumbs.db", "~$a.docx", "empty.txt", "a.part"):
        (stick / name).write_text("" if name == "empty.txt" else "x" * 9, "utf-8")
    for folder in ("System Volume Information", "$RECYCLE.BIN"):
        (stick / folder).mkdir()
        (stick / folder / "x.pdf").write_bytes(b"%PDF-1.4 y")
    if os.name != "nt":
        (stick / "link.pdf").symlink_to(tmp_path)
        os.mkfifo(stick / "pipe.pdf")
    before = {path: path.lstat().st_mtime_ns for path in stick.rglob("*")}
    assert sorted(_new(library, clerk, stick)) == ["ขนาดเดียวกัน.txt", "ใหม่.pdf"]
    assert {path: path.lstat().st_mtime_ns for path in stick.rglob("*")} == before


def test_the_system_tells_what_is_plugged_in(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_bytes(
        b"/dev/sda1 / ext4 rw 0 0\n"
        b"/dev/sdb1 /media/user/KM\\040OFFICE vfat rw 0 0\n"
        b"/dev/sdc1 /run/media/user/\xe0\xb8\x81 exfat ro 0 0\n"
        b"//server/share /media/share cifs rw 0 0\n"
        b"tmpfs /media/tmp tmpfs rw 0 0\n"
    )
    if os.name == "nt":
        pytest.skip("drives have letters there")
    assert mounted_sticks(mounts) == [Path("/media/user/KM OFFICE"), Path("/run/media/user/ก")]
    assert mounted_sticks(tmp_path / "none") == []


def _plug(desk: Desk, sticks: list[Path]) -> StickBar:
    """The bar of the window, which sees only the sticks of the test."""
    bar = desk.pages.adding.sticks
    bar._sticks = lambda: list(sticks)
    return bar


def test_a_clerk_is_told_and_takes_them_in_with_one_press(
    qtbot, desk: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "แฟลชไดรฟ์"
    stick.mkdir()
    for number in range(3):
        (stick / f"{number}.txt").write_text(f"เอกสารบนแฟลชไดรฟ์ {number}", "utf-8")
    add_account(desk.context.library, SYSTEM, "ธุรการ", "รหัสลับ๑", Duty.CLERK)
    sticks: list[Path] = []
    bar = _plug(desk, sticks)
    assert bar.isHidden()
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        desk.context.set_actor(sign_in(desk.context.library, "ธุรการ", "รหัสลับ๑"))
    assert bar.isHidden()
    sticks.append(stick)
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        bar.look_now()
    assert bar.isVisible()
    said = bar.words.text().replace("\u200b", "")  # places where a line may end
    assert "3" in said and "แฟลชไดรฟ์" in said
    office = desk.window.pages.show_page("office")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        bar.take.click()
    assert office.adding.counts["added"] == 3
    assert bar.isHidden()
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        bar.look_now()
    assert bar.isHidden()  # told once as long as it is plugged in


def test_a_visitor_is_told_nothing_and_a_pulled_stick_is_forgotten(
    qtbot, desk: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "1.txt").write_text("เอกสาร", "utf-8")
    asked: list[int] = []
    sticks = [stick]
    bar = _plug(desk, sticks)
    bar._sticks = lambda: (asked.append(1), list(sticks))[1]
    bar.look_now()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE_MS)
    assert (asked, bar.isHidden()) == ([], True)
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert bar.isVisible()
    desk.context.set_actor(WALK_UP)
    assert bar.isHidden()
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert bar.isVisible()
    sticks.clear()
    with qtbot.waitSignal(bar.looked, timeout=PATIENCE_MS):
        bar.look_now()
    assert bar.isHidden()


def test_more_files_than_a_command_line_takes_come_in(qtbot, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / ("ชื่อยาว" * 10)
    folder.mkdir()
    paths = []
    for number in range(140):
        paths.append(folder / f"{'ก' * 40}{number}.txt")
        paths[-1].write_text(f"เอกสาร {number}", "utf-8")
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        office.adding.add([str(path) for path in paths])
    assert office.adding.counts["added"] == 140
