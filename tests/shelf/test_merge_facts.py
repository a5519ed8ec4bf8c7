"""No fact is lost when two records become one: every column of every table that is joined."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.composition import build_kinds
from kmdesk.directory import entries as directory_queries
from kmdesk.directory import kind as directory_merge
from kmdesk.directory.entries import (
    CooperativeDetail,
    CooperativeYear,
    ResourcePersonDetail,
    StaffDetail,
)
from kmdesk.records import Actor, Library, PassageText
from kmdesk.records.fields import How, merge_rules
from kmdesk.records.history import confirmed_facts
from kmdesk.records.merge import (
    RECORD_COLUMNS,
    Answers,
    MergeConflict,
    Side,
)
from kmdesk.records.model import Place, Record
from kmdesk.records.trash import columns_naming_records
from kmdesk.records.undo import READ_TEXT, TAKEN_IN
from kmdesk.shelf import check_letter as shelf_twins
from kmdesk.shelf import documents
from kmdesk.shelf.check_letter import (
    TwinFound,
    await_check,
    confirm_letter,
    merge_copy,
    merge_pages,
)
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt, change_document
from kmdesk.shelf.model import DocumentDetail
from kmdesk.shelf.papers import lend
from kmdesk.shelf.ui.letter_form import check_letters
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.store.engine import Base
from kmdesk.widgets.context import Context
from kmdesk.widgets.join_dialog import JoinDialog

build_kinds()
Join = Callable[..., object]
MERGED = (
    DocumentDetail,
    CooperativeDetail,
    ResourcePersonDetail,
    StaffDetail,
    CooperativeYear,
)
_CHOSEN = {
    "dated": ("2026-01-05", "2026-02-06"),
    "reply_by": ("2026-03-05", "2026-04-06"),
    "form": ("memo", "external"),
    "urgency": ("urgent", "most_urgent"),
    "retention": ("5", "forever"),
}
ASKED = sorted(name for name, how in merge_rules(DocumentDetail).items() if how is How.ASKED)
# A paper in use, or one not checked yet, was made so by nobody: of statuses only one is a choice.
ASKED += sorted(
    name
    for name, how in shelf_twins.MERGED_COLUMNS.items()
    if how is How.ASKED and name != "status"
)


@pytest.mark.parametrize("table", MERGED)
def test_of_every_column_it_is_said_how_it_is_merged(table: type[Base]) -> None:
    """A new column without a field fails here until somebody has thought of merging."""
    assert {name for name, how in merge_rules(table).items() if how is How.OWN} <= {
        "id",
        "record_id",
        "year",
    }


def test_of_every_column_of_a_record_it_is_said_how_it_is_merged() -> None:
    assert set(RECORD_COLUMNS) == {column.key for column in Record.__table__.columns}


def test_every_row_that_names_a_record_goes_over() -> None:
    """A new table that names a record is moved, unless it is a 1:1 detail of MERGED."""
    told = {"attachment", "passage", "link", "record_tag", "sketch", "unchecked"}
    moved = {
        (row_class.__tablename__, column.key) for row_class, column in columns_naming_records()
    }
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is Record.__table__ for key in column.foreign_keys):
                known = table.name in told or (table.name, column.key) in moved
                assert known or column.primary_key, f"{table.name}.{column.key}"


_DETAIL = set(DocumentDetail.__table__.columns.keys())


def _values(name: str) -> tuple[str, str]:
    return _CHOSEN.get(name, (f"{name} หนึ่ง", f"{name} สอง"))


def _set(library: Library, clerk: Actor, record_id: int, name: str, value: object) -> None:
    """As a person: through the act that edits."""
    with library.writing(clerk, "Edit a document") as unit:
        change_document(unit, record_id, {name: value})
        if name in ("source", "source_id"):
            setattr(unit.record(record_id), name, value)
        unit.commit()


def _read(library: Library, clerk: Actor, name: str = "", value: object = "") -> int:
    """A paper as it comes in from a file: its facts are what a program read."""
    with library.writing(clerk, TAKEN_IN) as unit:
        record = add_document(unit, NewDocument(title="อ่านจากไฟล์"), [])
        detail = documents.document(unit.session, record.id)
        if name:
            setattr(detail if name in _DETAIL else record, name, value)
        unit.commit()
        return record.id


def _value(library: Library, clerk: Actor, record_id: int, name: str) -> object:
    with library.reading(clerk) as reading:
        row: object = reading.session.get(Record, record_id)
        if name in _DETAIL:
            row = reading.session.get(DocumentDetail, record_id)
        return getattr(row, name)


def _merge(
    library: Library,
    clerk: Actor,
    keep: int,
    gone: int,
    answers: Answers,
    join: Join = merge_copy,
) -> str:
    with library.writing(clerk, "Merge") as unit:
        join(unit, keep, gone, answers)
        unit.commit()
        return unit.id


def _everything(library: Library, clerk: Actor) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the feed's; a version only rises."""
    found = {}
    with library.reading(clerk) as reading:
        for table in Base.metadata.sorted_tables:
            if table.name in ("change", "sketch"):
                continue
            columns = [c for c in table.columns if c.key not in ("version", "updated_at")]
            rows = reading.session.execute(select(*columns)).all()
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_a_confirmed_value_is_never_lost(library: Library, clerk: Actor, name: str) -> None:
    one, two = _values(name)
    # empty is filled, also by what only a program read
    keep, gone = _read(library, clerk), _read(library, clerk, name, one)
    if name not in ("title", "retention"):  # these are never empty
        _merge(library, clerk, keep, gone, {})
        assert _value(library, clerk, keep, name) == one
    # confirmed beats what a program read, whichever of the two stays
    for first, second in ((one, two), (two, one)):
        keep, gone = _read(library, clerk, name, first), _read(library, clerk)
        _set(library, clerk, gone, name, second)
        if name in ("source", "source_id"):
            continue  # where a file came from is no word of a person
        _merge(library, clerk, keep, gone, {})
        assert _value(library, clerk, keep, name) == second
    # two confirmed ones are asked about, and either answer holds; undone, both are back
    sides: tuple[Side, Side] = ("keep", "gone")
    for side in sides:
        keep, gone = _read(library, clerk), _read(library, clerk)
        _set(library, clerk, keep, name, one)
        _set(library, clerk, gone, name, two)
        if name in ("source", "source_id"):
            continue
        before = _everything(library, clerk)
        with pytest.raises(MergeConflict) as asked:
            _merge(library, clerk, keep, gone, {})
        (found,) = asked.value.differences
        assert found.field == name
        assert found.kept != found.gone
        assert _everything(library, clerk) == before
        unit = _merge(library, clerk, keep, gone, {name: side})
        assert _value(library, clerk, keep, name) == (one if side == "keep" else two)
        library.undo(clerk, unit)
        assert _everything(library, clerk) == before


