"""What is missing and what is due, on a real library and on paper."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from kmdesk.records import WALK_UP, Actor, Library, PassageText
from kmdesk.shelf import documents
from kmdesk.shelf.completeness import Section, find_due, find_gaps, numbers_in
from kmdesk.shelf.documents import NewDocument, ShelfError, add_document, add_receipt, note_answer
from kmdesk.shelf.papers import lend
from kmdesk.shelf.ui.findings_dialog import FindingsDialog

TODAY = date(2026, 3, 10)
Add = Callable[..., int]


@pytest.fixture
def add(library: Library, clerk: Actor) -> Add:
    def make(title: str, *, receipts=(), texts=(), **facts: object) -> int:
        with library.writing(clerk, "Add documents") as unit:
            record = add_document(unit, NewDocument(title, **facts), texts)
            for number, day in receipts:
                add_receipt(unit, record.id, number, day)
            unit.commit()
            return record.id

    return make


def _section(sections: list[Section], label: str) -> list[tuple[int, str]]:
    (found,) = [section for section in sections if section.label == label]
    return [(line.record_id, line.number) for line in found.lines]


def _gaps(library: Library, actor: Actor) -> list[Section]:
    with library.reading(actor) as reading:
        return find_gaps(reading, TODAY)


def test_letters_referred_to_but_absent(library, clerk, add) -> None:
    add("มีอยู่", number="กษ ๑๑๐๘/ว ๑๒")
    refers = "หนังสือกรม ที่ กษ ๑๑๐๘/ว ๑๒ ลงวันที่ ๑ ม.ค. ๒๕๖๙\nที่ กษ 1108/ว 34 และที่ มท ๐๘๐๒/๕๖"
    first = add("อ้างถึง", detail={"refers_to": refers})
    found = _section(_gaps(library, clerk), "Letters referred to that are not here")
    assert found == [(first, "กษ 1108/ว 34"), (first, "มท 0802/56")]
    assert list(numbers_in("ไม่มีเลขที่ใด ๆ")) == []


def test_pages_papers_and_time_run_out(library, clerk, add) -> None:
    scan = [PassageText("page:1", "1", "", "This page is a picture.")]
    unread = add("สแกน", texts=scan)
    lost = add("หาไม่พบ", detail={"holding": "missing"})
    loose = add("ไม่มีที่เก็บ", detail={"holding": "in_place"})
    add("ไฟล์อย่างเดียว")
    old = add("เก่า", dated="2015-01-05", detail={"retention": "10", "holding": "in_place"})
    add("ยังไม่ครบ", dated="2016-01-05", detail={"retention": "10", "holding": "none"})
    gaps = _gaps(library, clerk)
    assert _section(gaps, "Pages not searchable yet") == [(unread, "")]
    unshelved = {record for record, _n in _section(gaps, "Papers without a place or not found")}
    assert unshelved == {lost, loose, old}
    assert _section(gaps, "Papers whose time of keeping has run out") == [(old, "")]


def test_receive_numbers_doubled_and_left_out_by_year(library, clerk, add) -> None:
    one = add("หนึ่ง", receipts=[("๑", "2026-01-05"), ("7", "2026-02-01")])
    two = add("สอง", receipts=[("๓/๒๕๖๙", "2026-01-06")])
    three = add("สาม", receipts=[("3", "2026-01-07"), ("4", "2025-12-30")])
    gaps = _gaps(library, clerk)
    assert _section(gaps, "Receive numbers used twice") == [(three, "3")]
    assert _section(gaps, "Receive numbers left out") == [(0, "2"), (0, "4–6")]
    assert one and two


def test_own_numbers_are_counted_by_series(library, clerk, add) -> None:
    with library.writing(clerk, "Settings") as unit:
        unit.set_value("office_name", "สำนักงานตัวอย่าง")
        unit.commit()
    office = {"issuer": "สำนักงานตัวอย่าง", "dated": "2026-01-05"}
    for number in ("ตย 0010/1", "ตย 0010/3", "ตย 0010/ว 1", "ตย 0010/ว 2"):
        add(number, number=number, **office)
    again = add("ซ้ำ", number="ตย 0010/ว 2", **office)
    add("ของผู้อื่น", number="ตย 0010/9", issuer="ที่อื่น", dated="2026-01-05")
    gaps = _gaps(library, clerk)
    assert _section(gaps, "Numbers of own letters used twice") == [(again, "ตย 0010/ว 2")]
    assert _section(gaps, "Numbers of own letters left out") == [(0, "2")]


def test_own_numbers_are_known_by_the_letter_code_too(library, clerk, add) -> None:
    with library.writing(clerk, "Settings") as unit:
        unit.set_value("office_code", "ตย ๐๐๑๐")
        unit.commit()
    for number, issuer in (("ตย 0010/1", "สนง.ตัวอย่าง"), ("ตย 0010/4", "สำนักงานตัวอย่าง")):
        add(number, number=number, issuer=issuer, dated="2026-01-05")
    add("ของผู้อื่น", number="ตย 00101/9", issuer="ที่อื่น", dated="2026-01-05")
    gaps = _gaps(library, clerk)
    assert _section(gaps, "Numbers of own letters left out") == [(0, "2–3")]


def test_internal_papers_are_no_business_of_a_reader(library, clerk, add) -> None:
    add("ภายใน", audience="internal", detail={"holding": "missing"})
    assert not any(section.lines for section in _gaps(library, WALK_UP))


def test_what_is_due_soonest_first_with_who_and_how_late(library, clerk, add) -> None:
    later = add("ทีหลัง", detail={"reply_by": "2026-03-20"})
    late = add("เลย", detail={"reply_by": "2026-03-01", "assigned_to": "ฝ่ายตัวอย่าง"})
    add("ตอบแล้ว", detail={"reply_by": "2026-03-01", "replied_with": "ตย 1"})
    lent = add("ยืม", detail={"holding": "unplaced"})
    with library.writing(clerk, "Lend a paper") as unit:
        lend(unit, lent, "ผู้ยืมตัวอย่าง", "2026-02-01", None)
        unit.commit()
    with library.reading(clerk) as reading:
        answers, loans = find_due(reading, TODAY)
    assert [line.record_id for line in answers.lines] == [late, later]
    assert "เลยกำหนด 9 วัน" in answers.lines[0].note
    assert "ฝ่ายตัวอย่าง" in answers.lines[0].note
    assert [line.record_id for line in loans.lines] == [lent]
    assert "ผู้ยืมตัวอย่าง" in loans.lines[0].note


def test_an_answer_is_noted_and_linked(library, clerk, add) -> None:
    asked = add("ขอข้อมูล", number="กษ 1108/5", detail={"reply_by": "2026-03-20"})
    answer = add("ส่งข้อมูล", number="ตย 0010/8")
    with library.writing(clerk, "Note an answer") as unit:
        for wrong in ("", "  ", "กษ ๑๑๐๘/๕"):
            with pytest.raises(ShelfError):
                note_answer(unit, asked, wrong)
        unit.session.rollback()
        note_answer(unit, asked, "ตย ๐๐๑๐/๘", "ส่งแล้ว")
        unit.commit()
    with library.reading(clerk) as reading:
        detail = documents.document(reading.session, asked)
        assert detail is not None
        assert (detail.replied_with, detail.action) == ("ตย 0010/8", "ส่งแล้ว")
        assert find_due(reading, TODAY)[0].lines == ()
    with library.reading(clerk) as reading:
        from kmdesk.records.model import Link

        (link,) = reading.session.query(Link).all()
        assert (link.record_id, link.to_id, link.relation) == (answer, asked, "answers")


def test_the_list_on_screen_opens_and_prints(
    qtbot, context, library, clerk, add, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QWidget

    from kmdesk.shelf.completeness import print_findings

    lost = add("หาไม่พบ", detail={"holding": "missing"})
    page = QWidget()
    qtbot.addWidget(page)
    dialog = FindingsDialog(page, context, "What is missing", find_gaps)
    qtbot.waitUntil(lambda: dialog.is_read)
    (head,) = [
        item
        for at in range(dialog.tree.topLevelItemCount())
        if (item := dialog.tree.topLevelItem(at)) is not None and item.childCount()
    ]
    with qtbot.waitSignal(context.open_requested) as asked:
        dialog.tree.itemActivated.emit(head.child(0), 0)
    assert asked.args == [lost, ""]
    out = print_findings(library, "สิ่งที่ขาดในคลัง", dialog.sections, tmp_path / "a.pdf")
    text = PdfReader(out).pages[0].extract_text()
    assert "หาไม่พบ" in text
    assert print_findings(library, "ว่าง", [], tmp_path / "b.pdf").is_file()
