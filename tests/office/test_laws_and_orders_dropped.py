"""A law or an order among files: offered to its own tab, read in there, linked to its paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.committees.ui.order_reader import OrderReader
from kmdesk.people.accounts import add_account
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library
from kmdesk.records.describe import READ_FROM
from kmdesk.records.model import Change, Link, Record
from kmdesk.shelf.documents import keep_on_shelf, offers
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.queries import record_view

CLERK = Actor("ธุรการทดสอบ", Duty.CLERK)
LAW = """พระราชบัญญัติ
การทดสอบระบบ
พ.ศ. ๒๕๖๐

มาตรา ๑  พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติการทดสอบระบบ พ.ศ. ๒๕๖๐”

มาตรา ๒  พระราชบัญญัตินี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป

มาตรา ๓  ให้ผู้รักษาการทดสอบระบบปีละครั้ง
"""
ORDER = """คำสั่งสำนักงานทดสอบจังหวัดตัวอย่าง
ที่ ๔๕/๒๕๖๘
เรื่อง แต่งตั้งคณะทำงานทดสอบระบบ

ด้วยสำนักงานจะทดสอบระบบ จึงแต่งตั้งคณะทำงานทดสอบระบบ ประกอบด้วย
๑. นาย ก. แบบหนึ่ง หัวหน้ากลุ่มทดสอบ ประธาน
๒. นางสาว ข. แบบสอง นักวิชาการ เลขานุการ

