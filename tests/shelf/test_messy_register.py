"""A register as a clerk keeps it comes in whole: mended in the preview, the rest in a sheet."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.intake.rows import find_heads
from kmdesk.intake.rows.plan import HEADS_AGAIN, SECTION, TOTAL, Plan, plan_rows
from kmdesk.intake.table import Cells
from kmdesk.records import Actor, Library
from kmdesk.records.model import Record
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt
from kmdesk.shelf.import_register import COLUMNS, REGISTER
from kmdesk.shelf.model import Receipt
from kmdesk.widgets.context import Context
from kmdesk.widgets.table_import import TableDialog
from tests.intake import messy_sheets
from tests.intake.make_xlsx import cells_of

SECRET = "เรื่องปกปิดเฉพาะราย"
HEADS = ["เลขรับ", "วันที่รับ", "ที่", "ลงวันที่", "จาก", "เรื่อง", "หมายเหตุ"]


def _plan(library: Library, clerk: Actor, cells: Cells, *, carry: bool = False) -> Plan:
    heads = find_heads(cells, COLUMNS, {})
    with library.reading(clerk) as reading:
        return plan_rows(REGISTER, reading, cells, heads, heads.columns, carry=carry)


def _letters(library: Library, clerk: Actor) -> list[str]:
    with library.reading(clerk) as reading:
        return list(reading.session.scalars(select(Record.title).where(reading.visible())))


@pytest.mark.parametrize("seed", range(4))
def test_sixty_messy_rows_come_in_untouched_but_for_what_is_missing(
    library: Library, clerk: Actor, tmp_path: Path, seed: int
) -> None:
    cells = cells_of(messy_sheets.register(tmp_path / "ทะเบียน.xlsx", seed=seed))
    plan = _plan(library, clerk, cells)
    rows = [line for line in plan.lines if not line.left_out]
    assert len(rows) == 60
    assert sum(line.is_new for line in rows) == 56
    assert plan.left_out == {SECTION: 3, TOTAL: 2, HEADS_AGAIN: 2}
    assert plan.untaken == ("ผู้ตรวจ",)
    assert {line.values["issuer"] for line in rows if line.is_new} == {"กรมสมมุติ"}
    assert {line.values["addressee"] for line in rows if line.is_new} == {"หัวหน้าสำนักงาน"}
    assert [str(line.values["received_on"]) for line in rows[:6]] == [
        "2026-01-02", "2026-01-02", "2026-01-02", "2026-01-03", "2026-01-03", "2026-01-03",
    ]  # fmt: skip
    assert all(line.values.get("time", "09.30") == "09.30" for line in rows if line.is_new)
    (secret,) = [line for line in rows if line.is_secret]
    assert not secret.values
    twice = [line for line in rows if any("ซ้ำ" in said.text for said in line.remarks)]
    assert [str(line.values["received"]) for line in twice] == ["120"]


def test_the_same_receive_number_is_told_in_any_digits(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        held = add_document(unit, NewDocument(title="เดิม", form="external"), [])
        add_receipt(unit, held.id, "๐๐๙", "2026-01-02")
        unit.commit()
    rows: Cells = [
        [*HEADS],
        ["49", "5/1/2569", "ตย 1", "4/1/2569", "ก", "หนึ่ง", ""],
        ["๔๙", "6/1/2569", "ตย 2", "4/1/2569", "ก", "สอง", ""],
        ["๐๔๙", "6/1/2570", "ตย 3", "4/1/2570", "ก", "อีกปีหนึ่ง", ""],
        ["9", "6/1/2569", "ตย 4", "4/1/2569", "ก", "สี่", ""],
        ["10", "6/1/2512", "ตย 5", "4/1/2569", "ก", "ปีผิด", ""],
    ]
    lines = _plan(library, clerk, rows).lines
    assert [[p.column for p in line.remarks] for line in lines] == [[], [0], [], [0], [1, 1]]
    assert "๒๕๖๙" in lines[4].remarks[0].text
    assert all(line.is_new for line in lines)


def test_a_class_in_any_column_refuses_and_is_not_repeated_below(
    library: Library, clerk: Actor
) -> None:
    rows: Cells = [
        [*HEADS],
        ["1", "5/1/2569", "ตย 1", "4/1/2569", "กรมหนึ่ง", "หนึ่ง", ""],
        ["2", "5/1/2569", "ลับ ตย 2", "4/1/2569", "กรมปกปิด", "สอง", ""],
        ["3", "5/1/2569", "ตย 3", "4/1/2569", '"', '"', ""],
        ["4", "5/1/2569", "ตย 4", "4/1/2569", "กรมหนึ่ง", "สี่", "ลับที่สุด"],
        ["5", "5/1/2569", "ตย 5", "4/1/2569", '"', "ห้า", ""],
        ["6", "5/1/2569", "ตย 6", "4/1/2569", "ก", "การรักษาความลับของทางราชการ", ""],
    ]
    lines = _plan(library, clerk, rows).lines
    assert [line.is_secret for line in lines] == [False, True, False, True, False, False]
    assert not lines[2].is_good
    assert "กรมปกปิด" not in str([line.values for line in lines])
    assert lines[5].is_new
    whole = _plan(library, clerk, [["ทะเบียนหนังสือรับลับ"], *rows])
    assert all(line.is_secret for line in whole.lines)


@pytest.fixture
def dialog(context: Context, qtbot: QtBot, tmp_path: Path) -> Iterator[TableDialog]:
    """The preview of the messy register."""
    window = QWidget()
    qtbot.addWidget(window)
    path = messy_sheets.register(tmp_path / "ทะเบียน.xlsx")
    made = TableDialog(window, context, path, (REGISTER,))
    made.open()
    qtbot.waitUntil(made.import_button.isEnabled)
    yield made
    made.close()


def _type(dialog: TableDialog, qtbot: QtBot, row: int, head: str, text: str) -> None:
    """Type into a cell of the preview with the keyboard; ``row`` as the sheet counts."""
    model = dialog.sheet.page_model
    heads = [
        str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())
    ]
    (column,) = [at for at, name in enumerate(heads) if name == head]
    assert dialog.plan is not None
    dialog.sheet.go_to(row - dialog.plan.heads.below - 1, column)
    dialog.sheet.setFocus()
    asked = dialog.plan
    dialog.sheet.edit(dialog.sheet.currentIndex())
    editor = dialog.sheet.focusWidget() or dialog.sheet.viewport().focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.plan is not asked)


def test_rows_are_mended_in_the_preview_and_one_undo_takes_all_back(
    dialog: TableDialog, qtbot: QtBot, library: Library, clerk: Actor
) -> None:
    assert dialog.plan is not None
    wrong = [line.row for line in dialog.plan.lines if line.problems and not line.is_secret]
    assert len(wrong) == 3
    for row in wrong:
        _type(dialog, qtbot, row, "วันที่รับ", "15/1/2569")
    assert sum(line.is_new for line in dialog.plan.lines) == 59
    dialog.take_back_edit()
    qtbot.waitUntil(lambda: sum(x.is_new for x in (dialog.plan and dialog.plan.lines) or ()) == 58)
    _type(dialog, qtbot, wrong[-1], "วันที่รับ", "15/1/69")
    qtbot.waitUntil(dialog.import_button.isEnabled)
    dialog.import_button.click()
    qtbot.waitUntil(dialog.undo_button.isVisible)
    assert len(_letters(library, clerk)) == 59
    assert SECRET not in _letters(library, clerk)
    with library.reading(clerk) as reading:
        assert len(reading.session.scalars(select(Receipt)).all()) == 59
    dialog.undo_button.click()
    qtbot.waitUntil(dialog.undo_button.isHidden)
    assert _letters(library, clerk) == []


def test_rows_left_out_are_saved_mended_elsewhere_and_brought_in(
    dialog: TableDialog, qtbot: QtBot, library: Library, clerk: Actor, tmp_path: Path
) -> None:
    out = tmp_path / "ไม่นำเข้า.xlsx"
    qtbot.waitUntil(dialog.refused_button.isVisible)
    dialog.save_refused(out)
    qtbot.waitUntil(out.exists)
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    kept = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(kept) == 4
    assert all(row[0] for row in kept[1:])  # the reasons
    assert SECRET not in str(kept)
    at = kept[0].index("วันที่รับ")
    for number in (2, 3, 4):
        sheet.cell(number, at + 1, "15 ม.ค. 69")
    book.save(out)
    again = _plan(library, clerk, cells_of(out))
    assert [line.is_new for line in again.lines] == [True] * 3
    assert {line.values["issuer"] for line in again.lines} == {"กรมสมมุติ"}  # not a ditto mark


def test_columns_are_assigned_by_hand_where_the_sheet_has_no_heads(
    context: Context, qtbot: QtBot, library: Library, clerk: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "เปล่า.csv"
    path.write_text("1,5/1/2569,เรื่องหนึ่ง,เก็บ\n2,6/1/2569,เรื่องสอง,\n", "utf-8")
    window = QWidget()
    qtbot.addWidget(window)
    dialog = TableDialog(window, context, path, (REGISTER,))
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None)
    assert not dialog.import_button.isEnabled()
    assert "เลือก" in dialog.problems.item(0).text()
    for at, name in enumerate(("received", "received_on", "title")):
        dialog.choices[at].setCurrentIndex(dialog.choices[at].findData(name))
    qtbot.waitUntil(dialog.import_button.isEnabled)
    assert dialog.plan is not None
    assert len(dialog.plan.untaken) == 1
    dialog.choices[3].setCurrentIndex(dialog.choices[3].findData("title"))  # taken from another
    assert dialog.choices[2].currentData() == ""
    dialog.close()