def test_pages_on_one_strip_lose_no_confirmed_value(library: Library, clerk: Actor) -> None:
    """Ctrl+J, as F7: confirmed beats read, and of two confirmed ones somebody is asked."""
    for first, second in (("ที่อ่านได้", "ที่ยืนยัน"), ("ที่ยืนยัน", "ที่อ่านได้")):
        keep, gone = (_read(library, clerk, "issuer", words) for words in (first, second))
        confirmed = keep if first == "ที่ยืนยัน" else gone
        _set(library, clerk, confirmed, "issuer", "แก้แล้ว")
        _merge(library, clerk, keep, gone, {}, merge_pages)
        assert _value(library, clerk, keep, "issuer") == "แก้แล้ว"
    for side, kept in (("keep", "หนึ่ง"), ("gone", "สอง")):
        keep, gone = _read(library, clerk), _read(library, clerk)
        _set(library, clerk, keep, "issuer", "หนึ่ง")
        _set(library, clerk, gone, "issuer", "สอง")
        before = _everything(library, clerk)
        with pytest.raises(MergeConflict) as asked:
            _merge(library, clerk, keep, gone, {}, merge_pages)
        assert [found.field for found in asked.value.differences] == ["issuer"]
        assert _everything(library, clerk) == before
        _merge(library, clerk, keep, gone, {"issuer": side}, merge_pages)  # type: ignore[dict-item]
        assert _value(library, clerk, keep, "issuer") == kept


