"""The basket as a handout: real records, real PDFs."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from sqlalchemy import select

from kmdesk.composition import build_kinds
from kmdesk.corner.basket_page import BOOKLET, PackError, PackWishes, make_pack
from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Library, RecordError
from kmdesk.records.model import Record
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.basket import Basket, BasketItem
from tests.pdf.test_sheets import pages_of

PATIENCE = 30_000


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def made(desk, items, wishes=None) -> Path:
    context = desk.context
    return make_pack(context.library, WALK_UP, context.kinds, items, wishes or PackWishes())


def test_each_item_has_its_code_and_the_pages_are_numbered_across(desk) -> None:
    out = made(desk, [BasketItem(1, "เรื่องหนึ่ง"), BasketItem(2, "เรื่องสอง")])
    pages = texts(out)
    assert "KM-1" in pages[1]
    assert "KM-2" in pages[1]
    assert "ข้อมูลณวันที่" in pages[0]
    assert all(page.count("หน้า") >= 1 for page in pages[2:])
    assert "หน้า๑/๑" not in "".join(pages[2:])  # the parts' own feet


def test_a_list_of_places_comes_first_when_asked_for(desk) -> None:
    pages = texts(made(desk, [BasketItem(3, "ก")], PackWishes("ชุดทดสอบ", with_list=True)))
    assert "ชุดทดสอบ" in pages[0]
    assert "บัญชีรายการ" in pages[2]


def test_a_booklet_has_two_pages_on_a_side(desk) -> None:
    out = made(desk, [BasketItem(1, "ก")], PackWishes(layout=BOOKLET))
    box = PdfReader(out).pages[0].mediabox
    assert box.width > box.height


def test_internal_records_and_missing_originals_are_refused_in_words(desk) -> None:
    with pytest.raises(RecordError):
        made(desk, [BasketItem(40, "ลับ")])
    with pytest.raises(PackError) as caught:
        made(desk, [BasketItem(1, "ไม่มีต้นฉบับ", pages="1-2")])
    assert "ไม่มีต้นฉบับ" in str(caught.value)


def test_a_provision_and_its_law_are_two_items(qtbot) -> None:
    basket = Basket()
    basket.put(5, "กฎหมาย")
    basket.put(5, "มาตรา", "provision:33/1")
    basket.put(5, "มาตรา", "provision:33/1")
    assert [item.key for item in basket.items] == [(5, ""), (5, "provision:33/1")]
    basket.choose_pages(5, "1-2")
    assert [item.pages for item in basket.items] == ["1-2", ""]
    basket.take(5, "provision:33/1")
    assert 5 in basket
    assert (5, "provision:33/1") not in basket


def test_a_code_in_the_search_box_opens_its_record(qtbot, desk) -> None:
    with qtbot.waitSignal(desk.context.open_requested, timeout=PATIENCE) as asked:
        desk.window.top.search.setText("km-๗")
        qtbot.mouseClick(desk.window.top.go, Qt.MouseButton.LeftButton)
    assert asked.args == [7, ""]


def test_every_kind_of_the_sample_office_goes_into_one_pack(sample_root, tmp_path) -> None:
    library, kinds = Library.open(sample_root), build_kinds()
    with library.reading(WALK_UP) as reading:
        found: dict[str, Record] = {}
        for record in reading.session.scalars(select(Record).where(reading.visible())):
            found.setdefault(record.kind, record)
        wanted = {
            record.id: tr(kinds.get(code).statuses.get(record.status, record.status))
            for code, record in found.items()
        }
        items = [BasketItem(record.id, record.title) for record in found.values()]
    assert len(items) >= 12
    out = make_pack(library, WALK_UP, kinds, items, PackWishes("ทุกประเภท"))
    library.close()
    pages = pages_of(out)  # the file is checked on the way
    contents = "".join(page for page in pages[:4] if "รหัสKM-" in page)
    for record_id, status in wanted.items():
        line = contents[: contents.index(f"รหัสKM-{record_id}") + 30]
        assert "".join(status.split()) in line
        first = next(n for n, page in enumerate(pages, 1) if f"KM-{record_id}·" in page)
        assert f"หน้า{to_thai(str(first))}/{to_thai(str(len(pages)))}" in pages[first - 1]
    assert "ข้อมูลณวันที่" in pages[0]
