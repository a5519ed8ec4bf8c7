"""The stock-take: found, missing, wrong place; on paper, on screen, kept until it is saved."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kmdesk.records import WALK_UP, Actor, Library, NotAllowed
from kmdesk.shelf import documents
from kmdesk.shelf.documents import NewDocument, ShelfError, add_document
from kmdesk.shelf.papers import StockResult, lend, stock_list, store_stock_take
from kmdesk.shelf.print import print_stock_take
from kmdesk.shelf.ui.stock_dialog import StockDialog


@pytest.fixture
def papers(library: Library, clerk: Actor, shelves: list[int]) -> list[int]:
    """Five papers: three on the first shelf, two on the second; the last one is lent."""
    ids = []
    with library.writing(clerk, "Stock") as unit:
        for number in range(5):
            new = NewDocument(f"เล่ม {number}", place_id=shelves[number // 3])
            ids.append(add_document(unit, new, []).id)
        lend(unit, ids[4], "ผู้ยืมตัวอย่าง", "2026-01-05", None)
        unit.commit()
    return ids


def _state(library: Library, clerk: Actor, record_id: int) -> tuple[str, int | None]:
    with library.reading(clerk) as reading:
        detail = documents.document(reading.session, record_id)
        assert detail is not None
        return detail.holding, reading.record(record_id).place_id


def test_the_checklist_follows_the_shelves(library, clerk, shelves, papers) -> None:
    with library.reading(clerk) as reading:
        assert [line.record_id for line in stock_list(reading, None)] == papers
        assert [line.record_id for line in stock_list(reading, shelves[1])] == papers[3:]


def test_results_are_one_act(library, clerk, shelves, papers) -> None:
    since = library.feed_end()
    results = {
        papers[0]: StockResult("found"),
        papers[1]: StockResult("missing"),
        papers[2]: StockResult("elsewhere", shelves[2]),
        papers[4]: StockResult("found"),
    }
    before = [_state(library, clerk, paper) for paper in papers]
    with library.writing(clerk, "Stock-take") as unit:
        assert store_stock_take(unit, results) == 3
        unit.commit()
    assert _state(library, clerk, papers[0]) == ("in_place", shelves[0])
    assert _state(library, clerk, papers[1]) == ("missing", shelves[0])
    assert _state(library, clerk, papers[2]) == ("in_place", shelves[2])
    assert _state(library, clerk, papers[4]) == ("in_place", shelves[1])
    with library.reading(clerk) as reading:
        assert documents.open_loan(reading.session, papers[4]) is None
    library.undo_last(clerk, since)
    assert [_state(library, clerk, paper) for paper in papers] == before


def test_a_lent_paper_is_not_missing_and_a_wrong_place_needs_the_right_one(
    library, clerk, papers
) -> None:
    with library.writing(clerk, "Stock-take") as unit:
        assert store_stock_take(unit, {papers[4]: StockResult("missing")}) == 0
        with pytest.raises(ShelfError):
            store_stock_take(unit, {papers[0]: StockResult("elsewhere")})


def test_on_paper_with_three_boxes(library, clerk, papers, tmp_path: Path) -> None:
    out = print_stock_take(library, clerk, None, "ทุกที่", tmp_path / "a.pdf")
    text = PdfReader(out).pages[0].extract_text()
    for words in ("เล่ม 0", "อยู่ผิดที่", "ตู้ ๑ ชั้น"):
        assert words in text
    with pytest.raises(NotAllowed):
        print_stock_take(library, WALK_UP, None, "ทุกที่", tmp_path / "b.pdf")


def test_by_keys_on_screen_kept_and_saved(qtbot, context, library, clerk, shelves, papers) -> None:
    page = QWidget()
    page.context = context
    qtbot.addWidget(page)
    dialog = StockDialog(page, context)
    qtbot.waitUntil(lambda: dialog.is_read)
    assert len(dialog.lines) == 5
    assert not dialog.save_button.isEnabled()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        qtbot.keyClick(dialog.table, key)
    from kmdesk.widgets.dialogs import FormDialog

    (form,) = page.window().findChildren(FormDialog) or dialog.findChildren(FormDialog)
    form.editors["place_id"].set_value(shelves[2])
    form.submit()
    assert dialog.table.currentRow() == 3
    assert dialog.table.item(2, 4).text().startswith("อยู่ผิดที่")
    dialog.reject()
    again = StockDialog(page, context)
    qtbot.waitUntil(lambda: again.is_read)
    assert set(again.results) == set(papers[:3])
    qtbot.keyClick(again.table, Qt.Key.Key_Delete)
    assert set(again.results) == set(papers[1:3])
    again.save()
    qtbot.waitUntil(lambda: _state(library, clerk, papers[1])[0] == "missing")
    qtbot.waitUntil(lambda: not again.results)
    assert context.draft_store.of(clerk.name) == []
    again.reject()