@pytest.mark.parametrize("hidden", ["keep", "gone"])
def test_what_is_for_internal_use_stays_so(library: Library, clerk: Actor, hidden: str) -> None:
    ids = {"keep": _read(library, clerk), "gone": _read(library, clerk)}
    _set(library, clerk, ids[hidden], "audience", "internal")
    _merge(library, clerk, ids["keep"], ids["gone"], {})
    assert _value(library, clerk, ids["keep"], "audience") == "internal"


def test_the_waiting_mark_hides_no_repeal(library: Library, clerk: Actor) -> None:
    keep, gone = _read(library, clerk, "status", "unchecked"), _read(library, clerk)
    _set(library, clerk, gone, "status", "repealed")
    _merge(library, clerk, keep, gone, {})
    assert _value(library, clerk, keep, "status") == "repealed"


def test_a_confirmed_letter_keeps_its_head_over_a_bad_photograph(
    library: Library, clerk: Actor
) -> None:
    """The memo is confirmed and found to be a copy of a photo that nobody ever checked."""
    page = "ทดสอบ " * 4 + "".join(chr(0x0E01 + at % 40) * 3 + " " for at in range(400))
    texts = [PassageText("page:1", "1", page)]
    ids = []
    for title in ("ส่วนราชการ กลุ่มตัวอย่าง โทร.", "memo"):
        with library.writing(clerk, TAKEN_IN) as unit:
            record = add_document(unit, NewDocument(title=title, source=f"{title}.pdf"), texts)
            await_check(unit, record.id, texts)
            ids.append(record.id)
            unit.commit()
    photo, memo = ids
    head = {
        "title": "รายงานผลตัวอย่าง", "number": "ตย ๐๐๑๐/๑", "issuer": "กลุ่มตัวอย่าง",
        "dated": "2026-11-24", "form": "memo",
    }  # fmt: skip
    with pytest.raises(TwinFound), library.writing(clerk, "Check a letterhead") as unit:
        confirm_letter(unit, memo, head)
    with library.writing(clerk, "Check a letterhead") as unit:
        confirm_letter(unit, memo, head, choice="copy")
        unit.commit()
        done = unit.id
    with library.reading(clerk) as reading:
        kept = reading.record(photo)
        detail = documents.document(reading.session, photo)
        found = {name: getattr(kept, name) for name in ("title", "issuer", "dated")}
        assert found == {name: head[name] for name in found}
        assert kept.number
        assert detail is not None
        assert detail.form == "memo"
    library.undo(clerk, done)
    assert _value(library, clerk, photo, "title") == "ส่วนราชการ กลุ่มตัวอย่าง โทร."


def test_what_was_undone_confirms_nothing(library: Library, clerk: Actor) -> None:
    paper = _read(library, clerk)
    with library.writing(clerk, "Edit a document") as unit:
        change_document(unit, paper, {"issuer": "ตัวอย่าง"})
        unit.commit()
        edited = unit.id

    def is_sure() -> bool:
        with library.reading(clerk) as reading:
            return confirmed_facts(reading.session, paper).has("record", "issuer")

    assert is_sure()
    undone = library.undo(clerk, edited)
    assert not is_sure()
    again = library.undo(clerk, undone)
    assert is_sure()
    library.undo(clerk, again)
    assert not is_sure()
    with library.writing(clerk, READ_TEXT) as unit:
        unit.record(paper).issuer = "ที่เครื่องอ่าน"
        unit.commit()
    assert not is_sure()