สั่ง ณ วันที่ ๑ ธันวาคม พ.ศ. ๒๕๖๘
"""
LETTER = """ที่ ตย ๐๐๑๐/๑๒
เรื่อง แจ้งพระราชบัญญัติการทดสอบระบบ
เรียน ประธานกรรมการ
มาตรา ๑ ชื่อ
มาตรา ๒ วัน
มาตรา ๓ นิยาม
"""


@pytest.fixture
def dropped(qtbot: QtBot, library: Library, tmp_path: Path) -> Iterator[Desk]:
    """The window, a clerk signed in, with a law, an order and a letter just dropped on it."""
    add_account(library, SYSTEM, CLERK.name, "รหัสลับ๑", Duty.CLERK)
    for name, text in (("ก.txt", LAW), ("ข.txt", ORDER), ("ค.txt", LETTER)):
        (tmp_path / name).write_text(text, "utf-8")
    made = Desk(library.root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None)
    made.context.set_actor(CLERK)
    page = made.window.pages.show_page("office").adding
    with qtbot.waitSignal(page.finished):
        made.window.files_dropped.emit([str(tmp_path / f"{name}.txt") for name in "กขค"])
    qtbot.waitUntil(lambda: len(page.offers) == 2)
    yield made
    made.close()


def adding(desk: Desk):
    return desk.window.pages.page("office").adding


def record_of(library: Library, kind: str) -> Record:
    with library.reading(SYSTEM) as reading:
        query = select(Record).where(Record.kind == kind, Record.deleted_at.is_(None))
        return reading.session.scalars(query).one()


def offered(library: Library) -> dict[int, str]:
    with library.reading(CLERK) as reading:
        return dict(offers(reading, range(1, 20)))


def links(library: Library) -> list[tuple[int, int, str]]:
    with library.reading(SYSTEM) as reading:
        rows = reading.session.scalars(select(Link).where(Link.relation == READ_FROM))
        return [(link.record_id, link.to_id, link.relation) for link in rows]


def test_law_and_order_are_offered_at_their_rows_and_nothing_else_is(dropped) -> None:
    page = adding(dropped)
    assert {row: cell.room for row, cell in page.offers.items()} == {
        0: "regulations",
        1: "committees",
    }
    assert not page.table.isColumnHidden(3)
    assert "กฎหมาย" in page.offers[0].read_in.text()
    assert "คำสั่งแต่งตั้ง" in page.offers[1].read_in.text()
    with dropped.context.library.reading(WALK_UP) as reading:
        assert offers(reading, range(1, 20)) == {}  # a visitor reads nothing in


def test_a_law_is_read_in_with_its_paper_linked_and_undone_in_one(qtbot, dropped) -> None:
    library, page = dropped.context.library, adding(dropped)
    page.offers[0].read_in.click()
    qtbot.waitUntil(lambda: dropped.window.findChildren(FormDialog) != [])
    assert dropped.window.pages.current == "regulations"
    (form,) = dropped.window.findChildren(FormDialog)
    assert "การทดสอบระบบ" in form.editors["title"].value()
    with qtbot.waitSignal(dropped.context.library_changed):
        form.submit()
    law = record_of(library, "regulation")
    paper = page._rows[0].record_id
    assert links(library) == [(law.id, paper, READ_FROM)]
    with library.reading(CLERK) as reading:
        seen = [
            {link.record_id for link in record_view(reading, dropped.context.kinds, at, None).links}
            for at in (law.id, paper)
        ]
    assert seen == [{paper}, {law.id}]
    qtbot.waitUntil(lambda: 0 not in page.offers)
    dropped.pages.steps.undo()
    qtbot.waitUntil(lambda: links(library) == [])
    with library.reading(SYSTEM) as reading:
        kinds = set(reading.session.scalars(select(Record.kind).where(Record.deleted_at.is_(None))))
    assert kinds == {"document"}
    qtbot.waitUntil(lambda: 0 in page.offers)  # it can be read in again


def test_an_order_is_read_in_with_its_members_and_linked(qtbot, dropped) -> None:
    library, page = dropped.context.library, adding(dropped)
    page.offers[1].read_in.click()
    qtbot.waitUntil(lambda: dropped.window.findChildren(OrderReader) != [])
    (reader,) = dropped.window.findChildren(OrderReader)
    qtbot.waitUntil(lambda: reader.table.rowCount() == 2)
    assert dropped.window.pages.current == "committees"
    reader.editors["effective_on"].set_value("2025-12-01")
    with qtbot.waitSignal(dropped.context.library_changed):
        reader.save()
    order = record_of(library, "order")
    assert links(library) == [(order.id, page._rows[1].record_id, READ_FROM)]
    with library.reading(SYSTEM) as reading:
        query = select(Change.unit).where(Change.record_id == order.id)
        assert len(set(reading.session.scalars(query))) == 1


def test_an_offer_waved_away_stays_away_until_that_is_undone(qtbot, dropped) -> None:
    library, page = dropped.context.library, adding(dropped)
    page.offers[0].wave.click()
    qtbot.waitUntil(lambda: set(page.offers) == {1})
    paper = page._rows[0].record_id
    assert paper not in offered(library)
    dropped.pages.steps.undo()
    qtbot.waitUntil(lambda: set(page.offers) == {0, 1})


def test_the_record_on_the_shelf_offers_it_too(qtbot, dropped) -> None:
    library, paper = dropped.context.library, adding(dropped)._rows[1].record_id
    shelf = dropped.window.pages.show_page("shelf")
    shelf.open_record(paper)
    qtbot.waitUntil(lambda: shelf.shown is not None and shelf.shown.id == paper)
    fitting = [a.label for a in shelf.spec.actions if a.fits(shelf.shown, Duty.CLERK)]
    assert "This is an appointment order: read it into its tab…" in fitting
    assert "This is a law: read it into its tab…" not in fitting
    with library.writing(CLERK, "x") as unit:
        keep_on_shelf(unit, paper)
        unit.commit()
    dropped.context.library_changed.emit()
    qtbot.waitUntil(lambda: shelf.shown.detail.room == "")


def test_a_paper_for_internal_use_gives_an_internal_law(qtbot, dropped) -> None:
    library, page = dropped.context.library, adding(dropped)
    with library.writing(CLERK, "x") as unit:
        unit.record(page._rows[0].record_id).audience = "internal"
        unit.commit()
    page.offers[0].read_in.click()
    qtbot.waitUntil(lambda: dropped.window.findChildren(FormDialog) != [])
    (form,) = dropped.window.findChildren(FormDialog)
    with qtbot.waitSignal(dropped.context.library_changed):
        form.submit()
    assert record_of(library, "regulation").audience == "internal"
