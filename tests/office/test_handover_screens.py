"""Handing over and taking over through the real window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from kmdesk.app import Desk
from kmdesk.composition import build_kinds
from kmdesk.office.handover_contents import start_name
from kmdesk.office.handover_pack import hand_over
from kmdesk.office.ui.handover import bring_pack_from, hand_over_to
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.people.accounts import sign_in
from kmdesk.records import WALK_UP, Actor, Duty, Library
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.work_dialog import WorkDialog

ADMINISTRATOR = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)
PATIENCE = 60_000


@pytest.fixture
def page(desk: Desk):
    assert desk.context is not None
    desk.context.set_actor(ADMINISTRATOR)
    office = desk.window.pages.show_page("office")
    office.show_named("backup")
    return office.backup


@pytest.fixture
def pack(stocked: Path, tmp_path: Path) -> Path:
    library = Library.open(stocked)
    folder = hand_over(library, ADMINISTRATOR, build_kinds(), tmp_path / "stick" / "ชุด").folder
    library.close()
    return folder


def test_the_page_hands_over_and_says_where(qtbot, desk, page, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = hand_over_to(page, desk.context, stick)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE)
    (folder,) = stick.iterdir()
    assert folder.name.startswith("คลังความรู้")
    assert (folder / start_name()).is_file()
    assert "40 รายการ" in dialog.state.plain and str(folder) in dialog.state.plain
    dialog.reject()


def test_stopped_it_leaves_nothing_on_the_stick(qtbot, desk, page, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = hand_over_to(page, desk.context, stick)
    dialog.button.click()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
    assert [p for p in stick.iterdir() if not p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("actor", "hands", "brings"),
    [
        (Actor("ธุรการ", Duty.CLERK), False, False),
        (Actor("เลขานุการ", Duty.SECRETARY), True, False),
        (ADMINISTRATOR, True, True),
    ],
)
def test_who_may(desk, page, actor, hands, brings) -> None:
    desk.context.set_actor(actor)
    assert page.hand_over.isEnabled() is hands
    assert page.bring_pack.isEnabled() is brings


def test_the_page_brings_a_pack_in_after_a_restore_point(qtbot, pack, desk, page) -> None:
    with desk.context.library.writing(ADMINISTRATOR, "x") as unit:
        unit.record(3).title = "ชื่ออื่น"
        unit.commit()
    dialog = bring_pack_from(page, desk.context, pack)
    with qtbot.waitSignal(desk.context.library_changed, timeout=PATIENCE):
        qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE)
    assert "นำเข้า 1 รายการ มีอยู่แล้ว 39 รายการ" in dialog.state.plain
    assert list((desk.root / "backups").glob("kmdesk-*"))
    dialog.reject()


def test_a_changed_pack_is_refused_in_words(qtbot, pack, desk, page) -> None:
    (pack / "shared.json").write_text("{}")
    dialog = bring_pack_from(page, desk.context, pack)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE)
    assert "ไม่ตรงกับตอนที่ส่งมอบ" in dialog.state.plain
    dialog.reject()


def _fill(page, folder: Path, again: str) -> FormDialog:
    page.ask_sign_in(folder)
    form = next(f for f in page.window().findChildren(FormDialog) if f.isVisible())
    for name, value in (("name", "ผู้รับมอบ"), ("password", "รหัสใหม่๑"), ("again", again)):
        form.editors[name].set_value(value)
    form.submit()
    return form


def test_a_new_machine_takes_a_library_over(qtbot, empty_desk: Desk, pack: Path) -> None:
    page = empty_desk.window.pages.page("first_run")
    form = _fill(page, pack, "ไม่เหมือน")
    assert form.isVisible()
    form.reject()
    _fill(page, pack, "รหัสใหม่๑")
    top = empty_desk.window.top
    qtbot.waitUntil(lambda: top.office.text() == "สำนักงานทดสอบ", timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(_dialogs(empty_desk, RecoveryDialog)), timeout=PATIENCE)
    assert not _dialogs(empty_desk, WorkDialog)
    library = empty_desk.context.library
    assert sign_in(library, "ผู้รับมอบ", "รหัสใหม่๑").duty is Duty.ADMINISTRATOR
    with library.reading(WALK_UP) as reading:
        assert reading.record(7).title == "หนังสือเวียนเรื่องที่ 07"
    taken = Actor("ผู้รับมอบ", Duty.ADMINISTRATOR)
    qtbot.waitUntil(lambda: empty_desk.context.actor == taken, timeout=PATIENCE)
    _dialogs(empty_desk, RecoveryDialog)[0].reject()


def test_a_changed_pack_makes_no_library(qtbot, empty_desk: Desk, pack: Path) -> None:
    (pack / "shared.json").unlink()
    _fill(empty_desk.window.pages.page("first_run"), pack, "รหัสใหม่๑")
    (dialog,) = _dialogs(empty_desk, WorkDialog)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE)
    assert "ไม่ตรงกับตอนที่ส่งมอบ" in dialog.state.plain
    dialog.reject()
    assert not Library.exists(empty_desk.root)
    assert empty_desk.window.pages.current == "first_run"


def _dialogs(desk: Desk, kind: type[QDialog]) -> list[QDialog]:
    return [d for d in desk.window.findChildren(kind) if d.isVisible()]
