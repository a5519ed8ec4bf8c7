"""Documents, receipts and loans on a real library."""

from datetime import date

import pytest

from kmdesk.jobs import TaskRunner
from kmdesk.records import WALK_UP, Actor, Kinds, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Place
from kmdesk.shelf import documents
from kmdesk.shelf.documents import (
    NewDocument,
    ShelfError,
    add_document,
    add_receipt,
    change_document,
)
from kmdesk.shelf.kind import DocumentKind
from kmdesk.shelf.model import Loan
from kmdesk.shelf.papers import lend, take_back
from kmdesk.shelf.ui.label_acts import paper_label
from kmdesk.shelf.ui.tab import Tab
from kmdesk.widgets.context import Context, OfficeSettings
from kmdesk.widgets.dialogs import FormDialog


def _add(library: Library, clerk: Actor, **facts: object) -> int:
    with library.writing(clerk, "Add a document") as unit:
        record = add_document(unit, NewDocument(title="หนังสือเวียน", **facts), [])  # type: ignore[arg-type]
        unit.commit()
        return record.id


def test_numbers_are_found_however_they_are_written(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk, number="ตย ๐๐๑๐/ว ๒")
    with library.reading(WALK_UP) as reading:
        assert documents.numbered(reading.session, "ตย 0010/ว2") == record_id


def test_a_change_keeps_what_is_not_named(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk, issuer="สำนักงาน", form="circular")
    with library.writing(clerk, "Edit a document") as unit:
        change_document(unit, record_id, {"addressee": "ทุกกลุ่ม", "title": "ใหม่"})
        unit.commit()
    with library.reading(WALK_UP) as reading:
        view = documents.document_view(reading, record_id)
        record = reading.record(record_id)
    assert view is not None
    assert (view.values["form"], view.values["addressee"]) == ("circular", "ทุกกลุ่ม")
    assert (record.title, record.issuer, record.version) == ("ใหม่", "สำนักงาน", 2)


def test_an_empty_subject_is_refused(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk)
    with library.writing(clerk, "Edit a document") as unit, pytest.raises(InvalidValue):
        change_document(unit, record_id, {"title": "  "})


def _shelved(library: Library, clerk: Actor) -> int:
    """A document whose paper lies on a shelf."""
    record_id = _add(library, clerk)
    with library.writing(clerk, "Place") as unit:
        shelf = Place(kind="shelf", name="ชั้นตัวอย่าง", label="ชั้นตัวอย่าง")
        unit.session.add(shelf)
        unit.session.flush()
        change_document(unit, record_id, {"place_id": shelf.id})
        unit.commit()
    return record_id


def _holding(library: Library, clerk: Actor, record_id: int) -> str:
    with library.reading(clerk) as reading:
        detail = documents.document(reading.session, record_id)
        assert detail is not None
        return detail.holding


def test_what_has_no_paper_is_not_lent(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk)
    with library.writing(clerk, "Lend a paper") as unit:
        with pytest.raises(ShelfError, match="ไม่มีฉบับกระดาษ"):
            lend(unit, record_id, "ผู้ยืมตัวอย่าง", "2026-01-05", None)
        change_document(unit, record_id, {"holding": "in_place"})
        unit.commit()
    assert _holding(library, clerk, record_id) == "unplaced"  # there, but nobody said where


@pytest.mark.parametrize("keeps_place", [True, False])
def test_a_paper_brought_back_is_in_its_place_only_if_it_has_one(
    library: Library, clerk: Actor, keeps_place: bool
) -> None:
    record_id = _shelved(library, clerk)
    with library.writing(clerk, "Lend a paper") as unit:
        lend(unit, record_id, "ผู้ยืมตัวอย่าง", "2026-01-05", None)
        if not keeps_place:
            change_document(unit, record_id, {"place_id": None})
        take_back(unit, record_id, "2026-01-10")
        unit.commit()
    wanted = "in_place" if keeps_place else "unplaced"
    assert _holding(library, clerk, record_id) == wanted


def test_of_two_papers_out_one_brought_back_leaves_the_other_out(
    library: Library, clerk: Actor
) -> None:
    record_id = _shelved(library, clerk)
    with library.writing(clerk, "Lend a paper") as unit:
        lend(unit, record_id, "คนที่หนึ่ง", "2026-01-05", None)
        unit.session.add(Loan(record_id=record_id, borrower="คนที่สอง", borrowed_on="2026-01-06"))
        take_back(unit, record_id, "2026-01-10")
        unit.commit()
    assert _holding(library, clerk, record_id) == "on_loan"


def test_lending_and_taking_back(library: Library, clerk: Actor) -> None:
    record_id = _shelved(library, clerk)
    with library.writing(clerk, "Lend a paper") as unit:
        lend(unit, record_id, "ผู้ยืมตัวอย่าง", "2026-01-05", "2026-01-12")
        with pytest.raises(ShelfError):
            lend(unit, record_id, "อีกคน", "2026-01-06", None)
        unit.commit()
    with library.reading(clerk) as reading:
        fields = dict(DocumentKind().facts(reading.session, record_id))
    assert fields["Borrowed by"] == "ผู้ยืมตัวอย่าง"
    assert fields["Due back on"] == "๑๒ มกราคม ๒๕๖๙"
    with library.writing(clerk, "Take a paper back") as unit:
        take_back(unit, record_id, "2026-01-10")
        with pytest.raises(ShelfError):
            take_back(unit, record_id, "2026-01-10")
        unit.commit()
    with library.reading(clerk) as reading:
        assert documents.open_loan(reading.session, record_id) is None


