"""The page view on a real PDF through the real render process."""

from pathlib import Path

import pytest

from kmdesk.intake.client import RenderClient
from kmdesk.jobs import TaskRunner
from kmdesk.pdf import Document
from kmdesk.thai.normal import normal_form
from kmdesk.widgets.page_view import PageView


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    out = tmp_path / "three.pdf"
    document = Document(out, title="ทดสอบ", office="สำนักงานตัวอย่าง")
    for number in range(3):
        document.heading(f"หน้าที่ {number + 1}", 1)
        document.paragraph("คณะกรรมการดำเนินการต้องจัดการประชุมใหญ่สามัญ" if number else "คำนำ")
        if number < 2:
            document.page_break()
    document.save()
    return out


@pytest.fixture
def view(qtbot):
    runner, render = TaskRunner(), RenderClient()
    made = PageView(runner, render, None)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    yield made
    made.close_file()
    render.close()
    runner.close()


def test_it_opens_at_the_hit_and_steps_round(qtbot, view, pdf) -> None:
    with qtbot.waitSignal(view.searched, timeout=60_000):
        view.open(pdf, [normal_form("ประชุมใหญ่")])
    assert [place.page for place in view.hit_places] == [1, 2]
    assert view.current_hit == view.hit_places[0]
    assert view.page == 1
    view.next_hit()
    assert view.page == 2
    view.next_hit()
    assert view.page == 1
    view.previous_hit()
    assert view.page == 2


def test_it_opens_at_the_page_asked_for_and_draws_it(qtbot, view, pdf) -> None:
    view.open(pdf, [], page=2)
    qtbot.waitUntil(lambda: view.pages == 3, timeout=60_000)
    assert view.page == 2
    qtbot.waitUntil(lambda: view.has_picture(2), timeout=60_000)


def test_the_hit_is_painted_on_the_word(qtbot, view, pdf) -> None:
    with qtbot.waitSignal(view.searched, timeout=60_000):
        view.open(pdf, [normal_form("ประชุมใหญ่")])
    qtbot.waitUntil(lambda: view.has_picture(1), timeout=60_000)
    image = view.viewport().grab().toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }
    assert "#ffb84d" in colours


def test_a_file_that_is_no_pdf_says_so(qtbot, view, tmp_path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with qtbot.waitSignal(view.failed, timeout=60_000) as failed:
        view.open(broken, [])
    assert "broken.pdf" in failed.args[0]


def test_keys_turn_pages_and_zoom(qtbot, view, pdf) -> None:
    from PySide6.QtCore import Qt

    view.open(pdf, [])
    qtbot.waitUntil(lambda: view.pages == 3, timeout=60_000)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.page == 1
    before = view.verticalScrollBar().maximum()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.verticalScrollBar().maximum() > before
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0
