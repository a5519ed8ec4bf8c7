"""The trash page: what lies there, a merge undone, and what the administrator deletes."""

import pytest

from kmdesk.app import Desk
from kmdesk.records import Actor, Duty
from kmdesk.records.history import history
from kmdesk.records.trash import trash_rows
from kmdesk.shelf.check_letter import merge_copy
from kmdesk.shelf.documents import NewDocument, add_document
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.drafts import Draft, FormPlace

PATIENCE = 60_000
CLERK = Actor("ธุรการทดสอบ", Duty.ADMINISTRATOR)


@pytest.fixture
def office(qtbot, desk):
    desk.context.set_actor(CLERK)
    return desk.window.pages.show_page("office")


def _open_trash(qtbot, office):
    page = office.trash
    office.list.setCurrentRow(office.page_names().index("trash"))
    page.refresh()
    qtbot.waitUntil(lambda: page.list.rowCount() > 0, timeout=PATIENCE)
    return page


def _throw(desk: Desk, record_id: int) -> None:
    with desk.context.library.writing(CLERK, "Move to the trash") as unit:
        unit.trash(record_id)
        unit.commit()


def test_kind_number_who_and_when_are_told(qtbot, desk, office) -> None:
    _throw(desk, 3)
    page = _open_trash(qtbot, office)
    cells = [page.list.item(0, column).text() for column in range(5)]
    assert cells[:4] == ["เอกสาร", "ตย 0010/ว 3", "หนังสือเวียนเรื่องที่ 03", CLERK.name]
    assert "น." in cells[4]


def test_an_empty_shell_is_told_for_what_it_is(qtbot, desk, office) -> None:
    library = desk.context.library
    with library.writing(CLERK, "Add documents") as unit:
        keep, gone = (add_document(unit, NewDocument(title=title), []).id for title in ("อยู่", "ไป"))
        unit.commit()
    with library.writing(CLERK, "Check a letterhead") as unit:
        merge_copy(unit, keep, gone)
        unit.commit()
        merge = unit.id
    page = _open_trash(qtbot, office)
    assert "รวมแล้ว" in page.list.item(0, 2).text()
    assert page.state.isVisible()
    assert "อยู่" in page.state.plain
    assert page.restore.text() == "เลิกการรวม"
    # undone and done again it is still a shell
    undone = library.undo(CLERK, merge)
    library.undo(CLERK, undone)
    with library.reading(CLERK) as reading:
        (row,) = trash_rows(reading)
    assert row.merged_into == "อยู่"
    page.refresh()
    qtbot.waitUntil(lambda: page.rows == [row], timeout=PATIENCE)
    page.restore.click()
    qtbot.waitUntil(lambda: page.list.rowCount() == 0, timeout=PATIENCE)
    with library.reading(CLERK) as reading:
        assert reading.record(gone).title == "ไป"


def test_the_administrator_deletes_for_good_by_typing_it(qtbot, desk, office) -> None:
    _throw(desk, 3)
    store, place = desk.context.draft_store, FormPlace("shelf", "Edit…", 3, "หนังสือ")
    assert store.keep(Draft("อีกคน", "Edit document", place, "2026-01-01T00:00:00Z", {"a": "ข"}))
    desk.context.basket.put(3, "หนังสือ")
    page = _open_trash(qtbot, office)
    page.erase.click()
    (form,) = [f for f in desk.window.findChildren(FormDialog) if f.isVisible()]
    form.editors["why"].set_value("เจ้าของข้อมูลขอ")
    form.editors["word"].set_value("ลบ")
    form.submit()
    assert form.isVisible()
    assert not form._problems["word"].isHidden()
    assert len(page.rows) == 1
    form.editors["word"].set_value("ลบถาวร")
    form.submit()
    qtbot.waitUntil(lambda: page.list.rowCount() == 0, timeout=PATIENCE)
    assert store.of("อีกคน") == []
    assert len(desk.context.basket) == 0
    with desk.context.library.reading(CLERK) as reading:
        assert history(reading.session, 3)[0].after == {
            "number": "ตย 0010/ว 3", "kind": "document", "why": "เจ้าของข้อมูลขอ",
        }  # fmt: skip
    qtbot.waitUntil(lambda: "ลบถาวรแล้ว" in desk.window.message.text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: desk.context.search.status().drift == 0, timeout=PATIENCE)


@pytest.mark.parametrize("duty", [Duty.CLERK, Duty.SECRETARY])
def test_nobody_else_is_offered_it(qtbot, desk, office, duty: Duty) -> None:
    _throw(desk, 3)
    desk.context.set_actor(Actor("อีกคน", duty))
    page = _open_trash(qtbot, desk.window.pages.show_page("office"))
    assert page.restore.isVisible()
    assert page.erase.isHidden()
