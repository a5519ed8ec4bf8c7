"""What clerk and technician do on their pages, on the real window."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QMessageBox

from kmdesk.app import Desk
from kmdesk.office.ui.restore_dialog import RestoreDialog
from kmdesk.pdf.document import paper_of
from kmdesk.records import Actor, Duty, Library
from kmdesk.store.files import remove_strays
from kmdesk.widgets.dialogs import FormDialog

PATIENCE = 60_000
CLERK, PASSWORD = "ธุรการทดสอบ", "รหัสลับ๑"


@pytest.fixture
def office(qtbot, desk):
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    return desk.window.pages.show_page("office")


def sign_in_form(desk) -> FormDialog:
    desk.window.top.sign_in.click()
    (form,) = desk.window.findChildren(FormDialog)
    return form


def test_the_right_password_signs_in_and_one_click_signs_out(qtbot, desk) -> None:
    form = sign_in_form(desk)
    form.editors["name"].set_value(CLERK)
    form.editors["password"].set_value(PASSWORD)
    form.submit()
    qtbot.waitUntil(lambda: desk.context.actor.name == CLERK, timeout=PATIENCE)
    assert desk.window.top.office_work.isVisible()
    desk.window.top.sign_in.click()
    assert desk.context.actor.duty == Duty.WALK_UP
    assert not desk.window.top.office_work.isVisible()


def test_a_wrong_password_is_told_at_its_field(qtbot, desk) -> None:
    form = sign_in_form(desk)
    form.editors["name"].set_value(CLERK)
    form.editors["password"].set_value("ผิดแน่นอน")
    form.submit()
    qtbot.waitUntil(lambda: not form._problems["password"].isHidden(), timeout=PATIENCE)
    assert desk.context.actor.duty == Duty.WALK_UP
    form.reject()


def test_files_are_added_by_a_process_with_a_report(qtbot, desk, office, tmp_path) -> None:
    folder = tmp_path / "ใหม่"
    folder.mkdir()
    (folder / "หนึ่ง.txt").write_text("บันทึกเรื่องทดสอบการนำเข้าเอกสาร\nเนื้อความ", "utf-8")
    (folder / "ซ้ำ.txt").write_text("บันทึกเรื่องทดสอบการนำเข้าเอกสาร\nเนื้อความ", "utf-8")
    (folder / "ว่าง.pdf").write_bytes(b"")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE):
        desk.window.files_dropped.emit([str(folder)])
    assert dict(office.adding.counts) == {"added": 1, "duplicate": 1, "refused": 1}
    assert office.adding.table.rowCount() == 3
    reasons = {office.adding.table.item(row, 2).text() for row in range(3)}
    assert any("ว่าง.pdf" in reason for reason in reasons)
    shelf = desk.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: len(shelf.list.ids) == 41, timeout=PATIENCE)


def test_an_import_can_be_stopped_and_keeps_what_it_listed(qtbot, desk, office, tmp_path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(f"เอกสารทดสอบที่ {number}", "utf-8")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE):
        office.adding.add([str(tmp_path / f"{number:02}.txt") for number in range(60)])
        qtbot.waitUntil(lambda: office.adding.counts["added"] >= 1, timeout=PATIENCE)
        office.adding.cancel()
    listed = office.adding.counts["added"]
    assert listed >= 1
    with desk.context.library.reading(desk.context.actor) as reading:
        from kmdesk.records.describe import counts

        assert counts(reading)["records"] >= 40 + listed


def test_health_counts_agree(qtbot, desk, office) -> None:
    office.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: office.health.health is not None, timeout=PATIENCE)
    assert office.health.health.records == 40
    assert office.health.health.missing == 0


def test_a_backup_is_made_and_can_be_restored(qtbot, desk, office, tmp_path) -> None:
    from kmdesk.store.backup import restore

    target = tmp_path / "stick"
    target.mkdir()
    with qtbot.waitSignal(office.backup.finished, timeout=PATIENCE):
        office.backup.back_up_to(target)
    (folder,) = target.glob("kmdesk-2*")
    assert str(folder) in office.backup.state.plain.replace("\u200b", "")
    restore(folder, tmp_path / "again")
    assert Library.exists(tmp_path / "again")


def test_the_trash_gives_back(qtbot, desk, office) -> None:
    with desk.context.library.writing(desk.context.actor, "x") as unit:
        unit.trash(1)
        unit.commit()
    office.list.setCurrentRow(3)
    qtbot.waitUntil(lambda: office.trash.list.rowCount() == 1, timeout=PATIENCE)
    office.trash.restore.click()
    qtbot.waitUntil(lambda: office.trash.list.rowCount() == 0, timeout=PATIENCE)
    with desk.context.library.reading(desk.context.actor) as reading:
        assert reading.record(1).deleted_at is None


def test_settings_change_the_office_name_at_once_and_for_good(qtbot, desk, office) -> None:
    office.list.setCurrentRow(4)
    office.settings.change.click()
    (form,) = desk.window.findChildren(FormDialog)
    form.editors["office_name"].set_value("สำนักงานชื่อใหม่")
    form.editors["idle_minutes"].set_value(12)
    form.submit()
    qtbot.waitUntil(lambda: desk.window.top.office.text() == "สำนักงานชื่อใหม่", timeout=PATIENCE)
    assert desk.context.library.value("office_name") == "สำนักงานชื่อใหม่"
    assert desk.context.library.value("idle_minutes") == "12"


def test_the_first_start_makes_an_empty_library_with_a_sign_in(qtbot, empty_desk: Desk) -> None:
    page = empty_desk.window.pages.page("first_run")
    page.empty.click()
    (form,) = empty_desk.window.findChildren(FormDialog)
    for name, value in (
        ("office_name", "สำนักงานแรก"),
        ("name", "ก"),
        ("password", "หกตัวพอ"),
        ("again", "หกตัวผิด"),
    ):
        form.editors[name].set_value(value)
    form.submit()
    assert not form._problems["again"].isHidden()
    form.editors["again"].set_value("หกตัวพอ")
    form.submit()
    qtbot.waitUntil(lambda: empty_desk.window.pages.current == "office", timeout=PATIENCE)
    assert empty_desk.window.top.office.text() == "สำนักงานแรก"
    assert empty_desk.context.actor == Actor("ก", Duty.ADMINISTRATOR)


def test_the_help_page_shows_the_guide(qtbot, desk) -> None:
    page = desk.window.pages.show_page("help")
    assert page.list.count() >= 3
    assert page.text.toPlainText().strip()


def test_restoring_from_what_is_no_backup_says_so(qtbot, empty_desk: Desk, tmp_path: Path) -> None:
    empty_desk.window.pages.page("first_run").restore.click()
    (dialog,) = empty_desk.window.findChildren(RestoreDialog)
    dialog.look_in(tmp_path)
    qtbot.waitUntil(lambda: "ไม่พบข้อมูลสำรอง" in dialog.state.plain, timeout=PATIENCE)
    assert not dialog.start.isEnabled()
    dialog.reject()


def test_the_clerk_makes_names_and_removes_places(qtbot, desk, office) -> None:
    office.list.setCurrentRow(5)
    places = office.places

    def fill(button, **values) -> None:
        qtbot.waitUntil(button.isEnabled, timeout=PATIENCE)
        button.click()
        (form,) = [f for f in desk.window.findChildren(FormDialog) if f.isVisible()]
        for name, value in values.items():
            form.editors[name].set_value(value)
        form.submit()

    qtbot.waitUntil(lambda: not desk.context.runner.is_busy, timeout=PATIENCE)
    before = places.tree.topLevelItemCount()
    fill(places.new, kind="cupboard", name="ตู้ใหม่")
    qtbot.waitUntil(lambda: places.tree.topLevelItemCount() == before + 1, timeout=PATIENCE)
    cupboard = places.tree.topLevelItem(before)
    places.tree.setCurrentItem(cupboard)
    fill(places.inside, kind="shelf", name="ชั้น ๑")
    qtbot.waitUntil(lambda: places.tree.topLevelItem(before).childCount() == 1, timeout=PATIENCE)
    places.tree.setCurrentItem(places.tree.topLevelItem(before))
    fill(places.rename, name="ตู้เหล็ก")
    qtbot.waitUntil(lambda: places.tree.topLevelItem(before).text(0) == "ตู้เหล็ก", timeout=PATIENCE)
    places.tree.setCurrentItem(places.tree.topLevelItem(before).child(0))
    places.remove.click()
    qtbot.waitUntil(lambda: places.tree.topLevelItem(before).childCount() == 0, timeout=PATIENCE)


def test_the_office_supplies_its_garuda(qtbot, desk, office, tmp_path) -> None:
    library, page = desk.context.library, office.settings.crest
    assert paper_of(library).crest is None and page.drop.isHidden()
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    page.take(bad)
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(QMessageBox)), timeout=PATIENCE)
    (box,) = desk.window.findChildren(QMessageBox)
    assert "bad.png" in box.text()
    box.accept()
    good = tmp_path / "garuda.png"
    Image.new("L", (40, 40), 7).save(good, exif=b"Exif\0\0hidden")
    page.take(good)
    qtbot.waitUntil(lambda: not page.drop.isHidden(), timeout=PATIENCE)
    crest = paper_of(library).crest
    assert crest is not None and b"hidden" not in crest.read_bytes()
    with Image.open(crest) as kept:
        assert (kept.size, kept.mode, kept.getpixel((3, 3))) == ((40, 40), "L", 7)
    remove_strays(library.root, undone=True)  # the picture is wanted: tidying leaves it
    assert paper_of(library).crest is not None
    page.drop.click()
    qtbot.waitUntil(page.drop.isHidden, timeout=PATIENCE)
    assert paper_of(library).crest is None
