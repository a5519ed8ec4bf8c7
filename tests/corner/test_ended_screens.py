"""A record that no longer holds is red wherever it appears in the real window."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from kmdesk.corner.results import Card
from kmdesk.records import SYSTEM, WALK_UP
from kmdesk.records.model import Record
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.record_list import ENDED_GROUND

DEAD, ALIVE = 3, 4


@pytest.fixture
def repealed(desk):
    """The third circular is repealed by the fourth."""
    with desk.context.library.writing(SYSTEM, "Repeal") as unit:
        unit.record(DEAD).status = "repealed"
        unit.link(ALIVE, DEAD, "repeals")
        unit.commit()
    desk.context.library_changed.emit()
    return desk


def test_on_the_first_page(qtbot, desk) -> None:
    home = desk.window.pages.show_page("home")
    with desk.context.library.reading(WALK_UP) as reading:
        dead = max(reading.session.scalars(select(Record.id).where(reading.visible())))
    with desk.context.library.writing(SYSTEM, "Repeal") as unit:
        unit.record(dead).status = "repealed"
        title = unit.record(dead).title
        unit.commit()
    desk.context.library_changed.emit()
    qtbot.waitUntil(lambda: bool(home.came_in.findChildren(EndedBanner)))
    (band,) = home.came_in.findChildren(EndedBanner)
    assert "ห้ามใช้อ้างอิง" in band.plain
    assert band.parentWidget().findChild(LineButton).full == title


def test_in_list_and_panel(qtbot, repealed) -> None:
    tab = repealed.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: DEAD in tab.list.ids)
    tab.open_record(DEAD)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == DEAD)
    assert not tab.record.banner.isHidden()
    assert "ว 4" in tab.record.banner.plain
    model = tab.list.model()
    grounds = {
        record: model.data(model.index(row, 0), Qt.ItemDataRole.BackgroundRole)
        for row, record in enumerate(tab.list.ids)
        if record in (DEAD, ALIVE)
    }
    assert grounds[ALIVE] is None
    assert grounds[DEAD].color().name() == ENDED_GROUND
    tab.open_record(ALIVE)
    qtbot.waitUntil(lambda: tab.shown.id == ALIVE)
    assert tab.record.banner.isHidden()


def test_in_the_reader(qtbot, repealed) -> None:
    repealed.context.reader_requested.emit(DEAD, "", "")
    page = repealed.window.pages.page("reader")
    qtbot.waitUntil(lambda: not page.banner.isHidden())
    assert "ห้ามใช้อ้างอิง" in page.banner.plain
    repealed.context.reader_requested.emit(ALIVE, "", "")
    qtbot.waitUntil(page.banner.isHidden)


def test_in_the_results(qtbot, repealed) -> None:
    repealed.pages.search("เรื่องที่ 03")
    page = repealed.window.pages.page("results")
    qtbot.waitUntil(
        lambda: any(c.hit.record_id == DEAD for c in page.findChildren(Card)), timeout=60_000
    )
    for card in page.findChildren(Card):
        assert card.banner.isHidden() == (card.hit.record_id != DEAD)


def test_in_the_basket(qtbot, repealed) -> None:
    page = repealed.window.pages.show_page("basket")
    for record, title in ((DEAD, "เรื่องที่ 03"), (ALIVE, "เรื่องที่ 04")):
        repealed.context.basket.put(record, title)
    qtbot.waitUntil(lambda: "ห้ามใช้อ้างอิง" in page.list.item(0).text())
    assert "ห้ามใช้อ้างอิง" not in page.list.item(1).text()
