"""The page of sign-ins, the forgotten password, and the sheet for the safe."""

import shutil
import subprocess

import pytest

from kmdesk.app import Desk
from kmdesk.office.print import write_recovery_sheet
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.office.ui.sign_in import ask_sign_in
from kmdesk.people.accounts import new_recovery_code, sign_in
from kmdesk.records import SYSTEM, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog
from tests.office.conftest import CLERK

PATIENCE = 60_000


@pytest.fixture
def page(qtbot, desk: Desk):
    assert desk.context is not None
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    office.list.setCurrentRow(9)
    qtbot.waitUntil(lambda: office.sign_ins.list.count() == 1, timeout=PATIENCE)
    return office.sign_ins


def _form(desk: Desk) -> FormDialog:
    (form,) = [f for f in desk.window.findChildren(FormDialog) if f.isVisible()]
    return form


def test_a_new_sign_in_with_its_duty_and_shut_out_again(qtbot, desk, page) -> None:
    page.new.click()
    form = _form(desk)
    for name, value in (
        ("name", "เลขานุการทดสอบ"), ("password", "รหัสลับ๒"), ("again", "รหัสลับ๒"),
        ("duty", int(Duty.SECRETARY)),
    ):  # fmt: skip
        form.editors[name].set_value(value)
    form.submit()
    qtbot.waitUntil(lambda: page.list.count() == 2, timeout=PATIENCE)
    assert sign_in(desk.context.library, "เลขานุการทดสอบ", "รหัสลับ๒").duty == Duty.SECRETARY
    row = next(r for r in range(2) if "เลขานุการทดสอบ" in page.list.item(r).text())
    page.list.setCurrentRow(row)
    page.shut.click()
    qtbot.waitUntil(
        lambda: any("ระงับแล้ว" in page.list.item(r).text() for r in range(2)), timeout=PATIENCE
    )


def test_the_last_administrator_stays_and_the_page_says_why(qtbot, desk, page) -> None:
    page.shut.click()
    qtbot.waitUntil(lambda: "คนสุดท้าย" in page.state.plain, timeout=PATIENCE)


def test_a_clerk_sees_no_sign_ins(desk, page) -> None:
    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert page.list.count() == 0
    assert not page.new.isEnabled()


def test_the_forgotten_password_is_set_with_the_code(qtbot, desk) -> None:
    library = desk.context.library
    code = new_recovery_code(library, SYSTEM)
    form = ask_sign_in(desk.window, desk.context)
    forgot = next(b for b in form.findChildren(type(form.save_button)) if "ลืม" in b.text())
    forgot.click()
    form = _form(desk)
    for name, value in (
        ("code", code), ("name", CLERK), ("password", "ใหม่เอี่ยม"), ("again", "ใหม่เอี่ยม"),
    ):  # fmt: skip
        form.editors[name].set_value(value)
    form.submit()
    qtbot.waitUntil(lambda: desk.window.findChildren(RecoveryDialog) != [], timeout=PATIENCE)
    (shown,) = desk.window.findChildren(RecoveryDialog)
    assert shown.code.text() not in ("", code)
    assert sign_in(library, CLERK, "ใหม่เอี่ยม").duty == Duty.ADMINISTRATOR
    shown.accept()


def test_a_new_library_shows_its_recovery_code(qtbot, empty_desk: Desk) -> None:
    empty_desk.window.pages.page("first_run").empty.click()
    form = _form(empty_desk)
    for name, value in (
        ("office_name", "สำนักงานแรก"), ("name", "ธุรการ"), ("password", "รหัสลับ๑"),
        ("again", "รหัสลับ๑"),
    ):  # fmt: skip
        form.editors[name].set_value(value)
    form.submit()
    window = empty_desk.window
    qtbot.waitUntil(lambda: window.findChildren(RecoveryDialog) != [], timeout=PATIENCE)
    (shown,) = window.findChildren(RecoveryDialog)
    assert len(shown.code.text().replace("-", "")) == 20
    shown.accept()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_the_sheet_names_the_administrator_and_the_code(qapp) -> None:
    path = write_recovery_sheet("ผู้ดูแล", "ABCD-EFGH-JKLM-NPQR-STUV", "สำนักงานทดสอบ")
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "ABCD-EFGH-JKLM-NPQR-STUV" in done.stdout
    assert "ผู้ดูแล" in done.stdout
