"""The folder for scans: what is whole is taken and put aside, nothing is lost or taken twice."""

import os
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from sqlalchemy import func, select

from kmdesk.app import Desk
from kmdesk.cli.commands import run_command
from kmdesk.i18n import tr
from kmdesk.jobs.process import WorkerProcess
from kmdesk.office.arrivals import (
    DONE,
    PATIENCE,
    REFUSED,
    InboxError,
    check_folder,
    look_at_inbox,
    put_aside,
)
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.model import Attachment, Record
from kmdesk.records.settings import INBOX_FOLDER
from tests.office.conftest import CLERK

PATIENCE_MS = 60_000
LATER = 10.0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "สแกน"
    folder.mkdir()
    return folder


def _ready(folder: Path, now: float) -> list[str]:
    first = look_at_inbox(folder, {}, now)
    assert first.ready == ()  # one look alone never takes anything
    return [path.name for path in look_at_inbox(folder, first.seen, now).ready]


def test_a_file_is_taken_once_it_has_stopped_growing(inbox: Path) -> None:
    path = inbox / "a.txt"
    path.write_text("หนึ่ง", "utf-8")
    now = path.stat().st_mtime + LATER
    first = look_at_inbox(inbox, {}, now)
    path.write_text("หนึ่งสอง", "utf-8")
    grown = look_at_inbox(inbox, first.seen, now)
    assert (grown.ready, grown.waiting) == ((), 1)
    assert look_at_inbox(inbox, grown.seen, path.stat().st_mtime + 0.5).ready == ()  # just now
    assert look_at_inbox(inbox, grown.seen, path.stat().st_mtime + LATER).ready == (path,)