def test_due_before_taken_is_refused(library: Library, clerk: Actor) -> None:
    record_id = _shelved(library, clerk)
    with library.writing(clerk, "Lend a paper") as unit, pytest.raises(ShelfError):
        lend(unit, record_id, "ผู้ยืม", "2026-01-05", "2026-01-04")


def test_several_receipts_of_one_letter(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk)
    with library.writing(clerk, "Note a receipt") as unit:
        add_receipt(unit, record_id, "๑๒", "๑๒ มีนาคม ๒๕๖๘", "09.30")
        add_receipt(unit, record_id, "๗", "13/3/2568")
        unit.commit()
    with library.reading(clerk) as reading:
        days = [receipt.received_on for receipt in documents.receipts(reading.session, record_id)]
    assert days == ["2025-03-12", "2025-03-13"]


def test_answers_and_loans_fall_due(library: Library, clerk: Actor) -> None:
    owed = _add(library, clerk, detail={"reply_by": "2026-01-20"})
    _add(library, clerk, detail={"reply_by": "2026-01-20", "replied_with": "ตย 0010/1"})
    _add(library, clerk, detail={"reply_by": "2026-06-01"})
    lent = _add(library, clerk, detail={"holding": "unplaced"})
    with library.writing(clerk, "Lend a paper") as unit:
        lend(unit, lent, "ผู้ยืม", "2026-01-02", "2026-01-09")
        unit.commit()
    with library.reading(clerk) as reading:
        due = DocumentKind().due(reading.session, date(2026, 1, 10))
    assert sorted(record_id for record_id, _day, _note in due) == [owed, lent]


def test_tags_are_typed_with_commas_and_kept_when_not_named(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk)
    for values in ({"tags": "สินเชื่อ, เกษตร,,"}, {"addressee": "ทุกกลุ่ม"}):
        with library.writing(clerk, "Edit a document") as unit:
            change_document(unit, record_id, values)
            unit.commit()
    with library.reading(WALK_UP) as reading:
        view = documents.document_view(reading, record_id)
    assert view is not None
    assert view.tags == "เกษตร, สินเชื่อ"


def test_the_edit_form_shows_and_takes_tags(qtbot, library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk)
    with library.writing(clerk, "Tag") as unit:
        unit.set_tags(unit.record(record_id), ["เกษตร"])
        unit.commit()
    kinds = Kinds()
    kinds.register(DocumentKind())
    runner = TaskRunner()
    context = Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None)
    next(button for action, button in tab.record.buttons if action.label == "Edit…").click()
    form = tab.findChild(FormDialog)
    line = form.editors["tags"].widget
    assert line.text() == "เกษตร"
    line.setText("เกษตร, ภัยแล้ง")
    with qtbot.waitSignal(context.library_changed):
        form.save_button.click()
    qtbot.waitUntil(lambda: dict(tab.shown.fields).get("Tags") == "เกษตร, ภัยแล้ง")
    runner.close()


def test_a_paper_is_offered_to_be_lent_or_taken_back(qtbot, library: Library, clerk: Actor) -> None:
    record_id, paperless = _shelved(library, clerk), _add(library, clerk)
    kinds = Kinds()
    kinds.register(DocumentKind())
    runner = TaskRunner()
    tab = Tab(Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง")))
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()

    def offered() -> set[str]:
        labels = {a.label for a, button in tab.record.buttons if button.isVisible()}
        return labels & {"Lend…", "Take back…"}

    tab.open_record(record_id)
    qtbot.waitUntil(lambda: offered() == {"Lend…"})
    tab.open_record(paperless)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == paperless)
    assert offered() == set()
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: offered() == {"Lend…"})
    tab.save("Lend a paper", lambda unit: lend(unit, record_id, "ผู้ยืม", "2026-01-05", None))
    qtbot.waitUntil(lambda: offered() == {"Take back…"})
    runner.close()


@pytest.mark.parametrize("typed", ["0930", "๐๙๓๐"])
def test_the_stamp_takes_a_time_without_a_point(
    qtbot, library: Library, clerk: Actor, context: Context, typed: str
) -> None:
    record_id = _add(library, clerk)
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None)
    tab._act(next(a for a in tab.spec.actions if a.label == "Stamp of receipt…"))
    form = tab.findChild(FormDialog)
    stamp = {"number": "๒๖๕", "received_on": "2026-11-03", "time": typed}
    for name, value in stamp.items():
        form.editors[name].set_value(value)
    with qtbot.waitSignal(context.library_changed):
        form.submit()
    with library.reading(clerk) as reading:
        (receipt,) = documents.receipts(reading.session, record_id)
    assert receipt.received_at == "09.30"


def test_labels_ask_for_measures_of_another_sheet_only(
    qtbot, library: Library, clerk: Actor, context: Context
) -> None:
    record_id = _add(library, clerk)
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None)
    paper_label(tab, tab.shown)
    qtbot.waitUntil(lambda: tab.findChild(FormDialog) is not None)
    form = tab.findChild(FormDialog)

    def shown() -> set[str]:
        return {name for name, editor in form.editors.items() if editor.widget.isVisible()}

    assert shown() == {"sheet", "first"}
    form.editors["sheet"].set_value("own")
    measures = {"columns", "rows", "width", "height", "left", "top", "gap_x", "gap_y"}
    assert shown() == {"sheet", "first"} | measures
    form.editors["sheet"].set_value("2x4")
    assert shown() == {"sheet", "first"}
    form.reject()
