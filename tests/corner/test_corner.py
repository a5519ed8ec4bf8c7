"""What a walk-up does: search, read, gather, leave."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from kmdesk.corner.idle import PARKED_FOR_S, IdleWatch, Shelf
from kmdesk.places import add_place
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library, PassageText
from kmdesk.records.model import Record
from kmdesk.shelf.model import DocumentDetail, Loan
from kmdesk.widgets.basket import BasketItem
from kmdesk.widgets.preview import PreviewDialog

PATIENCE = 60_000


def search(qtbot, desk, words: str):
    page = desk.window.pages.page("results")
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        desk.window.top.search.setText(words)
        desk.window.top.go.click()
    return page


def caught_up(desk, qtbot) -> None:
    done = []
    desk.runner.submit_read(desk.context.search.catch_up, done=done.append)
    qtbot.waitUntil(lambda: done == [None], timeout=PATIENCE)


def test_a_search_shows_records_with_the_hit_marked(qtbot, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    assert page.result.total == 39
    assert desk.window.pages.current == "results"
    assert "background-color" in page.cards[0].snippet.text()
    assert "39" in page.headline.plain


def test_internal_records_appear_only_when_signed_in(qtbot, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    assert page.result.total == 40
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        desk.context.set_actor(WALK_UP)
    assert page.result.total == 39


def test_enter_on_a_result_opens_the_reader_with_the_hit_marked(qtbot, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    qtbot.keyClick(page.cards[0], Qt.Key.Key_Return)
    reader = desk.window.pages.page("reader")
    qtbot.waitUntil(lambda: reader.record_id == page.cards[0].hit.record_id, timeout=PATIENCE)
    assert desk.window.pages.current == "reader"
    assert [hit.replace("\u200b", "") for hit in reader.text.hits] == ["ประชุมใหญ่"]
    desk.window.go_back()
    assert desk.window.pages.current == "results"


def test_nothing_found_says_so_and_offers_a_way_on(qtbot, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ฆฆฆฆฆฆฆฆ")
    assert page.result.total == 0
    assert page.cards == []
    assert not page.tried.isHidden()


def test_the_basket_counts_orders_and_empties(qtbot, desk) -> None:
    basket = desk.context.basket
    basket.put(1, "หนึ่ง")
    basket.put(2, "สอง")
    basket.put(1, "หนึ่ง")
    assert "2" in desk.window.top.basket.text()
    page = desk.window.pages.show_page("basket")
    page.list.setCurrentRow(1)
    page.up.click()
    assert [item.record_id for item in basket.items] == [2, 1]
    page.empty.click()
    assert len(basket) == 0


def test_the_home_page_lists_what_came_in(qtbot, desk) -> None:
    home = desk.window.pages.page("home")
    qtbot.waitUntil(lambda: len(home.came_in.buttons) == 8)
    home.came_in.buttons[0].click()
    qtbot.waitUntil(lambda: desk.window.pages.current == "shelf")
    shelf = desk.window.pages.page("shelf")
    qtbot.waitUntil(lambda: shelf.shown is not None)
    assert shelf.shown.title == "หนังสือเวียนเรื่องที่ 39"


@pytest.fixture
def watch(qtbot) -> IdleWatch:
    from PySide6.QtCore import QObject

    parent = QObject()
    made = IdleWatch(parent, minutes=1)
    made._timer.stop()
    made.keep = parent
    return made


def test_idling_counts_down_then_resets(watch) -> None:
    said: list[object] = []
    watch.counting.connect(said.append)
    watch.idled.connect(lambda: said.append("idled"))
    for _second in range(60):
        watch.tick()
    assert said == [*range(20, 0, -1), 0, "idled"]


def test_a_key_stops_the_countdown(watch) -> None:
    said: list[int] = []
    watch.counting.connect(said.append)
    for _second in range(45):
        watch.tick()
    watch.touch()
    assert said[-1] == 0
    watch.tick()
    assert said[-1] == 0


def test_zero_minutes_never_idle(watch) -> None:
    said: list[object] = []
    watch.idled.connect(lambda: said.append("idled"))
    watch.minutes = 0
    for _second in range(100_000):
        watch.tick()
    assert said == []


def test_a_reset_signs_out_clears_and_parks_the_basket(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None, timeout=PATIENCE)
    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    desk.context.basket.put(3, "สาม")
    desk.window.pages.show_page("shelf")
    desk.window.top.search.setText("ครึ่งหนึ่ง")
    desk.pages.reset()
    assert desk.context.actor == WALK_UP
    assert desk.window.pages.current == "home"
    assert desk.window.top.search.text() == ""
    assert len(desk.context.basket) == 0
    number = desk.window.message.text().split("#")[1][:2]
    desk.pages.search(f"#{number}")
    qtbot.waitUntil(lambda: [item.record_id for item in desk.context.basket.items] == [3])


def test_a_parked_basket_is_kept_thirty_minutes() -> None:
    moment = [0.0]
    shelf = Shelf(lambda: moment[0])
    number = shelf.park((BasketItem(1, "หนึ่ง"),))
    assert len(number) == 2
    moment[0] = PARKED_FOR_S - 1
    assert len(shelf) == 1
    moment[0] = PARKED_FOR_S + 1
    assert shelf.fetch(number) == ()


def test_the_list_of_hits_prints_with_title_and_count(qtbot, desk, tmp_path) -> None:
    import pypdfium2

    from kmdesk.corner.results import write_pick_list
    from kmdesk.search import Filters

    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    assert page.print_list.isEnabled()
    made = []
    desk.runner.submit_read(
        write_pick_list, desk.context, "ประชุมใหญ่", Filters(), "relevance", done=made.append
    )
    qtbot.waitUntil(lambda: len(made) == 1, timeout=PATIENCE)
    document = pypdfium2.PdfDocument(made[0])
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    document.close()
    assert page.result.hits[0].title[:12] in text.replace("\r\n", "")
    assert "39" in text or "๓๙" in text


def test_the_print_button_shows_the_whole_list_not_only_the_page(qtbot, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    assert len(page.cards) == 20
    page.print_list.click()
    window = desk.window
    qtbot.waitUntil(lambda: window.findChild(PreviewDialog) is not None, timeout=PATIENCE)
    dialog = window.findChild(PreviewDialog)
    text = "".join("".join(p.extract_text() for p in PdfReader(dialog.path).pages).split())
    assert all(f"หนังสือเวียนเรื่องที่{number:02}" in text for number in range(1, 40))
    assert "หนังสือเวียนเรื่องที่40" not in text
    dialog.accept()


def key(qtbot, desk, code, text: str = "") -> None:
    """Press a key where the keyboard is, as a person without a mouse does."""
    widget = QApplication.focusWidget() or desk.window
    for char in text:  # QTest types no Thai
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char)
            QApplication.sendEvent(widget, event)
    if not text:
        qtbot.keyClick(widget, code)


def rows(page) -> list[str]:
    return [page.facets.list.item(row).text().strip() for row in range(page.facets.list.count())]


@pytest.fixture
def sorted_papers(stocked: Path, library: Library) -> Path:
    """Some of the papers have an issuer, a tag, a cupboard; one is on loan, one internal."""
    with library.writing(SYSTEM, "sort") as unit:
        cupboard = add_place(unit, "cupboard", "ตู้ ๑").id
        for number, record in enumerate(unit.session.query(Record).order_by(Record.id), 1):
            record.dated = f"2025-{1 + number * 7 % 12:02}-{1 + number % 28:02}"
            record.issuer = "กรมตัวอย่าง" if number % 2 else "หน่วยงานภายใน"
            if number == 40:
                record.issuer = "ผู้ออกภายใน"
            if number <= 10:
                record.place_id = cupboard
                unit.tag(record, "เวียนด่วน")
            if number == 1:
                unit.session.add(DocumentDetail(record_id=record.id, holding="on_loan"))
                loan = {"borrower": "นาย ก. ตัวอย่าง", "borrowed_on": "2025-07-01"}
                unit.session.add(Loan(record_id=record.id, due_on="2025-07-15", **loan))
        unit.commit()
    return stocked


def test_facets_combine_and_go_one_by_one(qtbot, sorted_papers, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    assert "กรมตัวอย่าง  (20)" in rows(page)
    assert not any("ผู้ออกภายใน" in row for row in rows(page))
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        page.facets.choose("issuer", "กรมตัวอย่าง")
    assert page.result.total == 20
    assert "หน่วยงานภายใน  (19)" in rows(page)  # what choosing it instead would show
    assert "เวียนด่วน  (5)" in rows(page)
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        page.facets.choose("tag", "เวียนด่วน")
    assert page.result.total == 5
    assert "ตู้ ๑  (5)" in rows(page)
    chips = [chip for chip in page.facets.chips.findChildren(QPushButton) if chip.isVisible()]
    assert [chip.accessibleName() for chip in chips] == ["จาก: กรมตัวอย่าง", "ป้าย: เวียนด่วน"]
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        chips[0].click()
    assert page.result.total == 10
    assert page.facets.chosen == {"tag": "เวียนด่วน"}


def test_nothing_of_the_clerks_choice_stays_for_the_next_reader(qtbot, sorted_papers, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        page.facets.choose("issuer", "ผู้ออกภายใน")
    assert page.result.total == 1
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        desk.context.set_actor(WALK_UP)
    assert page.facets.chosen == {}
    assert not any("ผู้ออกภายใน" in row for row in rows(page))


def test_a_hit_says_where_the_paper_is_and_that_it_is_out(qtbot, sorted_papers, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "หนังสือเวียนเรื่องที่ 01")
    assert "ตู้ ๑" in page.cards[0].where.text()
    assert "ถูกยืมอยู่ กำหนดคืน ๑๕ ก.ค. ๖๘" in page.cards[0].where.text()
    assert "ตัวอย่าง" not in page.cards[0].where.text()
    page = search(qtbot, desk, "ประชุม")
    assert page.cards[0].hit.hit_count == 1
    assert "แห่ง" not in page.cards[0].where.text()
    page = search(qtbot, desk, "การ")
    assert page.cards[0].where.text().startswith(f"พบ {page.cards[0].hit.hit_count} แห่ง")
    page = search(qtbot, desk, "หนังสือเวียนเรื่องที่ 02")
    assert not page.cards[0].on_loan


def test_a_walk_up_needs_no_mouse(qtbot, sorted_papers, desk) -> None:
    caught_up(desk, qtbot)
    desk.window.activateWindow()
    page = desk.window.pages.page("results")
    key(qtbot, desk, Qt.Key.Key_F3)
    qtbot.waitUntil(desk.window.top.search.hasFocus)
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        key(qtbot, desk, None, "ประชุมใหญ่")
        key(qtbot, desk, Qt.Key.Key_Return)
    assert page.cards[0].hasFocus()
    key(qtbot, desk, Qt.Key.Key_Down)
    assert page.cards[1].hasFocus()
    key(qtbot, desk, Qt.Key.Key_Left)
    assert page.facets.list.hasFocus()
    at = rows(page).index("เวียนด่วน  (10)")
    while page.facets.list.currentRow() != at:
        key(qtbot, desk, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        key(qtbot, desk, Qt.Key.Key_Return)
    assert page.result.total == 10
    assert page.facets.list.hasFocus()
    key(qtbot, desk, Qt.Key.Key_Right)
    assert page.cards[0].hasFocus()
    for _ in range(3):
        key(qtbot, desk, Qt.Key.Key_Down)
    key(qtbot, desk, Qt.Key.Key_Return)
    reader = desk.window.pages.page("reader")
    qtbot.waitUntil(lambda: reader.record_id == page.cards[3].hit.record_id, timeout=PATIENCE)
    key(qtbot, desk, Qt.Key.Key_F4)
    key(qtbot, desk, Qt.Key.Key_Escape)
    assert desk.window.pages.current == "results"
    qtbot.waitUntil(page.cards[3].hasFocus)
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        key(qtbot, desk, Qt.Key.Key_Escape)  # takes the tag back
    assert (desk.window.pages.current, page.result.total) == ("results", 39)
    key(qtbot, desk, Qt.Key.Key_Escape)
    assert desk.window.pages.current == "home"


def test_the_order_is_by_fit_or_by_date(qtbot, sorted_papers, desk) -> None:
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    assert not page.order.isHidden()
    page.order.setCurrentIndex(1)
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        page.order.activated.emit(1)
    days = [card.hit.dated for card in page.cards]
    assert len(set(days)) > 5
    assert days == sorted(days, reverse=True)


def test_statuses_that_read_the_same_are_one(qtbot, desk, library: Library) -> None:
    with library.writing(SYSTEM, "x") as unit:
        unit.add(kind="document", title="คู่มือประชุมใหญ่", status="current")
        unit.add(kind="process", title="จัดประชุมใหญ่", status="approved")
        unit.commit()
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ประชุมใหญ่")
    (row,) = (row for row in rows(page) if row.startswith("ใช้อยู่"))
    assert row == "ใช้อยู่  (2)"
    with qtbot.waitSignal(page.answered, timeout=PATIENCE):
        page.facets.choose("status", "approved\x1fcurrent")
    assert page.result.total == 2
    assert "✓ ใช้อยู่  (2)" in rows(page)


def test_an_honest_zero_tells_of_pages_without_text(qtbot, desk, library: Library) -> None:
    with library.writing(SYSTEM, "scan") as unit:
        record = unit.add(kind="document", title="ภาพสแกน")
        scanned = [PassageText(f"page:{n}", str(n), "", problem="no text") for n in (1, 2)]
        unit.passages(record, scanned)
        unit.commit()
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ฆฆฆฆฆฆฆฆ")
    said = page.tried.plain
    assert "ในคลังมี 2 หน้าที่ยังค้นข้อความไม่ได้" in said
    assert "ลองคำสะกดใกล้เคียง" in said
    assert "ไม่พบ" not in said  # the headline says it
    assert "ไม่พบ" in page.headline.plain
    assert page.facets.isHidden()
