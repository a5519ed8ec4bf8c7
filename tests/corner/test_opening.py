"""What is found opens where it can be read: pages in the reader, everything else in its tab."""

from PySide6.QtCore import Qt

from kmdesk.records import SYSTEM, Library
from tests.corner.test_corner import PATIENCE, caught_up, search


def _answer(library: Library) -> int:
    with library.writing(SYSTEM, "answer") as unit:
        record = unit.add(kind="answer_card", title="ยืมได้นานเท่าใด", status="current").id
        unit.commit()
    return record


def test_a_hit_without_pages_opens_in_its_tab_and_escape_leads_back(qtbot, desk) -> None:
    record = _answer(desk.context.library)
    caught_up(desk, qtbot)
    page = search(qtbot, desk, "ยืมได้นานเท่าใด")
    assert page.cards[0].hit.record_id == record
    qtbot.keyClick(page.cards[0], Qt.Key.Key_Return)
    pages = desk.window.pages
    qtbot.waitUntil(lambda: pages.current == "regulations", timeout=PATIENCE)
    tab = pages.page("regulations")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record, timeout=PATIENCE)
    desk.window.go_back()
    assert pages.current == "results"
    pages.show_page("home")
    pages.show_page("shelf")
    desk.window.go_back()
    assert pages.current == "shelf"  # a tab that was chosen stays


def test_a_record_whose_file_has_no_pages_offers_no_reading(qtbot, desk) -> None:
    library = desk.context.library
    record = _answer(library)
    with library.writing(SYSTEM, "file") as unit:
        unit.attach(unit.record(record), "ข้อ ๑".encode(), "law.txt", "text/plain")
        unit.commit()
    desk.window.open_record(record)
    tab = desk.window.pages.page("regulations")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record, timeout=PATIENCE)
    assert tab.shown.files
    assert tab.record.read_button.isHidden()