@pytest.mark.parametrize("join", [merge_copy, merge_pages])
def test_papers_out_second_places_and_remarks_are_not_lost(
    library: Library, clerk: Actor, join: object
) -> None:
    with library.writing(clerk, "Prepare") as unit:
        shelves = [Place(kind="shelf", name=name, label=name) for name in ("ชั้นหนึ่ง", "ชั้นสอง")]
        unit.session.add_all(shelves)
        unit.session.flush()
        keep, gone = (
            add_document(unit, NewDocument(title="เรื่อง", place_id=shelf.id), []).id
            for shelf in shelves
        )
        change_document(unit, keep, {"note": "หมายเหตุ ๑๒"})
        change_document(unit, gone, {"note": "หมายเหตุ ๑"})
        lend(unit, gone, "ผู้ยืมตัวอย่าง", "2026-01-05", None)
        add_receipt(unit, gone, "๗", "2026-01-02")
        unit.commit()
    with library.writing(clerk, "Merge") as unit:
        join(unit, keep, gone)  # type: ignore[operator]
        unit.commit()
    with library.reading(clerk) as reading:
        detail = documents.document(reading.session, keep)
        assert detail is not None
        assert detail.holding == "on_loan"
        assert {"หมายเหตุ ๑๒", "หมายเหตุ ๑"} <= set(detail.note.splitlines())
        assert "ชั้นสอง" in detail.note
        assert documents.open_loan(reading.session, keep) is not None
        assert [receipt.number for receipt in documents.receipts(reading.session, keep)] == ["๗"]


def _entry_value(kind: str, name: str, at: int) -> object:
    python_type = Base.metadata.tables[kind].columns[name].type.python_type
    if python_type in (int, float):
        return None if name == "person_id" else python_type(1000 + at)
    if name.endswith(("_on", "_from", "_until")):
        return f"2026-0{at + 1}-01"
    return f"{name} {at}"


@pytest.mark.parametrize("kind", ["cooperative", "resource_person", "staff"])
def test_the_directory_asks_about_every_fact_in_which_two_entries_differ(
    library: Library, clerk: Actor, kind: str
) -> None:
    detail = directory_queries.DETAILS[kind]
    rules = merge_rules(detail)
    names = [name for name, how in rules.items() if how is How.ASKED and name != "person_id"]

    def made(at: int, *, empty: bool = False) -> int:
        with library.writing(clerk, "Add to the directory") as unit:
            record = unit.add(kind=kind, title="ตัวอย่าง", status="active")
            row = detail(record_id=record.id)
            for name in names:
                setattr(row, name, None if empty else _entry_value(kind, name, at))
            if empty:
                for column in detail.__table__.columns:
                    if not column.nullable and column.key in names:
                        setattr(row, column.key, "")
            unit.session.add(row)
            if kind == "cooperative":
                unit.session.flush()
                unit.session.add(CooperativeYear(record_id=record.id, year=2568, members=5 + at))
                unit.session.add(CooperativeYear(record_id=record.id, year=2560 + at, members=at))
            unit.commit()
            return record.id

    def merge(keep: int, gone: int, answers: Answers) -> str:
        with library.writing(clerk, "Merge entries") as unit:
            directory_merge.merge_entries(unit, keep, gone, answers)
            unit.commit()
            return unit.id

    def facts(record_id: int) -> dict[str, object]:
        with library.reading(clerk) as reading:
            row = reading.session.get(detail, record_id)
            return {name: getattr(row, name) for name in names}

    keep, gone = made(0), made(1)
    before, theirs = _everything(library, clerk), facts(gone)
    with pytest.raises(MergeConflict) as asked:
        merge(keep, gone, {})
    years = {"2568:members"} if kind == "cooperative" else set()
    fields = {found.field for found in asked.value.differences}
    assert fields == {*names, *years}
    unit = merge(keep, gone, dict.fromkeys(fields, "gone"))
    assert facts(keep) == theirs
    if kind == "cooperative":
        with library.reading(clerk) as reading:
            members = {y.year: y.members for y in directory_queries.years(reading.session, keep)}
        assert members == {2560: 0, 2561: 1, 2568: 6}
    library.undo(clerk, unit)
    assert _everything(library, clerk) == before
    # what only one of them says is filled without a question
    empty = made(0, empty=True)
    answers: Answers = dict.fromkeys(years, "keep")
    merge(empty, gone, answers)
    assert facts(empty) == theirs