@pytest.mark.parametrize(
    ("name", "part", "end"),
    [
        ("a.pdf", b"%PDF-1.4 half", b"\n%%EOF\n"),
        ("a.jpg", b"\xff\xd8\xff\xe0 half", b"\xff\xd9"),
        ("a.png", b"\x89PNG\r\n\x1a\n half", b"IEND\xaeB`\x82"),
        ("a.docx", b"PK\x03\x04 half", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_a_copy_that_was_cut_off_waits_for_its_end(
    inbox: Path, name: str, part: bytes, end: bytes
) -> None:
    path = inbox / name
    path.write_bytes(part)
    changed = path.stat().st_mtime
    assert _ready(inbox, changed + LATER) == []
    assert _ready(inbox, changed + PATIENCE + 1) == [name]  # nobody will finish it any more
    path.write_bytes(part + end)
    assert _ready(inbox, path.stat().st_mtime + LATER) == [name]


def test_what_is_no_paper_is_left_alone(inbox: Path) -> None:
    for name in (".hidden", "~$open.docx", "Thumbs.db", "scan.pdf.part", "x.jsonl"):
        (inbox / name).write_text("x", "utf-8")
    for reason in ("", "damaged"):
        (inbox / "old.txt").write_text("x", "utf-8")
        assert put_aside(inbox, inbox / "old.txt", reason)
    (inbox / "2568").mkdir()
    (inbox / "2568" / "ใหม่.txt").write_text("x", "utf-8")
    assert _ready(inbox, time.time() + LATER) == ["ใหม่.txt"]


def test_a_folder_that_is_away_or_barred_is_a_state(inbox: Path) -> None:
    assert look_at_inbox(inbox / "none", {}, 0).state == "gone"
    if sys.platform != "win32" and os.geteuid() != 0:
        inbox.chmod(0)
        assert look_at_inbox(inbox, {}, 0).state == "barred"
        inbox.chmod(0o700)


def test_put_aside_keeps_both_of_one_name_and_tells_why(inbox: Path) -> None:
    for text in ("หนึ่ง", "สอง"):
        (inbox / "a.txt").write_text(text, "utf-8")
        assert put_aside(inbox, inbox / "a.txt")
    texts = {path.read_text("utf-8") for path in (inbox / tr(DONE)).glob("*.txt")}
    assert texts == {"หนึ่ง", "สอง"}
    (inbox / "b.pdf").write_bytes(b"x")
    assert put_aside(inbox, inbox / "b.pdf", "เสียหาย") == "b.pdf"
    assert "เสียหาย" in (inbox / tr(REFUSED) / "b.pdf.txt").read_text("utf-8")
    assert put_aside(inbox, inbox / "gone.pdf") == ""


def test_folders_that_will_not_do_are_refused(library: Library, inbox: Path) -> None:
    check_folder(inbox, library.root)
    for folder in (library.root, library.root / "files", library.root.parent, Path.home()):
        with pytest.raises(InboxError):
            check_folder(folder, library.root)
    with pytest.raises(InboxError):
        check_folder(inbox / "none", library.root)


def _add(library: Path, inbox: Path, *names: str) -> int:
    paths = [str(inbox / name) for name in names]
    return run_command(
        ["add", "--json", "--library", str(library), "--inbox", str(inbox), "--", *paths]
    )


def test_stored_then_moved_and_never_twice(
    library: Library, clerk: Actor, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed between storing and moving, the file is met again and known by its bytes."""
    (inbox / "a.txt").write_text("บันทึกข้อความทดสอบกล่องสแกน", "utf-8")
    (inbox / "bad.pdf").write_bytes(b"%PDF-1.4 no document\n%%EOF")
    copy = (inbox / "a.txt").read_bytes()
    assert _add(library.root, inbox, "a.txt", "bad.pdf") == 1
    assert [path.name for path in (inbox / tr(DONE)).glob("*.txt")] == ["a.txt"]
    assert sorted(p.name for p in (inbox / tr(REFUSED)).glob("b*")) == ["bad.pdf", "bad.pdf.txt"]
    (inbox / "a.txt").write_bytes(copy)  # as if the move had not happened
    assert _add(library.root, inbox, "a.txt") == 0
    assert not (inbox / "a.txt").exists()
    with library.reading(clerk) as reading:
        assert reading.session.scalar(select(func.count(Record.id))) == 1
        (kept,) = reading.session.scalars(select(Attachment))
        assert library.files.path(kept.sha256).read_bytes() == copy
    assert '"status": "duplicate"' in capsys.readouterr().out


def test_a_stick_that_is_pulled_out_puts_nothing_aside(library: Library, inbox: Path) -> None:
    assert _add(library.root, inbox, "away.pdf") == 1
    assert not (inbox / tr(REFUSED)).exists()


def test_the_window_watches_and_takes_in(qtbot, desk: Desk, inbox: Path) -> None:
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    line = office.adding.inbox_line
    line.set_folder(inbox)
    watch = desk.pages.adding.watch_inbox()
    qtbot.waitUntil(lambda: watch.folder == str(inbox), timeout=PATIENCE_MS)
    assert INBOX_FOLDER.of(desk.context.library) == str(inbox)
    paper = inbox / "หนังสือ.txt"
    paper.write_text("บันทึกข้อความเรื่องทดสอบการเฝ้าโฟลเดอร์", "utf-8")
    os.utime(paper, (time.time() - 60,) * 2)
    with qtbot.waitSignal(watch.took, timeout=PATIENCE_MS):
        for _look in range(2):
            qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE_MS)
            watch.look_now()
    assert (inbox / tr(DONE) / "หนังสือ.txt").is_file()
    assert office.adding.counts["added"] == 1
    assert office.adding.table.rowCount() == 1
    inbox.rename(inbox.with_name("ถอดแล้ว"))
    watch.look_now()
    qtbot.waitUntil(lambda: watch.state == "gone", timeout=PATIENCE_MS)
    inbox.with_name("ถอดแล้ว").rename(inbox)
    watch.look_now()
    qtbot.waitUntil(lambda: watch.state == "watching", timeout=PATIENCE_MS)
    line.set_folder(None)
    qtbot.waitUntil(lambda: watch.state == "off", timeout=PATIENCE_MS)
    line.set_folder(desk.context.library.root)
    qtbot.waitUntil(lambda: line._problem != "", timeout=PATIENCE_MS)
    assert watch.state == "off"


def test_files_and_pictures_are_pasted(qtbot, desk: Desk, tmp_path: Path) -> None:
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    (tmp_path / "วาง.txt").write_text("ข้อความที่วาง", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "วาง.txt"))])
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        office.adding.paste.click()
    assert office.adding.counts["added"] == 1
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    QGuiApplication.clipboard().setImage(picture)
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        desk.window.paste_requested.emit()
    assert office.adding.counts["unsearchable"] == 1
    assert desk.pages.adding._pasted is None  # nothing of it is left outside the library
    QGuiApplication.clipboard().setText("คำ")
    said: list[str] = []
    desk.context.message_posted.connect(said.append)
    desk.window.paste_requested.emit()
    assert len(said) == 1
    QGuiApplication.clipboard().clear()


def test_a_window_that_closes_ends_the_import_it_began(qtbot, desk: Desk, tmp_path: Path) -> None:
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"เอกสาร {number}", "utf-8")
        office.adding.add([str(tmp_path / f"{number}.txt")])
    processes = desk.window.findChildren(WorkerProcess)
    assert any(process.is_running for process in processes)
    desk.close()
    assert not any(process.is_running for process in desk.window.findChildren(WorkerProcess))


def test_what_is_dropped_during_an_import_comes_after_it(qtbot, desk: Desk, tmp_path: Path) -> None:
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"เอกสาร {number}", "utf-8")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        for number in range(2):
            office.adding.add([str(tmp_path / f"{number}.txt")])
    assert office.adding.counts["added"] == 2
