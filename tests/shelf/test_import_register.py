"""A register kept in a spreadsheet comes in: proposed columns, marked cells, one undo."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.intake import IntakeError
from kmdesk.intake.rows import find_heads, remember, remembered
from kmdesk.intake.rows.plan import Plan, plan_rows
from kmdesk.intake.table import day_of
from kmdesk.records import Actor, Library
from kmdesk.records.model import Record
from kmdesk.records.settings import REGISTER_COLUMNS
from kmdesk.shelf import documents
from kmdesk.shelf.import_register import COLUMNS, REGISTER, apply_register
from kmdesk.shelf.model import Receipt
from kmdesk.widgets.context import Context
from kmdesk.widgets.table_import import TableDialog
from tests.intake.make_xlsx import cells_of

HEADS = ("เลขทะเบียนรับ", "วันที่รับ", "ที่", "ลงวันที่", "จาก", "เรื่อง", "ตู้", "ชั้นความลับ")
ROWS: tuple[tuple[object, ...], ...] = (
    ("๑", "๒ ม.ค. ๖๘", "กษ ๑๑๐๘/ว ๑", "๕ มกราคม ๒๕๖๘", "กรมตัวอย่าง", "เรื่องที่หนึ่ง", "ตู้ ๑ ชั้น 1", ""),
    ("2", "6/1/2568", "กษ 1108/2", "06-01-68", '"', "เรื่องที่สอง", "ตู้ ๑ ชั้น ๒", ""),
    ("3", datetime(2568, 1, 7), "กษ 1108/3", datetime(2025, 1, 7), "〃", "เรื่องที่สาม", "ห้องใต้ดิน", ""),
    ("4", "8 มกราคม พ.ศ. 2568", "กษ 1108/4", "31/2/2568", "กรมตัวอย่าง", "วันที่ไม่มีจริง", "", ""),
    ("5", "", "กษ 1108/5", "9/1/2568", "กรมตัวอย่าง", "ไม่มีวันที่รับ", "", ""),
    ("6", "9/1/2568", "กษ 1108/6", "9/1/2568", "กรมตัวอย่าง", "", "", ""),
    ("7", "9/1/2568", "กษ ๑๑๐๘/๓", "7/1/2568", "กรมตัวอย่าง", "เรื่องที่สาม", "", ""),
    ("8", "9/1/2568", "กษ 1108/8", "9/1/2568", "กรมตัวอย่าง", "ความลับเฉพาะตัว", "", "ลับมาก"),
    ("9", "9/1/2568", "กษ 1108/9", "9/1/2700", "กรมตัวอย่าง", "ปีที่ยังไม่ถึง", "", ""),
)  # fmt: skip


def _sheet(folder: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
    """As offices keep it: a title merged over the head, and empty rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ทะเบียนหนังสือรับ ปี ๒๕๖๘"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=8)
    sheet.append([])
    sheet.append(HEADS)
    for row in rows:
        sheet.append(row)
    sheet.append([])
    path = folder / "ทะเบียน.xlsx"
    book.save(path)
    return path


def _plan(library: Library, clerk: Actor, path: Path, *, carry: bool = False) -> Plan:
    cells = cells_of(path)
    with library.reading(clerk) as reading:
        heads = find_heads(cells, COLUMNS, {})
        return plan_rows(REGISTER, reading, cells, heads, heads.columns, carry=carry)


def _titles(library: Library, clerk: Actor) -> list[str]:
    with library.reading(clerk) as reading:
        return list(reading.session.scalars(select(Record.title).where(reading.visible())))


@pytest.mark.parametrize(
    "written",
    ["๕ ม.ค. ๖๘", "5/1/2568", "5 มกราคม พ.ศ. 2568", "05-01-68", "2568-01-05", "5 มกราคม 2568",
     datetime(2568, 1, 5), datetime(2025, 1, 5)],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(written: object) -> None:
    assert day_of(written) == "2025-01-05"


def test_each_row_says_what_would_happen(
    library: Library, clerk: Actor, tmp_path: Path, shelves: list[int]
) -> None:
    plan = _plan(library, clerk, _sheet(tmp_path))
    assert (plan.heads.first, plan.heads.rows) == (2, 1)
    assert [plan.columns[at] for at in range(8)] == [
        "received", "received_on", "number", "dated", "issuer", "title", "place", "secrecy",
    ]  # fmt: skip
    rows = {line.row: line for line in plan.lines}
    assert [row for row, line in rows.items() if line.is_new] == [4, 5, 6]
    assert rows[4].values["dated"] == rows[4].values["dated"] == "2025-01-05"
    assert rows[4].values["place_id"] == shelves[0]
    assert rows[5].values["issuer"] == rows[6].values["issuer"] == "กรมตัวอย่าง"  # ditto marks
    assert rows[6].values["received_on"] == "2025-01-07"
    assert [p.column for p in rows[6].remarks] == [6]
    assert "ห้องใต้ดิน" in str(rows[6].values["note"])
    wrong = {row: [p.column for p in line.problems] for row, line in rows.items() if line.problems}
    assert wrong == {7: [3], 8: [1], 9: [5], 10: [-1], 11: [-1], 12: [3]}
    assert not rows[11].values  # nothing of a classified paper is held


def test_blank_cells_are_as_above_where_asked(library: Library, clerk: Actor) -> None:
    cells: list[list[object]] = [
        ["จาก", "เรื่อง", "ที่"], ["กรม", "ก", "1"], ["", "", ""], ["", "ข", "2"], ["〃", "ค", ""],
    ]  # fmt: skip
    heads = find_heads(cells, COLUMNS, {})
    with library.reading(clerk) as reading:
        for carry, senders in ((True, ["กรม", "กรม", "กรม"]), (False, ["กรม", None, "กรม"])):
            plan = plan_rows(REGISTER, reading, cells, heads, heads.columns, carry=carry)
            assert [line.values.get("issuer") for line in plan.lines] == senders
            assert [line.values.get("number") for line in plan.lines] == ["1", "2", None]


def test_merged_cells_hold_their_value_in_every_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("จาก", "เรื่อง"), ("กรมตัวอย่าง", "ก"), (None, "ข"), (None, "ค")):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    book.save(tmp_path / "m.xlsx")
    cells = cells_of(tmp_path / "m.xlsx")
    assert [row[0] for row in cells] == ["จาก", "กรมตัวอย่าง", "กรมตัวอย่าง", "กรมตัวอย่าง"]


