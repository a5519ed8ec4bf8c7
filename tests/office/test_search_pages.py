"""Synonyms, wanted knowledge and test searches: the clerk's pages around the search."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QPlainTextEdit

from kmdesk.office.maintenance import SearchTestError, SynonymError, add_test, checked_synonyms
from kmdesk.office.ui.wanted_page import wish_words
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.preview import PreviewDialog

PATIENCE = 60_000


@pytest.fixture
def office(qtbot, desk):
    done: list[object] = []
    desk.runner.submit_read(desk.context.search.catch_up, done=done.append)
    qtbot.waitUntil(lambda: done == [None], timeout=PATIENCE)
    desk.context.set_actor(Actor("ธุรการทดสอบ", Duty.CLERK))
    return desk.window.pages.show_page("office")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("กสส", "บรรทัดที่ 1"),
        ("กสส = กรม\nก = ขค", "สั้นเกินไป"),
        ("กสส = กรม\nกบข = กสส", "บรรทัดที่ 1 และบรรทัดที่ 2"),
        ("ว๒๑ = ว21 = หนังสือเวียน", "ซ้ำ"),
    ],
)
def test_lines_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(SynonymError) as refused:
        checked_synonyms(text)
    assert said in str(refused.value)


def test_lines_are_tidied() -> None:
    assert (
        checked_synonyms(" สกจ =  สหกรณ์จังหวัด \n\n a1=b2 = c3") == "สกจ = สหกรณ์จังหวัด\na1 = b2 = c3"
    )


def total(desk, query: str, **more: object) -> int:
    return desk.context.search.search(query, **more).total


def retype(lines: QPlainTextEdit, text: str) -> None:
    """As a person would: what is being edited is not overwritten by a late reading."""
    lines.selectAll()
    lines.insertPlainText(text)


def test_the_next_search_knows_a_new_synonym(qtbot, desk, office) -> None:
    assert total(desk, '"คกด"') == 0
    office.list.setCurrentRow(7)
    page = office.synonyms
    retype(page.lines, "คกด")
    page.save.click()
    qtbot.waitUntil(lambda: not page.problem.isHidden(), timeout=PATIENCE)
    assert desk.context.library.value("search_synonyms") == ""
    retype(page.lines, "คกด = คณะกรรมการดำเนินการ")
    page.save.click()
    qtbot.waitUntil(page.problem.isHidden, timeout=PATIENCE)
    assert desk.context.library.value("search_synonyms") == "คกด = คณะกรรมการดำเนินการ"
    assert total(desk, "คกด") == 39


def test_what_was_not_found_is_listed_asked_again_and_settled(
    qtbot, desk, office, library: Library
) -> None:
    for query in ("ฌาปนกิจ", "ฌาปนกิจ", "บำเหน็จ"):
        total(desk, query)
    office.list.setCurrentRow(6)
    page = office.wanted
    qtbot.waitUntil(lambda: len(page.wishes) == 2, timeout=PATIENCE)
    assert [(w.missed.text, w.missed.times, w.answers) for w in page.wishes] == [
        ("ฌาปนกิจ", 2, 0),
        ("บำเหน็จ", 1, 0),
    ]
    assert len(page.wishes[0].missed.last) == 10  # a day, no hour
    with library.writing(SYSTEM, "x") as unit:
        unit.add(kind="document", title="ระเบียบฌาปนกิจสงเคราะห์")
        unit.commit()
    page.refresh()
    qtbot.waitUntil(lambda: page.wishes[0].answers == 1, timeout=PATIENCE)
    assert wish_words(page.wishes[0])[3] == "ขณะนี้พบ 1 เรื่อง"
    assert page.wishes[0].missed.times == 2  # asking again is no reader's search
    page.table.setCurrentCell(0, 0)
    page.done.click()
    qtbot.waitUntil(lambda: bool(page.wishes[-1].missed.done), timeout=PATIENCE)
    assert page.wishes[-1].missed.text == "ฌาปนกิจ"
    page.print.click()
    qtbot.waitUntil(lambda: len(desk.window.findChildren(PreviewDialog)) == 1, timeout=PATIENCE)
    (preview,) = desk.window.findChildren(PreviewDialog)
    text = PdfReader(preview.path).pages[0].extract_text()
    assert "บำเหน็จ" in text
    preview.close()
    page.table.setCurrentCell(0, 0)
    page.delete.click()
    qtbot.waitUntil(lambda: len(page.wishes) == 1, timeout=PATIENCE)


def test_a_done_wish_comes_back_when_asked_in_vain_again(qtbot, desk, office) -> None:
    client = desk.context.search
    client.search("ฌาปนกิจ")
    client.settle_wanted("ฌาปนกิจ")
    assert client.wanted()[0].done
    client.search("ฌาปนกิจ")
    assert [(m.times, m.done) for m in client.wanted()] == [(2, "")]


def test_a_test_search_passes_and_fails_when_its_item_goes(
    qtbot, desk, office, library: Library, clerk: Actor
) -> None:
    office.list.setCurrentRow(8)
    page = office.golden
    qtbot.waitUntil(lambda: page.outcomes is not None, timeout=PATIENCE)
    assert all(outcome.place and outcome.golden.own for outcome in page.outcomes)
    page.add.click()
    (form,) = desk.window.findChildren(FormDialog)
    form.editors["query"].set_value("ว 7 ประชุมใหญ่")
    form.editors["words"].set_value("หนังสือเวียนเรื่องที่ 07")
    form.submit()
    qtbot.waitUntil(lambda: not page.outcomes[0].golden.own, timeout=PATIENCE)
    assert (page.outcomes[0].golden.record_id, page.outcomes[0].place > 0) == (7, True)
    with library.writing(clerk, "x") as unit:
        unit.trash(7)
        unit.commit()
    page.refresh()
    qtbot.waitUntil(lambda: page.outcomes[0].place == 0, timeout=PATIENCE)
    office.health.refresh()
    qtbot.waitUntil(lambda: office.health.health is not None, timeout=PATIENCE)
    assert (office.health.health.failing, office.health.health.drift) == (1, 0)
    assert "ค้นทดสอบ" in office.health.verdict.plain
    good = len(page.outcomes) - 1
    assert page.verdict.plain == f"ค้นทดสอบผ่าน {good} จาก {good + 1} ข้อ"
    page.table.setCurrentCell(0, 0)
    page.remove.click()
    qtbot.waitUntil(lambda: page.outcomes[0].golden.own, timeout=PATIENCE)


def test_a_test_search_names_one_item(library: Library, clerk: Actor, stocked: Path) -> None:
    with library.writing(clerk, "x") as unit:
        with pytest.raises(SearchTestError):
            add_test(unit, "ประชุม", "หนังสือเวียน")
        with pytest.raises(SearchTestError):
            add_test(unit, "ประชุม", "ไม่มีเรื่องนี้")
        assert add_test(unit, "ประชุม", "ตย 0010/ว 4").record_id == 4
