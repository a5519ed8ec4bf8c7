"""Acts on many documents: one unit, one undo; nothing but what was asked changes."""

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Library
from kmdesk.records.describe import tag_names
from kmdesk.records.fields import InvalidValue
from kmdesk.shelf import documents
from kmdesk.shelf.documents import (
    NewDocument,
    ShelfError,
    add_document,
    edit_many,
    replace_in,
    would_replace,
)
from kmdesk.shelf.ui.tab import Tab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog


@pytest.fixture
def papers(library: Library, clerk: Actor) -> list[int]:
    with library.writing(clerk, "Stock") as unit:
        ids = [
            add_document(
                unit, NewDocument(f"เรื่อง {n} สนง.สหกรณ์ (ฉบับ {n})", tags=("เดิม", f"ท{n}")), []
            ).id
            for n in range(4)
        ]
        unit.add(kind="order", title="คำสั่งบนชั้น", on_shelf=True)
        unit.commit()
    return ids


def _all(library: Library, clerk: Actor, ids: list[int]) -> list[tuple]:
    with library.reading(clerk) as reading:
        return [
            (
                reading.record(i).title,
                reading.record(i).place_id,
                documents.document(reading.session, i).retention,
                tuple(tag_names(reading.session, i)),
            )
            for i in ids
        ]


def test_many_are_changed_and_taken_back_at_once(library, clerk, shelves, papers) -> None:
    before, since = _all(library, clerk, papers), library.feed_end()
    with library.writing(clerk, "Change many") as unit:
        values = {"place_id": shelves[0], "retention": "5"}
        count = edit_many(unit, [*papers[:3], papers[3] + 1], values, "ใหม่ , ใหม่", "เดิม")
        unit.commit()
    assert count == 3
    after = _all(library, clerk, papers)
    assert after[3] == before[3]
    assert [row[1:3] for row in after[:3]] == [(shelves[0], "5")] * 3
    assert after[1][3] == ("ท1", "ใหม่")
    library.undo_last(clerk, since)
    assert _all(library, clerk, papers) == before


def test_find_and_replace_shows_first_and_changes_only_the_field(library, clerk, papers) -> None:
    with library.reading(clerk) as reading:
        shown = would_replace(reading, papers, "title", "สนง.", "สำนักงาน")
        assert shown[0].after == "เรื่อง 0 สำนักงานสหกรณ์ (ฉบับ 0)"
        assert would_replace(reading, papers, "note", "สนง.", "x") == []
        for field, find in (("title", ""), ("status", "x"), ("record_id", "1")):
            with pytest.raises(ShelfError):
                would_replace(reading, papers, field, find, "y")
    with library.writing(clerk, "Find and replace") as unit:
        assert replace_in(unit, papers, "title", "(ฉบับ 2)", "") == 1
        unit.commit()
    assert _all(library, clerk, papers)[2][0] == "เรื่อง 2 สนง.สหกรณ์"


def test_a_title_is_never_emptied(library, clerk, papers) -> None:
    with library.writing(clerk, "Find and replace") as unit, pytest.raises(InvalidValue):
        replace_in(unit, papers, "title", "เรื่อง 0 สนง.สหกรณ์ (ฉบับ 0)", "")


def _form(tab: Tab) -> FormDialog | None:
    forms = [form for form in tab.window().findChildren(FormDialog) if form.isVisible()]
    return forms[-1] if forms else None


def test_chosen_lines_are_moved_by_keyboard(
    qtbot: QtBot, context: Context, library, clerk, shelves, papers
) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 5)
    tab.list.clearSelection()
    for row in (0, 1):
        index = tab.list.model().index(row, 0)
        flags = tab.list.selectionModel().SelectionFlag
        tab.list.selectionModel().select(index, flags.Select | flags.Rows)
    wanted = [i for i in tab.list.selected_ids() if i in papers]
    assert len(tab.list.selected_ids()) == 2
    action = next(a for a in tab.spec.actions if a.label.startswith("Move many"))
    tab._act(action)
    qtbot.waitUntil(lambda: _form(tab) is not None)
    form = _form(tab)
    form.editors["place_id"].set_value(shelves[1])
    form.submit()
    qtbot.waitUntil(lambda: all(_all(library, clerk, [i])[0][1] == shelves[1] for i in wanted))
    others = [i for i in papers if i not in wanted]
    assert {row[1] for row in _all(library, clerk, others)} == {None}
