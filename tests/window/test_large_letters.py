"""Letters of twice the size on the smallest screen: nothing is cut, covered or out of reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.i18n import set_language
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.record_panel import RecordPanel
from kmdesk.widgets.style import LARGEST
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.window.rooms import ROOMS
from tests.window.fitting import cut
from tests.window.walk import opened_desk

SMALLEST_SCREEN = (1366, 768)
ACTORS = (WALK_UP, Actor("ผู้ดูแล", Duty.ADMINISTRATOR))


@pytest.fixture(params=["th", "en"])
def large(request: pytest.FixtureRequest, qtbot: QtBot, sample_root: Path) -> Iterator[Desk]:
    """The sample office in the largest letters, as a reader sees it."""
    set_language(request.param)
    desk = Desk(sample_root)
    desk.window.resize(*SMALLEST_SCREEN)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None, timeout=20_000)
    while desk.window.scale < LARGEST:
        desk.window.change_scale(1)
    yield desk
    desk.window.change_scale(0)
    desk.close()


def whole(qtbot: QtBot, widget: QWidget) -> None:
    """Wait for lists and layout; what is still cut then is."""
    found: list[str] = []

    def fits() -> bool:
        found[:] = cut(widget)
        return not found

    try:
        qtbot.waitUntil(fits, timeout=3_000)
    except qtbot.TimeoutError:
        raise AssertionError("\n".join(found)) from None
    assert widget.width() <= SMALLEST_SCREEN[0]
    assert widget.height() <= SMALLEST_SCREEN[1]


def test_nothing_is_cut(qtbot: QtBot, large: Desk) -> None:
    """Every page for readers and for the administrator, and the long forms."""
    context = large.context
    assert context is not None
    bar = large.window.pages.bar
    for actor in ACTORS:
        context.set_actor(actor)
        assert bar.sizeHint().width() <= bar.width(), "a tab is out of sight"
        for name in ("home", *ROOMS, "help", "basket"):
            page = large.window.pages.show_page(name)
            if name in ROOMS:
                qtbot.waitUntil(lambda page=page: bool(page.list.ids))
                page.list.selectRow(0)
                qtbot.waitUntil(lambda page=page: page.shown is not None)
                if actor is not WALK_UP:
                    edit_form(qtbot, large, page)
            whole(qtbot, large.window)
    office = large.window.pages.show_page("office")
    for name in office.page_names():
        office.show_named(name)
        whole(qtbot, large.window)


def edit_form(qtbot: QtBot, large: Desk, page: Any) -> None:
    """The room's longest form, where the record on the right has one."""
    buttons = [b for a, b in page.record.buttons if a.label == "Edit…" and b in page.record._wanted]
    if not buttons:
        return
    buttons[0].click()

    def forms() -> list[FormDialog]:
        return [form for form in large.window.findChildren(FormDialog) if form.isVisible()]

    qtbot.waitUntil(lambda: bool(forms()))
    whole(qtbot, forms()[0])
    forms()[0].discard()


def test_what_is_cut_is_found(qtbot: QtBot) -> None:
    """The measure itself: a button too narrow, one beyond its parent, a text too high."""
    box = QWidget()
    qtbot.addWidget(box)
    box.resize(300, 100)
    narrow, beyond = QPushButton("ค้นหาทั้งหมด", box), QPushButton("พิมพ์", box)
    narrow.setFixedWidth(20)
    beyond.move(290, 40)
    text = ThaiLabel(box, "ยังไม่เคยสำรองข้อมูล โปรดเลือกโฟลเดอร์หรือแฟลชไดรฟ์สำหรับเก็บข้อมูลสำรอง")
    text.setGeometry(0, 60, 120, 20)
    box.show()
    qtbot.waitUntil(box.isVisible)
    found = cut(box)
    assert [line.split(":")[0] for line in found] == [
        "QPushButton “ค้นหาทั้งหมด”",
        "QPushButton “พิมพ์”",
        f"ThaiLabel “{text.plain[:40]}”",
    ]


def test_the_buttons_of_a_record_stay_below_it_at_every_size(
    qtbot: QtBot, sample_root: Path
) -> None:
    """What has no room there any more is under “More”; nothing is out of reach."""
    desk = opened_desk(qtbot, sample_root)
    desk.window.resize(*SMALLEST_SCREEN)
    for room in ROOMS:
        page = desk.window.pages.show_page(room)
        qtbot.waitUntil(lambda page=page: bool(page.list.ids))
        page.list.selectRow(0)
        qtbot.waitUntil(lambda page=page: page.shown is not None)
        desk.window.change_scale(0)
        acts = offered(page.record)
        while True:
            whole(qtbot, desk.window)
            qtbot.waitUntil(lambda page=page: stand_below(page.record))
            assert offered(page.record) == acts, (room, desk.window.scale)
            if desk.window.scale >= LARGEST:
                break
            desk.window.change_scale(1)
    desk.window.change_scale(0)
    desk.close()


def offered(record: RecordPanel) -> set[str]:
    """The acts in reach: buttons in sight, and entries under the two that open."""
    menus = (record.more_button, record.forms_button)
    shown = {b.text() for b in record._bar.findChildren(QPushButton) if b.isVisible()}
    for menu in menus:
        shown |= {entry.text() for entry in menu.menu().actions() if entry.isVisible()}
    return shown - {menu.text() for menu in menus}


def stand_below(record: RecordPanel) -> None:
    """The buttons are under what scrolls, which has most of the room."""
    bar, above = record._bar.geometry(), record._scroll.geometry()
    assert record._bar.parentWidget() is record
    assert bar.top() > above.bottom()
    assert record.height() - bar.bottom() <= 2
    assert bar.height() <= 0.35 * record.height()