def test_nothing_of_a_file_is_lost_either(library: Library, clerk: Actor, tmp_path: Path) -> None:
    scan = tmp_path / "scan.bin"
    scan.write_bytes(b"scan")
    keep, gone = _read(library, clerk), _read(library, clerk)
    with library.writing(clerk, "Prepare") as unit:
        for record_id in (keep, gone):
            file = unit.attach(unit.record(record_id), scan, "a.bin", "application/octet-stream")
            texts = [PassageText("page:1", "1", f"หน้า {record_id}")]
            unit.passages(unit.record(record_id), texts, file)
        unit.commit()
    before = _everything(library, clerk)
    undone = _merge(library, clerk, keep, gone, {})
    after = _everything(library, clerk)
    for table in ("attachment", "passage"):
        assert len(after[table]) == len(before[table])
    library.undo(clerk, undone)
    assert _everything(library, clerk) == before


def test_the_question_names_who_stays_and_asks_line_by_line(
    qtbot: QtBot, context: Context, library: Library, clerk: Actor
) -> None:
    """F7, “another copy”: two confirmed heads differ, nothing is taken without an answer."""
    page = "บันทึกข้อความ\nที่ ตย ๐๐๑๐/๑ วันที่ ๒๔ พฤศจิกายน ๒๕๖๙\nเรื่อง รายงานผลตัวอย่าง\n"
    page += "".join(chr(0x0E01 + at % 40) * 3 + " " for at in range(400))
    texts = [PassageText("page:1", "1", page)]
    ids = []
    for title in ("หนึ่ง", "สอง"):
        with library.writing(clerk, TAKEN_IN) as unit:
            record = add_document(unit, NewDocument(title=title), texts)
            await_check(unit, record.id, texts)
            ids.append(record.id)
            unit.commit()
    there, mine = ids
    with library.writing(clerk, "Check a letterhead") as unit:
        head = {"title": "หัวเรื่องเดิม", "issuer": "กลุ่มเดิม", "number": "ตย ๐๐๑๐/๑", "form": "memo"}
        confirm_letter(unit, there, head)
        unit.commit()
    window = QWidget()
    qtbot.addWidget(window)
    form = check_letters(window, context, mine)
    qtbot.waitUntil(lambda: form.fields is not None)
    form.fields.editors["issuer"].set_value("กลุ่มใหม่")
    form.fields.editors["title"].set_value("รายงานผลตัวอย่าง")
    form.confirm()
    qtbot.waitUntil(lambda: bool(form.findChildren(TwinDialog)))
    (twin,) = form.findChildren(TwinDialog)
    assert "หัวเรื่องเดิม" in twin.stays.plain
    twin.buttons["copy"].click()
    qtbot.waitUntil(lambda: bool(form.findChildren(JoinDialog)))
    (asked,) = form.findChildren(JoinDialog)
    assert set(asked.choices) == {"title", "issuer"}
    assert "หัวเรื่องเดิม" in asked.heads["keep"]
    assert not asked.merge_button.isEnabled()
    asked.choices["title"]["gone"].setChecked(True)
    assert not asked.merge_button.isEnabled()
    asked.choices["issuer"]["keep"].setChecked(True)
    asked.merge_button.click()
    qtbot.waitUntil(lambda: form.letter is None)
    assert _value(library, clerk, there, "title") == "รายงานผลตัวอย่าง"
    assert _value(library, clerk, there, "issuer") == "กลุ่มเดิม"
    form.accept()
