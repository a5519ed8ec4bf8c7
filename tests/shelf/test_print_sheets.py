"""The shelf's registers and cards: what goes on them, and who may print them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Library, NotAllowed
from kmdesk.records.model import Record
from kmdesk.records.unit import PassageText
from kmdesk.shelf import print
from kmdesk.shelf.documents import (
    NewDocument,
    ShelfError,
    add_document,
    add_receipt,
    change_document,
)
from kmdesk.shelf.papers import lend
from kmdesk.shelf.print import (
    print_announcement,
    print_borrow_card,
    print_destruction,
    print_paper_labels,
    print_register,
)
from kmdesk.shelf.ui import label_acts
from kmdesk.shelf.ui.tab import Tab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog
from tests.pdf.test_official import in_order
from tests.pdf.test_sheets import pages_of


@pytest.fixture
def papers(library: Library, clerk: Actor, shelves: list[int]) -> list[int]:
    """Three letters received in 2025, the last of them lent, dated 2010, 2014 and 2020."""
    with library.writing(clerk, "Papers") as unit:
        made: list[Record] = []
        for at, year in enumerate((2010, 2014, 2020)):
            record = add_document(
                unit,
                NewDocument(title=f"เรื่องที่ {at}", number=f"กษ ๑/{at}", dated=f"{year}-06-01"),
                [],
            )
            change_document(unit, record.id, {"place_id": shelves[0], "holding": "in_place"})
            made.append(record)
        for at, number in enumerate(("10/2568", "9/2568", "11/2568")):
            add_receipt(unit, made[at].id, number, "2025-02-03", "09.30")
        lend(unit, made[2].id, "นาย ก. ตัวอย่าง", "2025-03-01", None)
        ids = [record.id for record in made]
        unit.commit()
    return ids


def test_register_counts_as_the_numbers_were_given(
    library: Library, clerk: Actor, papers: list[int]
) -> None:
    with library.reading(clerk) as reading:
        rows = print.letters_received(reading, "2025-01-01", "2025-12-31")
        assert print.letters_received(reading, "2024-01-01", "2024-12-31") == []
    assert [row.number for row in rows] == ["9/2568", "10/2568", "11/2568"]
    assert rows[0].subject == "เรื่องที่ 1"


def test_an_announcement_of_the_shelf_prints_as_form_7(
    library: Library, clerk: Actor, walk_up: Actor, tmp_path: Path
) -> None:
    text = "ด้วยสำนักงานจะปรับปรุงมุมความรู้\nจึงประกาศให้ทราบทั่วกัน"
    new = NewDocument(title="ปิดมุมความรู้ชั่วคราว", issuer="สำนักงานตัวอย่าง", dated="2025-02-03")
    with library.writing(clerk, "Papers") as unit:
        typed = add_document(unit, new, [PassageText("page:1", "", text)]).id
        empty = add_document(unit, NewDocument(title="ว่าง"), []).id
        change_document(unit, typed, {"form": "announcement", "signer": "นาย ก. ตัวอย่าง"})
        unit.commit()
    out = tmp_path / "a.pdf"
    (page,) = pages_of(print_announcement(library, clerk, typed, out))
    in_order(
        page,
        "ประกาศสำนักงานตัวอย่าง",
        "เรื่อง ปิดมุมความรู้ชั่วคราว",
        *text.split("\n"),
        "ประกาศ ณ วันที่ ๓ กุมภาพันธ์ พ.ศ. ๒๕๖๘",
        "(นาย ก. ตัวอย่าง)",
    )
    with pytest.raises(ShelfError):
        print_announcement(library, clerk, empty, out)
    with pytest.raises(NotAllowed):
        print_announcement(library, walk_up, typed, out)


def test_only_papers_whose_time_is_over_are_to_be_destroyed(
    library: Library, clerk: Actor, papers: list[int]
) -> None:
    with library.reading(clerk) as reading:

        def listed(year: int) -> list[str]:
            return [paper.subject for paper, _state in print.papers_expired(reading, year)]

        assert listed(2019) == []
        assert listed(2020) == ["เรื่องที่ 0"]
        assert listed(2024) == ["เรื่องที่ 0", "เรื่องที่ 1"]
    with library.writing(clerk, "Keep") as unit:
        change_document(unit, papers[0], {"retention": "forever"})
        unit.commit()
    with library.reading(clerk) as reading:
        found = print.papers_expired(reading, 2030)
        assert [(p.subject, state) for p, state in found] == [
            ("เรื่องที่ 1", "in_place"),
            ("เรื่องที่ 2", "on_loan"),
        ]


def test_nothing_of_it_is_for_a_walk_up(
    library: Library, walk_up: Actor, papers: list[int], tmp_path: Path
) -> None:
    from kmdesk.pdf.labels import SHEETS

    out = tmp_path / "out.pdf"
    for act in (
        lambda: print_register(library, walk_up, "2025-01-01", "2025-12-31", out),
        lambda: print_borrow_card(library, walk_up, papers[2], out),
        lambda: print_destruction(library, walk_up, 2567, out),
        lambda: print_paper_labels(library, walk_up, papers, SHEETS["3x8"], 1, out),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not out.exists()


def test_forms_are_offered_to_the_clerk_only(
    qtbot: QtBot, context: Context, papers: list[int], walk_up: Actor
) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.open_record(papers[2])
    qtbot.waitUntil(lambda: tab.shown is not None)
    assert not tab.forms_button.isHidden() and not tab.record.forms_button.isHidden()
    assert len(tab.forms_button.entries) == 4 and len(tab.record.forms_button.entries) == 3
    context.set_actor(walk_up)
    assert tab.forms_button.isHidden() and tab.record.forms_button.isHidden()


def test_the_sheet_of_labels_is_remembered_and_checked(
    qtbot: QtBot, context: Context, papers: list[int]
) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)

    def form() -> FormDialog:
        shown = [f for f in tab.findChildren(FormDialog) if f.isVisible()]
        return shown[-1]

    def ask() -> FormDialog:
        label_acts.place_labels(tab, None)
        qtbot.waitUntil(lambda: any(f.isVisible() for f in tab.findChildren(FormDialog)))
        return form()

    tab.show()
    asked = ask()
    asked.editors["sheet"].set_value("2x4")
    asked.editors["first"].set_value(9)
    asked.submit()
    assert asked.isVisible()  # no ninth label on this sheet
    asked.editors["first"].set_value(8)
    asked.editors["kind"].set_value("shelf")
    asked.submit()
    assert not asked.isVisible()
    qtbot.waitUntil(lambda: context.library.value("label_sheet").startswith("2 4"))
    again = ask()
    assert again.editors["sheet"].value() == "2x4"
    again.reject()