def test_sheets_that_cannot_be_used_say_so(tmp_path: Path, library: Library, clerk: Actor) -> None:
    broken = tmp_path / "เสีย.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a book")
    with pytest.raises(IntakeError):
        cells_of(broken)
    picture = tmp_path / "ภาพ.csv"
    picture.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(IntakeError):
        cells_of(picture)
    (tmp_path / "ว่าง.csv").write_bytes(b"")
    assert cells_of(tmp_path / "ว่าง.csv") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_csv_in_the_encodings_offices_have(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("ที่;เรื่อง\nกษ 1;ทดสอบ\n".encode(encoding))
    assert cells_of(path) == [["ที่", "เรื่อง"], ["กษ 1", "ทดสอบ"]]


def test_one_undo_takes_the_whole_import_back_and_it_comes_in_once(
    library: Library, clerk: Actor, tmp_path: Path, shelves: list[int]
) -> None:
    path = _sheet(tmp_path)
    plan = _plan(library, clerk, path)
    with library.writing(clerk, "Import a register") as unit:
        assert apply_register(unit, plan.lines, path.name) == 3
        unit.commit()
        unit_id = unit.id
    with library.reading(clerk) as reading:
        stamps = reading.session.scalars(select(Receipt)).all()
        assert [(r.number, r.received_on) for r in stamps] == [
            ("๑", "2025-01-02"), ("2", "2025-01-06"), ("3", "2025-01-07"),
        ]  # fmt: skip
        first = documents.document(reading.session, stamps[0].record_id)
        assert first is not None
        assert (first.form, first.holding) == ("circular", "in_place")
    again = _plan(library, clerk, path)
    assert sum(line.match is not None for line in again.lines) == 4
    assert not any(line.is_new for line in again.lines)
    library.undo(clerk, unit_id)
    assert _titles(library, clerk) == []


def test_what_the_clerk_chose_is_remembered() -> None:
    cells: list[list[object]] = [["หัวแปลก", "เรื่อง", "ที่"], ["x", "y", "1"]]
    assert find_heads(cells, COLUMNS, {}).columns == {1: "title", 2: "number"}
    value = remember("", {"หัวแปลก": "issuer", "เรื่อง": ""})
    known = remembered(value, COLUMNS)
    assert find_heads(cells, COLUMNS, known).columns == {0: "issuer", 2: "number"}
    assert remembered("{broken", COLUMNS) == {}
    assert remembered(remember(value, {"ชื่อ": "title"}, "other"), COLUMNS) == known


def test_the_dialog_marks_cells_imports_and_undoes(
    context: Context, qtbot: QtBot, library: Library, clerk: Actor, tmp_path: Path,
    shelves: list[int],
) -> None:  # fmt: skip
    window = QWidget()
    qtbot.addWidget(window)
    dialog = TableDialog(window, context, _sheet(tmp_path), (REGISTER,))
    dialog.open()
    qtbot.waitUntil(dialog.import_button.isEnabled)
    model = dialog.sheet.page_model
    assert model.rowCount() == len(ROWS)
    wrong = model.index(3, 4)  # row 7 of the sheet, its day; the first column says what happens
    assert model.data(wrong, Qt.ItemDataRole.BackgroundRole) is not None
    assert "31/2/2568" in model.data(wrong, Qt.ItemDataRole.ToolTipRole)
    assert dialog.problems.count() == 8  # one is only a remark
    assert _titles(library, clerk) == []  # so far only shown
    shown = [model.data(model.index(7, at)) for at in range(1, 9)]
    assert "ความลับเฉพาะตัว" not in shown
    box = dialog.choices[3]
    box.setCurrentIndex(box.findData(""))  # without days the wrong ones do not matter
    qtbot.waitUntil(lambda: dialog.plan is not None and 3 not in dialog.plan.columns)
    qtbot.waitUntil(dialog.import_button.isEnabled)
    dialog.import_button.click()
    qtbot.waitUntil(lambda: not dialog.undo_button.isHidden())
    assert len(_titles(library, clerk)) > 3
    with library.reading(clerk) as reading:
        kept = remembered(REGISTER_COLUMNS.read(reading.session), COLUMNS)
    assert kept["ลงวันที่"] == ""
    dialog.undo_button.click()
    qtbot.waitUntil(dialog.undo_button.isHidden)
    assert _titles(library, clerk) == []
    dialog.close()
