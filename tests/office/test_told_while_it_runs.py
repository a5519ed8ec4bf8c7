"""What takes seconds says what is going on: making a library, adding files."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.new_library import STAGES
from kmdesk.office.ui.first_run import StageBar
from kmdesk.records import Actor, Duty
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.dialogs import FormDialog

CLERK = "ธุรการทดสอบ"
SIGN_IN = {"office_name": "สำนักงานแรก", "name": "ก", "password": "หกตัวพอ", "again": "หกตัวพอ"}


def test_a_new_library_tells_its_stages_in_the_form(qtbot: QtBot, empty_desk: Desk) -> None:
    page = empty_desk.window.pages.page("first_run")
    page.empty.click()
    (form,) = empty_desk.window.findChildren(FormDialog)
    for name, value in SIGN_IN.items():
        form.editors[name].set_value(value)
    bar = form.findChild(StageBar)
    assert bar.isHidden()
    told: list[int] = []
    bar.bar.valueChanged.connect(told.append)
    form.submit()
    qtbot.waitUntil(lambda: bool(told))
    assert bar.isVisible() and not form.save_button.isEnabled()
    qtbot.waitUntil(lambda: empty_desk.pages is not None)
    assert told == [stage + 1 for stage in range(len(STAGES))]


def test_the_sample_tells_its_stages_on_the_page(qtbot: QtBot, empty_desk: Desk) -> None:
    page = empty_desk.window.pages.page("first_run")
    assert page.progress.isHidden()
    told: list[str] = []
    page.progress.bar.valueChanged.connect(
        lambda _at: told.append(page.progress.words.plain.replace("\u200b", ""))
    )
    page.sample.click()
    qtbot.waitUntil(lambda: empty_desk.pages is not None)
    assert told[0] == "กำลังสร้างฐานข้อมูล…"
    assert len(set(told)) == len(STAGES)


def test_a_library_that_cannot_be_made_ends_the_telling(qtbot: QtBot, empty_desk: Desk) -> None:
    page = empty_desk.window.pages.page("first_run")
    empty_desk.root.parent.mkdir(parents=True)
    empty_desk.root.with_name(f".{empty_desk.root.name}.making").write_text("in the way")
    page.sample.click()
    qtbot.waitUntil(lambda: bool(page.problem.plain))
    assert page.progress.isHidden() and page.sample.isEnabled()


def test_an_import_names_the_file_in_hand_and_how_many_there_are(
    qtbot: QtBot, desk: Desk, tmp_path
) -> None:
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    desk.window.resize(1366, 768)
    page = desk.window.pages.show_page("office").adding
    files = [tmp_path / f"เอกสาร {number:02}.txt" for number in range(12)]
    for number, file in enumerate(files):
        file.write_text(f"บันทึกเรื่องที่ {number}", "utf-8")
    said: list[tuple[str, int, int]] = []

    def hear(_step: dict) -> None:
        words = page.state.plain.replace("\u200b", "")
        said.append((words, page.progress.value(), page.progress.maximum()))

    buttons = page.findChildren(QPushButton)
    before = {button: button.geometry() for button in buttons if button.isVisible()}
    with qtbot.waitSignal(page.finished):
        page.add([str(file) for file in files])
        page._process.said.connect(hear)
        qtbot.waitUntil(lambda: page.progress.maximum() == 12)
        moved = {b for b, at in before.items() if b.geometry() != at}
        assert not moved
    for number, file in enumerate(files):
        count = f"ไฟล์ที่ {to_thai(str(number + 1))} จาก ๑๒: {file.name}"
        assert any(words.startswith(count) and at == number for words, at, _of in said)
    assert page.progress.isHidden()
